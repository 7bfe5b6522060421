#include "core/cuda/reduction.h"

#include <gtest/gtest.h>

#include <numbers>

namespace skewscope::cuda {
namespace {

TEST(TotalSum, HasEveryTermOnce) {
  // Whole numbers are summed exactly, whatever the order; sizes around the number of lanes and of blocks.
  for (const std::int64_t count :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{255}, std::int64_t{257}, kReductionLanes - 1,
        kReductionLanes, kReductionLanes + 1, 3 * kReductionLanes + 12345}) {
    const double n = static_cast<double>(count);
    EXPECT_EQ(totalSum(count, [](std::int64_t i) { return static_cast<double>(i); }), n * (n - 1) / 2)
        << count;
  }
}

TEST(TotalSum, IsAsExactAsItsTree) {
  // 1 / (i + 1)^2 up to n: pi^2 / 6 - 1 / n + 1 / (2 n^2) - ...
  const std::int64_t count = 1'000'000;
  const double sum = totalSum(
      count, [](std::int64_t i) { return 1 / (static_cast<double>(i + 1) * static_cast<double>(i + 1)); });
  EXPECT_NEAR(sum, std::numbers::pi * std::numbers::pi / 6 - 1e-6 + 0.5e-12, 1e-14);
}

TEST(LaneSum, TakesEveryNthTermInOrder) {
  std::vector<std::int64_t> seen;
  laneSum(2, 5, 18, [&](std::int64_t i) {
    seen.push_back(i);
    return 0.0;
  });
  EXPECT_EQ(seen, (std::vector<std::int64_t>{2, 7, 12, 17}));
}

TEST(TreeSum, AddsTheSecondHalfToTheFirst) {
  // A small value meets the large one that swallows it, or not, by its place.
  std::array<double, kReductionThreads> values{};
  values[0] = 1e16;
  values[128] = 1;  // first round: lost in 1e16
  values[1] = 1;
  values[129] = 1;  // 1 + 1 first, then 1e16 + 2
  EXPECT_EQ(treeSum(values), 1e16 + 2);
}

}  // namespace
}  // namespace skewscope::cuda
