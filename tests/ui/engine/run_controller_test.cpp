#include "ui/engine/run_controller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <QFile>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <algorithm>
#include <map>

#include "core/store/reader.h"
#include "core/store/store.h"
#include "tests/ui/support/wait.h"
#include "ui/engine/lost_run.h"
#include "ui/models/store_service.h"

namespace skewscope::ui {
namespace {

using State = RunController::State;
using store::RunStatus;

class ControllerTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(folder_.isValid());
    for (const char* name : {"SKEWSCOPE_FAKE", "SKEWSCOPE_FAKE_STEP_MS", "SKEWSCOPE_FAKE_NOTE"})
      qunsetenv(name);
    path_ = folder_.filePath(QStringLiteral("test.skewscope")).toStdString();
    store::Store::open(path_);
    open();
  }
  void TearDown() override {
    controller_.reset();
    service_.reset();
  }

  void open() {
    service_ = std::make_unique<StoreService>(path_);
    controller_ = std::make_unique<RunController>(*service_);
    controller_->setEngine(QStringLiteral(SKEWSCOPE_FAKE_ENGINE));
    QObject::connect(controller_.get(), &RunController::stateChanged,
                     [this](State state) { states_.push_back(state); });
  }

  static spec::ExperimentSpec shortRun(std::int64_t epochs = 3) {
    spec::ExperimentSpec spec;
    spec.epochs = epochs;
    return spec;
  }
  RunStatus status(const QString& run) const { return store::Reader(path_).run(run.toStdString()).status; }
  /// The one run in progress, or empty.
  QString current() const { return controller_->runsInProgress().value(0); }
  bool idle() const { return controller_->state() == State::Idle && controller_->queueLength() == 0; }
  bool reaches(State state) const {
    return waitFor([&] { return controller_->state() == state; });
  }
  /// The command lines that the fake engine has read.
  QString notes() const {
    QFile file(notePath());
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
  }
  QString notePath() const { return folder_.filePath(QStringLiteral("note")); }

  QTemporaryDir folder_;
  std::filesystem::path path_;
  std::unique_ptr<StoreService> service_;
  std::unique_ptr<RunController> controller_;
  std::vector<State> states_;
};

TEST_F(ControllerTest, ARunGoesFromTheQueueToDone) {
  QSignalSpy ended(controller_.get(), &RunController::runEnded);
  controller_->enqueue(shortRun());
  ASSERT_TRUE(waitFor([&] { return ended.count() == 1; }));
  EXPECT_EQ(ended[0][1].toString(), QStringLiteral("done"));
  EXPECT_EQ(status(ended[0][0].toString()), RunStatus::Done);
  EXPECT_THAT(states_, testing::ElementsAre(State::Starting, State::Running, State::Idle));
  EXPECT_TRUE(controller_->runsInProgress().isEmpty());
}

TEST_F(ControllerTest, RunsTrainOneAtATimeInTheOrderTheyCame) {
  std::vector<std::string> started;
  QObject::connect(controller_.get(), &RunController::event, [&](const protocol::Event& event) {
    if (const auto* word = std::get_if<protocol::Started>(&event)) started.push_back(word->run);
  });
  for (int seed = 1; seed <= 3; ++seed) {
    spec::ExperimentSpec spec = shortRun();
    spec.seed = seed;
    controller_->enqueue(spec);
  }
  ASSERT_TRUE(waitFor([&] { return started.size() == 3 && idle(); }));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(store::Reader(path_).run(started[i]).spec.seed, static_cast<std::int64_t>(i) + 1);
  }
}

TEST_F(ControllerTest, SeveralRunsTrainSideBySideAndShareTheCores) {
  qputenv("SKEWSCOPE_FAKE_STEP_MS", "5");
  qputenv("SKEWSCOPE_FAKE_NOTE", notePath().toLocal8Bit());
  QSignalSpy ended(controller_.get(), &RunController::runEnded);
  std::size_t most = 0;
  QObject::connect(controller_.get(), &RunController::runsInProgressChanged, [&](const QStringList& runs) {
    most = std::max(most, static_cast<std::size_t>(runs.size()));
  });
  controller_->setJobs(2);
  for (int i = 0; i < 5; ++i) controller_->enqueue(shortRun());
  ASSERT_TRUE(waitFor([&] { return ended.count() == 5 && idle(); }));
  EXPECT_EQ(most, 2U);
  QSet<QString> done;
  for (const auto& arguments : ended) {
    EXPECT_EQ(arguments[1].toString(), QStringLiteral("done"));
    done.insert(arguments[0].toString());
  }
  EXPECT_EQ(done.size(), 5);
  const QString share = QStringLiteral("cores %1\n").arg(std::max(QThread::idealThreadCount() / 2, 1));
  EXPECT_EQ(notes().count(share), 5) << notes().toStdString();
}

