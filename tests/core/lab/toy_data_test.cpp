#include "core/lab/toy_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "tests/core/base/expect_error.h"

namespace skewscope::lab {
namespace {

ToyParameters small() {
  ToyParameters p;
  p.dimension = 6;
  p.frequent1 = 40;
  p.frequent2 = 30;
  p.rare = 5;
  p.tau = 2;
  p.rho = 0.5;
  return p;
}

TEST(ToyData, WithoutNoiseThePointsAreThoseOfTheDefinition) {
  ToyParameters p = small();
  p.rho = 0;
  const ToySample sample = sampleToy(p);
  ASSERT_EQ(sample.points.rows(), 6);
  ASSERT_EQ(sample.points.cols(), 75);
  EXPECT_EQ(std::ranges::count(sample.labels, 0), 40);
  EXPECT_EQ(std::ranges::count(sample.labels, 1), 30);
  EXPECT_EQ(std::ranges::count(sample.labels, 2), 5);
  EXPECT_TRUE(std::ranges::is_sorted(sample.labels));
  EXPECT_TRUE(sample.points.bottomRows(4).isZero(0));
  const double expected[] = {1, -1, 0};
  for (Eigen::Index i = 0; i < 75; ++i) {
    const int label = sample.labels[static_cast<std::size_t>(i)];
    EXPECT_EQ(sample.points(0, i), expected[label]);
    const double second = sample.points(1, i);
    EXPECT_TRUE(label == 2 ? second == 1 : second == 0 || second == -2) << second;
  }
}

TEST(ToyData, TheCoinIsFairAndTheNoiseStandardNormal) {
  ToyParameters p = small();
  p.frequent1 = p.frequent2 = 20000;
  p.tau = 100;  // so that the coin can be told from the noise
  const ToySample sample = sampleToy(p);
  for (const int label : {0, 1}) {
    int heads = 0;
    for (Eigen::Index i = 0; i < sample.points.cols(); ++i) {
      if (sample.labels[static_cast<std::size_t>(i)] == label && sample.points(1, i) < -50) ++heads;
    }
    EXPECT_NEAR(heads, 10000, 5 * std::sqrt(5000.0));
  }
  const auto noise = sample.points.bottomRows(4) / p.rho;
  const double count = static_cast<double>(noise.size());
  EXPECT_NEAR(noise.mean(), 0, 5 / std::sqrt(count));
  EXPECT_NEAR(noise.array().square().mean(), 1, 5 * std::sqrt(2 / count));
  EXPECT_NEAR(noise.row(0).dot(noise.row(1)) / static_cast<double>(noise.cols()), 0,
              5 / std::sqrt(static_cast<double>(noise.cols())));
}

TEST(ToyData, OtherSizesShareTheirDraws) {
  const ToyParameters p = small();
  const ToySample all = sampleToy(p);
  ToyParameters fewer = p;
  fewer.dimension = 4;
  fewer.frequent1 = 10;
  fewer.rare = 2;
  const ToySample part = sampleToy(fewer);
  EXPECT_EQ(part.points.leftCols(10), all.points.topRows(4).leftCols(10));
  EXPECT_EQ(part.points.rightCols(2), all.points.topRows(4).middleCols(70, 2));
  ToyParameters louder = p;
  louder.rho = 1;
  EXPECT_TRUE(sampleToy(louder).points.bottomRows(4).isApprox(2 * all.points.bottomRows(4), 1e-14));
}

TEST(ToyData, SeedsClassesAndPointsHaveTheirOwnDraws) {
  ToyParameters p = small();
  EXPECT_EQ(sampleToy(p).points, sampleToy(p).points);
  const ToySample first = sampleToy(p);
  p.seed = 2;
  const ToySample second = sampleToy(p);
  std::set<double> values;
  for (const auto* sample : {&first, &second}) {
    for (Eigen::Index i = 0; i < sample->points.cols(); ++i) values.insert(sample->points(3, i));
  }
  EXPECT_EQ(values.size(), 150u);
}

TEST(ToyData, TheTheoremsRegime) {
  const ToyParameters p = theoremParameters(1024, 7);
  EXPECT_EQ(p.dimension, 1024);
  EXPECT_NEAR(p.tau, 4, 1e-12);
  EXPECT_NEAR(p.rho, 0.25, 1e-12);
  EXPECT_EQ(p.rare, 4);
  EXPECT_EQ(p.frequent1, 2048);
  EXPECT_EQ(p.frequent2, 2048);
  EXPECT_EQ(p.seed, 7u);
  EXPECT_EQ(theoremParameters(2).rare, 1);
  // The defaults are the regime at their dimension.
  const ToyParameters standard, regime = theoremParameters(standard.dimension);
  EXPECT_EQ(standard.frequent1, regime.frequent1);
  EXPECT_EQ(standard.rare, regime.rare);
  EXPECT_NEAR(standard.tau, regime.tau, 1e-3);
  EXPECT_NEAR(standard.rho, regime.rho, 1e-4);
}

TEST(ToyData, NamesTheParameterThatIsOutOfRange) {
  using test::expectError;
  const auto with = [](auto change) {
    ToyParameters p = small();
    change(p);
    return [p] { sampleToy(p); };
  };
  expectError(ErrorKind::Usage, "dimension 1", with([](auto& p) { p.dimension = 1; }));
  expectError(ErrorKind::Usage, "n1 cannot be 0", with([](auto& p) { p.frequent1 = 0; }));
  expectError(ErrorKind::Usage, "n2 cannot be -1", with([](auto& p) { p.frequent2 = -1; }));
  expectError(ErrorKind::Usage, "n3 cannot be 0", with([](auto& p) { p.rare = 0; }));
  expectError(ErrorKind::Usage, "tau", with([](auto& p) { p.tau = -1; }));
  expectError(ErrorKind::Usage, "rho", with([](auto& p) { p.rho = std::nan(""); }));
  expectError(ErrorKind::Usage, "fewer points", with([](auto& p) {
                p.dimension = 100000;
                p.frequent1 = 100000;
              }));
}

}  // namespace
}  // namespace skewscope::lab
