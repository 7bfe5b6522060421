#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/spec/experiment_spec.h"
#include "core/store/store.h"

namespace skewscope::experiment {

/// A balanced twin that imbalanced runs lack.
struct MissingTwin {
  std::vector<std::string> runs;  ///< ids of the imbalanced runs that lack it; empty: only its features are
                                  ///< needed, for the weights of another twin
  std::string stopped;            ///< id of a twin that ended before its last epoch; empty: it is to be made
  spec::ExperimentSpec
      spec;  ///< of one that is to be made; weights_from is a placeholder where weightsOf is set
  std::optional<std::size_t> weightsOf{};  ///< missing twin, an earlier one, whose features give its weights
  std::string problem;                     ///< why it cannot be made; else empty
};

/// The twins that the runs lack which are trained, in progress or waiting, in the order in which they are
/// best trained. A twin of a run whose density weights come from another run takes them from that run's twin.
/// Runs that are archived neither lack a twin nor are one.
std::vector<MissingTwin> missingTwins(std::span<const store::RunRecord> runs);

/// What queueTwins() did.
struct QueuedTwins {
  std::vector<std::string> added;    ///< ids of twins that are new
  std::vector<std::string> resumed;  ///< ids of twins that had stopped, and wait again
};

/// Puts the twins that some runs lack into the queue, as the store has them now: what was there already is
/// gone on with instead of being made again. `runs`: ids of imbalanced runs; those that lack none are passed
/// over. Each twin is asked for the evaluations of its runs too (evaluationsOf()). One transaction for each
/// twin and evaluation, and one for the queue. Throws Error (Usage) if a twin cannot be made, before anything
/// is changed; and Error (Store).
QueuedTwins queueTwins(store::Store& store, const std::vector<std::string>& runs);

}  // namespace skewscope::experiment
