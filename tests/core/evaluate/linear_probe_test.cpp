#include "core/evaluate/linear_probe.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/evaluate/probe_objective.h"
#include "tests/core/evaluate/blobs.h"

namespace skewscope::evaluate {
namespace {

ProbeSettings settings(double l2, double tolerance = 1e-6) {
  ProbeSettings out;
  out.l2 = l2;
  out.tolerance = tolerance;
  return out;
}

double accuracy(const torch::Tensor& predictions, const torch::Tensor& labels) {
  return predictions.eq(labels).to(torch::kFloat64).mean().item<double>();
}

/// Correlated features: blobs times a fixed ill-conditioned matrix.
Blobs correlatedBlobs(std::int64_t n, int classes, std::int64_t dimensions, std::uint64_t seed) {
  Blobs blobs = makeBlobs(n, classes, dimensions, 1.0, seed);
  const torch::Tensor mixing = torch::ones({dimensions, dimensions}) + 0.05 * torch::eye(dimensions);
  blobs.features = blobs.features.mm(mixing);
  return blobs;
}

TEST(ProbeObjective, GradientAgreesWithFiniteDifferences) {
  const Blobs blobs = makeBlobs(120, 3, 4, 1.0, 11);
  const torch::Tensor centred = blobs.features - blobs.features.mean(0);
  const ProbeObjective objective(centred, blobs.labels, 3, 0.1);
  torch::Tensor x = torch::sin(torch::arange(15, torch::kFloat64));
  torch::Tensor gradient = torch::empty_like(x), unused = torch::empty_like(x);
  objective.evaluate(x, gradient);
  // A coarse step, as values carry float32 rounding; the third derivative's share is below the tolerance.
  constexpr double kStep = 1e-2;
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    torch::Tensor up = x.clone(), down = x.clone();
    up[i] += kStep;
    down[i] -= kStep;
    const double difference =
        (objective.evaluate(up, unused) - objective.evaluate(down, unused)) / (2 * kStep);
    EXPECT_NEAR(gradient[i].item<double>(), difference, 5e-5) << i;
  }
}

TEST(ProbeObjective, ValueAtZeroIsTheEntropyOfGuessing) {
  const Blobs blobs = makeBlobs(50, 4, 4, 1.0, 12);
  const ProbeObjective objective(blobs.features, blobs.labels, 4, 1.0);
  torch::Tensor gradient = torch::empty({20}, torch::kFloat64);
  EXPECT_NEAR(objective.evaluate(objective.start(), gradient), std::log(4.0), 1e-6);
}

TEST(ProbeObjective, ThePreconditionerSavesIterations) {
  const Blobs blobs = correlatedBlobs(600, 4, 20, 13);
  torch::Tensor features = blobs.features - blobs.features.mean(0);
  features = features / features.square().mean(0).sqrt();
  const ProbeObjective objective(features, blobs.labels, 4, 1e-4);
  const auto function = [&](const torch::Tensor& x, torch::Tensor& gradient) {
    return objective.evaluate(x, gradient);
  };
  LbfgsSettings solver;
  solver.maxIterations = 2000;
  const auto plain = minimise(function, objective.start(), solver);
  const auto preconditioned = minimise(function, objective.start(), solver, objective.preconditioner());
  ASSERT_TRUE(preconditioned.converged);
  EXPECT_LT(2 * preconditioned.iterations, plain.iterations);
  EXPECT_LE(preconditioned.value, plain.value + 1e-4);
}

/// Gradient of the objective at a probe in double by automatic differentiation: independent of the fit's own.
double gradientAt(const Probe& probe, const Blobs& blobs, double l2) {
  const torch::Tensor x = ((blobs.features - probe.mean) / probe.stddev).to(torch::kFloat64);
  torch::Tensor w = probe.weight.to(torch::kFloat64).requires_grad_();
  torch::Tensor b = probe.bias.to(torch::kFloat64).requires_grad_();
  torch::Tensor loss =
      torch::nn::functional::cross_entropy(x.mm(w.t()) + b, blobs.labels) + 0.5 * l2 * w.square().sum();
  loss.backward();
  return std::max(w.grad().abs().max().item<double>(), b.grad().abs().max().item<double>());
}

TEST(LinearProbe, MeetsTheFirstOrderCondition) {
  const Blobs blobs = correlatedBlobs(500, 5, 12, 14);
  for (double l2 : {1e-4, 1e-2, 1.0}) {
    const Probe probe = fitProbe(blobs.features, blobs.labels, 5, settings(l2));
    EXPECT_TRUE(probe.converged) << l2;
    EXPECT_LE(probe.gradient, 1e-6);
    EXPECT_LT(gradientAt(probe, blobs, l2), 5e-6) << l2;
  }
}

/// Newton's method in double with the full Hessian, assembled entry by entry.
torch::Tensor newtonWeights(const torch::Tensor& x, const torch::Tensor& labels, int classes, double l2) {
  const std::int64_t n = x.size(0), d = x.size(1) + 1;  // the last column is the bias
  const torch::Tensor design = torch::cat({x.to(torch::kFloat64), torch::ones({n, 1}, torch::kFloat64)}, 1);
  torch::Tensor ridge = torch::full({d}, l2, torch::kFloat64);
  ridge[d - 1] = 0;
  torch::Tensor w = torch::zeros({classes, d}, torch::kFloat64);
  for (int iteration = 0; iteration < 50; ++iteration) {
    const torch::Tensor p = torch::softmax(design.mm(w.t()), 1);
    const torch::Tensor residual = p - torch::one_hot(labels, classes);
    const torch::Tensor gradient = residual.t().mm(design) / n + w * ridge;
    torch::Tensor hessian = torch::zeros({classes * d, classes * d}, torch::kFloat64);
    for (int a = 0; a < classes; ++a) {
      for (int b = 0; b < classes; ++b) {
        const torch::Tensor s = p.select(1, a) * ((a == b ? 1.0 : 0.0) - p.select(1, b));
        hessian.narrow(0, a * d, d).narrow(1, b * d, d).copy_(design.t().mm(design * s.unsqueeze(1)) / n);
      }
      hessian.narrow(0, a * d, d).narrow(1, a * d, d).diagonal().add_(ridge);
    }
    // All biases may be shifted together: least squares takes the smallest step.
    const torch::Tensor step = torch::linalg_pinv(hessian, 1e-12, true).mv(gradient.flatten());
    w -= step.view({classes, d});
    if (step.abs().max().item<double>() < 1e-13) break;
  }
  return w;
}

TEST(LinearProbe, AgreesWithNewtonsMethod) {
  const Blobs blobs = makeBlobs(210, 3, 4, 1.2, 15);
  const Probe probe = fitProbe(blobs.features, blobs.labels, 3, settings(1e-2, 1e-7));
  ASSERT_TRUE(probe.converged);
  const torch::Tensor reference =
      newtonWeights((blobs.features - probe.mean) / probe.stddev, blobs.labels, 3, 1e-2);
  EXPECT_TRUE(torch::allclose(probe.weight.to(torch::kFloat64), reference.narrow(1, 0, 4), 0, 1e-4));
  const torch::Tensor bias = reference.select(1, 4);
  EXPECT_TRUE(
      torch::allclose((probe.bias - probe.bias.mean()).to(torch::kFloat64), bias - bias.mean(), 0, 1e-4));
}

/// One feature +-1, half each; the class agrees with its sign in a share of 0.8.
Blobs coin() {
  Blobs blobs{torch::empty({20, 1}), torch::empty({20}, torch::kInt64)};
  for (std::int64_t i = 0; i < 20; ++i) {
    const bool positive = i < 10;
    blobs.features[i][0] = positive ? 1.0f : -1.0f;
    blobs.labels[i] = (positive != (i % 10 < 2)) ? 1 : 0;
  }
  return blobs;
}

TEST(LinearProbe, AgreesWithTheClosedFormOfACoin) {
  const Blobs blobs = coin();
  // Without penalty the difference of the two scores at +1 is log(p / (1 - p)).
  const Probe free = fitProbe(blobs.features, blobs.labels, 2, settings(0));
  ASSERT_TRUE(free.converged);
  EXPECT_NEAR((free.weight[1] - free.weight[0]).item<double>(), std::log(0.8 / 0.2), 1e-4);
  // With it, d solves sigmoid(d) = p - l2 d / 2, as |W|^2 = d^2 / 2.
  const Probe held = fitProbe(blobs.features, blobs.labels, 2, settings(0.1));
  const double d = (held.weight[1] - held.weight[0]).item<double>();
  EXPECT_NEAR(1 / (1 + std::exp(-d)), 0.8 - 0.05 * d, 1e-5);
  EXPECT_NEAR((held.bias[1] - held.bias[0]).item<double>(), 0, 1e-5);
  EXPECT_NEAR(held.objective,
              0.8 * std::log1p(std::exp(-d)) + 0.2 * std::log1p(std::exp(d)) + 0.05 * 0.5 * d * d, 1e-5);
}

TEST(LinearProbe, WithoutInformationItPredictsTheFrequencies) {
  const torch::Tensor features = torch::full({10, 3}, 4.2f);
  const torch::Tensor labels = torch::tensor({1, 1, 1, 1, 1, 1, 0, 0, 0, 2}, torch::kInt64);
  const Probe probe = fitProbe(features, labels, 3, settings(1e-3));
  EXPECT_TRUE(probe.converged);
  EXPECT_TRUE(torch::equal(probe.stddev, torch::ones({3})));
  const torch::Tensor probabilities = torch::softmax(probeLogits(probe, features), 1)[0];
  EXPECT_TRUE(torch::allclose(probabilities, torch::tensor({0.3f, 0.6f, 0.1f}), 0, 1e-4));
  EXPECT_TRUE(torch::equal(predict(probe, features), torch::ones({10}, torch::kInt64)));
}

TEST(LinearProbe, ReachesTheBayesAccuracyOfGaussians) {
  // Two unit Gaussians with means at distance 2: the best rule is right in Phi(1) = 84.13 % of all cases.
  // Standard error of 20,000 test points: 0.26 %; the price of fitting on 20,000 points is smaller.
  const double distance = std::sqrt(2.0);
  const Blobs train = makeBlobs(20000, 2, 6, distance, 16), test = makeBlobs(20000, 2, 6, distance, 17);
  const Probe probe = fitProbe(train.features, train.labels, 2, settings(1e-4, 1e-4));
  EXPECT_NEAR(accuracy(predict(probe, test.features), test.labels), 0.8413, 0.01);
}

TEST(LinearProbe, SeparableDataStayFinite) {
  const Blobs blobs = makeBlobs(300, 3, 5, 40, 18);
  const Probe probe = fitProbe(blobs.features, blobs.labels, 3, settings(1e-4, 1e-4));
  EXPECT_TRUE(probe.converged);
  EXPECT_DOUBLE_EQ(accuracy(predict(probe, blobs.features), blobs.labels), 1);
  EXPECT_LT(probe.weight.abs().max().item<double>(), 100);
}

TEST(LinearProbe, DoesNotDependOnUnitsOfTheFeatures) {
  const Blobs blobs = makeBlobs(400, 4, 6, 1.0, 19);
  // Powers of two and no shift: standardised features are the same bits.
  const torch::Tensor scale = torch::pow(2.0f, torch::arange(6).sub(3));
  const Probe plain = fitProbe(blobs.features, blobs.labels, 4, settings(1e-2));
  const Probe scaled = fitProbe(blobs.features * scale, blobs.labels, 4, settings(1e-2));
  EXPECT_TRUE(torch::allclose(plain.weight, scaled.weight, 0, 1e-5));
  const Probe shifted = fitProbe(blobs.features * 3 + 10, blobs.labels, 4, settings(1e-2));
  EXPECT_TRUE(torch::allclose(plain.weight, shifted.weight, 0, 1e-3));
}

TEST(LinearProbe, AConstantDimensionChangesNothing) {
  const Blobs blobs = makeBlobs(300, 3, 4, 1.0, 20);
  const torch::Tensor padded = torch::cat({blobs.features, torch::full({300, 1}, 1234.567f)}, 1);
  const Probe plain = fitProbe(blobs.features, blobs.labels, 3, settings(1e-2));
  const Probe with = fitProbe(padded, blobs.labels, 3, settings(1e-2));
  EXPECT_EQ(with.stddev[4].item<float>(), 1);
  EXPECT_TRUE(torch::allclose(plain.weight, with.weight.narrow(1, 0, 4), 0, 1e-4));
  EXPECT_LT(with.weight.select(1, 4).abs().max().item<double>(), 1e-2);
}

TEST(LinearProbe, RepeatsBitForBit) {
  const Blobs blobs = correlatedBlobs(500, 5, 10, 21);
  const Probe a = fitProbe(blobs.features, blobs.labels, 5, settings(1e-4));
  const Probe b = fitProbe(blobs.features, blobs.labels, 5, settings(1e-4));
  EXPECT_TRUE(torch::equal(a.weight, b.weight));
  EXPECT_TRUE(torch::equal(a.bias, b.bias));
  EXPECT_EQ(a.iterations, b.iterations);
}

TEST(LinearProbe, MoreDimensionsThanImages) {
  const Blobs blobs = makeBlobs(20, 2, 64, 1.0, 22);
  const Probe probe = fitProbe(blobs.features, blobs.labels, 2, settings(1e-3));
  EXPECT_TRUE(probe.converged);
  EXPECT_DOUBLE_EQ(accuracy(predict(probe, blobs.features), blobs.labels), 1);
}

TEST(LinearProbe, LeavesItsInputAlone) {
  const Blobs blobs = makeBlobs(60, 3, 4, 1.0, 23);
  const torch::Tensor before = blobs.features.clone();
  const Probe probe = fitProbe(blobs.features, blobs.labels, 3, settings(1e-2));
  static_cast<void>(predict(probe, blobs.features));
  EXPECT_TRUE(torch::equal(before, blobs.features));
}

TEST(LinearProbe, RefusesWhatHasNoAnswer) {
  const Blobs blobs = makeBlobs(10, 2, 3, 1.0, 24);
  EXPECT_THROW(fitProbe(torch::empty({0, 3}), torch::empty({0}, torch::kInt64), 2, {}), Error);
  EXPECT_THROW(fitProbe(blobs.features, blobs.labels.narrow(0, 0, 9), 2, {}), Error);
  EXPECT_THROW(fitProbe(blobs.features, blobs.labels, 1, {}), Error);
  EXPECT_THROW(fitProbe(blobs.features, blobs.labels, 2, settings(-1)), Error);
  torch::Tensor broken = blobs.features.clone();
  broken[3][1] = std::numeric_limits<float>::infinity();
  try {
    fitProbe(broken, blobs.labels, 2, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Data);
    EXPECT_NE(error.message().find("learning rate"), std::string::npos);
  }
}

}  // namespace
}  // namespace skewscope::evaluate