TEST_F(ControllerTest, OneOfSeveralRunsIsStoppedAndTheQueueGoesOn) {
  QSignalSpy ended(controller_.get(), &RunController::runEnded);
  controller_->setJobs(2);
  for (int i = 0; i < 3; ++i) controller_->enqueue(shortRun(100000));
  ASSERT_TRUE(waitFor([&] {
    return controller_->runsInProgress().size() == 2 && controller_->queueLength() == 1 &&
           status(controller_->runsInProgress()[0]) == RunStatus::Running;
  }));
  const QString first = controller_->runsInProgress()[0], second = controller_->runsInProgress()[1];
  ASSERT_TRUE(waitFor([&] { return status(second) == RunStatus::Running; }));
  controller_->stopRun(first);
  EXPECT_NE(controller_->state(), State::Stopping);
  ASSERT_TRUE(waitFor([&] { return ended.count() == 1 && controller_->runsInProgress().size() == 2; }));
  EXPECT_EQ(ended[0][0].toString(), first);
  EXPECT_EQ(status(first), RunStatus::Interrupted);
  EXPECT_EQ(controller_->runsInProgress()[0], second);
  EXPECT_FALSE(controller_->isHeld());
  // Pause and stop are for all of them.
  const QString third = controller_->runsInProgress()[1];
  ASSERT_TRUE(waitFor([&] { return status(third) == RunStatus::Running; }));
  ASSERT_TRUE(waitFor([&] {
    controller_->pause();
    return controller_->state() == State::Paused;
  }));
  controller_->unpause();
  ASSERT_TRUE(reaches(State::Running));
  controller_->stop();
  EXPECT_EQ(controller_->state(), State::Stopping);
  ASSERT_TRUE(reaches(State::Idle));
  EXPECT_EQ(status(second), RunStatus::Interrupted);
  EXPECT_EQ(status(third), RunStatus::Interrupted);
}

TEST_F(ControllerTest, AKilledEngineTakesNoOtherRunWithIt) {
  qputenv("SKEWSCOPE_FAKE_STEP_MS", "5");
  QSignalSpy lost(controller_.get(), &RunController::engineLost);
  QSignalSpy ended(controller_.get(), &RunController::runEnded);
  controller_->setJobs(2);
  controller_->enqueue(shortRun(100000));
  controller_->enqueue(shortRun(30));
  ASSERT_TRUE(waitFor([&] { return controller_->runsInProgress().size() == 2; }));
  const QString first = controller_->runsInProgress()[0], second = controller_->runsInProgress()[1];
  ASSERT_TRUE(waitFor([&] { return status(first) == RunStatus::Running; }));
  ASSERT_EQ(::kill(static_cast<pid_t>(controller_->engineProcessId(first)), SIGKILL), 0);
  ASSERT_TRUE(waitFor([&] { return lost.count() == 1; }));
  EXPECT_EQ(lost[0][0].toString(), first);
  ASSERT_TRUE(waitFor([&] {
    return std::ranges::any_of(ended, [&](const auto& end) { return end[0].toString() == second; });
  }));
  EXPECT_EQ(status(second), RunStatus::Done);
  controller_->stop();
  ASSERT_TRUE(reaches(State::Idle));
}

TEST_F(ControllerTest, PauseHoldsAndResumeGoesOn) {
  qputenv("SKEWSCOPE_FAKE_STEP_MS", "5");
  controller_->enqueue(shortRun(1000));
  ASSERT_TRUE(reaches(State::Running));
  controller_->pause();
  ASSERT_TRUE(reaches(State::Paused));
  controller_->unpause();
  ASSERT_TRUE(reaches(State::Running));
  controller_->stop();
  ASSERT_TRUE(reaches(State::Idle));
}

