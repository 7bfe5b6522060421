#include "ui/plots/label_layout.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace skewscope::ui {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

TEST(LabelLayout, LeavesLabelsWhereThereIsRoom) {
  EXPECT_THAT(layoutLabels({10, 40, 25}, 10, 0, 100), ElementsAre(10, 40, 25));
  EXPECT_TRUE(layoutLabels({}, 10, 0, 100).empty());
}

TEST(LabelLayout, SpreadsAClusterAroundItsMiddle) {
  EXPECT_THAT(layoutLabels({50, 50, 50}, 10, 0, 100), ElementsAre(40, 50, 60));
  // Two neighbours 4 apart need 10: each gives way by 3.
  EXPECT_THAT(layoutLabels({50, 54}, 10, 0, 100), ElementsAre(DoubleNear(47, 1e-9), DoubleNear(57, 1e-9)));
}

TEST(LabelLayout, StaysInsideTheLimits) {
  EXPECT_THAT(layoutLabels({-20, 0, 3}, 10, 0, 100), ElementsAre(5, 15, 25));
  EXPECT_THAT(layoutLabels({99, 100, 200}, 10, 0, 100), ElementsAre(75, 85, 95));
}

TEST(LabelLayout, SharesTheRoomIfThereIsTooLittle) {
  EXPECT_THAT(layoutLabels({1, 2, 3, 4}, 50, 0, 100), ElementsAre(12.5, 37.5, 62.5, 87.5));
}

TEST(LabelLayout, KeepsOrderSpacingAndLimitsForAnything) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> anywhere(-20, 220);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> wanted(static_cast<std::size_t>(1 + round % 12));
    for (double& value : wanted) value = anywhere(random);
    const std::vector<double> placed = layoutLabels(wanted, 16, 0, 200);
    std::vector<std::size_t> order(wanted.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return wanted[a] < wanted[b]; });
    for (std::size_t k = 0; k < order.size(); ++k) {
      EXPECT_GE(placed[order[k]], 8 - 1e-9);
      EXPECT_LE(placed[order[k]], 192 + 1e-9);
      if (k > 0) {
        EXPECT_GE(placed[order[k]] - placed[order[k - 1]], 16 - 1e-9);
      }
    }
  }
}

TEST(LabelLayout, ChoosesEvenlyWithBothEnds) {
  EXPECT_THAT(labelsThatFit(3, 5), ElementsAre(0, 1, 2));
  EXPECT_THAT(labelsThatFit(10, 4), ElementsAre(0, 3, 6, 9));
  EXPECT_THAT(labelsThatFit(10, 1), ElementsAre(0));
  EXPECT_TRUE(labelsThatFit(0, 4).empty());
}

TEST(LeaderTo, StartsAtTheCurvesOwnEnd) {
  const double unit = 12, right = 300;
  const QPointF label(right + unit, 50);
  EXPECT_EQ(leaderTo({right, 50}, right, label, unit).style, Qt::NoPen);  // beside its curve
  const LabelLeader moved = leaderTo({right, 70}, right, label, unit);
  EXPECT_EQ(moved.style, Qt::SolidLine);
  EXPECT_EQ(moved.line.y1(), 70);
  // A run that ended earlier: without a leader its label would seem to be that of a longer curve.
  const LabelLeader shorter = leaderTo({120, 50}, right, label, unit);
  EXPECT_EQ(shorter.style, Qt::DotLine);
  EXPECT_EQ(shorter.line, QLineF(124, 50, 309, 50));
  EXPECT_EQ(leaderTo({right - 15, 50}, right, label, unit).style, Qt::NoPen);
}

}  // namespace
}  // namespace skewscope::ui
