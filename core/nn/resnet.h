#pragma once

#include <array>
#include <cstdint>

#include "core/nn/torch.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::nn {

/// What decides a backbone's shape.
struct ResNetSettings {
  spec::Network network = spec::Network::ResNet18;
  std::int64_t width = 64;      ///< channels of the stem and of the first stage, w
  std::int64_t stemStride = 1;  ///< of the 3x3 stem convolution: 1 as for CIFAR; 2 for a quarter of the work
};

/// The settings of a spec.
ResNetSettings resNetSettings(const spec::ExperimentSpec& spec);

/// A residual network (He, Zhang, Ren, Sun, CVPR 2016) for small images: 3x3 stem without max-pool, four
/// stages of widths w, 2w, 4w, 8w and strides 1, 2, 2, 2, global average. Blocks a stage: ResNet10 1 1 1 1,
/// ResNet18 2 2 2 2, ResNet34 3 4 6 3 (two 3x3 convolutions a block), ResNet50 3 4 6 3 (bottlenecks,
/// expansion 4). Where a block changes the shape, its shortcut is a 1x1 convolution with BatchNorm. No
/// convolution has a bias.
class ResNetImpl : public torch::nn::Module {
 public:
  explicit ResNetImpl(const ResNetSettings& settings);

  /// Images [N, 3, H, W] (any memory format; channels_last is fastest) -> features [N, featureDim()].
  torch::Tensor forward(const torch::Tensor& images);
  /// The last feature maps [N, featureDim(), h, w], whose means over positions are forward()'s features.
  torch::Tensor featureMaps(const torch::Tensor& images);
  /// Length of a feature: 8w, 32w for ResNet50.
  std::int64_t featureDim() const { return featureDim_; }

 private:
  std::int64_t featureDim_ = 0;
  torch::nn::Conv2d stem_{nullptr};
  torch::nn::BatchNorm2d stemNorm_{nullptr};
  std::array<torch::nn::Sequential, 4> stages_{nullptr, nullptr, nullptr, nullptr};
};
TORCH_MODULE(ResNet);

}  // namespace skewscope::nn
