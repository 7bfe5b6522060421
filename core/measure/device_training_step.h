#pragma once

#include "core/bench/report.h"
#include "core/measure/training_step.h"
#include "core/nn/device.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::measure {

/// measureTrainingStep() on a device that is not the processor, and on the thread that opened it. In turn:
/// 1. steps as a run has them (train::makeTrainingSteps()), asked for a few ahead and repeated from a
/// recording
///    where the device can record; their times are the moments between them on the device;
/// 2. the same whose operations are asked for one by one;
/// 3. one of those by stages: the device is given other work before, so that it has the whole step by the
/// time
///    it comes to it and no stage waits for the processor. Its stages come from the borders between them
///    (Recorder), and their shares are those of the report;
/// 4. the convolutions alone.
bench::Report measureOnDevice(const spec::ExperimentSpec& spec, const Settings& settings,
                              const nn::Device& device);

}  // namespace skewscope::measure
