// The queue: order, claims, attempts.

#include "core/base/system.h"
#include "core/spec/options.h"
#include "tests/core/store/processes.h"
#include "tests/core/store/store_fixture.h"

namespace skewscope::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class QueueTest : public StoreTest {
 protected:
  QueueTest() : store_(Store::open(path())) {
    for (int i = 0; i < 4; ++i) runs_.push_back(add(i));
  }

  std::string add(std::int64_t seed, const std::string& weightsFrom = {}) {
    spec::ExperimentSpec spec;
    spec.seed = seed;
    if (!weightsFrom.empty()) {
      spec.mode = spec::Mode::RwSam;
      spec.weightsFrom = weightsFrom;
    }
    return store_->addRun(spec);
  }
  std::vector<std::string> order() {
    std::vector<std::string> ids;
    for (const auto& entry : Reader(path()).queue().entries) ids.push_back(entry.run);
    return ids;
  }
  RunRecord record(const std::string& run) { return Reader(path()).run(run); }
  int attempts(const std::string& run) {
    for (const auto& entry : Reader(path()).queue().entries) {
      if (entry.run == run) return entry.attempts;
    }
    return -1;
  }
  /// As if the engine of a claimed run had been killed.
  void lose(const std::string& run) {
    raw().exec("UPDATE run SET heartbeat_ms = 1 WHERE id = '" + run + "'");
    EXPECT_THAT(store_->recoverLostRuns(kLeaseSilence), ElementsAre(run));
  }

  std::unique_ptr<Store> store_;
  std::vector<std::string> runs_;
};

TEST_F(QueueTest, GivesOutRunsInOrderOfPriorityThenPlace) {
  store_->enqueue({runs_[0], runs_[1]});
  store_->enqueue({runs_[2]}, 5);
  store_->enqueue({runs_[3]});
  EXPECT_THAT(order(), ElementsAre(runs_[2], runs_[0], runs_[1], runs_[3]));
  store_->moveInQueue(runs_[3], runs_[0]);
  EXPECT_THAT(order(), ElementsAre(runs_[2], runs_[3], runs_[0], runs_[1]));
  store_->moveInQueue(runs_[1], runs_[2]);  // takes on its priority
  EXPECT_THAT(order(), ElementsAre(runs_[1], runs_[2], runs_[3], runs_[0]));
  store_->moveInQueue(runs_[1], "");
  EXPECT_THAT(order(), ElementsAre(runs_[2], runs_[1], runs_[3], runs_[0]));
  store_->setPriority(runs_[2], -1);
  EXPECT_THAT(order(), ElementsAre(runs_[1], runs_[3], runs_[0], runs_[2]));
  for (const auto& run : order()) EXPECT_EQ(store_->claimNext("worker"), run);
  EXPECT_EQ(store_->claimNext("worker"), std::nullopt);
}

TEST_F(QueueTest, RunsOutsideOfItAreNotGivenOut) {
  EXPECT_THAT(order(), IsEmpty());
  EXPECT_EQ(store_->claimNext("worker"), std::nullopt);
}

TEST_F(QueueTest, AClaimedRunIsRunningAndGivenOutOnce) {
  store_->enqueue({runs_[0]});
  EXPECT_EQ(store_->claimNext("worker-1"), runs_[0]);
  EXPECT_EQ(record(runs_[0]).status, RunStatus::Running);
  EXPECT_EQ(Store::open(path())->claimNext("worker-2"), std::nullopt);
  // The engine that the worker starts claims it in the worker's name.
  auto engine = Store::open(path());
  EXPECT_EQ(thrownError([&] { engine->continueClaim(runs_[0], "worker-2"); }).kind(), ErrorKind::Interrupted);
  engine->continueClaim(runs_[0], "worker-1");
  engine->startRun(runs_[0], threeClasses());
  EXPECT_EQ(attempts(runs_[0]), 1);
  engine->endRun(runs_[0], RunStatus::Done, "");
  EXPECT_THAT(order(), IsEmpty());
}

