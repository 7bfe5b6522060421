#pragma once

#include <string>
#include <vector>

#include "core/experiment/settings.h"
#include "core/store/store.h"

namespace skewscope::experiment {

/// What startExperiment() did.
struct Started {
  std::string id;                 ///< of the experiment in the store
  std::vector<std::string> runs;  ///< ids in the order of plan()
  int added = 0;                  ///< runs that are new
  int evaluated = 0;              ///< runs that are done, and only to be evaluated
  int waiting = 0;                ///< runs to be trained or evaluated; the others are done
};

/// Puts an experiment into a store: an equal one is gone on with, runs that the store has already are members
/// of it instead of being trained again, and what is not done, or lacks an evaluation, joins the queue.
/// Several calls, one transaction each: one that is cut off is completed by the next. Throws Error (Usage) as
/// plan() does, and Error (Store).
Started startExperiment(store::Store& store, const Settings& settings);

}  // namespace skewscope::experiment