TEST_F(ControllerTest, StopShowsStoppingAtOnceAndHoldsTheQueue) {
  QSignalSpy ended(controller_.get(), &RunController::runEnded);
  controller_->enqueue(shortRun(100000));
  ASSERT_TRUE(reaches(State::Running));
  const QString first = current();
  controller_->enqueue(shortRun());
  ASSERT_TRUE(waitFor([&] { return controller_->queueLength() == 1; }));
  controller_->stop();
  EXPECT_EQ(controller_->state(), State::Stopping);
  ASSERT_TRUE(waitFor([&] { return ended.count() == 1; }));
  EXPECT_EQ(ended[0][1].toString(), QStringLiteral("interrupted"));
  EXPECT_EQ(status(first), RunStatus::Interrupted);
  settle();
  EXPECT_EQ(controller_->state(), State::Idle);
  EXPECT_TRUE(controller_->isHeld());
  EXPECT_EQ(controller_->queueLength(), 1);
  controller_->startQueue();
  ASSERT_TRUE(waitFor([&] { return ended.count() == 2; }));
  EXPECT_EQ(ended[1][1].toString(), QStringLiteral("done"));
}

TEST_F(ControllerTest, AnInterruptedRunResumesAheadOfTheQueue) {
  QSignalSpy ended(controller_.get(), &RunController::runEnded);
  qputenv("SKEWSCOPE_FAKE_STEP_MS", "50");
  controller_->enqueue(shortRun(40));
  ASSERT_TRUE(reaches(State::Running));
  const QString first = current();
  controller_->enqueue(shortRun());
  ASSERT_TRUE(waitFor([&] { return controller_->queueLength() == 1; }));
  controller_->stop();
  ASSERT_TRUE(waitFor([&] { return ended.count() == 1; }));
  qputenv("SKEWSCOPE_FAKE_STEP_MS", "1");
  controller_->resumeRun(first);
  ASSERT_TRUE(waitFor([&] { return current() == first; }));
  ASSERT_TRUE(waitFor([&] { return ended.count() == 3; }));
  EXPECT_EQ(ended[1][0].toString(), first);
  EXPECT_EQ(status(first), RunStatus::Done);
}

TEST_F(ControllerTest, AKilledEngineIsToldAndTheRunIsInterrupted) {
  QSignalSpy lost(controller_.get(), &RunController::engineLost);
  controller_->enqueue(shortRun(100000));
  ASSERT_TRUE(reaches(State::Running));
  const QString run = current();
  ASSERT_EQ(::kill(static_cast<pid_t>(controller_->engineProcessId(current())), SIGKILL), 0);
  ASSERT_TRUE(waitFor([&] { return lost.count() == 1; }));
  EXPECT_EQ(lost[0][0].toString(), run);
  EXPECT_TRUE(lost[0][1].toString().contains(QStringLiteral("Resume")));
  EXPECT_EQ(controller_->state(), State::Idle);
  EXPECT_TRUE(waitFor([&] { return status(run) == RunStatus::Interrupted; }));
  EXPECT_FALSE(store::Reader(path_).run(run.toStdString()).failure.empty());
}

TEST_F(ControllerTest, ACrashInterruptsTheRunAndTheQueueGoesOnAndTriesItAgain) {
  QSignalSpy lost(controller_.get(), &RunController::engineLost);
  qputenv("SKEWSCOPE_FAKE", "crash");
  controller_->enqueue(shortRun());
  controller_->enqueue(shortRun());
  ASSERT_TRUE(
      waitFor([&] { return lost.count() > 2 && idle() && store::Reader(path_).queue().entries.empty(); }));
  std::map<QString, int> attempts;
  for (const auto& arguments : lost) {
    const QString run = arguments[0].toString();
    EXPECT_EQ(status(run), RunStatus::Interrupted);
    const bool again = arguments[1].toString().contains(QStringLiteral("tried again"));
    EXPECT_NE(again, arguments[1].toString().contains(QStringLiteral("Resume")));
    ++attempts[run];
  }
  ASSERT_EQ(attempts.size(), 2U);
  for (const auto& [run, count] : attempts) {
    EXPECT_GE(count, 2);
    EXPECT_LE(count, store::Store::kMostAttempts);
  }
}