TEST_F(QueueTest, ALostRunIsGivenOutAgainAndGivenUpAfterTooManyAttempts) {
  store_->enqueue({runs_[0]});
  for (int attempt = 1; attempt <= 3; ++attempt) {
    ASSERT_EQ(store_->claimNext("worker", 3), runs_[0]);
    EXPECT_EQ(attempts(runs_[0]), attempt);
    lose(runs_[0]);
  }
  EXPECT_EQ(store_->claimNext("worker", 3), std::nullopt);
  EXPECT_EQ(record(runs_[0]).status, RunStatus::Failed);
  EXPECT_THAT(record(runs_[0]).failure, StartsWith("Given up after 3 attempts"));
  EXPECT_THAT(order(), IsEmpty());
}

TEST_F(QueueTest, AFinishedEpochStartsTheCountAgain) {
  store_->enqueue({runs_[0]});
  for (int attempt = 1; attempt <= 6; ++attempt) {
    ASSERT_EQ(store_->claimNext("worker-" + std::to_string(attempt), 2), runs_[0]) << attempt;
    EXPECT_EQ(attempts(runs_[0]), 1);
    store_->startRun(runs_[0], threeClasses());
    store_->writeEpoch(runs_[0], epochRows(attempt, 1, 0.5));
    lose(runs_[0]);
  }
}

TEST_F(QueueTest, AStopInGoodOrderIsNoAttempt) {
  store_->enqueue({runs_[0]});
  for (int time = 0; time < 5; ++time) {
    ASSERT_EQ(store_->claimNext("worker", 2), runs_[0]) << time;
    store_->endRun(runs_[0], RunStatus::Interrupted, "stopped");
  }
}

TEST_F(QueueTest, ARunWaitsForTheOneItsWeightsComeFrom) {
  const std::string weighted = add(9, runs_[1]);
  store_->enqueue({weighted, runs_[0]});
  EXPECT_EQ(Reader(path()).queue().entries[0].waitsFor, runs_[1]);
  EXPECT_EQ(store_->claimNext("worker"), runs_[0]);
  EXPECT_EQ(store_->claimNext("worker"), std::nullopt);
  store_->claimRun(runs_[1], "engine");
  store_->endRun(runs_[1], RunStatus::Done, "");
  EXPECT_EQ(store_->claimNext("worker"), weighted);
}

TEST_F(QueueTest, TheRunThatWeightsComeFromIsKnownByItsIdHoweverItWasNamed) {
  store_->rename(runs_[1], "the source");
  for (const std::string& name : {std::string("the source"), runs_[1].substr(0, 8)}) {
    const std::string weighted = add(9, name);
    EXPECT_EQ(record(weighted).spec.weightsFrom, runs_[1]);
    store_->enqueue({weighted});
    EXPECT_EQ(Reader(path()).queue().entries.back().waitsFor, runs_[1]);
  }
  // What means no run, or several, stays as it is: training refuses it by its name.
  store_->rename(runs_[2], "the source");
  EXPECT_EQ(record(add(10, "the source")).spec.weightsFrom, "the source");
  EXPECT_EQ(record(add(10, "nobody")).spec.weightsFrom, "nobody");
}

TEST_F(QueueTest, APausedQueueGivesOutNothing) {
  store_->enqueue({runs_[0]});
  store_->setQueuePaused(true);
  EXPECT_TRUE(Reader(path()).queue().paused);
  EXPECT_EQ(store_->claimNext("worker"), std::nullopt);
  store_->setQueuePaused(false);
  EXPECT_EQ(store_->claimNext("worker"), runs_[0]);
}

TEST_F(QueueTest, TakenOutWhileWaitingIsInterruptedAndWhileRunningGoesOn) {
  store_->enqueue({runs_[0], runs_[1]});
  store_->claimNext("worker");
  store_->dequeue(runs_[0]);
  store_->dequeue(runs_[1]);
  store_->dequeue(runs_[2]);  // waits outside of it
  EXPECT_EQ(record(runs_[0]).status, RunStatus::Running);
  EXPECT_EQ(record(runs_[1]).status, RunStatus::Interrupted);
  EXPECT_EQ(record(runs_[2]).status, RunStatus::Interrupted);
  lose(runs_[0]);
  EXPECT_EQ(store_->claimNext("worker"), std::nullopt);
}

