#include "core/measure/training_step.h"

#include <sys/resource.h>
#include <torch/torch.h>
#include <torch/version.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/augment/augment.h"
#include "core/base/random.h"
#include "core/base/system.h"
#include "core/data/datasets.h"
#include "core/data/long_tail.h"
#include "core/learn/run_step.h"
#include "core/measure/ceilings.h"
#include "core/measure/convolutions_alone.h"
#include "core/measure/recorder.h"
#include "core/nn/batch.h"
#include "core/nn/norm_kernels.h"
#include "core/nn/parallel.h"
#include "core/nn/precision.h"

namespace skewscope::measure {
namespace {

using bench::Stage;
using bench::Work;

// How the time to measure is divided: steps and their convolutions alone, which take turns; each ceiling.
constexpr double kSteps = 0.8, kCeiling = 0.05;
constexpr int kWarmUp = 3;

double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::size_t indexOf(Stage stage) {
  return static_cast<std::size_t>(stage);
}

/// As many random images as a batch has, of the size of the spec's data set.
data::Dataset randomImages(const spec::ExperimentSpec& spec) {
  const data::DatasetInfo& info = data::datasetInfo(spec.dataset);
  data::Dataset dataset;
  data::ImageSet& images = dataset.train;
  images.height = info.height;
  images.width = info.width;
  images.classNames = info.classNames;
  images.labels.resize(static_cast<std::size_t>(spec.batch));
  for (std::size_t i = 0; i < images.labels.size(); ++i)
    images.labels[i] = static_cast<std::uint16_t>(i % images.classNames.size());
  images.pixels.resize(images.labels.size() * images.imageBytes());
  Random random({.seed = 1, .purpose = Purpose::Generator});
  for (auto& pixel : images.pixels) pixel = static_cast<std::uint8_t>(random.below(256));
  data::channelStatistics(images, dataset.mean, dataset.stddev);
  return dataset;
}

/// The training step of a run.
class Step {
 public:
  explicit Step(const spec::ExperimentSpec& spec)
      : spec_(spec),
        dataset_(randomImages(spec)),
        settings_(augment::trainingSettings(spec, dataset_)),
        model_(learn::makeModel(spec, dataset_.train.classes())),
        optimiser_(model_.namedParameters(), spec.momentum, spec.weightDecay, spec.nesterov),
        indices_(dataset_.train.labels.size()),
        labels_(torch::empty({spec.batch}, torch::kInt64)),
        buffers_(static_cast<std::size_t>(model_.viewCount())) {
    std::iota(indices_.begin(), indices_.end(), 0);
    std::ranges::copy(dataset_.train.labels, labels_.data_ptr<std::int64_t>());
    const auto plan = data::planSubset(spec, data::datasetInfo(spec.dataset).trainPerClass);
    model_.labelLoss = learn::LabelLoss(spec, plan.counts);
    terms_.sam = spec::takesSamSteps(spec);
    terms_.samSettings = {spec.rho, spec.samAdaptive, spec.samBatchNorm};
    if (spec.mode == spec::Mode::RwSam) terms_.samWeights = torch::ones({spec.batch}, torch::kFloat64);
    terms_.classWeights = model_.labelLoss.imageWeights(labels_, spec.epochs - 1);
    terms_.rate = 1e-4;
  }

  /// One step. Returns the seconds that its augmentation took.
  double run() {
    const auto begin = Clock::now();
    std::vector<torch::Tensor> views;
    for (std::size_t v = 0; v < buffers_.size(); ++v) {
      views.push_back(
          buffers_[v].fill(settings_, dataset_.train, indices_, 1, epoch_, static_cast<int>(v), parallel_));
    }
    ++epoch_;
    const double augmentation = secondsSince(begin);
    learn::runStep(model_, views, labels_, terms_, optimiser_, sam_);
    return augmentation;
  }

  /// Adds what goes over all parameters or images to the work that a recorder has counted.
  void addWholeWork(std::array<Work, bench::kStages>& work) const {
    const std::int64_t count = parameters();
    const auto& images = dataset_.train;
    work[indexOf(Stage::Augmentation)] += bench::augmentationWork(
        images.size(), static_cast<std::int64_t>(images.height) * images.width, model_.viewCount());
    work[indexOf(Stage::Optimiser)] += bench::sgdWork(count, spec_.momentum > 0);
    if (model_.keyEncoder) work[indexOf(Stage::KeyEncoder)] += bench::movingAverageWork(count);
    if (!terms_.sam) return;
    work[indexOf(Stage::SamNorm)] += bench::samNormWork(count);
    work[indexOf(Stage::SamPerturb)] += bench::samPerturbWork(count);
    work[indexOf(Stage::SamRestore)] += bench::samRestoreWork(count);
    for (auto stage = indexOf(Stage::ForwardConvolution); stage <= indexOf(Stage::GradientSums); ++stage)
      work[indexOf(Stage::SecondPass)] += work[stage];
  }

  std::int64_t parameters() const {
    std::int64_t count = 0;
    for (const torch::Tensor& parameter : optimiser_.parameters()) count += parameter.numel();
    return count;
  }
  bool bf16() const { return model_.bf16; }
  std::int64_t images() const { return dataset_.train.size(); }

