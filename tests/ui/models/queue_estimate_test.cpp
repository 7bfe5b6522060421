#include "ui/models/queue_estimate.h"

#include <gtest/gtest.h>

namespace skewscope::ui {
namespace {

store::RunRecord record(std::int64_t n, std::int64_t epochs) {
  store::RunRecord run;
  run.n = n;
  run.spec.epochs = epochs;
  return run;
}

store::RunRecord done(std::int64_t n, std::int64_t epochs, std::int64_t endedMs, std::int64_t seconds) {
  store::RunRecord run = record(n, epochs);
  run.status = store::RunStatus::Done;
  run.endedMs = endedMs;
  run.startedMs = endedMs - 1000 * seconds;
  return run;
}

TEST(QueueEstimate, ScalesTheLatestComparableRunByImagesAndEpochs) {
  const std::vector<store::RunRecord> runs{done(1000, 10, 9'000'000, 50), done(1000, 10, 8'000'000, 500)};
  EXPECT_DOUBLE_EQ(estimatedSeconds(record(2000, 10), runs).value(), 100);
  EXPECT_DOUBLE_EQ(estimatedSeconds(record(1000, 40), runs).value(), 200);
  auto half = record(1000, 10);
  half.epochsDone = 5;
  EXPECT_DOUBLE_EQ(estimatedSeconds(half, runs).value(), 25);
  half.status = store::RunStatus::Done;  // waits for its evaluations, whose time nobody knows
  EXPECT_FALSE(estimatedSeconds(half, runs));
}

TEST(QueueEstimate, ARunThatHasNotStartedHasThePlannedImages) {
  auto run = record(0, 10);
  run.spec.ratio = 1;
  run.spec.nMax = 100;  // ten classes
  EXPECT_DOUBLE_EQ(estimatedSeconds(run, {done(1000, 10, 9'000'000, 50)}).value(), 50);
}

TEST(QueueEstimate, ANightBetweenInterruptionAndResumptionDoesNotCount) {
  // 10 epochs of 40 seconds; the clock says 10 hours.
  auto interrupted = done(1000, 10, 90'000'000, 36'000);
  interrupted.summaries[store::metric::kSeconds].meanLast5 = 40;
  EXPECT_DOUBLE_EQ(estimatedSeconds(record(1000, 10), {interrupted}).value(), 400 * 1.5 + 60);
  // Evaluations within reason do.
  auto evaluated = done(1000, 10, 90'000'000, 500);
  evaluated.summaries[store::metric::kSeconds].meanLast5 = 40;
  EXPECT_DOUBLE_EQ(estimatedSeconds(record(1000, 10), {evaluated}).value(), 500);
}

TEST(QueueEstimate, SaysNothingWithoutAComparableRun) {
  auto other = done(1000, 10, 9'000'000, 50);
  other.spec.mode = spec::Mode::SelfSupervised;
  auto sam = done(1000, 10, 9'000'000, 50);
  sam.spec.sam = true;
  auto interrupted = done(1000, 10, 9'000'000, 50);
  interrupted.status = store::RunStatus::Interrupted;
  auto elsewhere = done(1000, 10, 9'000'000, 50);
  elsewhere.spec.device = "cuda";
  elsewhere.device = "cuda:0 NVIDIA H200";
  EXPECT_FALSE(estimatedSeconds(record(1000, 10), {other, sam, interrupted, elsewhere}));
}

TEST(QueueEstimate, ComparesWhereRunsWereTrained) {
  const auto on = [](const char* asked, const char* device, std::int64_t endedMs, std::int64_t seconds) {
    auto run = done(1000, 10, endedMs, seconds);
    run.spec.device = asked;
    run.device = device;
    return run;
  };
  const auto waiting = [](const char* asked) {
    auto run = record(1000, 10);
    run.spec.device = asked;
    return run;
  };
  const auto slow = on("auto", "cpu", 8'000'000, 500), fast = on("cuda", "cuda:0 NVIDIA H200", 9'000'000, 5);
  EXPECT_DOUBLE_EQ(estimatedSeconds(waiting("cpu"), {slow, fast}).value(), 500);
  EXPECT_DOUBLE_EQ(estimatedSeconds(waiting("cuda:1"), {slow, fast}).value(), 5);
  // What is left to the engine went to the processor, until there was a GPU.
  EXPECT_DOUBLE_EQ(estimatedSeconds(waiting("auto"), {slow, fast}).value(), 500);
  auto other = on("auto", "cuda:0 NVIDIA H200", 8'500'000, 70);
  other.spec.width *= 2;
  EXPECT_DOUBLE_EQ(estimatedSeconds(waiting("auto"), {slow, fast, other}).value(), 5);
  EXPECT_FALSE(estimatedSeconds(waiting("auto"), {slow, other}));
  // Nobody has left it to the engine yet.
  EXPECT_DOUBLE_EQ(estimatedSeconds(waiting("auto"), {fast}).value(), 5);
  EXPECT_FALSE(estimatedSeconds(waiting("cpu"), {fast}));
}

TEST(SecondsToEmpty, EachRunGoesToTheEngineThatIsFreeFirst) {
  EXPECT_DOUBLE_EQ(secondsToEmpty({}, {}, 1), 0);
  EXPECT_DOUBLE_EQ(secondsToEmpty({10}, {20, 30}, 1), 60);
  EXPECT_DOUBLE_EQ(secondsToEmpty({10}, {20, 30}, 2), 40);  // 20 on the free one, 30 after the 10
  EXPECT_DOUBLE_EQ(secondsToEmpty({}, {20, 30, 5}, 3), 30);
  // More in progress than there would be now: each goes on.
  EXPECT_DOUBLE_EQ(secondsToEmpty({10, 50}, {20}, 1), 50);
}

TEST(QueueEstimate, AnImportedRunSaysNothingOfTheTimeHere) {
  auto imported = done(1000, 10, 9'000'000, 50);
  imported.source = "TensorBoard: logs";
  EXPECT_FALSE(estimatedSeconds(record(1000, 10), {imported}));
}

}  // namespace
}  // namespace skewscope::ui
