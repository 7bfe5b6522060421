#include "core/measure/device_training_step.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/data/balanced_order.h"
#include "core/learn/full_memory.h"
#include "core/measure/step_report.h"
#include "core/nn/device_allocator.h"
#include "core/nn/parallel.h"
#include "core/nn/torch.h"
#include "core/nn/torch_errors.h"
#include "core/nn/training_views.h"
#include "core/train/epoch_stats.h"
#include "core/train/training_steps.h"

namespace skewscope::measure {
namespace {

/// Steps between two times that a run reads its losses, and of an epoch here.
constexpr std::int64_t kSteps = 16;
/// Of those, as many are measured whose operations are asked for one by one.
constexpr std::int64_t kAskedSteps = 4;
/// A step by stages is asked for while the device does other work for so many times as long as a step takes:
/// watching it makes the asking slower.
constexpr double kAhead = 3;

void forgetPeak(const torch::Device& device) {
  if (auto* allocator = nn::deviceAllocator(device)) allocator->resetPeakStats(device.index());
}

std::optional<std::int64_t> peakBytes(const torch::Device& device) {
  auto* allocator = nn::deviceAllocator(device);
  if (!allocator) return std::nullopt;
  const auto all = static_cast<std::size_t>(c10::CachingAllocator::StatType::AGGREGATE);
  return allocator->getDeviceStats(device.index()).allocated_bytes[all].peak;
}

/// Seconds that this thread has computed for.
double threadSeconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// An epoch over and over: each of its steps takes all images.
data::EpochDraws drawsOf(const Subject& subject) {
  data::EpochDraws draws;
  for (std::int64_t step = 0; step < kSteps; ++step)
    draws.positions.insert(draws.positions.end(), subject.indices.begin(), subject.indices.end());
  return draws;
}

/// Times of the steps that follow each other, and of the thread that asks for them.
struct Series {
  std::vector<StepTime> steps;
  double wall = 0, busy = 0;  ///< seconds, reading the losses at the end included
};

/// Steps of a run on a device.
class Steps {
 public:
  /// All of it outlives this. `note`: told why steps cannot be recorded.
  Steps(Subject& subject, nn::TrainingViews& views, const nn::Device& device,
        std::function<void(const std::string&)> note)
      : subject_(subject),
        draws_(drawsOf(subject)),
        samWeights_(subject.samWeights()),
        steps_(train::makeTrainingSteps({.spec = subject.spec,
                                         .model = subject.model,
                                         .optimiser = subject.optimiser,
                                         .onDevice = subject.onDevice.get(),
                                         .views = views,
                                         .device = device,
                                         .labels = subject.labels,
                                         .images = subject.indices,
                                         .batch = subject.images(),
                                         .stepsPerEpoch = kSteps,
                                         .note = std::move(note)})) {}

  /// The last epoch of the run begins, whose learning rate is low, and all of whose settings are in force.
  void begin() {
    steps_->begin(
        {.draws = draws_, .epoch = subject_.spec.epochs - 1, .sam = subject_.sam, .samWeights = samWeights_});
  }
  /// Asks for the next steps, `most` at most. Returns how many.
  std::int64_t ask(std::int64_t most = 1) { return steps_->step(most); }
  /// Waits for all.
  void collect() {
    train::EpochStats stats(subject_.dataset.train.classes());
    steps_->collect(stats);
  }

  /// The first `count` steps of the epoch, kSteps at most.
  Series run(std::int64_t count, const DeviceClock& clock) {
    begin();
    Series series;
    std::vector<DeviceClock::Moment> moments;
    std::vector<std::int64_t> asked;  // between two moments
    moments.push_back(clock.now());
    const auto start = Clock::now();
    const double before = threadSeconds();
    for (std::int64_t step = 0; step < count; step += asked.back()) {
      asked.push_back(ask(count - step));
      moments.push_back(clock.now());
    }
    collect();
    series.wall = secondsSince(start);
    series.busy = threadSeconds() - before;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const double each = clock.secondsBetween(moments[i], moments[i + 1]) / static_cast<double>(asked[i]);
      series.steps.insert(series.steps.end(), static_cast<std::size_t>(asked[i]), {each, {}});
    }
    return series;
  }

