#include "core/report/seed_curve.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace skewscope::report {
namespace {

using testing::ElementsAre;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(StudentT, AgreesWithTheTables) {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, upper 0.025.
  const std::pair<int, double> table[] = {{1, 12.706}, {2, 4.303},  {3, 3.182},  {4, 2.776},
                                          {5, 2.571},  {9, 2.262},  {10, 2.228}, {19, 2.093},
                                          {30, 2.042}, {60, 2.000}, {100, 1.984}};
  for (const auto& [degrees, t] : table) EXPECT_NEAR(studentT95(degrees), t, 5e-4) << degrees;
}

TEST(StudentT, HasClosedFormsForFewDegrees) {
  // One degree is Cauchy's distribution; of two degrees P = t / sqrt(2 + t^2).
  EXPECT_NEAR(studentT95(1), std::tan(0.95 * std::acos(-1.0) / 2), 1e-10);
  EXPECT_NEAR(studentT95(2), 0.95 * std::sqrt(2 / (1 - 0.95 * 0.95)), 1e-12);
  EXPECT_NEAR(studentT95(100'000), 1.9600, 1e-4);  // the normal distribution
  EXPECT_TRUE(std::isnan(studentT95(0)));
}

TEST(BandEdges, ReachAsFarAsTheirSpread) {
  const Band of = band(std::vector{1.0, 2.0, 3.0, 6.0});  // mean 3, squared deviations 4 + 1 + 0 + 9
  const double s = std::sqrt(14.0 / 3);
  EXPECT_NEAR(bandEdges(of, Spread::StandardDeviation).low, 3 - s, 1e-12);
  EXPECT_NEAR(bandEdges(of, Spread::StandardDeviation).high, 3 + s, 1e-12);
  EXPECT_NEAR(bandEdges(of, Spread::StandardError).high, 3 + s / 2, 1e-12);
  EXPECT_NEAR(bandEdges(of, Spread::Confidence95).low, 3 - 3.18245 * s / 2, 1e-5);
  EXPECT_EQ(bandEdges(of, Spread::Range).low, 1);
  EXPECT_EQ(bandEdges(of, Spread::Range).high, 6);
}

TEST(BandEdges, OneRunHasNoBand) {
  for (const Spread spread :
       {Spread::StandardDeviation, Spread::StandardError, Spread::Range, Spread::Confidence95}) {
    EXPECT_TRUE(std::isnan(bandEdges(band(std::vector{0.5}), spread).low));
    EXPECT_TRUE(std::isnan(bandEdges(band({}), spread).high));
  }
}

TEST(SeedCurve, CountsTheRunsAtEachEpoch) {
  const std::vector<std::int64_t> a{1, 2, 3}, b{2, 3, 4};
  const std::vector<double> ya{1, 2, kNaN}, yb{4, 5, kNaN};
  const std::vector<EpochValues> runs{{a, ya}, {b, yb}};
  const SeedCurve curve = seedCurve(runs, Spread::StandardDeviation);
  EXPECT_THAT(curve.epochs, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(curve.n, ElementsAre(1, 2, 1, 0));
  EXPECT_EQ(curve.mean[0], 1);
  EXPECT_EQ(curve.mean[1], 3);
  EXPECT_EQ(curve.mean[2], 5);
  EXPECT_TRUE(std::isnan(curve.mean[3]));
  EXPECT_TRUE(std::isnan(curve.low[0]));
  EXPECT_DOUBLE_EQ(curve.low[1], 3 - std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(curve.high[1], 3 + std::sqrt(2.0));
}

}  // namespace
}  // namespace skewscope::report
