#pragma once

#include <string>
#include <vector>

#include "core/spec/options.h"

namespace skewscope::spec {

/// Declarations of loss, class weights and sampling of the supervised mode, in the order of the form. Part of
/// options().
std::vector<Option> longTailOptions();

/// Declarations of cRT, the re-training of the classifier. Part of options().
std::vector<Option> retrainingOptions();

/// What tells a supervised run from plain cross-entropy, for its name: " LDAM DRW SAM"; "" for the baseline.
std::string describeLabels(const ExperimentSpec& spec);

}  // namespace skewscope::spec