TEST_F(ControllerTest, AnEngineThatRefusesFailsTheRunWithItsLastWords) {
  QSignalSpy lost(controller_.get(), &RunController::engineLost);
  qputenv("SKEWSCOPE_FAKE", "refuse");
  controller_->enqueue(shortRun());
  ASSERT_TRUE(waitFor([&] { return lost.count() == 1; }));
  EXPECT_TRUE(lost[0][1].toString().contains(QStringLiteral("locked by another program")));
  const QString run = lost[0][0].toString();
  EXPECT_TRUE(waitFor([&] { return status(run) == RunStatus::Failed; }));
}

TEST_F(ControllerTest, AnEngineThatEndsWithoutAWordAfterTheStartLeavesTheRunInterrupted) {
  QSignalSpy lost(controller_.get(), &RunController::engineLost);
  qputenv("SKEWSCOPE_FAKE", "mute_exit");
  controller_->enqueue(shortRun());
  ASSERT_TRUE(waitFor([&] { return lost.count() == 1; }));
  EXPECT_TRUE(lost[0][1].toString().contains(QStringLiteral("out of memory")));
  EXPECT_TRUE(waitFor([&] { return status(lost[0][0].toString()) == RunStatus::Interrupted; }));
}

TEST_F(ControllerTest, GarbageAndFloodDoNotStopARun) {
  for (const char* manner : {"garbage", "flood"}) {
    QSignalSpy ended(controller_.get(), &RunController::runEnded);
    qputenv("SKEWSCOPE_FAKE", manner);
    controller_->enqueue(shortRun());
    ASSERT_TRUE(waitFor([&] { return ended.count() == 1; })) << manner;
    EXPECT_EQ(ended[0][1].toString(), QStringLiteral("done")) << manner;
  }
}

TEST_F(ControllerTest, AnEngineThatIgnoresStopAndSigtermCanBeKilled) {
  QSignalSpy slow(controller_.get(), &RunController::stopIsSlow);
  QSignalSpy lost(controller_.get(), &RunController::engineLost);
  qputenv("SKEWSCOPE_FAKE", "deaf");
  qputenv("SKEWSCOPE_FAKE_NOTE", notePath().toLocal8Bit());
  controller_->setStopPatience(std::chrono::milliseconds(50), std::chrono::milliseconds(150));
  controller_->enqueue(shortRun(100000));
  ASSERT_TRUE(reaches(State::Running));
  const QString run = current();
  controller_->stop();
  ASSERT_TRUE(waitFor([&] { return slow.count() == 1; }));
  EXPECT_EQ(controller_->state(), State::Stopping);
  EXPECT_TRUE(notes().contains(QStringLiteral("stop")));
  controller_->killEngines();
  ASSERT_TRUE(waitFor([&] { return lost.count() == 1; }));
  EXPECT_TRUE(waitFor([&] { return status(run) == RunStatus::Interrupted; }));
}

TEST_F(ControllerTest, AMissingEngineLeavesTheRunInTheQueue) {
  QSignalSpy problem(controller_.get(), &RunController::problem);
  controller_->setEngine(QStringLiteral("/nonexistent/skewscope-engine"));
  controller_->enqueue(shortRun());
  ASSERT_TRUE(waitFor([&] { return problem.count() == 1; }));
  EXPECT_EQ(controller_->state(), State::Idle);
  EXPECT_EQ(controller_->queueLength(), 1);
  EXPECT_TRUE(controller_->isHeld());
  controller_->setEngine(QStringLiteral(SKEWSCOPE_FAKE_ENGINE));
  QSignalSpy ended(controller_.get(), &RunController::runEnded);
  controller_->startQueue();
  ASSERT_TRUE(waitFor([&] { return ended.count() == 1; }));
}

TEST_F(ControllerTest, ARunTakenOutOfTheQueueDoesNotStart) {
  controller_->enqueue(shortRun(100000));
  ASSERT_TRUE(reaches(State::Running));
  controller_->enqueue(shortRun());
  ASSERT_TRUE(waitFor([&] { return controller_->queueLength() == 1; }));
  const QString waiting = controller_->queue().constFirst();
  controller_->cancelQueued(waiting);
  EXPECT_EQ(controller_->queueLength(), 0);
  EXPECT_TRUE(waitFor([&] { return status(waiting) == RunStatus::Interrupted; }));
  controller_->stop();
  ASSERT_TRUE(reaches(State::Idle));
}

