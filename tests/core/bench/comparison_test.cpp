#include "core/bench/comparison.h"

#include <gmock/gmock.h>

#include "tests/core/bench/made_report.h"

namespace skewscope::bench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(BenchComparison, WithItselfIsOne) {
  const Comparison made = compare(madeReport(), madeReport());
  EXPECT_EQ(made.step, 1);
  ASSERT_EQ(made.stages.size(), 3u);
  for (const auto& stage : made.stages) EXPECT_EQ(stage.ratio, 1);
  EXPECT_THAT(made.warnings, IsEmpty());
}

TEST(BenchComparison, FasterIsBelowOne) {
  Report now = madeReport();
  now.stepMs = 5;
  now.stages[1].ms = 2;
  now.stages[2].stage = Stage::Optimiser;
  const Comparison made = compare(now, madeReport());
  EXPECT_EQ(made.step, 0.5);
  ASSERT_EQ(made.stages.size(), 4u);
  EXPECT_EQ(made.stages[1].ratio, 0.25);
  EXPECT_FALSE(made.stages[2].ratio);  // the optimiser is new
  EXPECT_FALSE(made.stages[2].earlier);
  EXPECT_FALSE(made.stages[3].now);
  const std::string table = comparisonTable(made, now, madeReport()).write(report::TableFormat::Text);
  EXPECT_THAT(table, HasSubstr("0.250"));
  EXPECT_THAT(table, HasSubstr("0.500"));
}

TEST(BenchComparison, SaysWhatElseDiffers) {
  Report now = madeReport(), earlier = madeReport();
  now.machine.threads = 1;
  spec::ExperimentSpec wide;
  wide.width = 64;
  now.settings = speedSettings(wide);
  now.float32FlopPerSecond *= 1.05;  // within what one machine shows
  now.memoryBytesPerSecond *= 0.5;
  earlier.machine.processor = "Xeon";
  EXPECT_THAT(
      compare(now, earlier).warnings,
      ElementsAre("Another processor: AMD EPYC, earlier Xeon.", "Another number of threads: 1, earlier 2.",
                  "Another width: 64, earlier 16.", HasSubstr("Memory ran at 0.50")));
}

TEST(BenchComparison, SaysThatTheDeviceDiffers) {
  Report there = madeReport(), other = madeReport();
  there.device = other.device = madeDevice();
  EXPECT_THAT(compare(there, other).warnings, IsEmpty());
  EXPECT_THAT(compare(there, madeReport()).warnings,
              ElementsAre("Another device: cuda:0 NVIDIA H200, earlier cpu."));
  other.device->name = "cuda:0 NVIDIA A100";
  other.device->recorded = false;
  EXPECT_THAT(compare(there, other).warnings,
              ElementsAre("Another device: cuda:0 NVIDIA H200, earlier cuda:0 NVIDIA A100.",
                          "Another way to ask for steps: recorded, earlier one operation after the other."));
}

TEST(BenchComparison, AStageWithoutTimeHasNoRatio) {
  Report earlier = madeReport();
  earlier.stages[0].ms = 0;
  EXPECT_FALSE(compare(madeReport(), earlier).stages[0].ratio);
}

}  // namespace
}  // namespace skewscope::bench
