#include "core/base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace skewscope {
namespace {

TEST(Parallel, EveryItemOnceInRangesOfAtLeastTheGrain) {
  for (const int threads : {0, 1, 2, 3, 8}) {
    const auto parallel = threadedFor(threads);
    for (const std::int64_t count : {0, 1, 2, 7, 64, 1000}) {
      for (const std::int64_t grain : {0, 1, 5, 64, 5000}) {
        std::vector<std::atomic<int>> visits(static_cast<std::size_t>(count));
        std::atomic<int> shortRanges{0};
        parallel(count, grain, [&](std::int64_t begin, std::int64_t end) {
          if (end - begin < grain && end != count) ++shortRanges;
          for (std::int64_t i = begin; i < end; ++i) ++visits[static_cast<std::size_t>(i)];
        });
        for (const auto& visit : visits) ASSERT_EQ(visit, 1) << threads << ' ' << count << ' ' << grain;
        EXPECT_EQ(shortRanges, 0);
      }
    }
  }
}

TEST(Parallel, SerialStaysOnTheCallingThread) {
  for (const auto& parallel : {serialFor(), threadedFor(1)}) {
    const auto caller = std::this_thread::get_id();
    int calls = 0;
    parallel(100, 1, [&](std::int64_t begin, std::int64_t end) {
      EXPECT_EQ(std::this_thread::get_id(), caller);
      EXPECT_EQ(begin, 0);
      EXPECT_EQ(end, 100);
      ++calls;
    });
    EXPECT_EQ(calls, 1);
  }
}

TEST(Parallel, RangesRunAtOnce) {
  std::mutex mutex;
  std::condition_variable arrived;
  int there = 0;
  std::atomic<int> met{0};
  threadedFor(2)(2, 1, [&](std::int64_t, std::int64_t) {
    std::unique_lock lock(mutex);
    ++there;
    arrived.notify_all();
    met += arrived.wait_for(lock, std::chrono::seconds(60), [&] { return there == 2; }) ? 1 : 0;
  });
  EXPECT_EQ(met, 2);
}

TEST(Parallel, ExceptionReachesTheCallerAfterAllAreDone) {
  for (const std::int64_t failing : {0, 3}) {
    std::atomic<int> finished{0};
    try {
      threadedFor(4)(4, 1, [&](std::int64_t begin, std::int64_t) {
        if (begin == failing) throw std::runtime_error("item " + std::to_string(begin));
        ++finished;
      });
      ADD_FAILURE() << "no exception";
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(error.what(), "item " + std::to_string(failing));
    }
    EXPECT_EQ(finished, 3);
  }
}

}  // namespace
}  // namespace skewscope
