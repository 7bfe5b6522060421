#include "core/learn/density_weights.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>

#include "core/base/error.h"
#include "core/base/random.h"
#include "tests/core/learn/numeric.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

Tensor normalPoints(std::int64_t n, std::int64_t d, std::uint64_t seed = 1) {
  Random random({.seed = seed, .purpose = Purpose::Toy});
  Tensor points = torch::empty({n, d}, torch::kFloat64);
  for (double& x : std::span(points.data_ptr<double>(), static_cast<std::size_t>(n * d))) x = random.normal();
  return points;
}

/// The definition by double loops: squared distances between rows of length 1, row-major n x n.
std::vector<double> squaredDistances(const Tensor& points) {
  const Tensor unit = (points / points.norm(2, {1}, true)).contiguous();
  const auto n = static_cast<std::size_t>(points.size(0)), d = static_cast<std::size_t>(points.size(1));
  const double* x = unit.data_ptr<double>();
  std::vector<double> squares(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < d; ++k) squares[i * n + j] += std::pow(x[i * d + k] - x[j * d + k], 2);
    }
  }
  return squares;
}

std::vector<double> bruteForce(const std::vector<double>& squares, std::size_t n, double h, double alpha) {
  std::vector<double> weights;
  double sum = 0;
  for (std::size_t j = 0; j < n; ++j) {
    double density = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (i != j) density += std::exp(-squares[i * n + j] / (2 * h * h)) / static_cast<double>(n - 1);
    }
    weights.push_back(std::pow(density, -alpha));
    sum += weights.back();
  }
  for (double& w : weights) w *= static_cast<double>(n) / sum;
  return weights;
}

double largestRelativeError(const Tensor& found, const std::vector<double>& expected) {
  double error = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double value = found[static_cast<std::int64_t>(i)].item<double>();
    error = std::max(error, std::abs(value / expected[i] - 1));
  }
  return error;
}

TEST(KdeWeights, TilesOnAndBesideTheDiagonalAreTheWhole) {
  const Tensor points = normalPoints(2100, 5).to(torch::kFloat32);  // three tiles a side, the last a part
  KdeDetails details;
  const Tensor found = kdeWeights(points, {.bandwidth = 0.5, .alpha = 1.0, .clamp = 1.0}, &details);
  const auto expected =
      bruteForce(squaredDistances(points.to(torch::kFloat64)), 2100, details.bandwidth, 1.0);
  EXPECT_LT(largestRelativeError(found, expected), 2e-6);
}

TEST(KdeWeights, MatchTheDefinitionByLoops) {
  const Tensor points = normalPoints(70, 6) * 3 + 0.5;
  const std::vector<double> squares = squaredDistances(points);
  std::vector<double> distances;
  for (std::size_t i = 0; i < 70; ++i) {
    for (std::size_t j = 0; j < i; ++j) distances.push_back(std::sqrt(squares[i * 70 + j]));
  }
  std::sort(distances.begin(), distances.end());
  const double median =
      (distances[distances.size() / 2 - (distances.size() + 1) % 2] + distances[distances.size() / 2]) / 2;
  for (const double factor : {0.3, 0.5, 1.5}) {
    for (const double alpha : {0.5, 1.0, 2.0}) {
      KdeDetails details;
      const Tensor found = kdeWeights(points.to(torch::kFloat32),
                                      {.bandwidth = factor, .alpha = alpha, .clamp = 1.0}, &details);
      EXPECT_NEAR(details.medianDistance, median, 1e-6);
      EXPECT_NEAR(details.bandwidth, factor * median, 1e-6);
      EXPECT_EQ(details.pairs, 70 * 69 / 2);
      EXPECT_FALSE(details.sampled);
      EXPECT_EQ(details.clamped, 0);
      // The points themselves are rounded to float32 on the way in, hence the reference from the rounded
      // ones.
      const auto rounded = squaredDistances(points.to(torch::kFloat32).to(torch::kFloat64));
      EXPECT_LT(largestRelativeError(found, bruteForce(rounded, 70, details.bandwidth, alpha)), 2e-6);
      EXPECT_NEAR(found.mean().item<double>(), 1, 1e-12);
      EXPECT_EQ(found.scalar_type(), torch::kFloat64);
    }
  }
}