TEST_F(ControllerTest, ADetachedEngineTrainsToItsEndWithoutTheController) {
  qputenv("SKEWSCOPE_FAKE_STEP_MS", "20");
  qputenv("SKEWSCOPE_FAKE_NOTE", notePath().toLocal8Bit());
  controller_->enqueue(shortRun(20));
  ASSERT_TRUE(reaches(State::Running));
  const QString run = current();
  controller_->detach();
  EXPECT_EQ(controller_->state(), State::Idle);
  controller_.reset();
  EXPECT_TRUE(waitFor([&] { return status(run) == RunStatus::Done; }));
  EXPECT_TRUE(notes().contains(QStringLiteral("detach")));
}

TEST_F(ControllerTest, AControllerThatGoesLeavesTheEngineTimeForItsCheckpoint) {
  qputenv("SKEWSCOPE_FAKE_NOTE", notePath().toLocal8Bit());
  controller_->enqueue(shortRun(100000));
  ASSERT_TRUE(reaches(State::Running));
  const QString run = current();
  controller_.reset();
  EXPECT_TRUE(waitFor([&] { return status(run) == RunStatus::Interrupted; }));
  EXPECT_TRUE(notes().contains(QStringLiteral("stop")));
}

TEST_F(ControllerTest, RunsQueuedInAnEarlierSessionAreOffered) {
  controller_.reset();
  service_.reset();
  const auto file = store::Store::open(path_);
  const std::string id = file->addRun(shortRun());
  file->enqueue({id});
  service_ = std::make_unique<StoreService>(path_);
  controller_ = std::make_unique<RunController>(*service_);
  controller_->setEngine(QStringLiteral(SKEWSCOPE_FAKE_ENGINE));
  QSignalSpy offered(controller_.get(), &RunController::queuedFromBefore);
  ASSERT_TRUE(waitFor([&] { return offered.count() == 1; }));
  EXPECT_EQ(offered[0][0].toStringList(), QStringList{QString::fromStdString(id)});
  EXPECT_EQ(controller_->state(), State::Idle);
  EXPECT_TRUE(controller_->isHeld());
  controller_->startQueue();
  EXPECT_TRUE(waitFor([&] { return status(QString::fromStdString(id)) == RunStatus::Done; }));
}

TEST_F(ControllerTest, TheQueueIsTheStores) {
  controller_->enqueue(shortRun(100000));
  ASSERT_TRUE(reaches(State::Running));
  for (int i = 0; i < 3; ++i) controller_->enqueue(shortRun(3 + i));
  ASSERT_TRUE(waitFor([&] { return controller_->queueLength() == 3; }));
  const auto stored = [&] {
    QStringList ids;
    for (const auto& entry : store::Reader(path_).queue().entries)
      ids.append(QString::fromStdString(entry.run));
    ids.removeAll(current());
    return ids;
  };
  ASSERT_TRUE(waitFor([&] { return stored() == controller_->queue(); }));
  const QStringList before = controller_->queue();
  controller_->moveQueued(before[2], before[0]);
  EXPECT_EQ(controller_->queue(), (QStringList{before[2], before[0], before[1]}));
  EXPECT_TRUE(waitFor([&] { return stored() == QStringList({before[2], before[0], before[1]}); }));
  // What another program does to it shows here.
  const auto other = store::Store::open(path_);
  other->moveInQueue(before[2].toStdString(), "");
  EXPECT_TRUE(waitFor([&] { return controller_->queue() == before; }));
  const std::string taken = other->claimNext("another worker").value();
  EXPECT_EQ(QString::fromStdString(taken), before[0]);
  EXPECT_TRUE(waitFor([&] { return controller_->queue() == before.mid(1); }));
  controller_->stop();
  ASSERT_TRUE(reaches(State::Idle));
}

TEST_F(ControllerTest, APausedQueueStartsNothingUntilItGoesOn) {
  controller_->setQueuePaused(true);
  controller_->enqueue(shortRun());
  ASSERT_TRUE(waitFor([&] { return store::Reader(path_).queue().entries.size() == 1; }));
  // Several looks at the store later it still waits.
  QTest::qWait(700);
  EXPECT_EQ(controller_->state(), State::Idle);
  QSignalSpy ended(controller_.get(), &RunController::runEnded);
  controller_->setQueuePaused(false);
  EXPECT_TRUE(waitFor([&] { return ended.count() == 1; }));
}

