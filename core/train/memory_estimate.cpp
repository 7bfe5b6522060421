#include "core/train/memory_estimate.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/base/error.h"
#include "core/data/datasets.h"
#include "core/data/image_set.h"
#include "core/data/long_tail.h"
#include "core/spec/steps.h"
#include "core/train/evaluation_parts.h"
#include "core/train/fine_tuning.h"

namespace skewscope::train {
namespace {

constexpr double kFloat = 4, kBf16 = 2;  // bytes

double real(std::int64_t value) {
  return static_cast<double>(value);
}

/// A part of the backbone whose gradients are computed before those of the part before it.
struct Block {
  double saved = 0;    ///< values that its forward pass keeps for its backward pass, of an image
  double largest = 0;  ///< values of its largest map, of an image
  double parameters = 0;
};

/// The backbone from stem to end (nn::ResNetImpl). A convolution's result is kept by BatchNorm, and what that
/// makes of it by the ReLU and by the next convolution; a shortcut's BatchNorm is kept by nobody.
class Backbone {
 public:
  Backbone(const spec::ExperimentSpec& spec, std::int64_t height, std::int64_t width)
      : height_(height), width_(width), channels_(3) {
    const bool bottleneck = spec.network == spec::Network::ResNet50;
    const bool deep = bottleneck || spec.network == spec::Network::ResNet34;
    const int few = spec.network == spec::Network::ResNet10 ? 1 : 2;
    const std::array<int, 4> count = deep ? std::array{3, 4, 6, 3} : std::array{few, few, few, few};
    begin();
    convolution(spec.width, 3, spec.stemStride);
    relu();
    for (std::size_t stage = 0; stage < count.size(); ++stage) {
      const std::int64_t stageWidth = spec.width << stage;
      for (int i = 0; i < count[stage]; ++i) {
        const std::int64_t stride = stage > 0 && i == 0 ? 2 : 1;
        begin();
        shortcut(bottleneck ? 4 * stageWidth : stageWidth, stride);
        if (bottleneck) {
          convolution(stageWidth, 1, 1);
          relu();
          convolution(stageWidth, 3, stride);
          relu();
          convolution(4 * stageWidth, 1, 1);
        } else {
          convolution(stageWidth, 3, stride);
          relu();
          convolution(stageWidth, 3, 1);
        }
        relu();
      }
    }
  }

  const std::vector<Block>& blocks() const { return blocks_; }
  std::int64_t featureDim() const { return channels_; }

 private:
  void begin() { blocks_.emplace_back(); }
  double map() const { return real(channels_ * height_ * width_); }
  void keep() {
    Block& block = blocks_.back();
    block.saved += map();
    block.largest = std::max(block.largest, map());
  }
  void convolution(std::int64_t out, std::int64_t kernel, std::int64_t stride) {
    blocks_.back().parameters += real(out * channels_ * kernel * kernel + 2 * out);  // and BatchNorm's
    channels_ = out;
    height_ = (height_ - 1) / stride + 1;
    width_ = (width_ - 1) / stride + 1;
    keep();
  }
  void relu() { keep(); }
  void shortcut(std::int64_t out, std::int64_t stride) {
    if (stride == 1 && out == channels_) return;
    const Backbone before = *this;
    convolution(out, 1, stride);
    height_ = before.height_;
    width_ = before.width_;
    channels_ = before.channels_;
  }

