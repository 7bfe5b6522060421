#include "core/report/correlation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"

namespace skewscope::report {
namespace {

TEST(Spearman, KnownValues) {
  EXPECT_NEAR(spearman({1, 2, 3, 4}, {10, 200, 3000, 40000}), 1, 1e-15);
  EXPECT_NEAR(spearman({1, 2, 3, 4}, {4, 3, 2, 1}), -1, 1e-15);
  // Ranks 1 2 3 4 5 and 1 2 3.5 5 3.5: covariance 8, squares 10 and 9.5.
  EXPECT_NEAR(spearman({1, 2, 3, 4, 5}, {5, 6, 7, 8, 7}), 8 / std::sqrt(10 * 9.5), 1e-15);
  EXPECT_TRUE(std::isnan(spearman({1, 2, 3}, {5, 5, 5})));
  EXPECT_TRUE(std::isnan(spearman({1}, {5})));
  EXPECT_TRUE(std::isnan(spearman({1, std::nan(""), 3}, {5, 6, 7})));
  EXPECT_THROW(spearman({1, 2}, {5}), Error);
}

}  // namespace
}  // namespace skewscope::report