TEST_F(QueueTest, WhatCannotWaitIsRefusedWithNothingQueued) {
  store_->claimRun(runs_[1], "engine");
  EXPECT_EQ(thrownError([&] { store_->enqueue({runs_[0], runs_[1]}); }).kind(), ErrorKind::Usage);
  EXPECT_THAT(order(), IsEmpty());
  store_->endRun(runs_[1], RunStatus::Done, "");
  EXPECT_EQ(thrownError([&] { store_->enqueue({runs_[1]}); }).kind(), ErrorKind::Usage);
  store_->setDeleted(runs_[2], true);
  EXPECT_EQ(thrownError([&] { store_->enqueue({runs_[2]}); }).kind(), ErrorKind::Usage);
  EXPECT_EQ(thrownError([&] { store_->moveInQueue(runs_[0], ""); }).kind(), ErrorKind::Usage);
  EXPECT_EQ(thrownError([&] { store_->setPriority(runs_[0], 1); }).kind(), ErrorKind::Usage);
}

TEST_F(QueueTest, AnInterruptedOrFailedRunQueuesAnew) {
  for (const RunStatus status : {RunStatus::Interrupted, RunStatus::Failed}) {
    store_->claimRun(runs_[0], "engine");
    store_->endRun(runs_[0], status, "why");
    store_->enqueue({runs_[0]});
    EXPECT_EQ(record(runs_[0]).status, RunStatus::Queued);
    EXPECT_EQ(record(runs_[0]).failure, "");
  }
  store_->setDeleted(runs_[0], true);
  EXPECT_THAT(order(), IsEmpty());
}

TEST_F(QueueTest, ManyWorkersNeverGetTheSameRun) {
  std::vector<std::string> many;
  for (int i = 10; i < 40; ++i) many.push_back(add(i));
  store_->enqueue(many);
  std::vector<pid_t> children;
  for (int worker = 0; worker < 4; ++worker) {
    children.push_back(startChild([&, worker] {
      auto own = Store::open(path());
      const std::string name = "worker-" + std::to_string(worker);
      while (const auto run = own->claimNext(name)) {
        own->setNote(*run, Reader(path()).run(*run).note + name + ";");
        own->endRun(*run, RunStatus::Done, "");
      }
      return 0;
    }));
  }
  for (const pid_t child : children) EXPECT_EQ(finishChild(child), 0);
  for (const auto& run : many) {
    EXPECT_EQ(record(run).status, RunStatus::Done);
    const std::string note = record(run).note;
    EXPECT_EQ(std::count(note.begin(), note.end(), ';'), 1) << note;
  }
}

TEST_F(QueueTest, ExperimentsKeepTheirRuns) {
  const std::string id = store_->addExperiment("relative-gap", "Relative gap", "{}");
  store_->addToExperiment(id, {runs_[0], runs_[2]});
  store_->addToExperiment(id, {runs_[2]});
  auto found = Reader(path()).experiments();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, "relative-gap");
  EXPECT_THAT(found[0].runs, ElementsAre(runs_[0], runs_[2]));
  store_->setDeleted(runs_[0], true);
  EXPECT_THAT(Reader(path()).experiments()[0].runs, ElementsAre(runs_[2]));
  EXPECT_THAT(thrownError([&] { store_->addToExperiment("nothing", {runs_[0]}); }).what(),
              HasSubstr("no experiment"));
  store_->removeExperiment(id);
  EXPECT_THAT(Reader(path()).experiments(), IsEmpty());
  EXPECT_EQ(record(runs_[2]).status, RunStatus::Queued);
}