  std::int64_t height_, width_, channels_;
  std::vector<Block> blocks_;
};

struct Heads {
  double parameters = 0;
  double projector = 0;  ///< of the parameters
  double saved = 0;      ///< values of an image and view
};

Heads headsOf(const spec::ExperimentSpec& spec, std::int64_t featureDim, std::int64_t classes) {
  const double feature = real(featureDim), hidden = real(spec.projectorHidden),
               out = real(spec.projectorOutput);
  if (spec.mode == spec::Mode::Supervised) return {(feature + 1) * real(classes), 0, 3 * real(classes)};
  const double products = feature * hidden + hidden * out;
  if (spec.method != spec::Method::SimSiam) {
    const double projector = products + hidden + out;  // biases
    return {projector, projector, hidden + 4 * out};
  }
  const double narrow = real(spec.predictorHidden), projector = products + 2 * hidden;  // BatchNorm's
  return {projector + 2 * narrow * out + 2 * narrow + out, projector, 2 * hidden + 2 * narrow + 6 * out};
}

/// float32 values of a loss whose number grows with the square of the batch, or with MoCo's queue: products,
/// their quotients by the temperature, what the log-sum-exp keeps, and gradients.
double lossValues(const spec::ExperimentSpec& spec, double batch) {
  if (spec.mode == spec::Mode::Supervised || spec.method == spec::Method::SimSiam) return 0;
  if (spec.method == spec::Method::SimClr) return 4 * (2 * batch) * (2 * batch);
  return 4 * batch * real(spec.mocoQueue + 1);
}

/// The most that a step has at once while gradients are computed, from the last block to the first: what is
/// kept of blocks that are still to come, parameters' gradients so far, and three maps of the block that it
/// is at (gradients of its result, of its input, and of the way around it).
double backwardPeak(const Backbone& backbone, const Heads& heads, double batch, int passes,
                    double valueSize) {
  double kept = 0;
  for (const Block& block : backbone.blocks()) kept += batch * block.saved * valueSize;
  double all = passes * kept, gradients = heads.parameters * kFloat, peak = all;
  for (auto block = backbone.blocks().rbegin(); block != backbone.blocks().rend(); ++block) {
    gradients += block->parameters * kFloat;
    peak = std::max(peak, all + gradients + 3 * batch * block->largest * valueSize);
    all -= batch * block->saved * valueSize;
  }
  return peak;
}

/// Of one forward pass without gradients: a block has four maps at once.
double forwardPeak(const Backbone& backbone, double batch, double valueSize) {
  double largest = 0;
  for (const Block& block : backbone.blocks()) largest = std::max(largest, block.largest);
  return 4 * batch * largest * valueSize;
}

/// kNN on the device (evaluate::knnPredict): the bank, and a tile of similarities with the neighbours in it.
double knnBytes(const spec::ExperimentSpec& spec, const MemoryShapes& shapes, double dimensions) {
  if (spec.mode == spec::Mode::Supervised) return 0;  // unless asked for; it makes do with less
  constexpr double kTile = 1 << 26, kNeighbour = 44;  // values, bytes
  const double bank = real(spec.knnBank == spec::KnnBank::Subset ? shapes.images : shapes.trainImages);
  const double k = real(spec.knnK);
  const double queries = std::min(real(shapes.testImages), kTile / std::max({bank, 12 * k, 1.0}));
  return kFloat * (bank + queries) * dimensions + queries * (kFloat * bank + kNeighbour * k);
}

std::uint64_t whole(double bytes) {
  return static_cast<std::uint64_t>(bytes);
}

constexpr double kPieces = 1.1;         ///< memory that is free in pieces too small to be used
constexpr double kLibraries = 1 << 30;  ///< bytes: context, kernels, workspaces of cuDNN and cuBLAS

}  // namespace

MemoryShapes memoryShapes(const store::RunRecord& run) {
  MemoryShapes shapes;
  shapes.images = run.n;
  shapes.bf16 = run.spec.precision != spec::Precision::Float32 &&
                (run.precision.empty() || run.precision == "bfloat16");
  try {
    const data::DatasetInfo& set = data::datasetInfo(run.spec.dataset);
    shapes.testImages = set.test;
    shapes.height = set.height;
    shapes.width = set.width;
    shapes.classes = std::ssize(set.classNames);
    for (const std::int64_t count : set.trainPerClass) shapes.trainImages += count;
    if (shapes.images == 0) shapes.images = data::planSubset(run.spec, set.trainPerClass).n;
  } catch (const Error&) {
    shapes.trainImages = std::max(shapes.trainImages, shapes.images);
  }
  return shapes;
}

DeviceMemory deviceMemory(const spec::ExperimentSpec& spec, const MemoryShapes& shapes) {
  const bool supervised = spec.mode == spec::Mode::Supervised;
  const bool moco = !supervised && spec.method == spec::Method::MoCo;
  const double valueSize = shapes.bf16 ? kBf16 : kFloat;
  const double pixels = real(shapes.height * shapes.width * data::ImageSet::kChannels);
  const double batch = real(spec::batchSize(spec, shapes.images)), views = supervised ? 1 : 2;
  const Backbone backbone(spec, shapes.height, shapes.width);
  const Heads heads = headsOf(spec, backbone.featureDim(), shapes.classes);
  double trunk = 0;
  for (const Block& block : backbone.blocks()) trunk += block.parameters;
  const double parameters = trunk + heads.parameters, copies = shapes.bf16 ? kBf16 * parameters : 0;

  DeviceMemory memory;
  memory.images = pixels * real(shapes.trainImages);
  memory.network = kFloat * parameters;
  if (moco)
    memory.network += kFloat * (trunk + heads.projector + real(spec.mocoQueue * spec.projectorOutput));

  // Of each image of an epoch: place, labels, losses, weights.
  memory.training = kFloat * parameters + 64 * real(shapes.images);
  double perturbing = 0;  // gradients and the steps along them
  if (spec::takesSamSteps(spec)) {
    memory.training += kFloat * parameters;
    perturbing = kFloat * parameters * (spec.samAdaptive ? 4 : 2);
  }
  // MoCo's gradients are of one view, the other is encoded without.
  const int passes = supervised || moco ? 1 : 2;
  const double heldByHeads = kFloat * batch * views * heads.saved + kFloat * lossValues(spec, batch);
  memory.step = std::max(views * batch * pixels * valueSize + copies + heldByHeads +
                             backwardPeak(backbone, heads, batch, passes, valueSize),
                         perturbing);

  const double several = supervised ? kEvaluationBatch : std::max(real(kEvaluationBatch), batch);
  memory.evaluation = std::max(several * pixels * kFloat + copies + forwardPeak(backbone, several, valueSize),
                               knnBytes(spec, shapes, real(backbone.featureDim())));
  const double tuned = real(FineTuningSettings().batch);
  memory.fineTuning = kFloat * 2 * parameters + tuned * pixels * kFloat + copies +
                      backwardPeak(backbone, heads, tuned, 1, valueSize);
  return memory;
}

nn::MemoryNeed trainingNeed(const store::RunRecord& run) {
  const DeviceMemory memory = deviceMemory(run.spec, memoryShapes(run));
  const double bytes =
      memory.network + memory.training + memory.step + std::max(memory.evaluation, memory.fineTuning);
  return {.bytes = whole(kPieces * bytes + kLibraries), .images = whole(memory.images)};
}

nn::MemoryNeed evaluationNeed(const store::RunRecord& run) {
  const DeviceMemory memory = deviceMemory(run.spec, memoryShapes(run));
  return {.bytes = whole(kPieces * (memory.network + std::max(memory.evaluation, memory.fineTuning)) +
                         kLibraries)};
}

}  // namespace skewscope::train
