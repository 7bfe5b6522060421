#pragma once

#include <optional>
#include <vector>

#include "core/store/records.h"

namespace skewscope::ui {

/// Seconds that a waiting run will take, from what comparable runs of the store took: finished ones of the
/// same mode, method, data set, network, batch, threads and SAM steps that were trained where this one will
/// be (on the processor or a GPU; what is left to the engine goes where the last such run went), the latest
/// of which is scaled by images times epochs. What the run has behind it is taken off; pauses and
/// interruptions of the finished one do not count. Nothing if no comparable run is done.
std::optional<double> estimatedSeconds(const store::RunRecord& waiting,
                                       const std::vector<store::RunRecord>& runs);

/// Seconds until all is done if `jobs` runs train at once, each going to the engine that is free first:
/// `inProgress` holds what those in progress still need, `waiting` what the others do, in their order.
double secondsToEmpty(const std::vector<double>& inProgress, const std::vector<double>& waiting, int jobs);

}  // namespace skewscope::ui
