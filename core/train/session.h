#pragma once

#include <functional>
#include <string>

#include "core/base/error.h"
#include "core/nn/memory_need.h"
#include "core/store/writer.h"
#include "core/train/control.h"
#include "core/train/event_sink.h"

namespace skewscope::train {

struct RunDevice;

/// How a run left.
struct SessionResult {
  store::RunStatus status = store::RunStatus::Failed;  ///< Done, Interrupted or Failed
  std::string message;                                 ///< why, with what to do; empty if Done
  ErrorKind error = ErrorKind::Internal;               ///< class of the failure; Interrupted if stopped
};

/// Trains one run of the store from where it stands (the start, or its checkpoint) to its end, a stop or a
/// failure: claims the lease and renews it, writes rows and a checkpoint each epoch, evaluates, and ends the
/// run in the store. Blocks. A failure of the run is a result, not an exception; throws Error only if the run
/// cannot be claimed (it is done, held by another engine, or not there). `claimedBy`: the owner in whose name
/// a worker has claimed it already; empty: nobody has. `cores`: threads of a run whose spec leaves them to
/// us.
SessionResult runSession(store::Writer& writer, const std::string& run, const std::string& claimedBy,
                         int cores, Control& control, const EventSink& sink);

/// The same where `openDevice` says: it is asked once, with the option `device` of the spec and what the run
/// needs of a GPU's memory, before LibTorch is used (run_device.h).
SessionResult runSession(
    store::Writer& writer, const std::string& run, const std::string& claimedBy, int cores, Control& control,
    const EventSink& sink,
    const std::function<RunDevice(const std::string& asked, const nn::MemoryNeed& need)>& openDevice);

}  // namespace skewscope::train
