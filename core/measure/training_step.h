#pragma once

#include <functional>
#include <string>

#include "core/bench/report.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::nn {
struct Device;
}

namespace skewscope::measure {

/// How a training step is measured.
struct Settings {
  int threads = 1;      ///< of LibTorch, as the run would have
  int cores = 1;        ///< of this process, for the report
  double seconds = 20;  ///< to measure for, about; longer where a few steps take longer
  std::function<void(const std::string&)> note = [](const std::string&) {};  ///< told what is worth a line
                                                                             ///< beside the report
};

/// Share of the time that steps and their convolutions alone, which take turns, are measured for; the rest is
/// for the ceilings.
inline constexpr double kStepsShare = 0.8;
/// Steps that libraries get to set themselves up, before any is measured.
inline constexpr int kWarmUpSteps = 3;

/// Measures the training step of a run with that spec, on random images of the size of its data set: whole
/// steps in turn with steps that are recorded by stages, then the convolutions alone and the ceilings. On a
/// `device` other than the processor whole steps are those of a run there, which the device repeats
/// (train/device_steps.h). Blocks. Throws Error (Usage) for a spec that cannot run, and Error (Resource)
/// where the device's memory runs out or it stops working.
bench::Report measureTrainingStep(const spec::ExperimentSpec& spec, const Settings& settings,
                                  const nn::Device& device);

}  // namespace skewscope::measure
