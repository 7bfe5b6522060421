#include "core/learn/sgd.h"

#include <gtest/gtest.h>
#include <torch/optim/sgd.h>

#include <cmath>

#include "core/cuda/update_rule.h"
#include "tests/core/learn/numeric.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

NamedTensors someParameters(torch::ScalarType type) {
  NamedTensors list{
      {"convolution", waves({6, 5, 3, 3}, 0.3)}, {"linear", waves({4, 7}, 0.5)}, {"bias", waves({9}, 1.1)}};
  for (auto& [name, tensor] : list) {
    tensor = tensor.to(type);
    if (tensor.dim() == 4) tensor = tensor.contiguous(torch::MemoryFormat::ChannelsLast);
    tensor = tensor.detach().requires_grad_();
  }
  return list;
}

Tensor someGradient(const Tensor& parameter, int step) {
  return waves(parameter.sizes().vec(), 0.21 + 0.1 * step, step).to(parameter.scalar_type());
}

class SgdAgainstPyTorch : public testing::TestWithParam<std::pair<torch::ScalarType, bool>> {};

TEST_P(SgdAgainstPyTorch, SeveralStepsAgree) {
  const auto [type, nesterov] = GetParam();
  const double tolerance = type == torch::kFloat64 ? 1e-13 : 1e-6;
  NamedTensors ours = someParameters(type);
  std::vector<Tensor> theirs;
  for (const auto& [name, tensor] : someParameters(type)) theirs.push_back(tensor);
  Sgd sgd(ours, 0.9, 5e-4, nesterov);
  torch::optim::SGD reference(
      theirs, torch::optim::SGDOptions(0.1).momentum(0.9).weight_decay(5e-4).nesterov(nesterov));
  for (int step = 0; step < 8; ++step) {
    const double rate = 0.1 / (1 + step);
    static_cast<torch::optim::SGDOptions&>(reference.param_groups()[0].options()).lr(rate);
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      // Row-major gradients for every parameter, although the first one is channels_last.
      ours[i].second.mutable_grad() = someGradient(theirs[i], step);
      theirs[i].mutable_grad() = someGradient(theirs[i], step);
    }
    sgd.step(rate);
    reference.step();
    for (std::size_t i = 0; i < theirs.size(); ++i) EXPECT_LT(distance(ours[i].second, theirs[i]), tolerance);
  }
  EXPECT_GT(distance(theirs[0], someParameters(type)[0].second), 0.01);
}

INSTANTIATE_TEST_SUITE_P(Types, SgdAgainstPyTorch,
                         testing::Values(std::pair(torch::kFloat32, false), std::pair(torch::kFloat64, false),
                                         std::pair(torch::kFloat32, true), std::pair(torch::kFloat64, true)),
                         [](const auto& instance) {
                           return std::string(torch::toString(instance.param.first)) +
                                  (instance.param.second ? "Nesterov" : "");
                         });

// The kernels of a GPU update each parameter by cuda::sgdUpdate().
TEST(Sgd, IsTheRuleOfTheCudaKernels) {
  for (const double momentum : {0.0, 0.9}) {
    for (const bool nesterov : {false, true}) {
      NamedTensors parameters = someParameters(torch::kFloat32);
      Sgd sgd(parameters, momentum, 5e-4, nesterov);
      cuda::StepScalars scalars;
      scalars.momentum = static_cast<float>(momentum);
      scalars.weightDecay = 5e-4f;
      const auto flat = [&](const auto& valueOf) {
        std::vector<Tensor> parts;
        for (const auto& [name, tensor] : parameters) parts.push_back(valueOf(tensor).detach().flatten());
        return torch::cat(parts);
      };
      Tensor parameter = flat([](const Tensor&tensor) { return tensor; }),
             velocity = torch::zeros_like(parameter);
      for (int step = 0; step < 8; ++step) {
        scalars.learningRate = 0.1f / static_cast<float>(1 + step);
        for (auto& [name, tensor] : parameters) tensor.mutable_grad() = someGradient(tensor, step);
        const Tensor gradient = flat([](const Tensor& tensor) { return tensor.grad(); });
        sgd.step(static_cast<double>(scalars.learningRate));
        for (std::int64_t i = 0; i < parameter.numel(); ++i) {
          cuda::sgdUpdate(scalars, nesterov, gradient.const_data_ptr<float>()[i],
                          parameter.data_ptr<float>()[i], velocity.data_ptr<float>()[i]);
        }
        EXPECT_LT(distance(parameter, flat([](const Tensor& tensor) { return tensor; })), 1e-6);
        std::vector<Tensor> momenta;
        for (const auto& [name, buffer] : sgd.momentumBuffers()) momenta.push_back(buffer.flatten());
        // Without momentum the one buffer stays 0 and the other holds what nobody reads.
        if (momentum > 0) {
          EXPECT_LT(distance(velocity, torch::cat(momenta)), 1e-6);
        }
      }
    }
  }
}

