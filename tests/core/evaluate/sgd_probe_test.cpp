#include "core/evaluate/sgd_probe.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "core/base/error.h"
#include "tests/core/evaluate/blobs.h"

namespace skewscope::evaluate {
namespace {

/// Two Gaussians of variance 1 whose means are two apart: Bayes accuracy Phi(1) = 84.13 %.
Blobs gaussians(std::int64_t n, std::uint64_t seed) {
  return makeBlobs(n, 2, 2, std::sqrt(2.0), seed);
}

ViewFeatures fixed(const torch::Tensor& rows) {
  return [rows](std::int64_t, std::span<const std::int64_t> positions) {
    return rows.index_select(0, torch::tensor(std::vector<std::int64_t>(positions.begin(), positions.end())));
  };
}

SgdProbeSettings quick() {
  SgdProbeSettings settings;
  settings.epochs = 10;
  settings.learningRate = 0.5;
  return settings;
}

TEST(SgdProbe, ReachesBayesAccuracyOfGaussians) {
  const Blobs train = gaussians(4000, 1), test = gaussians(20000, 2);
  const auto found = sgdProbe(fixed(train.features), train.labels, test.features, test.labels, 2, quick());
  EXPECT_NEAR(found.last.accuracy(), 0.8413, 0.012);
  EXPECT_GE(found.best, found.last.accuracy());
  EXPECT_GE(found.bestEpoch, 1);
  // Expected logistic loss at the optimum, by quadrature over N(1, 1) of log(1 + exp(-2x)): 0.3502 nats.
  double loss = 0, mass = 0;
  for (double x = -9; x < 11; x += 1e-3) {
    const double p = std::exp(-(x - 1) * (x - 1) / 2);
    loss += p * std::log1p(std::exp(-2 * x));
    mass += p;
  }
  EXPECT_NEAR(found.loss, loss / mass, 0.03);
}

TEST(SgdProbe, EachEpochSeesEveryImageOnceInAnOrderOfItsOwn) {
  const Blobs train = gaussians(70, 1);
  std::vector<std::vector<std::int64_t>> epochs(3);
  auto settings = quick();
  settings.epochs = 3;
  settings.batch = 32;
  sgdProbe(
      [&](std::int64_t epoch, std::span<const std::int64_t> positions) {
        auto& seen = epochs.at(static_cast<std::size_t>(epoch));
        seen.insert(seen.end(), positions.begin(), positions.end());
        return fixed(train.features)(epoch, positions);
      },
      train.labels, train.features, train.labels, 2, settings);
  for (const auto& seen : epochs) {
    EXPECT_EQ(seen.size(), 70U);
    EXPECT_EQ(std::set<std::int64_t>(seen.begin(), seen.end()).size(), 70U);
  }
  EXPECT_NE(epochs[0], epochs[1]);
}

TEST(SgdProbe, RepeatsBitForBitAndHangsOnItsSeed) {
  const Blobs train = gaussians(500, 1);
  const auto loss = [&](std::uint64_t seed) {
    auto settings = quick();
    settings.seed = seed;
    return sgdProbe(fixed(train.features), train.labels, train.features, train.labels, 2, settings).loss;
  };
  EXPECT_EQ(loss(1), loss(1));
  EXPECT_NE(loss(1), loss(2));
}

TEST(SgdProbe, ThePublishedRateSurvivesFeaturesOfOrdinarySize) {
  const Blobs train = gaussians(1000, 1);
  auto settings = quick();
  settings.learningRate = 30;
  EXPECT_GT(sgdProbe(fixed(train.features), train.labels, train.features, train.labels, 2, settings)
                .last.accuracy(),
            0.7);
}

TEST(SgdProbe, SaysWhenItDivergesOrHasNothing) {
  const Blobs train = gaussians(100, 1);
  const torch::Tensor bad = torch::full_like(train.features, std::numeric_limits<float>::quiet_NaN());
  EXPECT_THROW(sgdProbe(fixed(bad), train.labels, bad, train.labels, 2, quick()), Error);
  EXPECT_THROW(sgdProbe(fixed(bad), train.labels.slice(0, 0, 0), train.features, train.labels, 2, quick()),
               Error);
}

}  // namespace
}  // namespace skewscope::evaluate
