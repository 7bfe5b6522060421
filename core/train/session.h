#pragma once

#include <functional>
#include <string>

#include "core/base/error.h"
#include "core/protocol/messages.h"
#include "core/store/writer.h"
#include "core/train/control.h"

namespace skewscope::train {

/// Gets every event of a run, on the calling thread of runSession(); must not block for long.
using EventSink = std::function<void(const protocol::Event&)>;

/// How a run left.
struct SessionResult {
  store::RunStatus status = store::RunStatus::Failed;  ///< Done, Interrupted or Failed
  std::string message;                                 ///< why, with what to do; empty if Done
  ErrorKind error = ErrorKind::Internal;               ///< class of the failure; Interrupted if stopped
};

/// Trains one run of the store from where it stands (the start, or its checkpoint) to its end, a stop or a
/// failure: claims the lease and renews it, writes rows and a checkpoint each epoch, evaluates, and ends the
/// run in the store. Blocks. A failure of the run is a result, not an exception; throws Error only if the run
/// cannot be claimed (it is done, held by another engine, or not there). `cores`: threads of a run whose spec
/// leaves them to us.
SessionResult runSession(store::Writer& writer, const std::string& run, int cores, Control& control,
                         const EventSink& sink);

/// What a finished or interrupted run's features are worth, measured again from its checkpoint: live protocol
/// and probe, stored at the checkpoint's epoch. Returns the rows. Throws Error.
store::EpochRows evaluateRun(store::Writer& writer, const std::string& run, int cores, const EventSink& sink);

}  // namespace skewscope::train
