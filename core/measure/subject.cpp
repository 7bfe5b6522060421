#include "core/measure/subject.h"

#include <algorithm>
#include <numeric>

#include "core/base/random.h"
#include "core/base/system.h"
#include "core/data/datasets.h"
#include "core/data/long_tail.h"
#include "core/nn/precision.h"

namespace skewscope::measure {
namespace {

using bench::Stage;

std::size_t indexOf(Stage stage) {
  return static_cast<std::size_t>(stage);
}

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

learn::Model modelOf(const spec::ExperimentSpec& spec, int classes, const nn::Device& device) {
  learn::Model model = learn::makeModel(spec, classes);
  model.bf16 = nn::resolveBf16(spec.precision, device.torch, cpuInfo());
  const auto plan = data::planSubset(spec, data::datasetInfo(spec.dataset).trainPerClass);
  model.labelLoss = learn::LabelLoss(spec, plan.counts);
  model.moveTo(device);
  return model;
}

}  // namespace

Subject::Subject(const spec::ExperimentSpec& of, const nn::Device& device)
    : spec(of),
      dataset(randomImages(of)),
      settings(augment::trainingSettings(of, dataset)),
      sam(spec::takesSamSteps(of)),
      model(modelOf(of, dataset.train.classes(), device)),
      optimiser(model.namedParameters(), of.momentum, of.weightDecay, of.nesterov),
      onDevice(device.torch.is_cpu() ? nullptr : learn::makeDeviceOptimiser(model, optimiser)),
      indices(dataset.train.labels.size()),
      labels(torch::empty({of.batch}, torch::kInt64)) {
  std::iota(indices.begin(), indices.end(), 0);
  std::ranges::copy(dataset.train.labels, labels.data_ptr<std::int64_t>());
}

Counted Subject::counted(const Recorder& recorder, std::int64_t viewSize) const {
  Counted found{recorder.work(), recorder.convolutions()};
  auto& work = found.work;
  const std::int64_t count = parameters();
  work[indexOf(Stage::Augmentation)] +=
      bench::augmentationWork(images(), static_cast<std::int64_t>(dataset.train.height) * dataset.train.width,
                              model.viewCount(), viewSize);
  work[indexOf(Stage::Optimiser)] += bench::sgdWork(count, spec.momentum > 0);
  if (model.keyEncoder) work[indexOf(Stage::KeyEncoder)] += bench::movingAverageWork(count);
  if (!sam) return found;
  work[indexOf(Stage::SamNorm)] += bench::samNormWork(count);
  work[indexOf(Stage::SamPerturb)] += bench::samPerturbWork(count);
  work[indexOf(Stage::SamRestore)] += bench::samRestoreWork(count);
  for (auto stage = indexOf(Stage::ForwardConvolution); stage <= indexOf(Stage::GradientSums); ++stage)
    work[indexOf(Stage::SecondPass)] += work[stage];
  return found;
}

std::int64_t Subject::parameters() const {
  std::int64_t count = 0;
  for (const torch::Tensor& parameter : optimiser.parameters()) count += parameter.numel();
  return count;
}

torch::Tensor Subject::samWeights() const {
  return spec.mode == spec::Mode::RwSam ? torch::ones({images()}, torch::kFloat64) : torch::Tensor();
}

}  // namespace skewscope::measure
