#include "core/measure/training_step.h"

#include <sys/resource.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/learn/run_step.h"
#include "core/measure/device_training_step.h"
#include "core/measure/step_report.h"
#include "core/nn/batch.h"
#include "core/nn/device.h"
#include "core/nn/parallel.h"
#include "core/nn/torch.h"

namespace skewscope::measure {
namespace {

using bench::Stage;

/// The training step of a run on the processor.
class Step {
 public:
  explicit Step(const spec::ExperimentSpec& spec)
      : subject(spec, nn::Device()), buffers_(static_cast<std::size_t>(subject.model.viewCount())) {
    terms_.sam = subject.sam;
    terms_.samSettings = {spec.rho, spec.samAdaptive, spec.samBatchNorm};
    terms_.samWeights = subject.samWeights();
    terms_.classWeights = subject.model.labelLoss.imageWeights(subject.labels, spec.epochs - 1);
    terms_.rate = 1e-4;
  }

  /// One step. Returns the seconds that its augmentation took.
  double run() {
    const auto begin = Clock::now();
    std::vector<torch::Tensor> views;
    for (std::size_t v = 0; v < buffers_.size(); ++v) {
      views.push_back(buffers_[v].fill(subject.settings, subject.dataset.train, subject.indices, 1, epoch_,
                                       static_cast<int>(v), parallel_));
    }
    ++epoch_;
    const double augmentation = secondsSince(begin);
    learn::runStep(subject.model, views, subject.labels, terms_, subject.optimiser, sam_);
    return augmentation;
  }

  Subject subject;

 private:
  learn::SamStep sam_;
  learn::StepTerms terms_;
  std::vector<nn::BatchBuffer> buffers_;
  const ParallelFor parallel_ = nn::torchParallelFor();
  std::int64_t epoch_ = 0;
};

StepTime record(Step& step, const DeviceClock& clock) {
  StepTime recorded;
  Recorder recorder(Recorder::What::Time, clock);
  recorder.beginStep();
  const auto begin = Clock::now();
  const double augmentation = step.run();
  recorded.whole = secondsSince(begin);
  recorder.endStep();
  recorded.stages = recorder.seconds();
  recorded.stages[static_cast<std::size_t>(Stage::Augmentation)] = augmentation;
  double& other = recorded.stages[static_cast<std::size_t>(Stage::Other)] = 0;
  other =
      std::max(0.0, recorded.whole - std::accumulate(recorded.stages.begin(), recorded.stages.end(), 0.0));
  return recorded;
}

rusage usage() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return used;
}

/// What one step did, by an exact count.
Counted count(Step& step, const DeviceClock& clock) {
  Recorder recorder(Recorder::What::Shapes, clock);
  recorder.beginStep();
  step.run();
  recorder.endStep();
  return step.subject.counted(recorder, sizeof(float));
}

bench::Report measureOnProcessor(const spec::ExperimentSpec& spec, const Settings& settings) {
  DeviceClock clock(torch::kCPU);
  Step step(spec);
  for (int i = 0; i < kWarmUpSteps; ++i) step.run();
  Measured measured;
  measured.counted = count(step, clock);

  // What comes now has operands of its own.
  const auto peakBytes = 1024 * static_cast<std::int64_t>(usage().ru_maxrss);
  ConvolutionsAlone alone(clock, measured.counted.convolutions);
  std::int64_t faults = 0;
  const auto start = Clock::now();
  while (measured.plain.size() < 2 || secondsSince(start) < kStepsShare * settings.seconds) {
    const std::int64_t before = usage().ru_minflt;
    const auto begin = Clock::now();
    step.run();
    measured.plain.push_back({secondsSince(begin), {}});
    measured.recorded.push_back(record(step, clock));
    faults += usage().ru_minflt - before;
    alone.pass();
  }
  measured.alone = alone.ms();

  bench::Report report = reportOf(step.subject, settings, clock, measured);
  report.pageFaults =
      static_cast<double>(faults) / static_cast<double>(measured.plain.size() + measured.recorded.size());
  report.peakBytes = peakBytes;
  return report;
}

}  // namespace

bench::Report measureTrainingStep(const spec::ExperimentSpec& spec, const Settings& settings,
                                  const nn::Device& device) {
  torch::set_num_threads(settings.threads);
  return device.torch.is_cpu() ? measureOnProcessor(spec, settings) : measureOnDevice(spec, settings, device);
}

}  // namespace skewscope::measure
