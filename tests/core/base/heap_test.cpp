#include "core/base/heap.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

namespace skewscope {
namespace {

constexpr std::size_t kBlock = std::size_t{40} << 20;

/// Page faults of using and freeing a few blocks, which are none at the end.
long faultsOfBlocks() {
  const auto faults = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
  };
  const long before = faults();
  std::unique_ptr<std::byte[]> blocks[3];
  for (auto& block : blocks) {
    block = std::make_unique_for_overwrite<std::byte[]>(kBlock);
    std::memset(block.get(), 1, kBlock);
    EXPECT_EQ(block[kBlock / 2], std::byte{1});
  }
  return faults() - before;
}

/// Whether the system was asked for huge pages where `address` lies.
bool areHugePagesWantedAt(const void* address) {
  std::ifstream maps("/proc/self/smaps");
  bool here = false;
  for (std::string line; std::getline(maps, line);) {
    std::istringstream words(line);
    std::uintptr_t begin = 0, end = 0;
    char dash = 0;
    if (words >> std::hex >> begin >> dash >> end && dash == '-')
      here = begin <= reinterpret_cast<std::uintptr_t>(address) &&
             reinterpret_cast<std::uintptr_t>(address) < end;
    else if (here && line.starts_with("VmFlags:"))
      return line.find(" hg") != std::string::npos;
  }
  return false;
}

class KeepHeap : public testing::Test {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers have a heap of their own";
#endif
  }
};

TEST_F(KeepHeap, MemoryThatWasFreedIsUsedAgainWithoutPageFaults) {
  keepHeap();
  faultsOfBlocks();
  EXPECT_LT(faultsOfBlocks(), 20);
}

TEST_F(KeepHeap, AsksForHugePages) {
  if (!std::filesystem::exists("/sys/kernel/mm/transparent_hugepage"))
    GTEST_SKIP() << "this system has no huge pages";
  keepHeap();
  const auto block = std::make_unique<std::byte[]>(kBlock);
  EXPECT_TRUE(areHugePagesWantedAt(&block[kBlock / 2]));
}

TEST_F(KeepHeap, LimitedMemoryIsNotReserved) {
  const auto grown = [] {
    // In a process of its own, since a limit cannot be raised again, and what is reserved stays.
    rlimit limit{};
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = rlim_t{900} << 20;
    setrlimit(RLIMIT_AS, &limit);
    keepHeap();
    faultsOfBlocks();
    std::_Exit(faultsOfBlocks() < 20 ? 0 : 1);
  };
  EXPECT_EXIT(grown(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace skewscope
