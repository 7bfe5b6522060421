#pragma once

#include <string>

#include "core/spec/experiment_spec.h"
#include "core/train/control.h"
#include "core/train/session.h"

namespace skewscope::engine {

/// Lets SIGINT and SIGTERM stop `control` while it lives: checkpoint after the batch in progress, run
/// interrupted. A second SIGINT ends the process at once.
class StopOnSignal {
 public:
  explicit StopOnSignal(train::Control& control);
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
};

/// Exit status of the process for a run's result.
int exitStatus(const train::SessionResult& result);

/// True if the spec leaves the thread count to us or asks for every core.
bool usesAllCores(const spec::ExperimentSpec& spec, int cores);

}  // namespace skewscope::engine
