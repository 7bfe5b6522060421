#pragma once

#include <vector>

#include "core/spec/protocols.h"
#include "core/store/reader.h"

namespace skewscope::experiment {

/// What a run was asked for beyond what every run measures of itself, in the words to ask another run for the
/// same: what it still waits for, and what gave its last accuracies (kNN, probes, fine-tuning), with their
/// settings. A target data set is left out where its images would have to be named and the store does not say
/// where they were. Each request once.
std::vector<spec::EvaluationRequest> evaluationsOf(store::Reader& reader, const store::RunRecord& run);

}  // namespace skewscope::experiment
