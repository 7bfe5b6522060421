#include "core/report/metrics.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"

namespace skewscope::report {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsNan;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A confusion matrix from its rows.
Confusion confusionFrom(const std::vector<std::vector<int>>& rows) {
  Confusion confusion(static_cast<int>(rows.size()));
  for (std::size_t truth = 0; truth < rows.size(); ++truth) {
    for (std::size_t prediction = 0; prediction < rows.size(); ++prediction) {
      for (int k = 0; k < rows[truth][prediction]; ++k) {
        confusion.add(static_cast<int>(truth), static_cast<int>(prediction));
      }
    }
  }
  return confusion;
}

TEST(Confusion, CountsTruthInRowsAndPredictionsInColumns) {
  Confusion confusion(3);
  confusion.add(0, 2);
  confusion.add(0, 2);
  confusion.add(2, 0);
  EXPECT_EQ(confusion.at(0, 2), 2);
  EXPECT_EQ(confusion.at(2, 0), 1);
  EXPECT_THAT(confusion.counts, ElementsAre(0, 0, 2, 0, 0, 0, 1, 0, 0));
}

TEST(Confusion, AccuracyWeighsImagesAndRecallWeighsClasses) {
  // 90 of 100, 1 of 4: accuracy 91/104, recalls 0.9 and 0.25.
  const Confusion confusion = confusionFrom({{90, 10}, {3, 1}});
  EXPECT_DOUBLE_EQ(confusion.accuracy(), 91.0 / 104.0);
  EXPECT_THAT(confusion.perClass(), ElementsAre(DoubleEq(0.9), DoubleEq(0.25)));
}

TEST(Confusion, ClassWithoutImagesHasNoRecall) {
  const Confusion confusion = confusionFrom({{1, 0, 1}, {0, 0, 0}, {0, 1, 0}});
  EXPECT_THAT(confusion.perClass(), ElementsAre(DoubleEq(0.5), IsNan(), DoubleEq(0)));
  EXPECT_DOUBLE_EQ(confusion.accuracy(), 1.0 / 3.0);
}

TEST(Confusion, WithoutImagesThereIsNoAccuracy) {
  EXPECT_TRUE(std::isnan(Confusion(4).accuracy()));
  EXPECT_TRUE(std::isnan(Confusion().accuracy()));
  EXPECT_TRUE(Confusion().perClass().empty());
}

TEST(Confusion, RefusesClassesThatDoNotExist) {
  Confusion confusion(2);
  EXPECT_THROW(confusion.add(2, 0), Error);
  EXPECT_THROW(confusion.add(0, -1), Error);
  EXPECT_THROW(static_cast<void>(confusion.at(-1, 0)), Error);
  EXPECT_THAT(confusion.counts, ElementsAre(0, 0, 0, 0));
}

TEST(Summarise, GroupMeansWeighClassesEquallyAcrossUnevenGroups) {
  // Recalls 1, .5 | .8, .4 | .2 with very different numbers of test images.
  const Confusion confusion =
      confusionFrom({{2, 0, 0, 0, 0}, {50, 50, 0, 0, 0}, {0, 1, 4, 0, 0}, {3, 0, 0, 2, 0}, {0, 0, 4, 0, 1}});
  const AccuracySummary summary = summarise(confusion, std::vector{0, 0, 1, 1, 2});
  EXPECT_DOUBLE_EQ(summary.groups[0], 0.75);
  EXPECT_DOUBLE_EQ(summary.groups[1], 0.6);
  EXPECT_DOUBLE_EQ(summary.groups[2], 0.2);
  EXPECT_DOUBLE_EQ(summary.overall, 59.0 / 117.0);
  EXPECT_EQ(summary.worstClass, 4);
}

TEST(Summarise, BalancednessIsThePopulationDeviation) {
  // Recalls 1, 0, 1, 0: mean .5, every deviation .5. Groups .5, 1, 0: mean .5, variance (0 + .25 + .25) / 3.
  const Confusion confusion = confusionFrom({{4, 0, 0, 0}, {1, 0, 0, 0}, {0, 0, 9, 0}, {2, 0, 0, 0}});
  const AccuracySummary summary = summarise(confusion, std::vector{0, 0, 1, 2});
  EXPECT_DOUBLE_EQ(summary.classDeviation, 0.5);
  EXPECT_DOUBLE_EQ(summary.groupDeviation, std::sqrt(1.0 / 6.0));
  EXPECT_EQ(summary.worstClass, 1);  // the first of two equally bad ones
}

TEST(Summarise, LeavesOutClassesWithoutImages) {
  const Confusion confusion = confusionFrom({{1, 1, 0}, {0, 0, 0}, {0, 0, 3}});
  const AccuracySummary summary = summarise(confusion, std::vector{0, 0, 1});
  EXPECT_DOUBLE_EQ(summary.groups[0], 0.5);
  EXPECT_DOUBLE_EQ(summary.groups[1], 1.0);
  EXPECT_TRUE(std::isnan(summary.groups[2]));
  EXPECT_DOUBLE_EQ(summary.classDeviation, 0.25);
  EXPECT_DOUBLE_EQ(summary.groupDeviation, 0.25);
  EXPECT_EQ(summary.worstClass, 0);
}

TEST(Summarise, WithoutAnyImageEverythingIsUnknown) {
  const AccuracySummary summary = summarise(Confusion(2), std::vector{0, 2});
  EXPECT_TRUE(std::isnan(summary.overall));
  EXPECT_THAT(summary.perClass, ElementsAre(IsNan(), IsNan()));
  EXPECT_THAT(summary.groups, ElementsAre(IsNan(), IsNan(), IsNan()));
  EXPECT_TRUE(std::isnan(summary.classDeviation));
  EXPECT_TRUE(std::isnan(summary.groupDeviation));
  EXPECT_EQ(summary.worstClass, -1);
}

TEST(Summarise, RefusesGroupsThatDoNotFit) {
  EXPECT_THROW(summarise(Confusion(3), std::vector{0, 1}), Error);
  EXPECT_THROW(summarise(Confusion(2), std::vector{0, 3}), Error);
}

TEST(RelativeGap, IsTheLossAsAShareOfTheBalancedAccuracy) {
  EXPECT_DOUBLE_EQ(relativeGap(0.8, 0.6), 0.25);
  EXPECT_DOUBLE_EQ(relativeGap(0.5, 0.625), -0.25);  // features that gain from imbalance
  EXPECT_DOUBLE_EQ(relativeGap(0.7, 0.7), 0.0);
  EXPECT_DOUBLE_EQ(relativeGap(0.7, 0.0), 1.0);
}

TEST(RelativeGap, ErrorIsThatOfTwoIndependentShares) {
  // The spread of the gap over many draws of both counts of right answers.
  constexpr int kImages = 400, kDraws = 4000;
  constexpr double kBalanced = 0.8, kImbalanced = 0.6;
  Random random({.seed = 1, .purpose = Purpose::Evaluation});
  const auto share = [&](double p) {
    int right = 0;
    for (int i = 0; i < kImages; ++i) right += random.uniform() < static_cast<float>(p) ? 1 : 0;
    return static_cast<double>(right) / kImages;
  };
  std::vector<double> gaps;
  for (int draw = 0; draw < kDraws; ++draw) {
    const double balanced = share(kBalanced);
    gaps.push_back(relativeGap(balanced, share(kImbalanced)));
  }
  EXPECT_NEAR(relativeGapError(kBalanced, kImbalanced, kImages), band(gaps).standardDeviation, 0.002);
  EXPECT_TRUE(std::isnan(relativeGapError(0, 0.5, 100)));
  EXPECT_TRUE(std::isnan(relativeGapError(0.5, 0.5, 0)));
}

TEST(RelativeGap, IsUnknownWithoutBothAccuracies) {
  EXPECT_TRUE(std::isnan(relativeGap(0.0, 0.5)));
  EXPECT_TRUE(std::isnan(relativeGap(0.0, 0.0)));
  EXPECT_TRUE(std::isnan(relativeGap(kNaN, 0.5)));
  EXPECT_TRUE(std::isnan(relativeGap(0.5, kNaN)));
}

TEST(BandOf, MeanSampleDeviationAndRange) {
  // 2, 4, 4, 6: squared deviations 4 + 0 + 0 + 4, divided by 3.
  const Band result = band(std::vector{4.0, 2.0, 6.0, 4.0});
  EXPECT_EQ(result.n, 4);
  EXPECT_DOUBLE_EQ(result.mean, 4);
  EXPECT_DOUBLE_EQ(result.standardDeviation, std::sqrt(8.0 / 3.0));
  EXPECT_DOUBLE_EQ(result.low, 2);
  EXPECT_DOUBLE_EQ(result.high, 6);
}

TEST(BandOf, OneValueHasNoDeviation) {
  const Band result = band(std::vector{kNaN, -3.0, kNaN});
  EXPECT_EQ(result.n, 1);
  EXPECT_DOUBLE_EQ(result.mean, -3);
  EXPECT_DOUBLE_EQ(result.low, -3);
  EXPECT_DOUBLE_EQ(result.high, -3);
  EXPECT_TRUE(std::isnan(result.standardDeviation));
}

TEST(BandOf, NothingIsUnknown) {
  for (const Band& result : {band({}), band(std::vector{kNaN, kNaN})}) {
    EXPECT_EQ(result.n, 0);
    EXPECT_TRUE(std::isnan(result.mean));
    EXPECT_TRUE(std::isnan(result.low));
    EXPECT_TRUE(std::isnan(result.high));
    EXPECT_TRUE(std::isnan(result.standardDeviation));
  }
}

TEST(BandOf, SmallSpreadOnALargeMeanIsKept) {
  // The textbook one-pass formula loses all digits here.
  const Band result = band(std::vector{1e9 + 1, 1e9 + 2, 1e9 + 3});
  EXPECT_THAT(result.standardDeviation, DoubleNear(1.0, 1e-9));
}

}  // namespace
}  // namespace skewscope::report
