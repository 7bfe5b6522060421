#include "ui/models/newest_job.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <QSemaphore>
#include <QThread>
#include <algorithm>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "tests/ui/support/wait.h"

namespace skewscope::ui {
namespace {

using Delivered = std::vector<std::pair<int, bool>>;

struct NewestJobTest : testing::Test {
  Delivered delivered;
  QSemaphore gate;
  std::unique_ptr<NewestJob<int>> job = std::make_unique<NewestJob<int>>(
      [this](int result, bool newest) { delivered.emplace_back(result, newest); });

  /// Asks for a job that waits for the gate.
  void ask(int result) {
    job->ask([this, result] {
      gate.acquire();
      return result;
    });
  }
};

int nicenessOfThisThread() {
  return getpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)));
}

TEST_F(NewestJobTest, StepsBehindTheWindow) {
  const int before = nicenessOfThisThread();
  int there = before, started = before;
  job->ask([&] {
    there = nicenessOfThisThread();
    std::thread([&] { started = nicenessOfThisThread(); }).join();
    return 1;
  });
  ASSERT_TRUE(waitFor([&] { return !delivered.empty(); }));
  EXPECT_EQ(there, std::min(before + 5, 19));
  EXPECT_EQ(started, there) << "and what it starts";
  EXPECT_EQ(nicenessOfThisThread(), before);
}

TEST_F(NewestJobTest, WorksOnAnotherThreadAndDeliversOnThisOne) {
  QThread* worker = nullptr;
  job->ask([&worker] {
    worker = QThread::currentThread();
    return 7;
  });
  EXPECT_TRUE(job->isRunning());
  ASSERT_TRUE(waitFor([&] { return !delivered.empty(); }));
  EXPECT_EQ(delivered, (Delivered{{7, true}}));
  EXPECT_NE(worker, QThread::currentThread());
  EXPECT_FALSE(job->isRunning());
}

TEST_F(NewestJobTest, OfThoseAskedForMeanwhileOnlyTheLastIsDone) {
  for (int k = 1; k <= 5; ++k) ask(k);
  gate.release(5);
  ASSERT_TRUE(waitFor([&] { return delivered.size() == 2; }));
  settle();
  EXPECT_EQ(delivered, (Delivered{{1, false}, {5, true}}));
  EXPECT_EQ(gate.available(), 3) << "three were never begun";
}

TEST_F(NewestJobTest, WhatIsCancelledIsNotDeliveredAndWhatComesAfterIs) {
  ask(1);
  ask(2);
  job->cancel();
  ask(3);
  gate.release(3);
  ASSERT_TRUE(waitFor([&] { return !delivered.empty(); }));
  settle();
  EXPECT_EQ(delivered, (Delivered{{3, true}}));
}

TEST_F(NewestJobTest, NothingIsDeliveredOnceItHasGone) {
  ask(1);
  job.reset();
  gate.release();
  settle();
  EXPECT_TRUE(delivered.empty());
}

}  // namespace
}  // namespace skewscope::ui
