#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/spec/experiment_spec.h"

namespace skewscope::spec {

/// Reads "0.6,0.8" or "160, 180": positive numbers, strictly ascending, either all below 1 (shares of the
/// training) or all whole (epochs). Nothing if the text is anything else.
std::optional<std::vector<double>> parseMilestones(std::string_view text);

/// What is wrong with the milestones of a spec, as one sentence; empty if nothing is.
std::string milestoneProblem(const ExperimentSpec& spec);

}  // namespace skewscope::spec