TEST_F(ControllerTest, WhatOthersQueueWhileTheWindowIsIdleWaitsForTheUser) {
  const auto other = store::Store::open(path_);
  const std::string id = other->addRun(shortRun());
  other->enqueue({id});
  ASSERT_TRUE(waitFor([&] { return controller_->queueLength() == 1; }));
  EXPECT_TRUE(controller_->isHeld());
  EXPECT_EQ(controller_->state(), State::Idle);
  controller_->startQueue();
  EXPECT_TRUE(waitFor([&] { return status(QString::fromStdString(id)) == RunStatus::Done; }));
}

TEST_F(ControllerTest, WhatTheWindowItselfPutsIntoTheStoresQueueIsStarted) {
  QSignalSpy ended(controller_.get(), &RunController::runEnded);
  controller_->enqueueBy([](store::Store& file) { file.enqueue({file.addRun(shortRun())}); });
  ASSERT_TRUE(waitFor([&] { return ended.count() == 1; }));
  EXPECT_FALSE(controller_->isHeld());
  // A run that is done, for an evaluation.
  const QString run = ended[0][0].toString();
  controller_->enqueueBy([id = run.toStdString()](store::Store& file) {
    file.recordCheckpoint(id, {3, 0, "test.skewscope.checkpoints/a", "digest", 1});
    file.wantEvaluation(id, "{}");
  });
  ASSERT_TRUE(waitFor([&] { return ended.count() == 2; }));
  EXPECT_EQ(ended[1][0].toString(), run);
  EXPECT_TRUE(store::Reader(path_).wantedEvaluations(run.toStdString()).empty());
  // An error is told and starts nothing.
  QSignalSpy problems(controller_.get(), &RunController::problem);
  controller_->enqueueBy([](store::Store& file) { file.enqueue({"no such run"}); }, [] { FAIL(); });
  EXPECT_TRUE(waitFor([&] { return problems.count() == 1; }));
}

TEST_F(ControllerTest, WhatOthersQueueAfterAChangeOfTheUsersWaitsAllTheSame) {
  QSignalSpy ended(controller_.get(), &RunController::runEnded);
  qputenv("SKEWSCOPE_FAKE_STEP_MS", "20");
  controller_->enqueue(shortRun(20));
  ASSERT_TRUE(reaches(State::Running));
  bool there = false;
  controller_->enqueueBy([](store::Store& file) { file.enqueue({file.addRun(shortRun())}); },
                         [&] { there = true; });
  ASSERT_TRUE(waitFor([&] { return there; }));
  EXPECT_EQ(controller_->queueLength(), 1);
  ASSERT_TRUE(waitFor([&] { return ended.count() == 2 && idle(); }));
  settle();
  // With an empty queue and an idle engine, what others add waits for the user.
  const auto other = store::Store::open(path_);
  const auto addedByOthers = [&] {
    const std::string id = other->addRun(shortRun());
    other->enqueue({id});
    return QString::fromStdString(id);
  };
  const QString foreign = addedByOthers();
  ASSERT_TRUE(waitFor([&] { return controller_->queueLength() == 1; }));
  EXPECT_TRUE(controller_->isHeld());
  // A change that queues nothing new starts nothing, neither what waits nor what comes.
  there = false;
  controller_->enqueueBy([&](store::Store& file) { file.enqueue({foreign.toStdString()}); },
                         [&] { there = true; });
  ASSERT_TRUE(waitFor([&] { return there; }));
  addedByOthers();
  ASSERT_TRUE(waitFor([&] { return controller_->queueLength() == 2; }));
  EXPECT_TRUE(controller_->isHeld());
  EXPECT_EQ(controller_->state(), State::Idle);
  EXPECT_EQ(status(foreign), RunStatus::Queued);
}

TEST_F(ControllerTest, AQueuedRunStartsWhenTheRunThatItsWeightsComeFromIsDone) {
  QSignalSpy ended(controller_.get(), &RunController::runEnded);
  controller_->enqueueBy([](store::Store& file) {
    const std::string source = file.addRun(shortRun());
    spec::ExperimentSpec second = shortRun();
    second.weightsFrom = source;
    file.enqueue({source, file.addRun(second)});
  });
  EXPECT_TRUE(waitFor([&] { return ended.count() == 2; }));
  EXPECT_FALSE(controller_->isHeld());
}

