#include "core/learn/losses.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/nn/precision.h"
#include "tests/core/learn/numeric.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

double at(const Tensor& x, std::int64_t i, std::int64_t j) {
  return x[i][j].item<double>();
}

double cosine(const Tensor& x, std::int64_t i, const Tensor& y, std::int64_t j) {
  double xy = 0, xx = 0, yy = 0;
  for (std::int64_t k = 0; k < x.size(1); ++k) {
    xy += at(x, i, k) * at(y, j, k);
    xx += at(x, i, k) * at(x, i, k);
    yy += at(y, j, k) * at(y, j, k);
  }
  return xy / std::sqrt(xx * yy);
}

/// Weights that make a scalar of per-image losses in which no two images can be confused.
Tensor mixed(const Tensor& losses) {
  return (losses * waves({losses.size(0)}, 1.3, 0.4)).sum();
}

TEST(CrossEntropy, IsMinusTheLogOfTheSoftmax) {
  const Tensor logits = waves({6, 5}, 0.9) * 4;
  const Tensor labels = torch::tensor({0, 4, 2, 2, 1, 3}, torch::kInt64);
  const Tensor losses = crossEntropy(logits, labels);
  ASSERT_EQ(losses.sizes(), (std::vector<std::int64_t>{6}));
  for (std::int64_t i = 0; i < 6; ++i) {
    double partition = 0;
    for (std::int64_t c = 0; c < 5; ++c) partition += std::exp(at(logits, i, c));
    EXPECT_NEAR(losses[i].item<double>(), std::log(partition) - at(logits, i, labels[i].item<std::int64_t>()),
                1e-12);
  }
}

TEST(CrossEntropy, OfEqualScoresIsLogOfTheClasses) {
  EXPECT_NEAR(crossEntropy(torch::zeros({1, 10}), torch::tensor({3}, torch::kInt64)).item<double>(),
              std::log(10.0), 1e-6);
}

TEST(CrossEntropy, StaysFiniteAtExtremeScores) {
  const Tensor logits = torch::tensor({{1e4, -1e4}, {-1e4, 1e4}});
  const Tensor losses = crossEntropy(logits, torch::tensor({0, 0}, torch::kInt64));
  EXPECT_EQ(losses[0].item<double>(), 0);
  EXPECT_EQ(losses[1].item<double>(), 2e4);
}

TEST(CrossEntropy, GradientMatchesDifferences) {
  const Tensor labels = torch::tensor({1, 0, 3}, torch::kInt64);
  const auto scalar = [&](const Tensor& x) { return mixed(crossEntropy(x, labels)); };
  const Tensor x = waves({3, 4}, 0.7);
  EXPECT_LT(distance(numericGradient(scalar, x), autogradGradient(scalar, x)), 1e-9);
}

TEST(SimSiam, IsTheNegativeMeanOfTwoCosines) {
  const Tensor p1 = waves({5, 7}, 0.3), p2 = waves({5, 7}, 0.5), z1 = waves({5, 7}, 0.8),
               z2 = waves({5, 7}, 1.1);
  const Tensor losses = simSiam(p1, p2, z1, z2);
  ASSERT_EQ(losses.sizes(), (std::vector<std::int64_t>{5}));
  for (std::int64_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(losses[i].item<double>(), -0.5 * (cosine(p1, i, z2, i) + cosine(p2, i, z1, i)), 1e-12);
  }
}

TEST(SimSiam, OfEqualOppositeAndOrthogonalVectors) {
  const Tensor x = waves({4, 6}, 0.3);
  EXPECT_LT(distance(simSiam(x, x * 3, x * 0.1, x), -torch::ones({4})), 1e-12);
  EXPECT_LT(distance(simSiam(x, x, -x, -x), torch::ones({4})), 1e-12);
  const Tensor eye = torch::eye(4);
  EXPECT_EQ(distance(simSiam(eye, eye, eye.roll(1, 0), eye.roll(1, 0)), torch::zeros({4})), 0);
}

