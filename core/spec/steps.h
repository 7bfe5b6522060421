#pragma once

#include <cstdint>

#include "core/spec/experiment_spec.h"

namespace skewscope::spec {

/// Images of a step of a run on `images` images: the option `batch`, or all of them where they are fewer.
std::int64_t batchSize(const ExperimentSpec& spec, std::int64_t images);

/// Optimiser steps of an epoch on `images` images: whole batches only, the images left over are those of
/// another draw in each epoch. 0 without images.
std::int64_t stepsPerEpoch(const ExperimentSpec& spec, std::int64_t images);

}  // namespace skewscope::spec
