#pragma once

#include <string>

#include "core/store/writer.h"
#include "core/train/event_sink.h"

namespace skewscope::train {

/// What a finished or interrupted run's features are worth, measured again from its checkpoint: live protocol
/// and all that comes after training, stored at the checkpoint's epoch. Returns the rows. Throws Error.
store::EpochRows evaluateRun(store::Writer& writer, const std::string& run, int cores, const EventSink& sink);

}  // namespace skewscope::train
