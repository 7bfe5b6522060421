#include "core/report/tsne.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/base/random.h"

namespace skewscope::report {
namespace {

/// `n` normal points around each of two centres that are `apart` along every axis.
std::vector<double> twoClusters(std::size_t n, int dimensions, double apart) {
  Random random({.seed = 5, .purpose = Purpose::Toy});
  std::vector<double> points;
  for (std::size_t i = 0; i < 2 * n; ++i) {
    for (int k = 0; k < dimensions; ++k) points.push_back(random.normal() + (i < n ? 0 : apart));
  }
  return points;
}

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(Tsne, SimilaritiesHaveTheEntropyOfTheirPerplexity) {
  Random random({.seed = 1, .purpose = Purpose::Toy});
  for (const double scale : {1e-6, 1.0, 1e6}) {
    std::vector<double> distances(90);
    for (double& distance : distances) distance = scale * (1 + 3 * static_cast<double>(random.uniform()));
    for (const double perplexity : {2.0, 5.0, 30.0, 80.0}) {
      const auto found = similarities(distances, perplexity);
      EXPECT_NEAR(sum(found), 1, 1e-12);
      double entropy = 0;
      for (const double p : found) entropy -= p > 0 ? p * std::log(p) : 0;
      EXPECT_NEAR(std::exp(entropy), perplexity, 1e-6 * perplexity) << scale;
    }
  }
}

TEST(Tsne, SimilaritiesOfEqualDistancesAreEqual) {
  for (const double p : similarities(std::vector<double>(7, 3.0), 2)) EXPECT_DOUBLE_EQ(p, 1.0 / 7);
  // Three points in the same place: nothing sets them apart, whatever the perplexity asks for.
  const auto found = similarities(std::vector<double>{0, 0, 0, 1, 2}, 1.5);
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(found[static_cast<std::size_t>(k)], 1.0 / 3, 1e-9);
}

TEST(Tsne, AffinitiesAreSymmetricAndSumToOne) {
  const auto points = twoClusters(20, 3, 4);
  const Affinities p = affinitiesOf(points, 3, 5, serialFor());
  ASSERT_EQ(p.size(), 40U);
  EXPECT_NEAR(sum(p.values), 1, 1e-12);
  const auto at = [&](std::size_t i, std::int32_t j) {
    for (std::size_t k = p.starts[i]; k < p.starts[i + 1]; ++k) {
      if (p.columns[k] == j) return p.values[k];
    }
    return 0.0;
  };
  for (std::size_t i = 0; i < 40; ++i) {
    for (std::size_t k = p.starts[i]; k < p.starts[i + 1]; ++k) {
      EXPECT_NE(p.columns[k], static_cast<std::int32_t>(i));
      EXPECT_DOUBLE_EQ(p.values[k], at(static_cast<std::size_t>(p.columns[k]), static_cast<std::int32_t>(i)));
    }
  }
}

TEST(Tsne, TheGradientIsThatOfTheDivergence) {
  // 13 points: not a multiple of those that are summed at once.
  Random random({.seed = 2, .purpose = Purpose::Toy});
  std::vector<double> points(13 * 4), places(26);
  for (double& value : points) value = random.normal();
  for (double& value : places) value = random.normal();
  const Affinities p = affinitiesOf(points, 4, 3, serialFor());
  std::vector<double> gradient(26);
  tsneGradient(p, 1, places, gradient, serialFor());
  for (std::size_t k = 0; k < places.size(); ++k) {
    constexpr double kStep = 1e-5;
    auto moved = places;
    moved[k] += kStep;
    const double above = tsneDivergence(p, moved, serialFor());
    moved[k] -= 2 * kStep;
    const double below = tsneDivergence(p, moved, serialFor());
    EXPECT_NEAR(gradient[k], (above - below) / (2 * kStep), 1e-8);
  }
}

TEST(Tsne, TheDivergenceIsThatOfItsDefinition) {
  const auto points = twoClusters(6, 2, 1);
  const Affinities p = affinitiesOf(points, 2, 3, serialFor());
  double z = 0;
  const auto near = [&](std::size_t i, std::size_t j) {
    return 1 / (1 + std::pow(points[2 * i] - points[2 * j], 2) +
                std::pow(points[2 * i + 1] - points[2 * j + 1], 2));
  };
  for (std::size_t i = 0; i < 12; ++i) {
    for (std::size_t j = 0; j < 12; ++j) z += i == j ? 0 : near(i, j);
  }
  double expected = 0;
  for (std::size_t i = 0; i < 12; ++i) {
    for (std::size_t k = p.starts[i]; k < p.starts[i + 1]; ++k)
      expected += p.values[k] * std::log(p.values[k] / (near(i, static_cast<std::size_t>(p.columns[k])) / z));
  }
  EXPECT_NEAR(tsneDivergence(p, points, serialFor()), expected, 1e-12);
}

TEST(Tsne, TheDivergenceFalls) {
  const auto points = twoClusters(60, 5, 3);
  TsneSettings settings;
  settings.perplexity = 10;
  double before = std::numeric_limits<double>::infinity();
  for (const int iterations : {0, 300, 600, 1000}) {
    settings.iterations = iterations;
    const double divergence = tsneMap(points, 5, settings, serialFor()).divergence;
    EXPECT_LT(divergence, before) << iterations;
    before = divergence;
  }
  EXPECT_LT(before, 1.0);
}

TEST(Tsne, ClustersThatAreApartStayApart) {
  constexpr std::size_t kEach = 100;
  const auto points = twoClusters(kEach, 10, 6);
  const TsneMap map = tsneMap(points, 10, {}, serialFor());
  EXPECT_EQ(map.perplexity, 30);
  // The nearest neighbour of every point is of its own cluster, and the middles are further apart than the
  // points of a cluster from theirs.
  std::vector<double> middles(4), spread(2);
  for (std::size_t i = 0; i < 2 * kEach; ++i) {
    double nearest = std::numeric_limits<double>::infinity();
    std::size_t neighbour = i;
    for (std::size_t j = 0; j < 2 * kEach; ++j) {
      const double distance =
          std::hypot(map.places[2 * i] - map.places[2 * j], map.places[2 * i + 1] - map.places[2 * j + 1]);
      if (j != i && distance < nearest) {
        nearest = distance;
        neighbour = j;
      }
    }
    EXPECT_EQ(i / kEach, neighbour / kEach) << i;
    middles[2 * (i / kEach)] += map.places[2 * i] / kEach;
    middles[2 * (i / kEach) + 1] += map.places[2 * i + 1] / kEach;
  }
  for (std::size_t i = 0; i < 2 * kEach; ++i) {
    const std::size_t own = i / kEach;
    spread[own] +=
        std::hypot(map.places[2 * i] - middles[2 * own], map.places[2 * i + 1] - middles[2 * own + 1]) /
        kEach;
  }
  EXPECT_GT(std::hypot(middles[0] - middles[2], middles[1] - middles[3]), 2 * (spread[0] + spread[1]) / 2);
  EXPECT_NEAR(sum(map.places), 0, 1e-6);
}

TEST(Tsne, TheNumberOfThreadsChangesNothing) {
  const auto points = twoClusters(30, 4, 2);
  TsneSettings settings;
  settings.iterations = 60;
  const TsneMap one = tsneMap(points, 4, settings, serialFor());
  const TsneMap three = tsneMap(points, 4, settings, threadedFor(3));
  EXPECT_EQ(one.places, three.places);
  EXPECT_EQ(one.divergence, three.divergence);
}

TEST(Tsne, FewPointsHaveASmallerPerplexityAndNonsenseIsRefused) {
  EXPECT_DOUBLE_EQ(tsneMap(twoClusters(5, 2, 3), 2, {}, serialFor()).perplexity, 3);
  for (const double place : tsneMap(std::vector<double>(20, 1.0), 2, {}, serialFor()).places)
    EXPECT_TRUE(std::isfinite(place));  // ten times the same image
  EXPECT_THROW(tsneMap(std::vector<double>(6), 2, {}, serialFor()), Error);
  EXPECT_THROW(tsneMap(std::vector<double>(9), 2, {}, serialFor()), Error);
  auto broken = twoClusters(5, 2, 3);
  broken[7] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(tsneMap(broken, 2, {}, serialFor()), Error);
}

}  // namespace
}  // namespace skewscope::report
