#include "core/nn/initialise.h"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/nn/precision.h"
#include "core/nn/resnet.h"

namespace skewscope::nn {
namespace {

using torch::Tensor;

ResNet network(std::uint64_t seed) {
  ResNet net(ResNetSettings{spec::Network::ResNet10, 32, 1});
  initialise(*net, seed);
  return net;
}

TEST(Initialise, ConvolutionsAreKaimingNormalByFanOut) {
  const auto parameters = network(1)->named_parameters();
  for (const std::string name :
       {"stage2.0.conv2.weight", "stage4.0.conv1.weight", "stage4.0.shortcut.conv.weight"}) {
    const Tensor w = parameters[name].detach().to(torch::kFloat64);
    const double expected = std::sqrt(2.0 / static_cast<double>(w.size(0) * w.size(2) * w.size(3)));
    const auto n = static_cast<double>(w.numel());
    // Five standard errors of a normal sample's mean, deviation and kurtosis.
    EXPECT_NEAR(w.mean().item<double>(), 0, 5 * expected / std::sqrt(n)) << name;
    EXPECT_NEAR(w.std().item<double>() / expected, 1, 5 / std::sqrt(2 * n)) << name;
    EXPECT_NEAR((w / expected).pow(4).mean().item<double>(), 3, 5 * std::sqrt(96 / n)) << name;
  }
}

TEST(Initialise, ValuesAreThoseOfTheParametersOwnStream) {
  const auto parameters = network(9)->named_parameters();
  const Tensor stem = parameters["stem.weight"];  // the first parameter: ordinal 0
  Random random({.seed = 9, .purpose = Purpose::Parameters, .epoch = 0, .item = 0});
  const double deviation = std::sqrt(2.0 / (32 * 9));
  const Tensor flat = stem.detach().contiguous().flatten();
  for (std::int64_t i = 0; i < flat.numel(); ++i) {
    ASSERT_EQ(flat[i].item<float>(), static_cast<float>(deviation * random.normal()));
  }
}

TEST(Initialise, LinearIsUniformByFanInAndParametersDiffer) {
  torch::nn::Linear linear(400, 300);
  initialise(*linear, 4);
  const double bound = 1 / std::sqrt(400.0);
  for (const Tensor& p : linear->parameters()) {
    const auto n = static_cast<double>(p.numel());
    const Tensor values = p.detach().to(torch::kFloat64);
    EXPECT_LE(values.abs().max().item<double>(), bound * (1 + 1e-6));
    EXPECT_GT(values.abs().max().item<double>(), 0.97 * bound);
    EXPECT_NEAR(values.mean().item<double>(), 0, 5 * bound / std::sqrt(3 * n));
    EXPECT_NEAR(values.square().mean().item<double>() / (bound * bound / 3), 1, 5 * std::sqrt(0.8 / n));
  }
  EXPECT_NE(linear->weight[0][0].item<float>(), linear->bias[0].item<float>());
}

TEST(Initialise, NormsStartAtIdentityAndForgetTheirStatistics) {
  torch::nn::BatchNorm1d norm(5);
  norm->forward(torch::arange(20, torch::kFloat32).view({4, 5}));
  {
    torch::NoGradGuard noGrad;
    norm->weight.fill_(7);
    norm->bias.fill_(7);
  }
  initialise(*norm, 1);
  EXPECT_TRUE(norm->weight.equal(torch::ones({5})));
  EXPECT_TRUE(norm->bias.equal(torch::zeros({5})));
  EXPECT_TRUE(norm->running_mean.equal(torch::zeros({5})));
  EXPECT_TRUE(norm->running_var.equal(torch::ones({5})));
  EXPECT_EQ(norm->num_batches_tracked.item<std::int64_t>(), 0);
}

TEST(Initialise, DependsOnTheSeedAloneNotOnThreadsFormatOrGenerator) {
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  torch::manual_seed(1);
  const auto first = network(7);
  at::set_num_threads(2);
  torch::manual_seed(2);
  ResNet second(ResNetSettings{spec::Network::ResNet10, 32, 1});
  toChannelsLast(*second);
  initialise(*second, 7);
  at::set_num_threads(threads);
  const auto other = network(8);
  for (const auto& item : first->named_parameters()) {
    EXPECT_TRUE(item.value().equal(second->named_parameters()[item.key()])) << item.key();
    if (item.value().dim() == 4) {
      EXPECT_FALSE(item.value().equal(other->named_parameters()[item.key()])) << item.key();
    }
  }
}

TEST(Initialise, RefusesParametersItHasNoRuleFor) {
  torch::nn::Sequential net(torch::nn::PReLU{});
  EXPECT_THROW(initialise(*net, 1), Error);
}

}  // namespace
}  // namespace skewscope::nn