 private:
  const Subject& subject_;
  const data::EpochDraws draws_;
  const torch::Tensor samWeights_;
  std::unique_ptr<train::TrainingSteps> steps_;
};

StepTime record(Steps& steps, DeviceClock& clock, double secondsOfStep) {
  steps.begin();
  clock.occupy(kAhead * secondsOfStep);
  Recorder recorder(Recorder::What::Time, clock);
  recorder.beginStep();
  steps.ask();
  recorder.endStep();
  steps.collect();
  StepTime time{0, recorder.seconds()};
  time.whole = std::accumulate(time.stages.begin(), time.stages.end(), 0.0);
  return time;
}

Counted count(Steps& steps, const Subject& subject, std::int64_t viewSize, const DeviceClock& clock) {
  steps.begin();
  Recorder recorder(Recorder::What::Shapes, clock);
  recorder.beginStep();
  steps.ask();
  recorder.endStep();
  steps.collect();
  return subject.counted(recorder, viewSize);
}

void append(std::vector<StepTime>& all, const std::vector<StepTime>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

rusage usage() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return used;
}

bench::Report measure(const spec::ExperimentSpec& spec, const Settings& settings, const nn::Device& device) {
  DeviceClock clock(device.torch);
  forgetPeak(device.torch);
  Subject subject(spec, device);
  nn::TrainingViews views(device, subject.settings, subject.dataset.train, subject.model.viewCount(),
                          subject.model.bf16, nn::torchParallelFor());
  bool recorded = static_cast<bool>(device.recorder);
  Steps asRun(subject, views, device, [&](const std::string& why) {
    recorded = false;
    settings.note(why);
  });
  asRun.run(kSteps, clock);  // records one step, and several
  bench::DeviceReport found{
      .name = device.name, .recorded = recorded, .askedMs = 0, .hostShare = {}, .peakBytes = {}};
  found.peakBytes = peakBytes(device.torch);

  nn::Device plain = device;
  plain.recorder = nullptr;
  Steps asked(subject, views, plain, nullptr);
  asked.run(kWarmUpSteps, clock);
  Measured measured;
  const std::int64_t viewSize = subject.model.bf16 && views.onDevice() ? 2 : 4;
  measured.counted = count(asked, subject, viewSize, clock);
  const auto residentBytes = 1024 * static_cast<std::int64_t>(usage().ru_maxrss);
  ConvolutionsAlone alone(clock, measured.counted.convolutions);
  std::vector<StepTime> askedTimes;
  std::int64_t faults = 0;
  double wall = 0, busy = 0;
  const auto start = Clock::now();
  while (measured.recorded.size() < 2 || secondsSince(start) < kStepsShare * settings.seconds) {
    const std::int64_t before = usage().ru_minflt;
    const Series series = asRun.run(kSteps, clock);
    append(measured.plain, series.steps);
    wall += series.wall;
    busy += series.busy;
    append(askedTimes, asked.run(kAskedSteps, clock).steps);
    measured.recorded.push_back(record(asked, clock, fasterHalf(askedTimes).whole));
    faults += usage().ru_minflt - before;
    alone.pass();
  }
  const auto steps =
      static_cast<double>(measured.plain.size() + askedTimes.size() + measured.recorded.size());
  measured.alone = alone.ms();

  bench::Report report = reportOf(subject, settings, clock, measured);
  report.pageFaults = static_cast<double>(faults) / steps;
  report.peakBytes = residentBytes;
  found.askedMs = 1000 * fasterHalf(askedTimes).whole;
  if (recorded) found.hostShare = std::min(1.0, busy / wall);
  report.device = found;
  return report;
}

}  // namespace

bench::Report measureOnDevice(const spec::ExperimentSpec& spec, const Settings& settings,
                              const nn::Device& device) {
  try {
    return measure(spec, settings, device);
  } catch (const c10::Error& error) {
    if (learn::isFullMemory(error)) {
      throw Error(ErrorKind::Resource,
                  fmt::format("The memory of {} ran out in a benchmark with batches of {} images.",
                              device.name, spec.batch),
                  "Take a smaller --batch or --width, or look with nvidia-smi for what else uses it.");
    }
    throw Error(ErrorKind::Resource,
                fmt::format("The benchmark on {} failed: {}", device.name, nn::firstLine(error)),
                "skewscope-engine doctor checks the device.");
  }
}

}  // namespace skewscope::measure
