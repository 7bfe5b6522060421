#pragma once

#include <span>
#include <string>

#include "core/store/records.h"

namespace skewscope::compare {

/// Name of the accuracy that a run's curves show, of the names that it has `measured`: the live one of its
/// mode. Of a run from another program, whose settings say nothing, the first of head, kNN and probe accuracy
/// that it has, else the first name with "accuracy"; "" where there is none.
std::string accuracyCurve(const store::RunRecord& run, std::span<const std::string> measured);

/// Name of its loss: "loss", or of a run from another program without it the first name with "loss"; "" where
/// that has none.
std::string lossCurve(const store::RunRecord& run, std::span<const std::string> measured);

}  // namespace skewscope::compare
