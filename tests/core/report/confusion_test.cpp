#include "core/report/confusion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace skewscope::report {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;

const std::vector<std::int64_t> kCounts{8, 2, 0,  //
                                        1, 3, 0,  //
                                        0, 0, 0};

TEST(Confusion, RowsAndColumnsAreInTheOrderOfTheIndices) {
  const std::vector<int> order{1, 0};
  EXPECT_THAT(confusionValues(ConfusionValues::Counts, order, kCounts), ElementsAre(3, 1, 2, 8));
  EXPECT_THAT(confusionValues(ConfusionValues::Rows, order, kCounts), ElementsAre(0.75, 0.25, 0.2, 0.8));
  EXPECT_THAT(confusionValues(ConfusionValues::Difference, order, kCounts, {5, 5, 0, 0, 4, 0, 0, 0, 0}),
              ElementsAre(0.25, -0.25, DoubleEq(0.3), DoubleEq(-0.3)));
}

TEST(Confusion, AClassWithoutTestImagesHasNoShares) {
  EXPECT_TRUE(std::isnan(confusionValues(ConfusionValues::Rows, {2}, kCounts).front()));
  EXPECT_TRUE(std::isnan(confusionValues(ConfusionValues::Difference, {2}, kCounts, kCounts).front()));
  EXPECT_THAT(confusionValues(ConfusionValues::Counts, {2}, kCounts), ElementsAre(0));
}

TEST(Confusion, EveryChoiceHasAName) {
  EXPECT_EQ(nameOf(ConfusionValues::Rows), "shares");
  EXPECT_EQ(nameOf(ClassOrder::Index), "index");
  EXPECT_EQ(nameOf(CellNumbers::Hidden), "none");
  EXPECT_EQ(nameOf(ShareUnit::Percent), "percent");
  EXPECT_EQ(
      confusionValueWords().size() + classOrders().size() + cellNumberWords().size() + shareUnits().size(),
      3U + 2 + 3 + 2);
}

}  // namespace
}  // namespace skewscope::report
