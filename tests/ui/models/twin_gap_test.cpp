#include "ui/models/twin_gap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ui/models/run_data.h"

namespace skewscope::ui {
namespace {

store::RunRecord record(const std::string& id, bool twin, store::RunStatus status, std::int64_t created) {
  store::RunRecord run;
  run.id = id;
  run.pairHash = "pair";
  run.spec.balancedTwin = twin;
  run.status = status;
  run.createdMs = created;
  return run;
}

RunData run(bool twin) {
  RunData data;
  data.record = record(twin ? "twin" : "run", twin, store::RunStatus::Done, 1);
  return data;
}

TEST(TwinGap, FindsTheOtherHalfThatIsDoneThenNewest) {
  using store::RunStatus;
  std::vector<store::RunRecord> runs{
      record("run", false, RunStatus::Done, 1), record("old", true, RunStatus::Done, 2),
      record("new", true, RunStatus::Done, 3), record("queued", true, RunStatus::Queued, 4),
      record("again", false, RunStatus::Done, 5)};
  runs.push_back(record("other", true, RunStatus::Done, 9));
  runs.back().pairHash = "another pair";
  const store::RunRecord* twin = findTwin(runs, runs[0]);
  ASSERT_NE(twin, nullptr);
  EXPECT_EQ(twin->id, "new");
  const store::RunRecord* back = findTwin(runs, runs[2]);
  ASSERT_NE(back, nullptr);
  EXPECT_EQ(back->id, "again");
  EXPECT_EQ(findTwin({runs[0], runs[4]}, runs[0]), nullptr);
}

TEST(TwinGap, ByProbeWhereBothHaveOne) {
  RunData imbalanced = run(false);
  RunData balanced = run(true);
  imbalanced.metrics[store::metric::kProbeAccuracy] = {{30}, {0.66}};
  balanced.metrics[store::metric::kProbeAccuracy] = {{40}, {0.816}};
  imbalanced.metrics[store::metric::kHeadAccuracy] = {{30}, {0.48}};
  balanced.metrics[store::metric::kHeadAccuracy] = {{30}, {0.8}};
  const auto gap = twinGap(imbalanced, balanced);
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->metric, store::metric::kProbeAccuracy);
  EXPECT_NEAR(gap->gap, (0.816 - 0.66) / 0.816, 1e-12);
  const auto turned = twinGap(balanced, imbalanced);  // the same, seen from the twin
  ASSERT_TRUE(turned);
  EXPECT_DOUBLE_EQ(turned->gap, gap->gap);
}

TEST(TwinGap, ElseTheLiveMetricAtTheLatestCommonEpoch) {
  RunData imbalanced = run(false);
  RunData balanced = run(true);
  imbalanced.metrics[store::metric::kHeadAccuracy] = {{1, 2, 3, 4}, {0.1, 0.3, 0.4, std::nan("")}};
  balanced.metrics[store::metric::kHeadAccuracy] = {{2, 3, 4, 60}, {0.4, 0.5, 0.6, 0.9}};
  balanced.metrics[store::metric::kProbeAccuracy] = {{60}, {0.9}};
  const auto gap = twinGap(imbalanced, balanced);
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->metric, store::metric::kHeadAccuracy);
  EXPECT_EQ(gap->epoch, 3);
  EXPECT_NEAR(gap->gap, 0.2, 1e-12);
}

TEST(TwinGap, NoneWithoutACommonValueOrAnAccuracyToDivideBy) {
  RunData imbalanced = run(false);
  RunData balanced = run(true);
  EXPECT_FALSE(twinGap(imbalanced, balanced));
  imbalanced.metrics[store::metric::kHeadAccuracy] = {{1}, {0.1}};
  balanced.metrics[store::metric::kHeadAccuracy] = {{2}, {0.4}};
  EXPECT_FALSE(twinGap(imbalanced, balanced));
  balanced.metrics[store::metric::kHeadAccuracy] = {{1}, {0.0}};
  EXPECT_FALSE(twinGap(imbalanced, balanced));
  EXPECT_FALSE(twinGap(imbalanced, imbalanced));
}

}  // namespace
}  // namespace skewscope::ui