// From rest, g = p: v = p and the steps are (1 + m) rate p and rate p.
TEST(Sgd, NesterovLooksAhead) {
  for (const bool nesterov : {false, true}) {
    for (const double momentum : {0.0, 0.8}) {
      Tensor p = torch::ones({1}, torch::kFloat64).requires_grad_();
      Sgd sgd({{"p", p}}, momentum, 0, nesterov);
      (p * p / 2).sum().backward();
      sgd.step(0.1);
      EXPECT_NEAR(p.item<double>(), 1 - 0.1 * (nesterov ? 1 + momentum : 1), 1e-15);
    }
  }
}

// On k p^2 / 2 the update is p(t+1) = (1 + m - rate k) p(t) - m p(t-1), whose complex roots of modulus
// sqrt(m) give p(t) = m^(t/2) (cos(theta t) + b sin(theta t)) for p(0) = 1, with k the curvature plus the
// weight decay.
TEST(Sgd, ClosedFormOnAQuadratic) {
  constexpr double kMomentum = 0.8, kRate = 0.05, kCurvature = 1.5, kDecay = 0.5, k = kCurvature + kDecay;
  const double theta = std::acos((1 + kMomentum - kRate * k) / (2 * std::sqrt(kMomentum)));
  const double b = ((1 - kRate * k) / std::sqrt(kMomentum) - std::cos(theta)) / std::sin(theta);
  Tensor p = torch::ones({1}, torch::kFloat64).requires_grad_();
  Sgd sgd({{"p", p}}, kMomentum, kDecay);
  for (int t = 1; t <= 60; ++t) {
    sgd.zeroGradients();
    (p * p * (kCurvature / 2)).sum().backward();
    sgd.step(kRate);
    EXPECT_NEAR(p.item<double>(),
                std::pow(kMomentum, t / 2.0) * (std::cos(theta * t) + b * std::sin(theta * t)), 1e-12);
  }
}

TEST(Sgd, WithoutMomentumItIsGradientDescent) {
  Tensor p = torch::tensor({1.0, -2.0}, torch::kFloat64).requires_grad_();
  Sgd sgd({{"p", p}}, 0, 0.5);
  for (int t = 1; t <= 5; ++t) {
    p.mutable_grad() = torch::zeros({2}, torch::kFloat64);
    sgd.step(0.2);
    EXPECT_LT(distance(p, torch::tensor({1.0, -2.0}, torch::kFloat64) * std::pow(1 - 0.2 * 0.5, t)), 1e-14);
  }
  EXPECT_EQ(sgd.momentumBuffers()[0].second.abs().max().item<double>(), 0);
}

TEST(Sgd, ParametersWithoutGradientStay) {
  NamedTensors parameters = someParameters(torch::kFloat32);
  const Tensor before = parameters[1].second.detach().clone();
  Sgd sgd(parameters, 0.9, 0.1);
  parameters[0].second.mutable_grad() = torch::ones({6, 5, 3, 3});
  sgd.step(0.1);
  EXPECT_TRUE(parameters[1].second.equal(before));
  EXPECT_EQ(sgd.momentumBuffers()[1].second.abs().max().item<float>(), 0);
  EXPECT_GT(sgd.momentumBuffers()[0].second.abs().max().item<float>(), 0);
}

TEST(Sgd, NothingToDoWithoutAnyGradient) {
  NamedTensors parameters = someParameters(torch::kFloat32);
  Sgd sgd(parameters, 0.9, 0.1);
  sgd.step(0.1);
  EXPECT_LT(distance(parameters[0].second, someParameters(torch::kFloat32)[0].second), 1e-12);
}

TEST(Sgd, ZeroGradientsDropsThem) {
  NamedTensors parameters = someParameters(torch::kFloat32);
  Sgd sgd(parameters, 0.9, 0);
  for (const auto& [name, tensor] : parameters) tensor.mutable_grad() = torch::ones_like(tensor);
  sgd.zeroGradients();
  for (const auto& [name, tensor] : parameters) EXPECT_FALSE(tensor.grad().defined());
}

TEST(Sgd, ResumesBitForBitFromItsBuffers) {
  const auto advance = [](NamedTensors& parameters, Sgd& sgd, int from, int to) {
    for (int step = from; step < to; ++step) {
      for (auto& [name, tensor] : parameters) tensor.mutable_grad() = someGradient(tensor, step);
      sgd.step(0.05);
    }
  };
  NamedTensors whole = someParameters(torch::kFloat32);
  Sgd uninterrupted(whole, 0.9, 5e-4);
  advance(whole, uninterrupted, 0, 6);

  NamedTensors first = someParameters(torch::kFloat32), second = someParameters(torch::kFloat32);
  Sgd before(first, 0.9, 5e-4), after(second, 0.9, 5e-4);
  advance(first, before, 0, 3);
  {
    const torch::NoGradGuard noGrad;
    for (std::size_t i = 0; i < first.size(); ++i) {
      EXPECT_EQ(before.momentumBuffers()[i].first, first[i].first);
      second[i].second.copy_(first[i].second);
      after.momentumBuffers()[i].second.copy_(before.momentumBuffers()[i].second);
    }
  }
  advance(second, after, 3, 6);
  for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_TRUE(whole[i].second.equal(second[i].second));
}

}  // namespace
}  // namespace skewscope::learn
