// Control, EpochStats, Progress, run data: what a session is made of besides the steps.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

#include "core/base/error.h"
#include "core/spec/presets.h"
#include "core/train/control.h"
#include "core/train/epoch_stats.h"
#include "core/train/progress.h"
#include "core/train/run_data.h"

namespace skewscope::train {
namespace {

TEST(Control, PausesUntilResumedOrStopped) {
  Control control;
  int paused = 0, resumed = 0;
  const auto wait = [&] { control.waitWhilePaused([&] { ++paused; }, [&] { ++resumed; }); };
  wait();
  EXPECT_EQ(paused, 0);
  control.requestPause();
  std::thread resumer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(80));
    control.requestResume();
  });
  wait();
  resumer.join();
  EXPECT_EQ(paused, 1);
  EXPECT_EQ(resumed, 1);
  control.requestPause();
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(80));
    control.requestStop();
  });
  wait();
  stopper.join();
  EXPECT_EQ(paused, 2);
  EXPECT_EQ(resumed, 1);
  EXPECT_TRUE(control.stopRequested());
  EXPECT_FALSE(control.abandoned());
}

TEST(EpochStats, MeansPerClassAndSharpness) {
  EpochStats stats(3);
  EXPECT_TRUE(std::isnan(stats.loss()));
  const float first[] = {1, 2, 3}, second[] = {1.5f, 4, 3};
  const std::uint16_t labels[] = {0, 0, 2};
  stats.add(first, second, labels);
  const float plain[] = {10};
  const std::uint16_t label[] = {2};
  stats.add(plain, {}, label);
  EXPECT_EQ(stats.images(), 4);
  EXPECT_DOUBLE_EQ(stats.loss(), 4.0);
  EXPECT_DOUBLE_EQ(stats.perturbedLoss(), 8.5 / 3);
  EXPECT_DOUBLE_EQ(stats.sharpness(), 2.5 / 3);  // over the images that had both passes
  const auto loss = stats.classLoss(), sharpness = stats.classSharpness();
  ASSERT_EQ(loss.size(), 3u);
  EXPECT_DOUBLE_EQ(loss[0], 1.5);
  EXPECT_TRUE(std::isnan(loss[1]));
  EXPECT_DOUBLE_EQ(loss[2], 6.5);
  EXPECT_DOUBLE_EQ(sharpness[0], 1.25);
  EXPECT_TRUE(std::isnan(sharpness[1]));
  EXPECT_DOUBLE_EQ(sharpness[2], 0);
  const auto back = EpochStats::fromValues(stats.values(), 3);
  EXPECT_EQ(back.values(), stats.values());
  EXPECT_THROW(EpochStats::fromValues(stats.values(), 4), Error);
}

TEST(Progress, EstimatesFromWhatWasMeasured) {
  Progress progress;
  EXPECT_LT(progress.etaSeconds({10, 0, 0, false}), 0);
  for (int i = 0; i < 50; ++i) progress.addStep(0.1, 128, false);
  EXPECT_NEAR(progress.imagesPerSecond(), 1280, 1e-6);
  EXPECT_NEAR(progress.etaSeconds({10, 0, 0, false}), 1.0, 1e-9);
  EXPECT_NEAR(progress.etaSeconds({0, 10, 0, false}), 2.0, 1e-9);  // a SAM step not yet seen: two plain ones
  progress.addStep(0.25, 128, true);
  progress.addEvaluation(2.0);
  EXPECT_NEAR(progress.etaSeconds({10, 10, 2, true}), 1.0 + 2.5 + 4.0 + 6.0, 1e-9);
}

TEST(RunData, TwinHasTheSameSizeAndTheGroupsOfTheProfile) {
  auto spec = spec::defaults(spec::Preset::Quick, spec::Mode::Supervised, spec::Method::SimClr);
  spec.nMax = 100;
  spec.ratio = 0.1;
  const RunData run = openRunData(spec, serialFor());
  spec.balancedTwin = true;
  const RunData twin = openRunData(spec, serialFor());
  EXPECT_EQ(run.subset.indices.size(), twin.subset.indices.size());
  for (std::size_t c = 0; c < run.classes.size(); ++c) EXPECT_EQ(run.classes[c].group, twin.classes[c].group);
  EXPECT_EQ(run.classes.front().trainCount, 100);
  EXPECT_EQ(run.classes.back().trainCount, 10);
  EXPECT_EQ(run.classes.front().group, 0);
  EXPECT_EQ(run.classes.back().group, 2);
}

TEST(RunData, HalfImagesAreASetLikeAnyOther) {
  const auto spec =
      spec::defaults(spec::Preset::Quick, spec::Mode::SelfSupervised, spec::Method::SimClr, "shapes-halves");
  const RunData run = openRunData(spec, serialFor());
  EXPECT_EQ(run.dataset.train.width, 64);
  EXPECT_EQ(run.dataset.train.height, 32);
  EXPECT_EQ(run.subset.counts, (std::vector<std::int64_t>{500, 500, 500, 500, 500, 10, 10, 10, 10, 10}));
}

TEST(RunData, ACheckpointPathCannotLeaveTheStoresFolder) {
  EXPECT_EQ(checkpointFile("/a", "b/c"), std::filesystem::path("/a/b/c"));
  for (const char* bad : {"", "/etc/passwd", "../x", "a/../../x"})
    EXPECT_THROW(checkpointFile("/a", bad), Error) << bad;
}

}  // namespace
}  // namespace skewscope::train