TEST(SimSiam, NoGradientReachesTheProjections) {
  std::vector<Tensor> inputs;
  for (const double frequency : {0.3, 0.5, 0.8, 1.1})
    inputs.push_back(waves({5, 7}, frequency).requires_grad_());
  simSiam(inputs[0], inputs[1], inputs[2], inputs[3]).sum().backward();
  EXPECT_GT(inputs[0].grad().norm().item<double>(), 0.1);
  EXPECT_GT(inputs[1].grad().norm().item<double>(), 0.1);
  EXPECT_FALSE(inputs[2].grad().defined());
  EXPECT_FALSE(inputs[3].grad().defined());
}

TEST(SimSiam, GradientOfThePredictionsMatchesDifferences) {
  const Tensor a = waves({3, 5}, 0.3), b = waves({3, 5}, 0.5), z1 = waves({3, 5}, 0.8),
               z2 = waves({3, 5}, 1.1);
  const auto first = [&](const Tensor& x) { return mixed(simSiam(x, b, z1, z2)); };
  const auto second = [&](const Tensor& x) { return mixed(simSiam(a, x, z1, z2)); };
  EXPECT_LT(distance(numericGradient(first, a), autogradGradient(first, a)), 1e-9);
  EXPECT_LT(distance(numericGradient(second, b), autogradGradient(second, b)), 1e-9);
}

TEST(NtXent, MatchesTheDoubleLoopOfItsDefinition) {
  constexpr std::int64_t kN = 6;
  constexpr double kTemperature = 0.3;
  const Tensor z1 = waves({kN, 5}, 0.3), z2 = waves({kN, 5}, 0.45, 0.2);
  const Tensor all = torch::cat({z1, z2});
  const Tensor losses = ntXent(z1, z2, kTemperature);
  ASSERT_EQ(losses.sizes(), (std::vector<std::int64_t>{kN}));
  std::vector<double> anchor;
  for (std::int64_t i = 0; i < 2 * kN; ++i) {
    double partition = 0;
    for (std::int64_t k = 0; k < 2 * kN; ++k) {
      if (k != i) partition += std::exp(cosine(all, i, all, k) / kTemperature);
    }
    anchor.push_back(std::log(partition) - cosine(all, i, all, (i + kN) % (2 * kN)) / kTemperature);
  }
  for (std::int64_t i = 0; i < kN; ++i) {
    const double expected =
        (anchor[static_cast<std::size_t>(i)] + anchor[static_cast<std::size_t>(i + kN)]) / 2;
    EXPECT_NEAR(losses[i].item<double>(), expected, 1e-12);
  }
}

// Equal views of orthogonal images: one positive at cosine 1 and 2N - 2 negatives at cosine 0.
TEST(NtXent, ClosedFormForOrthogonalImages) {
  for (const double temperature : {0.1, 0.5, 1.0}) {
    const Tensor z = torch::eye(8, torch::kFloat64) * 5;
    const double expected = std::log1p(14 * std::exp(-1 / temperature));
    EXPECT_LT(distance(ntXent(z, z * 0.2, temperature), torch::full({8}, expected, torch::kFloat64)), 1e-12);
  }
}

// All vectors alike: every one of the other 2N - 1 is as likely as the positive.
TEST(NtXent, ClosedFormForCollapse) {
  const Tensor z = torch::ones({16, 3});
  EXPECT_LT(distance(ntXent(z, z, 0.05), torch::full({16}, std::log(31.0))), 1e-5);
}

TEST(NtXent, OneImageHasNoLoss) {
  EXPECT_NEAR(ntXent(waves({1, 4}, 0.3), waves({1, 4}, 0.7), 0.2).item<double>(), 0, 1e-12);
}

TEST(NtXent, IsSymmetricInTheViews) {
  const Tensor z1 = waves({6, 5}, 0.3), z2 = waves({6, 5}, 0.45);
  EXPECT_LT(distance(ntXent(z1, z2, 0.2), ntXent(z2, z1, 0.2)), 1e-12);
}

TEST(NtXent, GradientMatchesDifferences) {
  const Tensor z1 = waves({4, 3}, 0.3), z2 = waves({4, 3}, 0.45, 0.2);
  const auto first = [&](const Tensor& x) { return mixed(ntXent(x, z2, 0.4)); };
  const auto second = [&](const Tensor& x) { return mixed(ntXent(z1, x, 0.4)); };
  EXPECT_LT(distance(numericGradient(first, z1), autogradGradient(first, z1)), 1e-8);
  EXPECT_LT(distance(numericGradient(second, z2), autogradGradient(second, z2)), 1e-8);
}

