#pragma once

#include "core/bench/report.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::measure {

/// How a training step is measured.
struct Settings {
  int threads = 1;      ///< of LibTorch, as the run would have
  int cores = 1;        ///< of this process, for the report
  double seconds = 20;  ///< to measure for, about; longer where a few steps take longer
};

/// Measures the training step of a run with that spec, on random images of the size of its data set: whole
/// steps in turn with steps that are recorded by stages, then the convolutions alone and the ceilings.
/// Blocks. Throws Error (Usage) for a spec that cannot run.
bench::Report measureTrainingStep(const spec::ExperimentSpec& spec, const Settings& settings);

}  // namespace skewscope::measure
