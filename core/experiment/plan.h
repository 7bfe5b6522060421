#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/settings.h"
#include "core/spec/protocols.h"

namespace skewscope::experiment {

/// One run of an experiment before it is in a store.
struct PlannedRun {
  spec::ExperimentSpec spec;  ///< weights_from is a placeholder where weightsOf is set
  std::string line;  ///< the row of the results that it belongs to, without its setting: "SimCLR + rwSAM"
  double size = 1;   ///< factor of n_max
  std::optional<std::size_t> weightsOf;  ///< planned run, an earlier one, whose features give the weights
  std::optional<spec::EvaluationRequest>
      evaluation;  ///< what is measured besides the live curve and the probe
};

/// The runs of an experiment in the order in which they are best trained: seed by seed, so that there is a
/// whole table with N = 1 early. Throws Error (Usage) if a run's settings are not valid, naming it.
std::vector<PlannedRun> plan(const Settings& settings);

}  // namespace skewscope::experiment
