#include "core/experiment/start.h"

#include <algorithm>

#include "core/experiment/plan.h"
#include "core/spec/options.h"
#include "tests/core/store/store_fixture.h"

namespace skewscope::experiment {
namespace {

using store::Reader;
using store::RunStatus;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class StartTest : public store::StoreTest {
 protected:
  StartTest() : store_(store::Store::open(path())) {
    settings_.seeds = {1};
    settings_.options["epochs"] = 2;
  }
  std::unique_ptr<store::Store> store_;
  Settings settings_;
};

TEST_F(StartTest, AddsAndQueuesTheRunsInOrder) {
  const Started started = startExperiment(*store_, settings_);
  EXPECT_THAT(started.runs, SizeIs(4));
  EXPECT_EQ(started.added, 4);
  EXPECT_EQ(started.waiting, 4);
  std::vector<std::string> queue;
  for (const auto& entry : Reader(path()).queue().entries) queue.push_back(entry.run);
  EXPECT_EQ(queue, started.runs);
  const auto experiments = Reader(path()).experiments();
  ASSERT_THAT(experiments, SizeIs(1));
  EXPECT_EQ(experiments[0].runs, started.runs);
  EXPECT_EQ(toJson(fromJson(experiments[0].settings)), toJson(settings_));
}

TEST_F(StartTest, GoesOnWithAnEqualOneInsteadOfTrainingAgain) {
  const Started first = startExperiment(*store_, settings_);
  store_->claimRun(first.runs[0], "engine");
  store_->endRun(first.runs[0], RunStatus::Done, "");
  store_->claimRun(first.runs[1], "engine");
  store_->endRun(first.runs[1], RunStatus::Failed, "why");
  store_->dequeue(first.runs[1]);
  const Started second = startExperiment(*store_, settings_);
  EXPECT_EQ(second.id, first.id);
  EXPECT_EQ(second.runs, first.runs);
  EXPECT_EQ(second.added, 0);
  EXPECT_EQ(second.waiting, 3);
  EXPECT_EQ(Reader(path()).run(first.runs[1]).status, RunStatus::Queued);
  EXPECT_THAT(Reader(path()).queue().entries, SizeIs(3));
}

TEST_F(StartTest, ARunOfTheStoreThatLacksAnEvaluationIsEvaluatedAndNotTrainedAgain) {
  const Started first = startExperiment(*store_, settings_);
  const std::string run = first.runs[0], bare = first.runs[1];
  for (const auto& each : {run, bare}) {
    store_->claimRun(each, "engine");
    if (each == run) store_->recordCheckpoint(each, {2, 0, "store.checkpoints/a", "digest", 1});
    store_->endRun(each, RunStatus::Done, "");
  }
  settings_.target = "stl10";
  EXPECT_THROW(startExperiment(*store_, settings_), Error);  // whose images are not named
  settings_.targetDir = "/data/stl10";
  const Started second = startExperiment(*store_, settings_);
  EXPECT_NE(second.id, first.id);
  EXPECT_EQ(second.runs[0], run);
  EXPECT_NE(second.runs[1], bare);  // done without a checkpoint: trained again
  EXPECT_EQ(second.added, 1);
  EXPECT_EQ(second.waiting, 4);
  EXPECT_EQ(second.evaluated, 1);
  for (const auto& each : second.runs) EXPECT_THAT(Reader(path()).wantedEvaluations(each), SizeIs(1));
  EXPECT_EQ(Reader(path()).run(run).status, RunStatus::Done);
  EXPECT_THAT(Reader(path()).queue().entries, SizeIs(4));
  // Measured meanwhile: nothing is wanted any more.
  store_->claimRun(run, "engine");
  store::EpochRows rows;
  rows.epoch = 2;
  rows.metrics["ood_probe_stl10"] = 0.5;
  store_->writeEpoch(run, rows);
  for (const auto& request : Reader(path()).wantedEvaluations(run)) store_->dropEvaluation(run, request);
  store_->endRun(run, RunStatus::Done, "");
  const Started third = startExperiment(*store_, settings_);
  EXPECT_EQ(third.waiting, 3);
  EXPECT_EQ(third.added, 0);  // the one that is trained again is gone on with
  EXPECT_EQ(third.runs, second.runs);
  settings_.target = settings_.dataset;
  EXPECT_THROW(startExperiment(*store_, settings_), Error);
}

TEST_F(StartTest, RunsOfTheStoreAreReused) {
  const auto planned = plan(settings_);
  const std::string before = store_->addRun(planned[2].spec);
  store_->claimRun(before, "engine");
  store_->endRun(before, RunStatus::Done, "");
  const Started started = startExperiment(*store_, settings_);
  EXPECT_EQ(started.runs[2], before);
  EXPECT_EQ(started.added, 3);
  // More seeds: only those are new.
  settings_.seeds = {1, 2};
  const Started more = startExperiment(*store_, settings_);
  EXPECT_NE(more.id, started.id);
  EXPECT_EQ(more.added, 4);
  EXPECT_TRUE(std::equal(started.runs.begin(), started.runs.end(), more.runs.begin()));
}

TEST_F(StartTest, RwSamWaitsForItsSslRun) {
  settings_.kind = Kind::RwSamTable;
  const Started started = startExperiment(*store_, settings_);
  EXPECT_EQ(Reader(path()).run(started.runs[3]).spec.weightsFrom, started.runs[0]);
  const auto entries = Reader(path()).queue().entries;
  const auto entry = std::ranges::find(entries, started.runs[3], &store::QueueEntry::run);
  ASSERT_NE(entry, entries.end());
  EXPECT_EQ(entry->waitsFor, started.runs[0]);
}

}  // namespace
}  // namespace skewscope::experiment
