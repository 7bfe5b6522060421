// Who may work on a run.

#include <csignal>
#include <thread>

#include "tests/core/store/processes.h"
#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LeaseTest : public StoreTest {
 protected:
  LeaseTest() : store_(Store::open(path())), other_(Store::open(path())), run_(store_->addRun({})) {}

  /// Makes the lease as old as that.
  void ageHeartbeat(std::int64_t milliseconds) {
    raw().exec("UPDATE run SET heartbeat_ms = heartbeat_ms - " + std::to_string(milliseconds));
  }
  RunStatus status() { return Reader(path()).run(run_).status; }

  std::unique_ptr<Store> store_, other_;
  std::string run_;
};

TEST_F(LeaseTest, HeldRunIsRefusedAndItsHolderNamed) {
  store_->claimRun(run_, "host-a:17");
  const Error error = thrownError([&] { other_->claimRun(run_, "host-b:18"); });
  EXPECT_EQ(error.kind(), ErrorKind::Usage);
  EXPECT_THAT(error.what(), HasSubstr("host-a:17"));
  // Not twice by its own holder either: two loops would train it.
  EXPECT_EQ(thrownError([&] { store_->claimRun(run_, "host-a:17"); }).kind(), ErrorKind::Usage);
}

TEST_F(LeaseTest, DoneAndDeletedRunsAreRefused) {
  store_->claimRun(run_, "a");
  store_->endRun(run_, RunStatus::Done, "");
  EXPECT_THAT(thrownError([&] { other_->claimRun(run_, "b"); }).what(), HasSubstr("done"));
  const std::string second = store_->addRun({});
  store_->setDeleted(second, true);
  EXPECT_THAT(thrownError([&] { other_->claimRun(second, "b"); }).what(), HasSubstr("bin"));
}

TEST_F(LeaseTest, ExpiredLeaseIsTakenOverAndTheOldHolderLockedOut) {
  store_->claimRun(run_, "a");
  store_->writeEpoch(run_, epochRows(1, 1, 0.5));
  ageHeartbeat(kLeaseSilence.count() + 1000);
  other_->claimRun(run_, "b");
  other_->heartbeat(run_, "b");
  const Error error = thrownError([&] { store_->heartbeat(run_, "a"); });
  EXPECT_EQ(error.kind(), ErrorKind::Interrupted);
  EXPECT_THAT(error.what(), HasSubstr("taken over by b"));
  EXPECT_EQ(thrownError([&] { store_->writeEpoch(run_, epochRows(2, 1, 0.5)); }).kind(), ErrorKind::Store);
  EXPECT_EQ(thrownError([&] {
              store_->recordCheckpoint(run_, {1, 0, "c/1", "d", 1});
            }).kind(),
            ErrorKind::Store);
  EXPECT_EQ(thrownError([&] { store_->rewindToCheckpoint(run_); }).kind(), ErrorKind::Store);
  EXPECT_EQ(thrownError([&] { store_->startRun(run_, threeClasses()); }).kind(), ErrorKind::Store);
  EXPECT_EQ(thrownError([&] { store_->endRun(run_, RunStatus::Done, ""); }).kind(), ErrorKind::Store);
  EXPECT_EQ(status(), RunStatus::Running);
  other_->writeEpoch(run_, epochRows(2, 1, 0.5));
  EXPECT_EQ(Reader(path()).run(run_).epochsDone, 2);
}

TEST_F(LeaseTest, LeaseFromTheFutureIsDead) {
  store_->claimRun(run_, "a");
  ageHeartbeat(-3600 * 1000);  // the clock was set back by an hour since
  other_->claimRun(run_, "b");
  EXPECT_EQ(status(), RunStatus::Running);
}

