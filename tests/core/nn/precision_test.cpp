#include "core/nn/precision.h"

#include <ATen/autocast_mode.h>
#include <gtest/gtest.h>

#include "core/nn/initialise.h"
#include "core/nn/resnet.h"

namespace skewscope::nn {
namespace {

using spec::Precision;
using torch::Tensor;

TEST(Precision, AutoFollowsTheProcessor) {
  CpuInfo plain, avx, slow, amx;
  plain.avx512 = true;
  avx.avx512Bf16 = true;
  slow.avx512Bf16 = slow.intel = true;
  amx.amxBf16 = true;
  EXPECT_FALSE(resolveBf16(Precision::Auto, torch::kCPU, plain));
  EXPECT_TRUE(resolveBf16(Precision::Auto, torch::kCPU, avx));
  EXPECT_FALSE(resolveBf16(Precision::Auto, torch::kCPU, slow));
  EXPECT_TRUE(resolveBf16(Precision::Auto, torch::kCPU, amx));
  EXPECT_TRUE(resolveBf16(Precision::BFloat16, torch::kCPU, plain));
  EXPECT_FALSE(resolveBf16(Precision::Float32, torch::kCPU, amx));
}

TEST(AutocastGuard, SwitchesAndRestores) {
  const auto enabled = [] { return at::autocast::is_autocast_enabled(at::kCPU); };
  const Tensor a = torch::ones({2, 2}), b = torch::ones({2, 2});
  EXPECT_FALSE(enabled());
  {
    const AutocastGuard on(true);
    EXPECT_TRUE(enabled());
    EXPECT_EQ(torch::mm(a, b).scalar_type(), torch::kBFloat16);
    {
      const AutocastGuard off(false);
      EXPECT_EQ(torch::mm(a, b).scalar_type(), torch::kFloat32);
    }
    EXPECT_TRUE(enabled());
  }
  EXPECT_FALSE(enabled());
  EXPECT_EQ(torch::mm(a, b).scalar_type(), torch::kFloat32);
}

// LibTorch keeps the 16-bit copy of a parameter for the scope of autocast; a copy that outlived it would hide
// a change.
TEST(AutocastGuard, DropsCachedCopiesOfParameters) {
  torch::nn::Linear linear(1, 1);
  const auto output = [&] {
    const AutocastGuard on(true);
    return linear->forward(torch::ones({1, 1})).detach().to(torch::kFloat32).item<float>();
  };
  const auto set = [&](float weight) {
    const torch::NoGradGuard noGrad;
    linear->weight.fill_(weight);
    linear->bias.zero_();
  };
  set(2);
  EXPECT_EQ(output(), 2);
  set(3);
  EXPECT_EQ(output(), 3);
}

TEST(AutocastGuard, TrainsANetworkCloseToFloat32) {
  ResNet net(ResNetSettings{spec::Network::ResNet10, 8, 2});
  initialise(*net, 2);
  toChannelsLast(*net);
  const Tensor images = torch::sin(torch::arange(8 * 3 * 32 * 32, torch::kFloat32) * 0.37f)
                            .view({8, 3, 32, 32})
                            .contiguous(torch::MemoryFormat::ChannelsLast);
  const auto gradient = [&](bool bf16) {
    net->zero_grad();
    Tensor features;
    {
      const AutocastGuard guard(bf16);
      features = net->forward(images);
    }
    EXPECT_EQ(features.scalar_type(), bf16 ? torch::kBFloat16 : torch::kFloat32);
    const Tensor target = torch::cos(torch::arange(64, torch::kFloat32));
    (features.to(torch::kFloat32) * target).sum().backward();
    return net->named_parameters()["stage4.0.conv2.weight"].grad().clone();
  };
  const Tensor exact = gradient(false), rounded = gradient(true);
  EXPECT_EQ(rounded.scalar_type(), torch::kFloat32);
  EXPECT_FALSE(exact.equal(rounded));
  const double cosine = ((exact * rounded).sum() / (exact.norm() * rounded.norm())).item<double>();
  EXPECT_GT(cosine, 0.97);  // bfloat16 has 8 bits of mantissa, and BatchNorm passes its errors on
}

TEST(ChannelsLast, MovesConvolutionWeightsInPlace) {
  ResNet net(ResNetSettings{spec::Network::ResNet10, 8, 1});
  std::vector<Tensor> before = net->parameters();
  std::vector<Tensor> values;
  for (const Tensor& parameter : before) values.push_back(parameter.detach().clone());
  toChannelsLast(*net);
  const std::vector<Tensor> after = net->parameters();
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_TRUE(after[i].is_same(before[i]));
    EXPECT_TRUE(after[i].requires_grad() && after[i].is_leaf());
    EXPECT_TRUE(after[i].equal(values[i]));
    if (after[i].dim() == 4) {
      EXPECT_TRUE(after[i].is_contiguous(torch::MemoryFormat::ChannelsLast));
    }
  }
}

}  // namespace
}  // namespace skewscope::nn