// Above 1448 points the median is of sampled pairs, and the kernel sums span several tiles.
TEST(KdeWeights, MatchTheDefinitionForManyPoints) {
  constexpr std::int64_t kN = 2500;
  const Tensor points = normalPoints(kN, 8);
  KdeDetails details;
  const Tensor found = kdeWeights(points, {.bandwidth = 0.5, .alpha = 1.0, .clamp = 1.0}, &details);
  EXPECT_TRUE(details.sampled);
  EXPECT_EQ(details.pairs, kMedianPairs);
  const std::vector<double> squares = squaredDistances(points);
  std::vector<double> distances;
  for (std::size_t i = 0; i < kN; ++i) {
    for (std::size_t j = 0; j < i; ++j) distances.push_back(std::sqrt(squares[i * kN + j]));
  }
  std::nth_element(distances.begin(), distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2),
                   distances.end());
  // A sample median's standard error is 1 / (2 f sqrt(pairs)), here 0.0004 of it.
  EXPECT_NEAR(details.medianDistance / distances[distances.size() / 2], 1, 0.002);
  EXPECT_LT(largestRelativeError(found, bruteForce(squares, kN, details.bandwidth, 1.0)), 2e-6);
}

TEST(KdeWeights, AreEqualOnARegularCircle) {
  const Tensor angle = torch::arange(90, torch::kFloat64) * (2 * std::numbers::pi / 90);
  const Tensor circle = torch::stack({angle.cos(), angle.sin()}, 1) * 4;
  EXPECT_LT(distance(kdeWeights(circle, {}), torch::ones({90})), 1e-6);
}

/// 90 and 10 points; all distances within a cluster are s = spread sqrt(2) / sqrt(1 + spread^2), all across
/// are sqrt 2 / sqrt(1 + spread^2).
Tensor twoClusters(double spread) {
  Tensor points = torch::zeros({100, 102}, torch::kFloat64);
  for (std::int64_t i = 0; i < 100; ++i) {
    points[i][i < 90 ? 0 : 1] = 1;
    points[i][i + 2] = spread;
  }
  return points;
}

struct ClusterCase {
  double spread;
  double tolerance;  ///< of the largest weight
};

class TwoClusters : public testing::TestWithParam<ClusterCase> {};

TEST_P(TwoClusters, WeightsFollowTheLeaveOneOutClosedForm) {
  const double spread = GetParam().spread, norm2 = 1 + spread * spread;
  const double within2 = 2 * spread * spread / norm2, across2 = (2 + 2 * spread * spread) / norm2;
  for (const double alpha : {1.0, 0.5}) {
    KdeDetails details;
    const Tensor weights =
        kdeWeights(twoClusters(spread), {.bandwidth = 0.6, .alpha = alpha, .clamp = 1.0}, &details);
    EXPECT_NEAR(details.medianDistance, std::sqrt(within2), 1e-9);
    const double h2 = 0.36 * within2;
    const double within = std::exp(-within2 / (2 * h2)), across = std::exp(-across2 / (2 * h2));
    const double common = std::pow(89 * within + 10 * across, -alpha);
    const double rare = std::pow(9 * within + 90 * across, -alpha);
    const double mean = 0.9 * common + 0.1 * rare;
    for (std::int64_t i = 0; i < 100; ++i) {
      EXPECT_NEAR(weights[i].item<double>(), (i < 90 ? common : rare) / mean,
                  GetParam().tolerance * rare / mean);
    }
  }
}

// Kernels far narrower than the distance of the clusters are taken in float64, wide ones in float32. With
// rows of length 1 a squared distance is 2 minus twice a product, so it is known to 2^-52 times the number of
// coordinates at worst, and the kernel to that over the square of the spread: 2e-8 at a spread of 0.001. In
// float32 an exponent is a sum of 104 products of up to 7 in all, and since all points of a cluster have the
// same coordinates their rounding does not average out: 7 * 104 * 2^-24 = 4e-5 at worst, a quarter allowed.
INSTANTIATE_TEST_SUITE_P(Spreads, TwoClusters,
                         testing::Values(ClusterCase{0.001, 1e-7}, ClusterCase{0.1, 1e-9},
                                         ClusterCase{1.0, 1e-5}),
                         [](const auto& spread) {
                           return "Of" + std::to_string(std::lround(1000 * spread.param.spread)) + "PerMille";
                         });

TEST(KdeWeights, ClampAtTheQuantile) {
  KdeDetails details;
  // The 90th smallest of 100 is a common point's weight, the 91st a rare one's.
  const Tensor clamped =
      kdeWeights(twoClusters(0.1), {.bandwidth = 0.6, .alpha = 1, .clamp = 0.90}, &details);
  EXPECT_EQ(details.clamped, 10);
  EXPECT_LT(distance(clamped, torch::ones({100})), 1e-6);
  const Tensor whole = kdeWeights(twoClusters(0.1), {.bandwidth = 0.6, .alpha = 1, .clamp = 0.91});
  EXPECT_GT(whole[95].item<double>() / whole[5].item<double>(), 9);
}

