// The arithmetic of the optimiser's kernels, on the processor.
#include "core/cuda/update_rule.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/base/random.h"

namespace skewscope::cuda {
namespace {

StepScalars scalarsOf(float rate, float momentum, float decay) {
  StepScalars scalars;
  scalars.learningRate = rate;
  scalars.momentum = momentum;
  scalars.weightDecay = decay;
  return scalars;
}

// With a constant gradient g and no decay v_t = g (1 - m^t) / (1 - m), and the sum of v_1 .. v_n is
// g (n - m (1 - m^n) / (1 - m)) / (1 - m).
TEST(SgdUpdate, OfAConstantGradientIsAGeometricSeries) {
  const double m = 0.9, rate = 0.05, g = 0.7;
  const int steps = 40;
  const auto scalars = scalarsOf(0.05f, 0.9f, 0);
  float plain = 1, plainVelocity = 0, nesterov = 1, nesterovVelocity = 0;
  for (int t = 0; t < steps; ++t) {
    sgdUpdate(scalars, false, 0.7f, plain, plainVelocity);
    sgdUpdate(scalars, true, 0.7f, nesterov, nesterovVelocity);
  }
  const double sum = g * (steps - m * (1 - std::pow(m, steps)) / (1 - m)) / (1 - m);
  EXPECT_NEAR(static_cast<double>(plainVelocity), g * (1 - std::pow(m, steps)) / (1 - m), 1e-5);
  EXPECT_NEAR(static_cast<double>(plain), 1 - rate * sum, 1e-4);
  EXPECT_EQ(nesterovVelocity, plainVelocity);
  EXPECT_NEAR(static_cast<double>(nesterov), 1 - rate * (steps * g + m * sum), 1e-4);
}

// Decay alone is p <- (1 - rate d) p.
TEST(SgdUpdate, WithoutGradientAndMomentumDecays) {
  const auto scalars = scalarsOf(0.1f, 0, 0.5f);
  float parameter = 2, velocity = 0;
  for (int t = 0; t < 20; ++t) sgdUpdate(scalars, false, 0, parameter, velocity);
  EXPECT_NEAR(static_cast<double>(parameter), 2 * std::pow(1 - 0.1 * 0.5, 20), 1e-5);
}

TEST(SgdUpdate, UndoesTheScaleOfTheLoss) {
  auto scaled = scalarsOf(0.1f, 0.9f, 1e-3f);
  const auto plain = scaled;
  scaled.gradientScale = 1.0f / 1024;
  float a = 0.3f, velocityA = 0.1f, b = 0.3f, velocityB = 0.1f;
  sgdUpdate(plain, true, 0.37f, a, velocityA);
  sgdUpdate(scaled, true, 0.37f * 1024, b, velocityB);
  EXPECT_EQ(a, b);
  EXPECT_EQ(velocityA, velocityB);
}

struct Vectors {
  std::vector<float> gradient, parameter;
};

Vectors randomVectors(int size) {
  Vectors vectors;
  Random random({3, Purpose::Generator});
  for (int i = 0; i < size; ++i) {
    vectors.gradient.push_back(static_cast<float>(random.normal()));
    vectors.parameter.push_back(0.2f + random.uniform());
  }
  return vectors;
}

// The step has length rho along the gradient; ASAM's has length rho once each coordinate is divided by its
// parameter.
TEST(SamRule, StepHasLengthRho) {
  const auto [gradient, parameter] = randomVectors(500);
  for (const bool adaptive : {false, true}) {
    auto scalars = scalarsOf(0, 0, 0);
    scalars.rho = 0.05f;
    scalars.gradientScale = 0.25f;
    double sum = 0;
    for (std::size_t i = 0; i < gradient.size(); ++i) sum += samTerm(gradient[i], parameter[i], adaptive);
    const SamNorm norm = samNormOf(sum, scalars);
    double squares = 0, length = 0, along = 0;
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      const double g = static_cast<double>(gradient[i]), p = static_cast<double>(parameter[i]);
      const double scale = adaptive ? p : 1;
      const double moved =
          static_cast<double>(samPerturbed(gradient[i], parameter[i], norm.factor, adaptive)) - p;
      squares += (scale * g) * (scale * g);
      length += (moved / scale) * (moved / scale);
      along += (moved / scale) * (scale * g);
    }
    EXPECT_NEAR(norm.norm, 0.25 * std::sqrt(squares), 1e-6 * norm.norm);
    EXPECT_NEAR(std::sqrt(length), 0.05, 1e-5);
    EXPECT_NEAR(along / std::sqrt(length * squares), 1, 1e-6);  // the cosine of the angle between them
  }
}

TEST(SamRule, TheSumHasEveryTermOnce) {
  // Small whole numbers are summed exactly, whatever the order.
  std::vector<float> gradient, parameter;
  double plain = 0, scaled = 0;
  for (int i = 0; i < 4 * 1001; ++i) {
    gradient.push_back(static_cast<float>(i % 7 - 3));
    parameter.push_back(static_cast<float>(i % 5));
    const double g = i % 7 - 3, p = i % 5;
    plain += g * g;
    scaled += p * g * p * g;
  }
  EXPECT_EQ(samSum(gradient, parameter, false), plain);
  EXPECT_EQ(samSum(gradient, parameter, true), scaled);
}

TEST(SamRule, WithoutADirectionNothingMoves) {
  auto scalars = scalarsOf(0, 0, 0);
  scalars.rho = 0.05f;
  EXPECT_EQ(samNormOf(0, scalars).factor, 0);
  EXPECT_EQ(samNormOf(std::numeric_limits<double>::infinity(), scalars).factor, 0);
  EXPECT_EQ(samNormOf(std::numeric_limits<double>::quiet_NaN(), scalars).factor, 0);
  EXPECT_TRUE(std::isnan(samNormOf(std::numeric_limits<double>::quiet_NaN(), scalars).norm));
  // Only a gradient that is not finite keeps SGD from its step.
  EXPECT_TRUE(samNormOf(0, scalars).finite());
  EXPECT_FALSE(samNormOf(std::numeric_limits<double>::infinity(), scalars).finite());
  EXPECT_FALSE(samNormOf(std::numeric_limits<double>::quiet_NaN(), scalars).finite());
  // Gradients at the lower end of float32: the quotient is beyond it, and stays a number.
  EXPECT_TRUE(std::isfinite(samNormOf(1e-90, scalars).factor));
  EXPECT_GT(samNormOf(1e-90, scalars).factor, 1e30f);
}

}  // namespace
}  // namespace skewscope::cuda
