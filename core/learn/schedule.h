#pragma once

#include <cstdint>

#include "core/spec/experiment_spec.h"

namespace skewscope::learn {

/// Learning rate of step `step` (0-based, over the whole run) where an epoch has `stepsPerEpoch` steps. With
/// W warm-up steps, T the others and t = step - W: warm-up: base (step + 1) / (W + 1), so that step W is the
/// first at the full rate; cosine: base (1 + cos(pi t / T)) / 2, so that the last step is still above 0;
/// cosine by epoch: base (1 + cos(pi e / E)) / 2 in the e-th of the E epochs
/// after the warm-up, e from 1, so that the last is at 0 (the paper's released code);
/// step: base times spec.stepGamma for each of spec.milestones that is reached, a share s from t >= s T, an
/// epoch m from its first step on, warm-up or not; constant: base. Throws Error (Usage) for milestones that
/// cannot be read.
double learningRate(const spec::ExperimentSpec& spec, std::int64_t step, std::int64_t stepsPerEpoch);

}  // namespace skewscope::learn
