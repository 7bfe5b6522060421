#include "core/cuda/gpu_slot.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "tests/core/base/environment_variable.h"
#include "tests/core/base/temporary_folder.h"

namespace skewscope::cuda {
namespace {

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;

/// GPUs of 100 GiB with these numbers, and what is needed there.
std::vector<GpuOffer> gpus(const std::vector<int>& numbers, std::uint64_t need) {
  std::vector<GpuOffer> offers;
  for (const int number : numbers) offers.push_back({number, 100 * kGiB, need});
  return offers;
}

/// A place that is there at once.
GpuSlot take(const std::vector<int>& numbers, const std::filesystem::path& slots, std::uint64_t need = 0) {
  const auto slot = takeLeastUsed(gpus(numbers, need), slots);
  EXPECT_TRUE(slot) << "no GPU has room";
  return slot.value_or(GpuSlot{-1, nullptr});
}

TEST(GpuSlot, RunsThatStartTogetherShareTheGpus) {
  const test::TemporaryFolder folder;
  const auto slots = folder.path() / "slots";
  std::vector<GpuSlot> taken;
  std::vector<int> numbers;
  for (int i = 0; i < 5; ++i) {
    taken.push_back(take({0, 2}, slots));
    numbers.push_back(taken.back().number);
    EXPECT_TRUE(taken.back().lock);
  }
  EXPECT_EQ(numbers, (std::vector<int>{0, 2, 0, 2, 0}));
  taken[1] = {};  // one of GPU 2 ends
  EXPECT_EQ(take({0, 2}, slots).number, 2);
  EXPECT_EQ(take({0}, slots).number, 0);
  // Of 0 the first has ended, too, and two are left; of 2 there is one.
  taken[0] = {};
  EXPECT_EQ(take({0, 2}, slots).number, 2);
}

TEST(GpuSlot, IsFreeOnceItsProcessHasGone) {
  const test::TemporaryFolder folder;
  const auto slots = folder.path() / "slots";
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t other = ::fork();
  ASSERT_GE(other, 0);
  if (other == 0) {
    const GpuSlot held = take({0, 1}, slots);
    const char said = 1;
    if (::write(ready[1], &said, 1) == 1) ::pause();
    ::_exit(0);
  }
  char said = 0;
  ASSERT_EQ(::read(ready[0], &said, 1), 1);
  EXPECT_EQ(take({0, 1}, slots).number, 1);
  ::kill(other, SIGKILL);
  ::waitpid(other, nullptr, 0);
  EXPECT_EQ(take({0, 1}, slots).number, 0);
}

TEST(GpuSlot, IsOfTheGpuThatTheNumberMeans) {
  const test::TemporaryFolder folder;
  const auto slots = folder.path() / "slots";
  const GpuSlot first = take({0}, slots);
  const test::EnvironmentVariable visible("CUDA_VISIBLE_DEVICES", "1,0");
  EXPECT_EQ(take({0, 1}, slots).number, 0);  // which is GPU 1 of the machine
  const GpuSlot second = take({0, 1}, slots);
  EXPECT_EQ(take({1, 0}, slots).number, 1) << "as many on both, so the first";
}

TEST(GpuSlot, IsOfTheGpuWhateverItsNumber) {
  const test::TemporaryFolder folder;
  const auto slots = folder.path() / "slots";
  // A job sees the machine's second GPU alone, as its first.
  const auto inJob = takeLeastUsed({{0, 100 * kGiB, 60 * kGiB, "bb"}}, slots);
  ASSERT_TRUE(inJob);
  const std::vector<GpuOffer> all{{0, 100 * kGiB, 60 * kGiB, "aa"}, {1, 100 * kGiB, 60 * kGiB, "bb"}};
  const auto outside = takeLeastUsed(all, slots);
  ASSERT_TRUE(outside);
  EXPECT_EQ(outside->number, 0);
  EXPECT_FALSE(takeLeastUsed(all, slots));
  EXPECT_EQ(gpuUse({.number = 7, .uuid = "bb"}, slots).claimed, 60 * kGiB);
}

TEST(GpuSlot, FolderIsThatOfAllSessionsUnlessItIsNamed) {
  const test::EnvironmentVariable runtime("XDG_RUNTIME_DIR", "/run/user/12"), temporary("TMPDIR", "/jobs/7");
  {
    const test::EnvironmentVariable none("SKEWSCOPE_GPU_CLAIMS", "");
    EXPECT_EQ(slotFolder(), "/tmp/skewscope-gpus-" + std::to_string(::getuid()));
  }
  const test::EnvironmentVariable named("SKEWSCOPE_GPU_CLAIMS", "/shared/claims");
  EXPECT_EQ(slotFolder(), "/shared/claims");
}

TEST(GpuSlot, WhoseFolderIsNotOursAloneKeepsNobodyFromAnything) {
  const test::TemporaryFolder folder;
  const auto slots = folder.path() / "slots";
  ASSERT_EQ(::mkdir(slots.c_str(), 0700), 0);
  ASSERT_EQ(::chmod(slots.c_str(), 0777), 0);
  const GpuSlot slot = take({3, 4}, slots, 1000 * kGiB);
  EXPECT_EQ(slot.number, 3);
  EXPECT_FALSE(slot.lock);
  EXPECT_TRUE(std::filesystem::is_empty(slots));
}

TEST(GpuClaims, ARunGoesWhereTheMemoryIsAndWaitsWhereThereIsNone) {
  const test::TemporaryFolder folder;
  const auto slots = folder.path() / "slots";
  const GpuSlot large = take({0, 1}, slots, 70 * kGiB);
  EXPECT_EQ(large.number, 0);
  GpuSlot middle = take({0, 1}, slots, 50 * kGiB);
  EXPECT_EQ(middle.number, 1);
  const GpuSlot small = take({0, 1}, slots, 20 * kGiB);  // 90 of 100 can be claimed
  EXPECT_EQ(small.number, 0);
  const GpuSlot other = take({0, 1}, slots, 20 * kGiB);
  EXPECT_EQ(other.number, 1) << "though on 0, with as many runs, it would be the first";
  EXPECT_FALSE(takeLeastUsed(gpus({0, 1}, 30 * kGiB), slots));
  EXPECT_FALSE(takeLeastUsed(gpus({0}, 1), slots));
  middle = {};
  EXPECT_EQ(take({0, 1}, slots, 30 * kGiB).number, 1);
  // What was looked at in vain is free, and a process that needs nothing waits for nothing.
  EXPECT_EQ(gpuUse({.number = 0}, slots).runs, 2);
  EXPECT_EQ(take({0}, slots).number, 0);
}

TEST(GpuClaims, WhatNoGpuCouldHoldGetsOneThatNobodyClaims) {
  const test::TemporaryFolder folder;
  const auto slots = folder.path() / "slots";
  const GpuSlot without = take({1}, slots);  // a run that claims nothing
  GpuSlot first = take({0}, slots, 10 * kGiB);
  EXPECT_FALSE(takeLeastUsed(gpus({0}, 500 * kGiB), slots));
  const GpuSlot huge = take({0, 1}, slots, 500 * kGiB);
  EXPECT_EQ(huge.number, 1);
  EXPECT_FALSE(takeLeastUsed(gpus({1}, kGiB), slots));
  first = {};
  EXPECT_EQ(take({0}, slots, 500 * kGiB).number, 0);
  // What another GPU could hold waits for that.
  const GpuSlot wide = take({3}, slots, 60 * kGiB);
  const std::vector<GpuOffer> uneven{{2, 40 * kGiB, 50 * kGiB}, {3, 100 * kGiB, 50 * kGiB}};
  EXPECT_FALSE(takeLeastUsed(uneven, slots));
}

TEST(GpuClaims, AreThoseOfRunsThatAreThere) {
  const test::TemporaryFolder folder;
  const auto slots = folder.path() / "slots";
  EXPECT_EQ(gpuUse({.number = 0}, slots).runs, 0);
  {
    const GpuSlot first = take({0}, slots, 7 * kGiB), second = take({0}, slots, 8 * kGiB),
                  other = take({1}, slots, 9 * kGiB);
    EXPECT_EQ(gpuUse({.number = 0}, slots).runs, 2);
    EXPECT_EQ(gpuUse({.number = 0}, slots).claimed, 15 * kGiB);
    EXPECT_EQ(gpuUse({.number = 1}, slots).claimed, 9 * kGiB);
  }
  EXPECT_EQ(gpuUse({.number = 0}, slots).runs, 0);
  EXPECT_EQ(gpuUse({.number = 0}, slots).claimed, 0u);
  // A place that claimed much says what its next holder claims.
  const GpuSlot next = take({0}, slots, 5);
  EXPECT_EQ(gpuUse({.number = 0}, slots).claimed, 5u);
}

TEST(GpuClaims, OfFilesThatSaySomethingElseAreNone) {
  const test::TemporaryFolder folder;
  const auto slots = folder.path() / "slots";
  const GpuSlot held = take({0}, slots, 5 * kGiB);
  const auto says = [&](const std::string& text) {
    std::ofstream(slots / "0.0", std::ios::trunc) << text;
    return gpuUse({.number = 0}, slots);
  };
  for (const char* text : {"", "\n", "12", "-12\n", "+12\n", " 12\n", "12\n\n", "0x12\n", "12 GiB\n", "1e3\n",
                           "99999999999999999999\n", "123456789012345678901234567890\n"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(says(text).claimed, 0u);
    EXPECT_EQ(says(text).runs, 1);
  }
  EXPECT_EQ(says("12\n").claimed, 12u);
  // The largest number there is; sums stay at it.
  EXPECT_EQ(says("18446744073709551615\n").claimed, std::numeric_limits<std::uint64_t>::max());
  EXPECT_FALSE(takeLeastUsed(gpus({0}, 1), slots));
  const GpuSlot second = take({0}, slots);
  std::ofstream(slots / "0.1", std::ios::trunc) << "10\n";
  EXPECT_EQ(gpuUse({.number = 0}, slots).claimed, std::numeric_limits<std::uint64_t>::max());
  // A link is not followed.
  const auto elsewhere = folder.path() / "elsewhere";
  std::ofstream(elsewhere) << "untouched";
  std::filesystem::create_symlink(elsewhere, slots / "7.0");
  const GpuSlot beside = take({7}, slots, kGiB);
  EXPECT_TRUE(beside.lock);
  EXPECT_EQ(std::filesystem::file_size(elsewhere), 9u);
}

TEST(GpuClaims, OfRunsThatAskAtOnceAreNeverTooMuch) {
  const test::TemporaryFolder folder;
  const auto slots = folder.path() / "slots";
  constexpr int kRuns = 12;  // of 40 GiB each, of which two have room on each of two GPUs
  int said[2], leave[2];
  ASSERT_EQ(::pipe(said), 0);
  ASSERT_EQ(::pipe(leave), 0);
  std::vector<pid_t> children;
  for (int i = 0; i < kRuns; ++i) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(leave[1]);
      const auto slot = takeLeastUsed(gpus({0, 1}, 40 * kGiB), slots);
      const char number = slot ? static_cast<char>('0' + slot->number) : '-';
      char end = 0;
      const bool told = ::write(said[1], &number, 1) == 1;
      ::_exit(told && ::read(leave[0], &end, 1) == 0 ? 0 : 1);  // holds it until all have asked
    }
    children.push_back(child);
  }
  std::string answers(kRuns, ' ');
  for (char& answer : answers) ASSERT_EQ(::read(said[0], &answer, 1), 1);
  EXPECT_EQ(std::ranges::count(answers, '0'), 2) << answers;
  EXPECT_EQ(std::ranges::count(answers, '1'), 2) << answers;
  EXPECT_EQ(gpuUse({.number = 0}, slots).claimed, 80 * kGiB);
  ::close(leave[1]);
  for (const pid_t child : children) {
    int status = 1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
}

}  // namespace
}  // namespace skewscope::cuda