TEST_F(LeaseTest, OnlySilentRunsAreRecovered) {
  const std::string live = store_->addRun({});
  const std::string queued = store_->addRun({});
  store_->claimRun(run_, "a");
  ageHeartbeat(kLeaseSilence.count() + 1000);
  store_->claimRun(live, "a");
  EXPECT_THAT(other_->recoverLostRuns(kLeaseSilence), ElementsAre(run_));
  Reader reader(path());
  EXPECT_EQ(reader.run(run_).status, RunStatus::Interrupted);
  EXPECT_THAT(reader.run(run_).failure, HasSubstr("Resume"));
  EXPECT_EQ(reader.run(run_).endedMs, reader.run(run_).heartbeatMs);
  EXPECT_EQ(reader.run(live).status, RunStatus::Running);
  EXPECT_EQ(reader.run(queued).status, RunStatus::Queued);
  EXPECT_THAT(other_->recoverLostRuns(kLeaseSilence), IsEmpty());
  EXPECT_THAT(other_->recoverLostRuns(std::chrono::milliseconds::max()), IsEmpty());
}

TEST_F(LeaseTest, EngineThatOnlySleptTakesItsRunBack) {
  store_->claimRun(run_, "a");
  ageHeartbeat(kLeaseSilence.count() + 1000);
  other_->recoverLostRuns(kLeaseSilence);
  EXPECT_EQ(status(), RunStatus::Interrupted);
  store_->heartbeat(run_, "a");
  EXPECT_EQ(status(), RunStatus::Running);
  EXPECT_EQ(Reader(path()).run(run_).failure, "");
  store_->writeEpoch(run_, epochRows(1, 1, 0.5));
}

TEST_F(LeaseTest, EngineWhoseRunWasDeletedStops) {
  store_->claimRun(run_, "a");
  EXPECT_EQ(thrownError([&] { other_->setDeleted(run_, true); }).kind(), ErrorKind::Usage);
  ageHeartbeat(kLeaseSilence.count() + 1000);
  other_->setDeleted(run_, true);
  EXPECT_EQ(thrownError([&] { store_->heartbeat(run_, "a"); }).kind(), ErrorKind::Interrupted);
  EXPECT_EQ(thrownError([&] { store_->writeEpoch(run_, epochRows(1, 1, 0.5)); }).kind(), ErrorKind::Store);
}

TEST_F(LeaseTest, WindowEndsTheRunOfAnEngineThatDied) {
  store_->claimRun(run_, "engine");
  other_->endRun(run_, RunStatus::Interrupted, "the engine was killed");
  EXPECT_EQ(status(), RunStatus::Interrupted);
  EXPECT_THAT(thrownError([&] { store_->heartbeat(run_, "engine"); }).what(), HasSubstr("ended"));
}

TEST_F(LeaseTest, RowsOfAHeldRunAreItsHoldersAlone) {
  store_->claimRun(run_, "a");
  const Error error = thrownError([&] { other_->writeEpoch(run_, epochRows(1, 1, 0.5)); });
  EXPECT_EQ(error.kind(), ErrorKind::Store);
  EXPECT_THAT(error.what(), HasSubstr("held by a"));
}

// Two processes claim each of 100 runs at the same moment: one of them gets it, whichever.
TEST_F(LeaseTest, ExactlyOneOfTwoProcessesWins) {
  constexpr int kRuns = 100;
  std::vector<std::string> runs;
  for (int index = 0; index < kRuns; ++index) runs.push_back(store_->addRun({}));
  store_.reset();
  other_.reset();
  std::array<int, 2> gate{};
  ASSERT_EQ(pipe(gate.data()), 0);
  const auto contend = [&](const std::string& owner) {
    close(gate[1]);
    auto store = Store::open(path());
    char byte = 0;
    while (read(gate[0], &byte, 1) > 0) {
    }  // until the parent opens the gate by closing it
    int wins = 0;
    for (const auto& run : runs) {
      try {
        store->claimRun(run, owner);
        ++wins;
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::Usage) throw;
      }
    }
    return wins;
  };
  const pid_t first = startChild([&] { return contend("first"); });
  const pid_t second = startChild([&] { return contend("second"); });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  close(gate[1]);
  close(gate[0]);
  const int firstWins = finishChild(first);
  const int secondWins = finishChild(second);
  EXPECT_EQ(firstWins + secondWins, kRuns) << firstWins << " + " << secondWins;
  auto database = raw();
  EXPECT_EQ(database.execAndGet("SELECT count(*) FROM run WHERE owner = 'first'").getInt(), firstWins);
  EXPECT_EQ(database.execAndGet("SELECT count(*) FROM run WHERE owner = 'second'").getInt(), secondWins);
}

}  // namespace skewscope::store