class WantedEvaluationTest : public QueueTest {
 protected:
  /// A run that is trained to its end, with a checkpoint.
  std::string trained() {
    const std::string run = runs_[0];
    store_->claimRun(run, "engine");
    const auto epochs = record(run).spec.epochs;
    EpochRows rows;
    rows.epoch = epochs;
    store_->writeEpoch(run, rows);
    store_->recordCheckpoint(run, {epochs, 0, "store.checkpoints/a", "digest", 1});
    store_->endRun(run, RunStatus::Done, "");
    return run;
  }
  std::vector<std::string> wanted(const std::string& run) { return Reader(path()).wantedEvaluations(run); }
};

TEST_F(WantedEvaluationTest, ARunThatIsDoneJoinsTheQueueForItAndStaysDone) {
  const std::string run = trained();
  EXPECT_EQ(store_->claimNext("worker"), std::nullopt);
  store_->wantEvaluation(run, "{}");
  store_->wantEvaluation(run, "{}");
  EXPECT_THAT(wanted(run), ElementsAre("{}"));
  EXPECT_THAT(order(), ElementsAre(run));
  EXPECT_EQ(record(run).status, RunStatus::Done);
  const auto ended = record(run).endedMs;
  raw().exec("UPDATE run SET ended_ms = ended_ms - 5000");
  EXPECT_EQ(store_->claimNext("worker"), run);
  store_->heartbeat(run, "worker");
  EXPECT_EQ(record(run).status, RunStatus::Running);
  store_->dropEvaluation(run, "{}");
  store_->endRun(run, RunStatus::Done, "");
  EXPECT_THAT(wanted(run), IsEmpty());
  EXPECT_THAT(order(), IsEmpty());
  EXPECT_EQ(record(run).endedMs, ended - 5000);  // it is not longer in training for being evaluated
  EXPECT_THROW(store_->claimRun(run, "worker"), Error);
}

TEST_F(WantedEvaluationTest, WhatIsAskedForAtTheLastMomentIsNotLost) {
  const std::string run = trained();
  store_->wantEvaluation(run, "a");
  EXPECT_EQ(store_->claimNext("worker"), run);
  store_->wantEvaluation(run, "b");
  store_->dropEvaluation(run, "a");
  store_->endRun(run, RunStatus::Done, "");
  EXPECT_THAT(order(), ElementsAre(run));
  EXPECT_THAT(wanted(run), ElementsAre("b"));
}

TEST_F(WantedEvaluationTest, HoweverAnEvaluationEndsTheRunStaysDone) {
  const std::string run = trained();
  store_->wantEvaluation(run, "{}");
  raw().exec("UPDATE run SET ended_ms = 5000");
  const auto expectDone = [&](const char* how) {
    EXPECT_EQ(record(run).status, RunStatus::Done) << how;
    EXPECT_EQ(record(run).endedMs, 5000) << how;
    EXPECT_EQ(record(run).failure, "") << how;
    EXPECT_THAT(wanted(run), ElementsAre("{}")) << how;
    EXPECT_THAT(order(), ElementsAre(run)) << how;
  };
  EXPECT_EQ(store_->claimNext("worker"), run);
  store_->endRun(run, RunStatus::Failed, "The target is not there.");
  expectDone("failed");
  EXPECT_THAT(Reader(path()).log(run, 10).back().text, HasSubstr("The target is not there."));
  EXPECT_EQ(store_->claimNext("worker"), run);
  store_->endRun(run, RunStatus::Interrupted, "Stopped.");
  expectDone("stopped");
  EXPECT_EQ(store_->claimNext("worker"), run);
  lose(run);
  expectDone("lost");
  // Nor is it taken back by the engine that seemed dead.
  EXPECT_EQ(thrownError([&] { store_->heartbeat(run, "worker"); }).kind(), ErrorKind::Interrupted);
  EXPECT_EQ(store_->claimNext("worker"), run);
  raw().exec("UPDATE run SET heartbeat_ms = 1");
  store_->setDeleted(run, true);
  EXPECT_THAT(order(), IsEmpty());
  store_->setDeleted(run, false);
  expectDone("deleted and brought back");
}

