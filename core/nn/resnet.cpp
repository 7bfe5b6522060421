#include "core/nn/resnet.h"

#include "core/base/error.h"
#include "core/nn/convolution.h"
#include "core/nn/norm_relu.h"

namespace skewscope::nn {
namespace {

torch::nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride) {
  return torch::nn::Conv2d(
      torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

/// Fewer input channels than this are padded by oneDNN's float32 kernels (8 with AVX2, 16 with AVX-512),
/// whose weight gradient of a strided 1x1 convolution over NHWC images then writes past its workspace
/// (uxlfoundation/oneDNN issue 6035): wrong gradients at best, a damaged heap at worst.
constexpr std::int64_t kSafeChannels = 16;

/// The way around a block: nothing where the shape stays, else a 1x1 convolution with BatchNorm.
torch::nn::Sequential makeShortcut(std::int64_t in, std::int64_t out, std::int64_t stride) {
  torch::nn::Sequential shortcut;
  if (stride != 1 || in != out) {
    if (stride != 1 && in < kSafeChannels) {
      // The same sum: the pixels that the stride takes, then a convolution without one.
      shortcut->push_back("pick", torch::nn::Functional([stride](const torch::Tensor& x) {
                            using torch::indexing::Slice;
                            return x
                                .index({Slice(), Slice(), Slice(0, torch::indexing::None, stride),
                                        Slice(0, torch::indexing::None, stride)})
                                .contiguous(x.suggest_memory_format());
                          }));
      stride = 1;
    }
    shortcut->push_back("conv", convolution(in, out, 1, stride));
    shortcut->push_back("norm", BatchNorm(out));
  }
  return shortcut;
}

/// Two 3x3 convolutions.
class BasicBlockImpl : public torch::nn::Module {
 public:
  BasicBlockImpl(std::int64_t in, std::int64_t width, std::int64_t stride)
      : conv1_(register_module("conv1", convolution(in, width, 3, stride))),
        norm1_(register_module("norm1", torch::nn::BatchNorm2d(width))),
        conv2_(register_module("conv2", convolution(width, width, 3, 1))),
        norm2_(register_module("norm2", torch::nn::BatchNorm2d(width))),
        shortcut_(register_module("shortcut", makeShortcut(in, width, stride))) {}

  torch::Tensor forward(const torch::Tensor& input) {
    const torch::Tensor around = shortcut_->is_empty() ? input : shortcut_->forward(input);
    const torch::Tensor x = normRelu(norm1_, conv1_->forward(input));
    return normRelu(norm2_, conv2_->forward(x), around);
  }

 private:
  torch::nn::Conv2d conv1_;
  torch::nn::BatchNorm2d norm1_;
  torch::nn::Conv2d conv2_;
  torch::nn::BatchNorm2d norm2_;
  torch::nn::Sequential shortcut_;
};
TORCH_MODULE(BasicBlock);

constexpr std::int64_t kExpansion = 4;

/// 1x1, 3x3 (with the stride), 1x1 to four times the width.
class BottleneckImpl : public torch::nn::Module {
 public:
  BottleneckImpl(std::int64_t in, std::int64_t width, std::int64_t stride)
      : conv1_(register_module("conv1", convolution(in, width, 1, 1))),
        norm1_(register_module("norm1", torch::nn::BatchNorm2d(width))),
        conv2_(register_module("conv2", convolution(width, width, 3, stride))),
        norm2_(register_module("norm2", torch::nn::BatchNorm2d(width))),
        conv3_(register_module("conv3", convolution(width, kExpansion * width, 1, 1))),
        norm3_(register_module("norm3", torch::nn::BatchNorm2d(kExpansion * width))),
        shortcut_(register_module("shortcut", makeShortcut(in, kExpansion * width, stride))) {}

  torch::Tensor forward(const torch::Tensor& input) {
    const torch::Tensor around = shortcut_->is_empty() ? input : shortcut_->forward(input);
    torch::Tensor x = normRelu(norm1_, conv1_->forward(input));
    x = normRelu(norm2_, conv2_->forward(x));
    return normRelu(norm3_, conv3_->forward(x), around);
  }

 private:
  torch::nn::Conv2d conv1_;
  torch::nn::BatchNorm2d norm1_;
  torch::nn::Conv2d conv2_;
  torch::nn::BatchNorm2d norm2_;
  torch::nn::Conv2d conv3_;
  torch::nn::BatchNorm2d norm3_;
  torch::nn::Sequential shortcut_;
};
TORCH_MODULE(Bottleneck);

std::array<int, 4> blocksPerStage(spec::Network network) {
  switch (network) {
    case spec::Network::ResNet10:
      return {1, 1, 1, 1};
    case spec::Network::ResNet18:
      return {2, 2, 2, 2};
    case spec::Network::ResNet34:
    case spec::Network::ResNet50:
      return {3, 4, 6, 3};
  }
  throw Error(ErrorKind::Internal, "Unknown network");
}

}  // namespace

ResNetSettings resNetSettings(const spec::ExperimentSpec& spec) {
  return {.network = spec.network, .width = spec.width, .stemStride = spec.stemStride};
}

ResNetImpl::ResNetImpl(const ResNetSettings& settings) {
  useOwnConvolutions();
  const bool bottleneck = settings.network == spec::Network::ResNet50;
  const std::array<int, 4> blocks = blocksPerStage(settings.network);
  std::int64_t channels = settings.width;
  stem_ = register_module("stem", convolution(3, channels, 3, settings.stemStride));
  stemNorm_ = register_module("stem_norm", torch::nn::BatchNorm2d(channels));
  for (std::size_t stage = 0; stage < stages_.size(); ++stage) {
    const std::int64_t width = settings.width << stage;
    stages_[stage] = register_module("stage" + std::to_string(stage + 1), torch::nn::Sequential());
    for (int block = 0; block < blocks[stage]; ++block) {
      const std::int64_t stride = stage > 0 && block == 0 ? 2 : 1;
      if (bottleneck) {
        stages_[stage]->push_back(Bottleneck(channels, width, stride));
        channels = kExpansion * width;
      } else {
        stages_[stage]->push_back(BasicBlock(channels, width, stride));
        channels = width;
      }
    }
  }
  featureDim_ = channels;
}

torch::Tensor ResNetImpl::featureMaps(const torch::Tensor& images) {
  torch::Tensor x = normRelu(stemNorm_, stem_->forward(images));
  for (torch::nn::Sequential& stage : stages_) x = stage->forward(x);
  return x;
}

torch::Tensor ResNetImpl::forward(const torch::Tensor& images) {
  return featureMaps(images).mean({2, 3});
}

}  // namespace skewscope::nn
