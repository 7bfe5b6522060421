#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/settings.h"
#include "core/spec/protocols.h"
#include "core/store/records.h"

namespace skewscope::experiment {

/// One run of an experiment before it is in a store.
struct PlannedRun {
  spec::ExperimentSpec spec;  ///< weights_from is a placeholder where weightsOf is set
  std::string line;  ///< the row of the results that it belongs to, without its setting: "SimCLR + rwSAM"
  double size = 1;   ///< factor of n_max
  std::optional<std::size_t> weightsOf;  ///< planned run, an earlier one, whose features give the weights
  /// What is measured besides the live curve and the probe.
  std::optional<spec::EvaluationRequest> evaluation;
};

/// Whether a run is trained to its end: done, or running only to be evaluated.
bool isTrained(const store::RunRecord& run);
/// Whether a run has the numbers of `planned.evaluation` (true if there is none), measured after its last
/// epoch.
bool isEvaluated(const PlannedRun& planned, const store::RunRecord& run);
/// The last value of a metric, if it was measured after the last epoch of a run that is trained; else NaN.
double finalValue(const store::RunRecord& run, const std::string& metric);

/// The runs of an experiment in the order in which they are best trained: seed by seed, so that there is a
/// whole table with N = 1 early. Throws Error (Usage) if a run's settings are not valid, naming it.
std::vector<PlannedRun> plan(const Settings& settings);

/// Throws Error (Usage) if the settings ask for sizes that would make no difference, so that runs would be
/// trained twice: of a new experiment; one that is there is shown all the same.
void requireUsefulSizes(const Settings& settings);

}  // namespace skewscope::experiment
