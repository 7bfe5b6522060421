#include "core/evaluate/lbfgs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace skewscope::evaluate {
namespace {

/// 1/2 (x - target)' diag(curvature) (x - target).
Objective quadratic(const torch::Tensor& curvature, const torch::Tensor& target) {
  return [=](const torch::Tensor& x, torch::Tensor& gradient) {
    gradient.copy_(curvature * (x - target));
    return 0.5 * torch::dot(x - target, curvature * (x - target)).item<double>();
  };
}

/// Rosenbrock's valley: minimum 0 at (1, 1).
double rosenbrock(const torch::Tensor& x, torch::Tensor& gradient) {
  const double a = x[0].item<double>(), b = x[1].item<double>();
  gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
  gradient[1] = 200 * (b - a * a);
  return (1 - a) * (1 - a) + 100 * (b - a * a) * (b - a * a);
}

LbfgsSettings settings(double tolerance) {
  LbfgsSettings out;
  out.tolerance = tolerance;
  out.noise = 1e-15;
  return out;
}

TEST(Lbfgs, SolvesAnIllConditionedQuadratic) {
  const torch::Tensor curvature = torch::logspace(-1, 2, 30, 10.0, torch::kFloat64);
  const torch::Tensor target = torch::linspace(-3, 4, 30, torch::kFloat64);
  const auto result =
      minimise(quadratic(curvature, target), torch::zeros({30}, torch::kFloat64), settings(1e-9));
  EXPECT_TRUE(result.converged);
  EXPECT_LE(result.gradient, 1e-9);
  EXPECT_TRUE(torch::allclose(result.x, target, 0, 1e-6));
  EXPECT_NEAR(result.value, 0, 1e-12);
  EXPECT_GE(result.evaluations, result.iterations);
}

TEST(Lbfgs, TheInverseHessianAsPreconditionerNeedsOneStep) {
  const torch::Tensor curvature = torch::logspace(-3, 3, 20, 10.0, torch::kFloat64);
  const torch::Tensor target = torch::ones({20}, torch::kFloat64);
  const auto result =
      minimise(quadratic(curvature, target), torch::zeros({20}, torch::kFloat64), settings(1e-9),
               [&](const torch::Tensor& vector) { return vector / curvature; });
  EXPECT_TRUE(result.converged);
  EXPECT_EQ(result.iterations, 1);
}

TEST(Lbfgs, FollowsACurvedValley) {
  const auto result = minimise(rosenbrock, torch::tensor({-1.2, 1.0}, torch::kFloat64), settings(1e-8));
  EXPECT_TRUE(result.converged);
  EXPECT_NEAR(result.x[0].item<double>(), 1, 1e-6);
  EXPECT_NEAR(result.x[1].item<double>(), 1, 1e-6);
  EXPECT_LT(result.iterations, 100);
}

TEST(Lbfgs, SaysWhenIterationsRanOut) {
  LbfgsSettings few = settings(1e-8);
  few.maxIterations = 3;
  const auto result = minimise(rosenbrock, torch::tensor({-1.2, 1.0}, torch::kFloat64), few);
  EXPECT_FALSE(result.converged);
  EXPECT_EQ(result.iterations, 3);
  torch::Tensor gradient = torch::empty({2}, torch::kFloat64);
  EXPECT_DOUBLE_EQ(rosenbrock(result.x, gradient), result.value);
  EXPECT_DOUBLE_EQ(gradient.abs().max().item<double>(), result.gradient);
}

TEST(Lbfgs, EndsAtOnceAtAMinimum) {
  const auto result = minimise(rosenbrock, torch::ones({2}, torch::kFloat64), settings(1e-8));
  EXPECT_TRUE(result.converged);
  EXPECT_EQ(result.iterations, 0);
  EXPECT_EQ(result.evaluations, 1);
}

TEST(Lbfgs, EndsUnconvergedWhereNoStepHelps) {
  // A gradient that points the wrong way: every step along it makes things worse.
  const auto wrong = [](const torch::Tensor& x, torch::Tensor& gradient) {
    gradient.copy_(-2 * x);
    return x.square().sum().item<double>();
  };
  const auto result = minimise(wrong, torch::ones({2}, torch::kFloat64), settings(1e-8));
  EXPECT_FALSE(result.converged);
  EXPECT_EQ(result.iterations, 0);
  EXPECT_TRUE(torch::equal(result.x, torch::ones({2}, torch::kFloat64)));
}

TEST(Lbfgs, StepsBackFromWhereTheObjectiveIsNotFinite) {
  // -log(x) + x, defined for x > 0, minimum 1 at x = 1; the first full step from 0.1 leads to 9.1, from 5
  // to 4.2.
  const auto barrier = [](const torch::Tensor& x, torch::Tensor& gradient) {
    const double v = x.item<double>();
    gradient.fill_(v > 0 ? 1 - 1 / v : std::numeric_limits<double>::quiet_NaN());
    return v > 0 ? v - std::log(v) : std::numeric_limits<double>::quiet_NaN();
  };
  const auto overshoot = [](const torch::Tensor& vector) { return vector * 100; };
  const auto result = minimise(barrier, torch::full({1}, 5.0, torch::kFloat64), settings(1e-8), overshoot);
  EXPECT_TRUE(result.converged);
  EXPECT_NEAR(result.x.item<double>(), 1, 1e-6);
}

TEST(Lbfgs, RoundingOfTheObjectiveDoesNotStopIt) {
  // The value is rounded to 7 digits as a float32 sum would be; the gradient is exact.
  const torch::Tensor curvature = torch::logspace(-1, 1, 10, 10.0, torch::kFloat64);
  const auto exact = quadratic(curvature, torch::ones({10}, torch::kFloat64));
  const auto rounded = [&](const torch::Tensor& x, torch::Tensor& gradient) {
    return static_cast<double>(static_cast<float>(1 + exact(x, gradient)));
  };
  LbfgsSettings noisy = settings(1e-7);
  noisy.noise = 2e-7;
  const auto result = minimise(rounded, torch::zeros({10}, torch::kFloat64), noisy);
  EXPECT_TRUE(result.converged);
}

}  // namespace
}  // namespace skewscope::evaluate
