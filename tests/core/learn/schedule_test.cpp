#include "core/learn/schedule.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"

namespace skewscope::learn {
namespace {

spec::ExperimentSpec someSpec(spec::Schedule schedule, std::int64_t warmup = 0) {
  spec::ExperimentSpec spec;
  spec.schedule = schedule;
  spec.learningRate = 0.4;
  spec.epochs = 10;
  spec.warmupEpochs = warmup;
  return spec;
}

TEST(Schedule, CosineStartsFullHalvesInTheMiddleAndEndsAboveZero) {
  const auto spec = someSpec(spec::Schedule::Cosine);
  EXPECT_DOUBLE_EQ(learningRate(spec, 0, 6), 0.4);
  EXPECT_NEAR(learningRate(spec, 30, 6), 0.2, 1e-15);
  EXPECT_NEAR(learningRate(spec, 20, 6), 0.4 * 0.75, 1e-15);  // cos(pi / 3) = 1/2
  // 1 - cos(x) = 2 sin^2(x / 2)
  EXPECT_NEAR(learningRate(spec, 59, 6), 0.4 * std::pow(std::sin(std::acos(-1.0) / 120), 2), 1e-15);
  EXPECT_GT(learningRate(spec, 59, 6), 0);
  EXPECT_NEAR(learningRate(spec, 60, 6), 0, 1e-15);
  for (int step = 1; step < 60; ++step)
    EXPECT_LT(learningRate(spec, step, 6), learningRate(spec, step - 1, 6));
}

TEST(Schedule, CosineByEpochIsConstantWithinAnEpochAndZeroInTheLast) {
  const auto spec = someSpec(spec::Schedule::CosineByEpoch);
  for (int epoch = 1; epoch <= 10; ++epoch) {
    const double rate = 0.2 * (1 + std::cos(std::acos(-1.0) * epoch / 10));
    for (int step = 0; step < 6; ++step)
      EXPECT_NEAR(learningRate(spec, 6 * (epoch - 1) + step, 6), rate, 1e-15);
  }
  EXPECT_NEAR(learningRate(spec, 59, 6), 0, 1e-15);
}

TEST(Schedule, StepDropsAtSixtyAndEightyPercent) {
  const auto spec = someSpec(spec::Schedule::Step);
  EXPECT_DOUBLE_EQ(learningRate(spec, 0, 7), 0.4);
  EXPECT_DOUBLE_EQ(learningRate(spec, 41, 7), 0.4);
  EXPECT_DOUBLE_EQ(learningRate(spec, 42, 7), 0.04);
  EXPECT_DOUBLE_EQ(learningRate(spec, 55, 7), 0.04);
  EXPECT_DOUBLE_EQ(learningRate(spec, 56, 7), 0.004);
  EXPECT_DOUBLE_EQ(learningRate(spec, 69, 7), 0.004);
}

TEST(Schedule, StepTakesItsMilestonesAndFactor) {
  auto spec = someSpec(spec::Schedule::Step);
  spec.milestones = "0.3, 0.5,0.9";
  spec.stepGamma = 0.5;
  EXPECT_DOUBLE_EQ(learningRate(spec, 20, 7), 0.4);  // 0.3 * 70 rounds to below 21
  EXPECT_DOUBLE_EQ(learningRate(spec, 21, 7), 0.2);
  EXPECT_DOUBLE_EQ(learningRate(spec, 34, 7), 0.2);
  EXPECT_DOUBLE_EQ(learningRate(spec, 35, 7), 0.1);
  EXPECT_DOUBLE_EQ(learningRate(spec, 63, 7), 0.05);
  spec.milestones = "0.1,0.2,0.3,0.4,0.6,0.7,0.8";  // shares of every rounding fall on whole steps
  for (const std::int64_t tenth : {1, 2, 3, 4, 6, 7, 8}) {
    EXPECT_NEAR(learningRate(spec, tenth * 7, 7) / learningRate(spec, tenth * 7 - 1, 7), 0.5, 1e-12) << tenth;
  }
}

TEST(Schedule, MilestonesInEpochsCountFromTheStart) {
  auto spec = someSpec(spec::Schedule::Step, 2);
  spec.milestones = "4,9";
  EXPECT_DOUBLE_EQ(learningRate(spec, 39, 10), 0.4);
  EXPECT_DOUBLE_EQ(learningRate(spec, 40, 10), 0.04);
  EXPECT_DOUBLE_EQ(learningRate(spec, 89, 10), 0.04);
  EXPECT_DOUBLE_EQ(learningRate(spec, 90, 10), 0.004);
  spec.milestones = "4;9";
  EXPECT_THROW(learningRate(spec, 40, 10), Error);
}

TEST(Schedule, ConstantStays) {
  const auto spec = someSpec(spec::Schedule::Constant);
  for (const int step : {0, 1, 30, 59}) EXPECT_DOUBLE_EQ(learningRate(spec, step, 6), 0.4);
}

TEST(Schedule, WarmUpIsLinearUpToTheFullRate) {
  const auto spec = someSpec(spec::Schedule::Cosine, 2);  // 12 steps of warm-up, then 48
  for (int step = 0; step < 12; ++step)
    EXPECT_NEAR(learningRate(spec, step, 6), 0.4 * (step + 1) / 13, 1e-15);
  EXPECT_DOUBLE_EQ(learningRate(spec, 12, 6), 0.4);
  EXPECT_NEAR(learningRate(spec, 12 + 24, 6), 0.2, 1e-15);
  EXPECT_NEAR(learningRate(spec, 60, 6), 0, 1e-15);
}

TEST(Schedule, WarmUpShiftsTheDrops) {
  const auto spec = someSpec(spec::Schedule::Step, 5);  // 50 steps of warm-up, then 50
  EXPECT_DOUBLE_EQ(learningRate(spec, 79, 10), 0.4);
  EXPECT_DOUBLE_EQ(learningRate(spec, 80, 10), 0.04);
  EXPECT_DOUBLE_EQ(learningRate(spec, 90, 10), 0.004);
}

TEST(Schedule, WarmUpOverAllEpochsNeverReachesTheFullRate) {
  const auto spec = someSpec(spec::Schedule::Cosine, 10);
  EXPECT_NEAR(learningRate(spec, 59, 6), 0.4 * 60 / 61, 1e-15);
}

}  // namespace
}  // namespace skewscope::learn
