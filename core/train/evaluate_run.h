#pragma once

#include <string>

#include "core/spec/protocols.h"
#include "core/store/writer.h"
#include "core/train/event_sink.h"

namespace skewscope::train {

/// What a finished or interrupted run's features are worth, measured from its checkpoint by the protocols
/// that are asked for, and stored at the checkpoint's epoch with the settings of each. Returns the rows.
/// Throws Error.
store::EpochRows evaluateRun(store::Writer& writer, const std::string& run,
                             const spec::EvaluationRequest& request, int cores, const EventSink& sink);

}  // namespace skewscope::train
