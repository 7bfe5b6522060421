#include "core/learn/weighted_step.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/learn/sam.h"
#include "tests/core/learn/numeric.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

/// Losses l_j = (p . x_j - y_j)^2 / 2 of a linear model with two parameters, in float64.
struct Regression {
  Tensor p = torch::tensor({0.7, -0.4}, torch::kFloat64).requires_grad_();
  Tensor x = waves({5, 2}, 0.8), y = waves({5}, 1.9, 0.5);
  Tensor weights = torch::tensor({0.1, 3.0, 0.0, 1.0, 0.4}, torch::kFloat64);
  torch::nn::Linear network{2, 1};  // no BatchNorm to be found
  Sgd sgd{{{"p", p}}, 0.9, 0};

  LossFunction losses() {
    return [this] { return (x.mv(p) - y).square() / 2; };
  }
  /// sum_j w_j (q . x_j - y_j) x_j / sum_j w_j, by hand.
  Tensor gradient(const Tensor& q) const {
    Tensor sum = torch::zeros({2}, torch::kFloat64);
    for (std::int64_t j = 0; j < 5; ++j) {
      sum += weights[j] * (torch::dot(q, x[j]) - y[j]) * x[j];
    }
    return sum / weights.sum();
  }
};

TEST(WeightedStep, StepsAlongTheGradientOfTheWeightedMean) {
  Regression r;
  const Tensor before = r.p.detach().clone();
  const Tensor expected = before - 0.3 * r.gradient(before);
  const Tensor losses = r.losses()().detach();
  const StepResult result = weightedStep(
      r.losses(), r.weights, [&](const LossFunction& weighted) { return plainStep(weighted, r.sgd, 0.3); });
  EXPECT_LT(distance(r.p, expected), 1e-14);
  // What is recorded knows nothing of weights.
  EXPECT_TRUE(result.losses.equal(losses));
  EXPECT_NEAR(result.loss, losses.mean().item<double>(), 1e-15);
  EXPECT_TRUE(result.finite);
  EXPECT_FALSE(result.perturbedLosses.defined());
}

TEST(WeightedStep, BothPassesOfSamAreWeighted) {
  Regression r;
  constexpr double kRho = 0.2;
  const Tensor before = r.p.detach().clone();
  const Tensor g = r.gradient(before);
  const Tensor up = before + kRho * g / g.norm();
  const Tensor expected = before - 0.3 * r.gradient(up);
  SamStep sam;
  const StepResult result = weightedStep(r.losses(), r.weights, [&](const LossFunction& weighted) {
    return samStep(weighted, *r.network, {}, r.sgd, 0.3, sam, {.rho = kRho});
  });
  EXPECT_LT(distance(r.p, expected), 1e-14);
  EXPECT_NEAR(result.gradientNorm, g.norm().item<double>(), 1e-14);
  EXPECT_LT(distance(result.perturbedLosses, (r.x.mv(up) - r.y).square() / 2), 1e-14);
  EXPECT_NEAR(result.perturbedLoss, result.perturbedLosses.mean().item<double>(), 1e-15);
}

TEST(WeightedStep, EqualWeightsAreThePlainStep) {
  Regression plain, weighted;
  for (int i = 0; i < 3; ++i) {
    plainStep(plain.losses(), plain.sgd, 0.1);
    weightedStep(weighted.losses(), torch::full({5}, 0.25, torch::kFloat64),
                 [&](const LossFunction& losses) { return plainStep(losses, weighted.sgd, 0.1); });
  }
  EXPECT_TRUE(plain.p.equal(weighted.p));
}

TEST(WeightedStep, RefusesWeightsThatAreNone) {
  Regression r;
  const auto step = [&](const LossFunction& losses) { return plainStep(losses, r.sgd, 0.1); };
  EXPECT_THROW(weightedStep(r.losses(), torch::zeros({5}), step), Error);
  EXPECT_THROW(weightedStep(r.losses(), torch::ones({4}), step), Error);
  EXPECT_THROW(weightedStep(r.losses(), torch::tensor({1.0, 1.0, 1.0, 1.0, -0.5}), step), Error);
  EXPECT_THROW(weightedStep(r.losses(), torch::full({5}, NAN), step), Error);
}

TEST(WeightedStep, ALossThatIsNotFiniteChangesNothing) {
  Regression r;
  r.y[1] = NAN;
  const Tensor before = r.p.detach().clone();
  const StepResult result = weightedStep(
      r.losses(), r.weights, [&](const LossFunction& weighted) { return plainStep(weighted, r.sgd, 0.3); });
  EXPECT_FALSE(result.finite);
  EXPECT_TRUE(r.p.equal(before));
}

}  // namespace
}  // namespace skewscope::learn
