#include "core/report/smoothing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace skewscope::report {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// The definition as a weighted mean, without recursion.
double weightedMean(const std::vector<double>& values, std::size_t last, double factor) {
  double sum = 0, weights = 0;
  for (std::size_t k = 0; k <= last; ++k) {
    const double weight = std::pow(factor, static_cast<double>(last - k));
    sum += weight * values[k];
    weights += weight;
  }
  return sum / weights;
}

TEST(Smoothing, IsTheMeanWithGeometricWeights) {
  std::vector<double> values;
  for (int k = 0; k < 60; ++k) values.push_back(std::sin(1.7 * k) + 0.1 * k);
  for (const double factor : {0.3, 0.9, 0.99}) {
    const std::vector<double> got = smoothed(values, factor);
    ASSERT_EQ(got.size(), values.size());
    for (std::size_t k = 0; k < values.size(); ++k)
      EXPECT_NEAR(got[k], weightedMean(values, k, factor), 1e-12) << factor << " " << k;
  }
}

TEST(Smoothing, HasNoBiasToZeroAtTheStart) {
  EXPECT_EQ(smoothed(std::vector{0.8}, 0.99).front(), 0.8);
  for (const double value : smoothed(std::vector<double>(50, 2.5), 0.99)) EXPECT_NEAR(value, 2.5, 1e-12);
}

TEST(Smoothing, ThePastNeverChanges) {
  std::vector<double> values{0.1, 0.7, 0.4, kNaN, 0.6};
  const std::vector<double> before = smoothed(values, 0.9);
  values.insert(values.end(), {100, -100, 3});
  const std::vector<double> after = smoothed(values, 0.9);
  for (std::size_t k = 0; k < before.size(); ++k) {
    if (!std::isnan(before[k])) {
      EXPECT_EQ(before[k], after[k]);
    }
  }
}

TEST(Smoothing, WhatIsNoNumberIsAGapAndCountsForNothing) {
  const std::vector<double> got = smoothed(std::vector{1.0, kNaN, HUGE_VAL, 3.0}, 0.5);
  EXPECT_EQ(got[0], 1);
  EXPECT_TRUE(std::isnan(got[1]));
  EXPECT_TRUE(std::isnan(got[2]));
  EXPECT_DOUBLE_EQ(got[3], (0.5 * 1 + 3) / 1.5);
}

TEST(Smoothing, FactorsOutsideAreRefused) {
  EXPECT_EQ(smoothed(std::vector{1.0, 5.0}, 0), (std::vector{1.0, 5.0}));
  for (const double factor : {-0.1, 1.0, 2.0, kNaN}) {
    EXPECT_THROW(smoothed(std::vector{1.0}, factor), Error) << factor;
  }
}

}  // namespace
}  // namespace skewscope::report