TEST_F(ControllerTest, ARunOfADeadEngineIsMarkedInterruptedWhileTheWindowIsOpen) {
  // An engine of another window that died without a word: its lease runs out.
  controller_.reset();
  service_.reset();
  std::string id;
  {
    const auto file = store::Store::open(path_);
    id = file->addRun(shortRun());
    file->claimRun(id, "an engine that is gone");
  }
  open();
  EXPECT_TRUE(waitFor([&] { return status(QString::fromStdString(id)) == RunStatus::Interrupted; }));
}

TEST(FindEngine, TheEnvironmentWins) {
  qputenv("SKEWSCOPE_ENGINE", "/opt/engine");
  EXPECT_EQ(RunController::findEngine(), QStringLiteral("/opt/engine"));
  qunsetenv("SKEWSCOPE_ENGINE");
}

TEST_F(ControllerTest, AWorkerIsGivenTheQueueAndTheWindowTakesNothingOfItMeanwhile) {
  qputenv("SKEWSCOPE_FAKE_NOTE", notePath().toLocal8Bit());
  controller_->setQueuePaused(true);
  controller_->enqueue(shortRun());
  ASSERT_TRUE(waitFor([&] { return controller_->queueLength() == 1; }));
  controller_->setJobs(3);
  ASSERT_TRUE(controller_->startWorker());
  ASSERT_TRUE(waitFor([&] { return notes().contains(QLatin1String("work --store")); }));
  EXPECT_TRUE(notes().contains(QLatin1String("--jobs 3"))) << notes().toStdString();
  EXPECT_TRUE(controller_->isHeld());
  controller_->setQueuePaused(false);
  QTest::qWait(300);
  EXPECT_TRUE(controller_->runsInProgress().isEmpty());
  EXPECT_TRUE(QFile::exists(controller_->workerLog()));
}

TEST_F(ControllerTest, ClosingTheWindowLeavesWhatWaitsToAWorker) {
  qputenv("SKEWSCOPE_FAKE_STEP_MS", "20");
  qputenv("SKEWSCOPE_FAKE_NOTE", notePath().toLocal8Bit());
  controller_->enqueue(shortRun(2));
  ASSERT_TRUE(reaches(State::Running));
  controller_->detach();
  EXPECT_FALSE(notes().contains(QLatin1String("work --store"))) << "nothing waits";
  controller_->enqueue(shortRun(30));
  ASSERT_TRUE(reaches(State::Running));
  controller_->enqueue(shortRun());
  ASSERT_TRUE(waitFor([&] { return controller_->queueLength() == 1; }));
  controller_->detach();
  ASSERT_TRUE(waitFor([&] { return notes().contains(QLatin1String("work --store")); }))
      << notes().toStdString();
}

TEST_F(ControllerTest, AWorkerThatCannotBeStartedIsSaid) {
  QSignalSpy problems(controller_.get(), &RunController::problem);
  controller_->setEngine(QStringLiteral("/nonexistent/skewscope-engine"));
  EXPECT_FALSE(controller_->startWorker());
  ASSERT_EQ(problems.count(), 1);
  EXPECT_TRUE(problems[0][0].toString().contains(QLatin1String("worker")));
}

TEST_F(ControllerTest, ARunThatAWorkerWasFasterToTakeStaysItsOwn) {
  const auto file = store::Store::open(path_);
  const std::string run = file->addRun(shortRun());
  file->enqueue({run});
  file->claimRun(run, "node7:1:a");
  EXPECT_EQ(endLostRun(*file, run, false, false, RunStatus::Failed, "refused"), LostRun::Elsewhere);
  EXPECT_EQ(status(QString::fromStdString(run)), RunStatus::Running);
  EXPECT_EQ(store::Reader(path_).queue().entries.size(), 1U);
  // Our own that crashed: tried again where that is asked for, and else the user's.
  EXPECT_EQ(endLostRun(*file, run, true, true, RunStatus::Interrupted, "crashed"), LostRun::TriedAgain);
  EXPECT_EQ(status(QString::fromStdString(run)), RunStatus::Interrupted);
  EXPECT_EQ(endLostRun(*file, run, true, false, RunStatus::Interrupted, "crashed"), LostRun::Ended);
  EXPECT_TRUE(store::Reader(path_).queue().entries.empty());
}

}  // namespace
}  // namespace skewscope::ui