TEST(KdeWeights, AlphaZeroIsEqual) {
  EXPECT_TRUE(kdeWeights(normalPoints(50, 4), {.bandwidth = 0.5, .alpha = 0, .clamp = 1})
                  .equal(torch::ones({50}, torch::kFloat64)));
}

TEST(KdeWeights, AFarOutlierIsFinite) {
  Tensor points = normalPoints(200, 5) * 1e-4;
  points.select(1, 0) += 1;
  points[199] *= -1;  // the other side of the sphere: exp(-10^7) is 0 in any floating point
  const Tensor free = kdeWeights(points, {.bandwidth = 0.5, .alpha = 1, .clamp = 1});
  EXPECT_TRUE(free.isfinite().all().item<bool>());
  EXPECT_EQ(free.argmax().item<std::int64_t>(), 199);
  EXPECT_NEAR(free.mean().item<double>(), 1, 1e-12);
  const Tensor clamped = kdeWeights(points, {.bandwidth = 0.5, .alpha = 1, .clamp = 0.95});
  EXPECT_TRUE(clamped.isfinite().all().item<bool>());
  EXPECT_EQ(clamped[199].item<double>(), clamped.max().item<double>());
  EXPECT_GT(clamped.min().item<double>(), 0);
}

TEST(KdeWeights, DoNotDependOnLengthsOrThreads) {
  const Tensor points = normalPoints(300, 16);
  const Tensor expected = kdeWeights(points, {});
  const Tensor lengths = torch::arange(1, 301, torch::kFloat64).unsqueeze(1);
  EXPECT_LT(distance(kdeWeights(points * lengths, {}), expected), 1e-5);
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const Tensor serial = kdeWeights(points, {});
  at::set_num_threads(threads);
  EXPECT_LT(distance(serial, expected), 1e-5);
  EXPECT_TRUE(kdeWeights(points, {}).equal(expected));
}

TEST(KdeWeights, RefuseWhatHasNoDensity) {
  EXPECT_THROW(kdeWeights(torch::ones({20, 3}), {}), Error);
  EXPECT_THROW(kdeWeights(torch::ones({1, 3}), {}), Error);
  Tensor points = normalPoints(20, 3);
  points[4][1] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(kdeWeights(points, {}), Error);
}

TEST(RankWeights, ArePowersOfTheRankWithMeanOne) {
  const Tensor labels = torch::tensor({2, 0, 1, 2}, torch::kInt64);  // from many to few: 2, 0, 1
  const Tensor weights = rankWeights(labels, {2, 0, 1}, 1.2);
  const double mean = (1 + 1.2 + 1.44 + 1) / 4;
  for (const auto& [i, expected] : {std::pair{0, 1.0}, {1, 1.2}, {2, 1.44}, {3, 1.0}})
    EXPECT_NEAR(weights[i].item<double>(), expected / mean, 1e-12);
}

TEST(WeightReport, MeansAndCorrelations) {
  const Tensor labels = torch::tensor({0, 0, 0, 0, 1, 1, 3}, torch::kInt64);
  const Tensor weights = torch::tensor({0.5, 0.6, 0.7, 0.6, 1.0, 2.0, 1.6});
  const WeightReport report = weightReport(weights, labels, 4);
  EXPECT_EQ(report.counts, (std::vector<std::int64_t>{4, 2, 0, 1}));
  EXPECT_NEAR(report.meanWeight[0], 0.6, 1e-6);
  EXPECT_NEAR(report.meanWeight[1], 1.5, 1e-6);
  EXPECT_TRUE(std::isnan(report.meanWeight[2]));
  EXPECT_NEAR(report.meanWeight[3], 1.6, 1e-6);
  EXPECT_NEAR(report.classCorrelation, 1, 1e-12);  // .6 < 1.5 < 1.6 as 1/4 < 1/2 < 1
  // Ranks of the weights: 1 2.5 4 2.5 5 7 6; of 1 / count: 2.5 (four times), 5.5, 5.5, 7.
  EXPECT_NEAR(report.imageCorrelation, 21.0 / std::sqrt(27.5 * 22.5), 1e-12);
  EXPECT_THROW(weightReport(weights, labels, 3), Error);
}

TEST(WeightReport, BalancedClassesHaveNoCorrelation) {
  const WeightReport report =
      weightReport(torch::tensor({1.0, 2.0, 3.0, 4.0}), torch::tensor({0, 0, 1, 1}, torch::kInt64), 2);
  EXPECT_TRUE(std::isnan(report.classCorrelation));
  EXPECT_TRUE(std::isnan(report.imageCorrelation));
}

}  // namespace
}  // namespace skewscope::learn
