#include "core/report/progress_axis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace skewscope::report {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Progress : testing::Test {
  std::vector<std::int64_t> epochs{0, 2, 4};
  std::vector<std::int64_t> timed{1, 2, 3, 4};
  std::vector<double> seconds{1.5, 2, 4, 0.5};
  EpochSize size{.images = 2478, .steps = 19, .seconds = {timed, seconds}};

  std::vector<double> on(ProgressAxis axis) { return progress(axis, epochs, size); }
};

TEST_F(Progress, CountsEpochsStepsImagesAndSeconds) {
  EXPECT_EQ(on(ProgressAxis::Epoch), (std::vector<double>{0, 2, 4}));
  EXPECT_EQ(on(ProgressAxis::Step), (std::vector<double>{0, 38, 76}));
  EXPECT_EQ(on(ProgressAxis::Images), (std::vector<double>{0, 4956, 9912}));
  EXPECT_EQ(on(ProgressAxis::Time), (std::vector<double>{0, 3.5, 8}));
}

TEST_F(Progress, ATimeIsUnknownFromTheFirstEpochWithoutOne) {
  seconds[2] = kNaN;
  EXPECT_EQ(on(ProgressAxis::Time)[1], 3.5);
  EXPECT_TRUE(std::isnan(on(ProgressAxis::Time)[2]));
  timed = {1, 4};
  seconds = {1.5, 2};
  size.seconds = {timed, seconds};
  EXPECT_EQ(on(ProgressAxis::Time)[0], 0);
  EXPECT_TRUE(std::isnan(on(ProgressAxis::Time)[1]));
}

TEST_F(Progress, WhatIsNotKnownIsNoNumber) {
  size = {};
  for (const ProgressAxis axis : {ProgressAxis::Step, ProgressAxis::Images}) {
    for (const double place : on(axis)) EXPECT_TRUE(std::isnan(place));
  }
  EXPECT_TRUE(std::isnan(on(ProgressAxis::Time)[1]));
  EXPECT_EQ(on(ProgressAxis::Epoch)[2], 4);
}

}  // namespace
}  // namespace skewscope::report