TEST_F(WantedEvaluationTest, AnEngineKilledBetweenTheLastCheckpointAndTheEndLeavesADoneRun) {
  const std::string run = runs_[0];
  store_->enqueue({run});
  const auto trainToTheEnd = [&] {
    EXPECT_EQ(store_->claimNext("worker"), run);
    store_->recordCheckpoint(run, {record(run).spec.epochs, 0, "store.checkpoints/a", "digest", 1});
  };
  trainToTheEnd();
  lose(run);
  EXPECT_EQ(record(run).status, RunStatus::Done);
  EXPECT_THAT(order(), IsEmpty());
  // Told by its worker.
  raw().exec("DELETE FROM checkpoint; UPDATE run SET status = 'interrupted' WHERE id = '" + run + "'");
  store_->enqueue({run});
  trainToTheEnd();
  store_->endRun(run, RunStatus::Failed, "The engine ended with status 137.");
  EXPECT_EQ(record(run).status, RunStatus::Done);
  EXPECT_THAT(order(), IsEmpty());
  EXPECT_THAT(Reader(path()).log(run, 10), IsEmpty());
}

TEST_F(WantedEvaluationTest, EvaluatingARunKeepsTheRecordOfItsTraining) {
  const std::string run = trained();
  raw().exec("UPDATE run SET engine_version = '0.0.1', precision = 'bfloat16', threads = 7");
  store_->wantEvaluation(run, "{}");
  EXPECT_EQ(store_->claimNext("worker"), run);
  Store::RunStart start;
  start.engineVersion = "9";
  start.precision = "float32";
  store_->startRun(run, start);
  EXPECT_EQ(record(run).engineVersion, "0.0.1");
  EXPECT_EQ(record(run).precision, "bfloat16");
  EXPECT_EQ(record(run).threads, 7);
}

TEST_F(WantedEvaluationTest, OneThatIsMadeLeavesTheNextAllItsAttempts) {
  const std::string run = trained();
  for (const char* request : {"a", "b", "c"}) store_->wantEvaluation(run, request);
  // Killed after each that it has made.
  for (const char* request : {"a", "b"}) {
    EXPECT_EQ(store_->claimNext("worker"), run);
    store_->dropEvaluation(run, request);
    lose(run);
    EXPECT_EQ(attempts(run), 1);
  }
  // And once more after the last one, before it could say so: nothing is left, nothing has failed.
  for (int i = 1; i < Store::kMostAttempts; ++i) {
    EXPECT_EQ(store_->claimNext("worker"), run);
    if (i + 1 == Store::kMostAttempts) store_->dropEvaluation(run, "c");
    lose(run);
  }
  raw().exec("UPDATE queue SET attempts = 3");
  EXPECT_EQ(store_->claimNext("worker"), std::nullopt);
  EXPECT_EQ(record(run).status, RunStatus::Done);
  EXPECT_THAT(order(), IsEmpty());
}

TEST_F(WantedEvaluationTest, TakenOutWhileItIsMadeItDoesNotComeBack) {
  const std::string run = trained();
  store_->wantEvaluation(run, "{}");
  EXPECT_EQ(store_->claimNext("worker"), run);
  store_->dequeue(run);
  store_->endRun(run, RunStatus::Done, "");
  EXPECT_THAT(order(), IsEmpty());
  EXPECT_THAT(wanted(run), IsEmpty());
}

TEST_F(WantedEvaluationTest, WithoutACheckpointOfItsLastEpochARunIsNotTrained) {
  const std::string run = runs_[0];
  store_->enqueue({run});
  store_->wantEvaluation(run, "{}");
  const auto epochs = record(run).spec.epochs;
  for (int i = 0; i < Store::kMostAttempts; ++i) {
    EXPECT_EQ(store_->claimNext("worker"), run);
    store_->recordCheckpoint(run, {epochs - 1, 0, "store.checkpoints/a", "digest", 1});
    EpochRows rows;
    rows.epoch = epochs;
    store_->writeEpoch(run, rows);
    store_->endRun(run, RunStatus::Failed, "The disk is full.");
    EXPECT_EQ(record(run).status, RunStatus::Failed);
    raw().exec("UPDATE queue SET attempt_epoch = " + std::to_string(epochs));
  }
  raw().exec("UPDATE queue SET attempts = 3");
  EXPECT_EQ(store_->claimNext("worker"), std::nullopt);
  EXPECT_EQ(record(run).status, RunStatus::Failed);
  EXPECT_THAT(wanted(run), ElementsAre("{}"));
}

