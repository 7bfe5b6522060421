#include "core/report/neighbours.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"

namespace skewscope::report {
namespace {

TEST(Neighbours, AreSortedByTheAngleWhateverTheLength) {
  const std::vector<float> rows{1, 0, 5, 5, 0, 2, -3, 0, 100, 1};
  const auto found = nearestByCosine(rows, 2, 0, 3);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].row, 4);
  EXPECT_NEAR(found[0].cosine, 100 / std::sqrt(10001.0), 1e-12);
  EXPECT_EQ(found[1].row, 1);
  EXPECT_NEAR(found[1].cosine, std::sqrt(0.5), 1e-12);
  EXPECT_EQ(found[2].row, 2);
  EXPECT_NEAR(found[2].cosine, 0, 1e-12);
  const auto all = nearestByCosine(rows, 2, 0, 99);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_NEAR(all.back().cosine, -1, 1e-12);
}

TEST(Neighbours, OfEqualOnesTheLowerRowComesFirstAndZerosNever) {
  const std::vector<float> rows{0, 0, 1, 0, 0, 0, 2, 0, 4, 0};
  const auto found = nearestByCosine(rows, 2, 1, 9);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].row, 3);
  EXPECT_EQ(found[1].row, 4);
  EXPECT_TRUE(nearestByCosine(rows, 2, 0, 9).empty());
}

TEST(Neighbours, RefuseWhatDoesNotFit) {
  const std::vector<float> rows{1, 2, 3};
  EXPECT_THROW(nearestByCosine(rows, 2, 0, 1), Error);
  EXPECT_THROW(nearestByCosine(rows, 3, 1, 1), Error);
  EXPECT_THROW(nearestByCosine(rows, 3, -1, 1), Error);
}

}  // namespace
}  // namespace skewscope::report