TEST(MomentumContrast, MatchesTheLoopsOfItsDefinition) {
  const Tensor q = waves({4, 3}, 0.9), keys = waves({4, 3}, 1.7, 0.3), queue = waves({5, 3}, 2.3, 0.8);
  const Tensor unitKeys = keys / keys.norm(2, {1}, true), unitQueue = queue / queue.norm(2, {1}, true);
  constexpr double kTemperature = 0.3;
  const Tensor losses = momentumContrast(q, unitKeys, unitQueue, kTemperature);
  ASSERT_EQ(losses.sizes(), (std::vector<std::int64_t>{4}));
  for (std::int64_t i = 0; i < 4; ++i) {
    const double positive = std::exp(cosine(q, i, keys, i) / kTemperature);
    double all = positive;
    for (std::int64_t j = 0; j < 5; ++j) all += std::exp(cosine(q, i, queue, j) / kTemperature);
    EXPECT_NEAR(losses[i].item<double>(), -std::log(positive / all), 1e-12);
  }
}

TEST(MomentumContrast, ClosedFormForAnAlignedPairAmongOrthogonalNegatives) {
  const Tensor unit = torch::eye(6, torch::kFloat64);
  const Tensor losses = momentumContrast(3 * unit.slice(0, 0, 2), unit.slice(0, 0, 2), unit.slice(0, 2), 0.2);
  EXPECT_NEAR(losses[0].item<double>(), std::log1p(4 * std::exp(-5.0)), 1e-12);
  EXPECT_NEAR(losses[1].item<double>(), std::log1p(4 * std::exp(-5.0)), 1e-12);
}

TEST(MomentumContrast, GradientMatchesDifferencesAndReachesNoKey) {
  const Tensor keys = (waves({4, 3}, 1.7, 0.3)).requires_grad_(),
               queue = waves({5, 3}, 2.3, 0.8).requires_grad_();
  const auto scalar = [&](const Tensor& q) { return mixed(momentumContrast(q, keys, queue, 0.5)); };
  const Tensor q = waves({4, 3}, 0.9);
  EXPECT_LT(distance(autogradGradient(scalar, q), numericGradient(scalar, q)), 1e-8);
  scalar(q.clone().requires_grad_()).backward();
  EXPECT_FALSE(keys.grad().defined());
  EXPECT_FALSE(queue.grad().defined());
}

TEST(Losses, SixteenBitInputsAndAutocastAreComputedInFloat32) {
  const Tensor a = waves({4, 6}, 0.3).to(torch::kBFloat16), b = waves({4, 6}, 0.5).to(torch::kBFloat16);
  const Tensor a32 = a.to(torch::kFloat32), b32 = b.to(torch::kFloat32);
  const Tensor labels = torch::tensor({1, 0, 3, 5}, torch::kInt64);
  const nn::AutocastGuard autocast(true);
  EXPECT_EQ(ntXent(a, b, 0.2).scalar_type(), torch::kFloat32);
  EXPECT_LT(distance(ntXent(a, b, 0.2), ntXent(a32.to(torch::kFloat64), b32.to(torch::kFloat64), 0.2)), 1e-5);
  EXPECT_LT(distance(simSiam(a, b, a, b), simSiam(a32, b32, a32, b32)), 1e-7);
  EXPECT_LT(distance(crossEntropy(a, labels), crossEntropy(a32.to(torch::kFloat64), labels)), 1e-6);
}

TEST(BatchContrast, IsTheContrastWithTheOtherRowsAsTheQueue) {
  const Tensor q = waves({5, 3}, 0.9), raw = waves({5, 3}, 1.7, 0.3);
  const Tensor keys = raw / raw.norm(2, {1}, true);
  const Tensor losses = batchContrast(q, keys, 0.3);
  for (std::int64_t i = 0; i < 5; ++i) {
    const Tensor others = torch::cat({keys.slice(0, 0, i), keys.slice(0, i + 1)});
    const Tensor alone = momentumContrast(q.slice(0, i, i + 1), keys.slice(0, i, i + 1), others, 0.3);
    EXPECT_NEAR(losses[i].item<double>(), alone.item<double>(), 1e-12);
  }
}

}  // namespace
}  // namespace skewscope::learn