TEST_F(WantedEvaluationTest, OneThatKillsItsEngineIsGivenUpAndTheRunStaysDone) {
  const std::string run = trained();
  store_->wantEvaluation(run, "a");
  store_->wantEvaluation(run, "b");
  for (int i = 0; i < Store::kMostAttempts; ++i) {
    EXPECT_EQ(store_->claimNext("worker"), run) << i;
    lose(run);
  }
  EXPECT_EQ(store_->claimNext("worker"), run);  // for the other one
  EXPECT_THAT(wanted(run), ElementsAre("b"));
  store_->dropEvaluation(run, "b");
  store_->endRun(run, RunStatus::Done, "");
  EXPECT_EQ(store_->claimNext("worker"), std::nullopt);
  EXPECT_EQ(record(run).status, RunStatus::Done);
  EXPECT_THAT(wanted(run), IsEmpty());
  EXPECT_THAT(order(), IsEmpty());
  std::string log;
  for (const auto& line : Reader(path()).log(run, 10)) log += line.text;
  EXPECT_THAT(log, HasSubstr("given up"));
}

TEST_F(WantedEvaluationTest, OfATakenOutRunNoneAreLeftAndOthersAreRefused) {
  const std::string run = trained();
  store_->wantEvaluation(run, "{}");
  store_->dequeue(run);
  EXPECT_THAT(wanted(run), IsEmpty());
  EXPECT_EQ(record(run).status, RunStatus::Done);
  store_->claimRun(runs_[1], "engine");
  store_->endRun(runs_[1], RunStatus::Done, "");
  EXPECT_THROW(store_->wantEvaluation(runs_[1], "{}"), Error);  // no checkpoint
  store_->setDeleted(runs_[2], true);
  EXPECT_THROW(store_->wantEvaluation(runs_[2], "{}"), Error);
  store_->wantEvaluation(runs_[3], "{}");  // not trained yet: when it is
  EXPECT_THAT(order(), IsEmpty());
}

TEST_F(QueueTest, AWorkerIsThereWithItsRunsUntilItEndsOrIsLongSilent) {
  WorkerRecord worker;
  worker.id = newUuid();
  worker.host = "node7";
  worker.process = 47;
  worker.jobs = 3;
  const auto workers = [this] { return Reader(path()).queue().workers; };
  EXPECT_THAT(workers(), IsEmpty());
  EXPECT_TRUE(store_->touchWorker(worker));
  store_->enqueue(runs_);
  const auto first = store_->claimNext("node7:47:a"), second = store_->claimNext("node7:47:b");
  store_->claimNext("node7:471:c");  // of another process, whose number begins alike
  ASSERT_EQ(workers().size(), 1U);
  EXPECT_EQ(workers()[0].jobs, 3);
  EXPECT_THAT(workers()[0].runs, ElementsAre(*first, *second));

  store_->askWorkerToStop(worker.id);
  EXPECT_TRUE(workers()[0].stopAsked);
  EXPECT_FALSE(store_->touchWorker(worker));
  EXPECT_TRUE(workers()[0].stopAsked) << "forgotten by the next heartbeat";

  WorkerRecord other = worker;
  other.id = newUuid();
  raw().exec("UPDATE worker SET heartbeat_ms = heartbeat_ms - 20000");
  EXPECT_TRUE(store_->touchWorker(other));
  EXPECT_EQ(workers().size(), 2U) << "one that has just fallen silent is to be seen";
  raw().exec("UPDATE worker SET heartbeat_ms = heartbeat_ms - 100000 WHERE id = '" + worker.id + "'");
  EXPECT_TRUE(store_->touchWorker(other));
  ASSERT_EQ(workers().size(), 1U);
  store_->removeWorker(other.id);
  EXPECT_THAT(workers(), IsEmpty());
}

}  // namespace
}  // namespace skewscope::store
