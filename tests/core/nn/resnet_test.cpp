#include "core/nn/resnet.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "core/nn/initialise.h"
#include "core/nn/precision.h"

namespace skewscope::nn {
namespace {

using spec::Network;
using torch::Tensor;

std::int64_t parameterCount(const ResNet& network) {
  std::int64_t count = 0;
  for (const Tensor& parameter : network->parameters()) count += parameter.numel();
  return count;
}

Tensor someImages(std::int64_t n, std::int64_t size) {
  return torch::sin(torch::arange(n * 3 * size * size, torch::kFloat32) * 0.37f).view({n, 3, size, size});
}

// From torchvision's published totals (11,689,512; 21,797,672; 25,557,032): minus the head of 1,000 classes,
// minus the 7x7 stem, plus the 3x3 stem.
TEST(ResNet, ParameterCountsAreThoseOfTorchvisionWithTheSmallStem) {
  const std::int64_t stem = 3 * 3 * 3 * 64 - 7 * 7 * 3 * 64;
  EXPECT_EQ(parameterCount(ResNet(ResNetSettings{Network::ResNet18, 64, 1})), 11689512 - 513 * 1000 + stem);
  EXPECT_EQ(parameterCount(ResNet(ResNetSettings{Network::ResNet34, 64, 1})), 21797672 - 513 * 1000 + stem);
  EXPECT_EQ(parameterCount(ResNet(ResNetSettings{Network::ResNet50, 64, 1})), 25557032 - 2049 * 1000 + stem);
  EXPECT_EQ(parameterCount(ResNet(ResNetSettings{Network::ResNet18, 64, 1})), 11168832);
}

/// Weights plus BatchNorm pairs, summed by hand over the layout that the header states.
std::int64_t closedForm(std::vector<std::int64_t> blocks, bool bottleneck, std::int64_t width) {
  const auto conv = [](std::int64_t in, std::int64_t out, std::int64_t k) {
    return in * out * k * k + 2 * out;
  };
  std::int64_t count = conv(3, width, 3), in = width;
  for (std::size_t stage = 0; stage < 4; ++stage) {
    const std::int64_t w = width << stage, out = bottleneck ? 4 * w : w;
    for (std::int64_t block = 0; block < blocks[stage]; ++block) {
      count += bottleneck ? conv(in, w, 1) + conv(w, w, 3) + conv(w, out, 1) : conv(in, w, 3) + conv(w, w, 3);
      if (in != out || (stage > 0 && block == 0)) count += conv(in, out, 1);
      in = out;
    }
  }
  return count;
}

TEST(ResNet, ParameterCountsFollowTheClosedFormAtAnyWidth) {
  for (const std::int64_t width : {8, 16, 48}) {
    const auto count = [&](Network network) {
      return parameterCount(ResNet(ResNetSettings{network, width, 2}));
    };
    EXPECT_EQ(count(Network::ResNet10), closedForm({1, 1, 1, 1}, false, width));
    EXPECT_EQ(count(Network::ResNet18), closedForm({2, 2, 2, 2}, false, width));
    EXPECT_EQ(count(Network::ResNet34), closedForm({3, 4, 6, 3}, false, width));
    EXPECT_EQ(count(Network::ResNet50), closedForm({3, 4, 6, 3}, true, width));
  }
}

TEST(ResNet, FeaturesHaveTheStatedLength) {
  const torch::NoGradGuard noGrad;
  for (const Network network : {Network::ResNet10, Network::ResNet18, Network::ResNet34, Network::ResNet50}) {
    ResNet net(ResNetSettings{network, 8, 1});
    const Tensor features = net->forward(someImages(2, 32));
    EXPECT_EQ(net->featureDim(), network == Network::ResNet50 ? 256 : 64);
    EXPECT_EQ(features.sizes(), (std::vector<std::int64_t>{2, net->featureDim()}));
    EXPECT_TRUE(features.isfinite().all().item<bool>());
  }
}

TEST(ResNet, TakesOtherImageSizesAndBothStemStrides) {
  const torch::NoGradGuard noGrad;
  for (const std::int64_t stride : {1, 2}) {
    ResNet net(ResNetSettings{Network::ResNet10, 8, stride});
    EXPECT_EQ(net->forward(someImages(3, 24)).sizes(), (std::vector<std::int64_t>{3, 64}));
    EXPECT_EQ(net->forward(someImages(3, 64)).sizes(), (std::vector<std::int64_t>{3, 64}));
  }
}

// A network of one block a stage, recomputed with functional calls on its own named parameters.
TEST(ResNet, ForwardIsTheStatedComposition) {
  const torch::NoGradGuard noGrad;
  ResNet net(ResNetSettings{Network::ResNet10, 8, 2});
  initialise(*net, 3);
  net->to(torch::kFloat64);
  const auto p = net->named_parameters();
  const auto conv = [&](const Tensor& x, const std::string& name, std::int64_t stride) {
    const Tensor& w = p[name + ".weight"];
    return torch::conv2d(x, w, {}, stride, w.size(2) / 2);
  };
  // BatchNorm with weight 1 and bias 0 in training.
  const auto norm = [](const Tensor& x) {
    const Tensor mean = x.mean({0, 2, 3}, true);
    const Tensor variance = (x - mean).square().mean({0, 2, 3}, true);
    return (x - mean) / (variance + 1e-5).sqrt();
  };
  const Tensor images = someImages(4, 16).to(torch::kFloat64);
  Tensor x = norm(conv(images, "stem", 2)).relu();
  for (int stage = 1; stage <= 4; ++stage) {
    const std::string block = "stage" + std::to_string(stage) + ".0.";
    const std::int64_t stride = stage == 1 ? 1 : 2;
    const Tensor inner = norm(conv(x, block + "conv1", stride)).relu();
    const Tensor around = stage == 1 ? x : norm(conv(x, block + "shortcut.conv", stride));
    x = (norm(conv(inner, block + "conv2", 1)) + around).relu();
  }
  EXPECT_TRUE(torch::allclose(net->forward(images), x.mean({2, 3}), 1e-10, 1e-10));
}

TEST(ResNet, ChannelsLastComputesTheSame) {
  const torch::NoGradGuard noGrad;
  for (const Network network : {Network::ResNet18, Network::ResNet50}) {
    ResNet net(ResNetSettings{network, 8, 2});
    initialise(*net, 5);
    const Tensor images = someImages(8, 32);
    const Tensor expected = net->forward(images);
    toChannelsLast(*net);
    const Tensor found = net->forward(images.contiguous(torch::MemoryFormat::ChannelsLast));
    EXPECT_LT(((found - expected).norm() / expected.norm()).item<float>(), 1e-3);
  }
}

// Channels fewer than a vector of the processor holds, as in the fastest networks of the tests and the demo.
// Each part alone: it is smooth, where a ReLU of a whole network may flip with the last digit.
TEST(ResNet, NarrowConvolutionsHaveTheGradientsOfDoublePrecision) {
  struct Part {
    const char* name;
    int channels;  ///< that come in, in widths; 0: those of an image
  };
  for (const Part part : {Part{"stem", 0}, Part{"stage1.0.conv1", 1}, Part{"stage2.0.conv1", 1},
                          Part{"stage2.0.shortcut", 1}, Part{"stage3.0.shortcut", 2}}) {
    for (const std::int64_t width : {4, 6, 8, 12, 16}) {
      const std::int64_t channels = part.channels == 0 ? 3 : part.channels * width;
      const auto gradients = [&](torch::Dtype type) {
        ResNet net(ResNetSettings{Network::ResNet10, width, 1});
        initialise(*net, 7);
        net->to(type);
        toChannelsLast(*net);
        const auto module = net->named_modules()[part.name];
        const Tensor maps = torch::sin(torch::arange(32 * channels * 32 * 32, torch::kFloat64) * 0.37)
                                .view({32, channels, 32, 32})
                                .to(type)
                                .contiguous(torch::MemoryFormat::ChannelsLast)
                                .requires_grad_();
        auto* convolution = module->as<torch::nn::Conv2dImpl>();
        const Tensor out = convolution != nullptr ? convolution->forward(maps)
                                                  : module->as<torch::nn::SequentialImpl>()->forward(maps);
        // Not constant: of a normalised map that is summed up there is no gradient.
        const Tensor weights = torch::cos(torch::arange(out.numel(), torch::kFloat64) * 0.11).view_as(out);
        (out * weights.to(type)).sum().backward();
        std::map<std::string, Tensor> found{{"input", maps.grad().to(torch::kFloat64)}};
        for (const auto& item : module->named_parameters())
          found[item.key()] = item.value().grad().to(torch::kFloat64);
        return found;
      };
      const auto exact = gradients(torch::kFloat64);
      for (const auto& [name, gradient] : gradients(torch::kFloat32)) {
        const double size = exact.at(name).norm().item<double>();
        EXPECT_GT(size, 0.1) << name;
        EXPECT_LT((gradient - exact.at(name)).norm().item<double>(), 1e-3 * size)
            << part.name << ", " << name << " at width " << width;
      }
    }
  }
}

TEST(ResNet, EveryParameterGetsAGradient) {
  ResNet net(ResNetSettings{Network::ResNet50, 8, 2});
  initialise(*net, 1);
  net->forward(someImages(4, 32)).square().sum().backward();
  for (const auto& item : net->named_parameters()) {
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
    EXPECT_GT(item.value().grad().abs().max().item<float>(), 0) << item.key();
  }
}

TEST(ResNet, SettingsComeFromTheSpec) {
  spec::ExperimentSpec spec;
  spec.network = Network::ResNet34;
  spec.width = 24;
  spec.stemStride = 1;
  const ResNetSettings settings = resNetSettings(spec);
  EXPECT_EQ(settings.network, Network::ResNet34);
  EXPECT_EQ(settings.width, 24);
  EXPECT_EQ(settings.stemStride, 1);
}

}  // namespace
}  // namespace skewscope::nn