 private:
  const spec::ExperimentSpec spec_;
  const data::Dataset dataset_;
  const augment::Settings settings_;
  learn::Model model_;
  learn::Sgd optimiser_;
  learn::SamStep sam_;
  learn::StepTerms terms_;
  std::vector<std::int64_t> indices_;
  torch::Tensor labels_;
  std::vector<nn::BatchBuffer> buffers_;
  const ParallelFor parallel_ = nn::torchParallelFor();
  std::int64_t epoch_ = 0;
};

/// Time of one step by stages, in seconds.
struct Recorded {
  double whole = 0;
  std::array<double, bench::kStages> stages{};
};

Recorded record(Step& step) {
  Recorded recorded;
  Recorder recorder(Recorder::What::Time);
  recorder.beginStep();
  const auto begin = Clock::now();
  const double augmentation = step.run();
  recorded.whole = secondsSince(begin);
  recorded.stages = recorder.seconds();
  recorded.stages[indexOf(Stage::Augmentation)] = augmentation;
  double& other = recorded.stages[indexOf(Stage::Other)] = 0;
  other =
      std::max(0.0, recorded.whole - std::accumulate(recorded.stages.begin(), recorded.stages.end(), 0.0));
  return recorded;
}

/// Mean of the faster half: steps that something else disturbed are not in it.
Recorded fasterHalf(std::vector<Recorded> all) {
  std::ranges::sort(all, {}, &Recorded::whole);
  all.resize((all.size() + 1) / 2);
  Recorded mean;
  const auto count = static_cast<double>(all.size());
  for (const Recorded& one : all) {
    mean.whole += one.whole / count;
    for (std::size_t i = 0; i < bench::kStages; ++i) mean.stages[i] += one.stages[i] / count;
  }
  return mean;
}

rusage usage() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return used;
}

/// What one step did, by an exact count.
struct Counted {
  std::array<Work, bench::kStages> work;
  std::map<Convolution, int> convolutions;
};

Counted count(Step& step) {
  Recorder recorder(Recorder::What::Shapes);
  recorder.beginStep();
  step.run();
  Counted counted{recorder.work(), recorder.convolutions()};
  step.addWholeWork(counted.work);
  return counted;
}

/// The stages of `report`, whose ceilings are known.
std::vector<bench::StageResult> stagesOf(const bench::Report& report, const Recorded& recorded,
                                         const std::array<Work, bench::kStages>& work, const AloneMs& alone) {
  // Losses, optimiser and SAM compute in float32 whatever the network does.
  const double network = report.bfloat16FlopPerSecond.value_or(report.float32FlopPerSecond);
  std::vector<bench::StageResult> results;
  for (std::size_t i = 0; i < bench::kStages; ++i) {
    const auto stage = static_cast<Stage>(i);
    if (recorded.stages[i] <= 0 && stage != Stage::Other) continue;
    bench::StageResult result{.stage = stage,
                              .ms = report.stepMs * recorded.stages[i] / recorded.whole,
                              .share = recorded.stages[i] / recorded.whole,
                              .work = work[i],
                              .floorMs = {},
                              .aloneMs = {}};
    const bool float32 = stage == Stage::ForwardLoss || stage == Stage::BackwardLoss ||
                         stage == Stage::Optimiser || stage == Stage::SamNorm || stage == Stage::SamPerturb;
    if (stage != Stage::Other) {
      result.floorMs = bench::floorMs(
          work[i], {float32 ? report.float32FlopPerSecond : network, report.memoryBytesPerSecond});
    }
    if (stage == Stage::ForwardConvolution) result.aloneMs = alone.forward;
    if (stage == Stage::BackwardConvolution) result.aloneMs = alone.backward;
    results.push_back(result);
  }
  return results;
}

}  // namespace

bench::Report measureTrainingStep(const spec::ExperimentSpec& spec, const Settings& settings) {
  torch::set_num_threads(settings.threads);
  Step step(spec);
  for (int i = 0; i < kWarmUp; ++i) step.run();
  const Counted counted = count(step);

  // What comes now has operands of its own.
  const auto peakBytes = 1024 * static_cast<std::int64_t>(usage().ru_maxrss);
  ConvolutionsAlone alone(counted.convolutions);
  std::vector<Recorded> plain, recorded;
  std::int64_t faults = 0;
  const auto start = Clock::now();
  while (plain.size() < 2 || secondsSince(start) < kSteps * settings.seconds) {
    const std::int64_t before = usage().ru_minflt;
    const auto begin = Clock::now();
    step.run();
    plain.push_back({secondsSince(begin), {}});
    recorded.push_back(record(step));
    faults += usage().ru_minflt - before;
    alone.pass();
  }

  bench::Report report;
  report.version = SKEWSCOPE_VERSION;
  report.libtorch = TORCH_VERSION;
  report.machine = {.processor = cpuInfo().model,
                    .instructionSet = nn::normKernels().name,
                    .cores = settings.cores,
                    .threads = settings.threads,
                    .cacheBytes = lastCacheBytes()};
  report.settings = bench::speedSettings(spec);
  report.precision = step.bf16() ? nn::kBf16 : nn::kFloat32;
  report.images = step.images();
  report.parameters = step.parameters();
  report.steps = std::ssize(plain);
  report.pageFaults = static_cast<double>(faults) / static_cast<double>(plain.size() + recorded.size());
  report.peakBytes = peakBytes;
  const Recorded mean = fasterHalf(std::move(recorded));
  const double whole = fasterHalf(std::move(plain)).whole;
  report.stepMs = 1000 * whole;
  report.imagesPerSecond = static_cast<double>(report.images) / whole;
  report.recordingRatio = mean.whole / whole;

  const double seconds = kCeiling * settings.seconds;
  report.float32FlopPerSecond = productFlopPerSecond(torch::kFloat32, seconds);
  if (step.bf16()) report.bfloat16FlopPerSecond = productFlopPerSecond(torch::kBFloat16, seconds);
  report.memoryBytesPerSecond = memoryBytesPerSecond(report.machine.cacheBytes, seconds);
  report.stages = stagesOf(report, mean, counted.work, alone.ms());
  return report;
}

}  // namespace skewscope::measure
