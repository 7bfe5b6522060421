// Times by the events of a device, and by the clock of the processor where its events tell none.
#include "core/measure/device_clock.h"

#include <gtest/gtest.h>

#include <thread>

#include "core/measure/training_step.h"
#include "tests/core/measure/tiny_step.h"
#include "tests/core/nn/remote_device.h"

namespace skewscope::measure {
namespace {

class Clocks : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override { test::setRemoteTiming(GetParam()); }
  void TearDown() override { test::setRemoteTiming(false); }
};

TEST_P(Clocks, TellMomentsInOrder) {
  const DeviceClock clock(test::remoteDevice());
  EXPECT_FALSE(clock.onProcessor());
  EXPECT_EQ(clock.hasEvents(), GetParam());
  const auto begin = clock.now();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const auto middle = clock.now(), end = clock.now();
  EXPECT_GE(clock.secondsBetween(begin, middle), 0.02);
  EXPECT_GE(clock.secondsBetween(middle, end), 0);
  EXPECT_NEAR(clock.secondsBetween(begin, end),
              clock.secondsBetween(begin, middle) + clock.secondsBetween(middle, end), 1e-9);
}

TEST_P(Clocks, OccupyADeviceWhereTheyHaveEvents) {
  DeviceClock clock(test::remoteDevice());
  clock.occupy(0);  // makes what it will be occupied with
  const auto begin = Clock::now();
  // This device does what it is asked for at once.
  if (GetParam()) {
    clock.occupy(0.2);
    EXPECT_GT(secondsSince(begin), 0.01);
  } else {
    clock.occupy(10);
    EXPECT_LT(secondsSince(begin), 1);
  }
}

TEST_P(Clocks, MeasureAWholeStep) {
  const auto spec = test::tiny(spec::Mode::RwSam);
  const std::int64_t replays = test::remoteReplays();
  const bench::Report report =
      measureTrainingStep(spec, {.threads = 1, .cores = 1, .seconds = 0.2}, test::remoteTrainer(FAKE_PLUGIN));
  // All of the measured steps are replays; one of the steps before them records, and is replayed too.
  EXPECT_GE(4 * (test::remoteReplays() - replays), report.steps);
  EXPECT_LE(test::remoteReplays() - replays, report.steps + kWarmUpSteps);
  test::expectWholeStep(report);
  EXPECT_FALSE(report.device->peakBytes);  // its allocator counts nothing
  // It computes on the thread that asks: the same operations, watched and not.
  EXPECT_GT(report.recordingRatio, 0.2);
  EXPECT_LT(report.recordingRatio, 20);
}

INSTANTIATE_TEST_SUITE_P(, Clocks, testing::Bool(), [](const auto& test) {
  return std::string(test.param ? "OfEvents" : "OfTheProcessor");
});

TEST(ProcessorClock, CountsWhatItDoes) {
  DeviceClock clock(torch::kCPU);
  EXPECT_TRUE(clock.onProcessor());
  EXPECT_FALSE(clock.hasEvents());
  const auto begin = clock.now();
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_GE(clock.secondsBetween(begin, clock.now()), 0.005);
}

}  // namespace
}  // namespace skewscope::measure
