#pragma once

#include <string>

#include "core/base/parallel.h"
#include "core/spec/protocols.h"
#include "core/store/writer.h"
#include "core/train/event_sink.h"

namespace skewscope::train {

struct RunData;
struct TrainedRun;

/// What a finished or interrupted run's features are worth, measured from its checkpoint by the protocols
/// that are asked for, and stored at the checkpoint's epoch with the settings of each. Returns the rows.
/// `device`: where features are computed, as the option of that name has it; empty: as the run has it, or the
/// processor where that cannot be had. Throws Error.
store::EpochRows evaluateRun(store::Writer& writer, const std::string& run,
                             const spec::EvaluationRequest& request, int cores, const std::string& device,
                             const EventSink& sink);

/// The same for a run that is open already; `data` is that of its spec. Every batch is prepared by
/// `parallel`: what it throws ends the evaluation before anything of it is stored.
store::EpochRows evaluateRun(store::Writer& writer, const TrainedRun& trained, const RunData& data,
                             const spec::EvaluationRequest& request, const ParallelFor& parallel,
                             const EventSink& sink);

}  // namespace skewscope::train
