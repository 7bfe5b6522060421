#include "core/cuda/gpu_slot.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <vector>

#include "tests/core/base/environment_variable.h"
#include "tests/core/base/temporary_folder.h"

namespace skewscope::cuda {
namespace {

TEST(GpuSlot, RunsThatStartTogetherShareTheGpus) {
  const test::TemporaryFolder folder;
  const auto slots = folder.path() / "slots";
  std::vector<GpuSlot> taken;
  std::vector<int> numbers;
  for (int i = 0; i < 5; ++i) {
    taken.push_back(takeLeastUsed({0, 2}, slots));
    numbers.push_back(taken.back().number);
    EXPECT_TRUE(taken.back().lock);
  }
  EXPECT_EQ(numbers, (std::vector<int>{0, 2, 0, 2, 0}));
  taken[1] = {};  // one of GPU 2 ends
  EXPECT_EQ(takeLeastUsed({0, 2}, slots).number, 2);
  EXPECT_EQ(takeLeastUsed({0}, slots).number, 0);
  // Of 0 the first has ended, too, and two are left; of 2 there is one.
  taken[0] = {};
  EXPECT_EQ(takeLeastUsed({0, 2}, slots).number, 2);
}

TEST(GpuSlot, IsFreeOnceItsProcessHasGone) {
  const test::TemporaryFolder folder;
  const auto slots = folder.path() / "slots";
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t other = ::fork();
  ASSERT_GE(other, 0);
  if (other == 0) {
    const GpuSlot held = takeLeastUsed({0, 1}, slots);
    const char said = 1;
    if (::write(ready[1], &said, 1) == 1) ::pause();
    ::_exit(0);
  }
  char said = 0;
  ASSERT_EQ(::read(ready[0], &said, 1), 1);
  EXPECT_EQ(takeLeastUsed({0, 1}, slots).number, 1);
  ::kill(other, SIGKILL);
  ::waitpid(other, nullptr, 0);
  EXPECT_EQ(takeLeastUsed({0, 1}, slots).number, 0);
}

TEST(GpuSlot, IsOfTheGpuThatTheNumberMeans) {
  const test::TemporaryFolder folder;
  const auto slots = folder.path() / "slots";
  const GpuSlot first = takeLeastUsed({0}, slots);
  const test::EnvironmentVariable visible("CUDA_VISIBLE_DEVICES", "1,0");
  EXPECT_EQ(takeLeastUsed({0, 1}, slots).number, 0);  // which is GPU 1 of the machine
  const GpuSlot second = takeLeastUsed({0, 1}, slots);
  EXPECT_EQ(takeLeastUsed({1, 0}, slots).number, 1) << "as many on both, so the first";
}

TEST(GpuSlot, WhoseFolderIsNotOursAloneKeepsNobodyFromAnything) {
  const test::TemporaryFolder folder;
  const auto slots = folder.path() / "slots";
  ASSERT_EQ(::mkdir(slots.c_str(), 0700), 0);
  ASSERT_EQ(::chmod(slots.c_str(), 0777), 0);
  const GpuSlot slot = takeLeastUsed({3, 4}, slots);
  EXPECT_EQ(slot.number, 3);
  EXPECT_FALSE(slot.lock);
  EXPECT_TRUE(std::filesystem::is_empty(slots));
}

}  // namespace
}  // namespace skewscope::cuda
