#include "core/nn/heap_allocator.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdint>
#include <limits>
#include <new>
#include <vector>

#include "core/nn/torch.h"

namespace skewscope::nn {
namespace {

using torch::Tensor;

class HeapAllocatorTest : public testing::Test {
 protected:
  void SetUp() override { useHeapAllocator(); }
};

TEST_F(HeapAllocatorTest, TensorsBeginAtALineOfTheCache) {
  std::vector<Tensor> kept;
  for (std::int64_t bytes = 1; bytes < 300; ++bytes) {
    kept.push_back(torch::full({bytes}, static_cast<int>(bytes % 100), torch::kUInt8));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(kept.back().data_ptr()) % 64, 0u);
  }
  for (const Tensor& tensor : kept)
    EXPECT_TRUE(tensor.eq(static_cast<int>(tensor.numel() % 100)).all().item<bool>());
  EXPECT_EQ(torch::empty({0}).numel(), 0);
}

TEST_F(HeapAllocatorTest, TensorsGrowAndKeepWhatTheyHold) {
  Tensor tensor = torch::arange(10, torch::kInt64);
  tensor.resize_({1000});
  EXPECT_TRUE(torch::equal(tensor.slice(0, 0, 10), torch::arange(10, torch::kInt64)));
}

TEST_F(HeapAllocatorTest, WhatWasFreedFitsAnotherOfTheSameSize) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers have a heap of their own";
#endif
  ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
  ::mallopt(M_TRIM_THRESHOLD, -1);
  // Between smaller ones that stay, so that nothing that is freed grows together.
  constexpr std::int64_t kBytes = std::int64_t{4} << 20, kKept = std::int64_t{1} << 20;
  std::vector<Tensor> freed, kept;
  for (int i = 0; i < 8; ++i) {
    freed.push_back(torch::empty({kBytes}, torch::kUInt8));
    kept.push_back(torch::empty({kKept}, torch::kUInt8));
  }
  freed.clear();
  const auto heap = [] { return ::mallinfo2().arena; };
  const std::size_t before = heap();
  for (int i = 0; i < 8; ++i) freed.push_back(torch::empty({kBytes}, torch::kUInt8));
  EXPECT_EQ(heap(), before);
}

TEST_F(HeapAllocatorTest, AFullMemoryIsBadAlloc) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers stop the process";
#endif
  EXPECT_THROW(torch::empty({std::numeric_limits<std::int64_t>::max() / 4}, torch::kUInt8), std::bad_alloc);
}

}  // namespace
}  // namespace skewscope::nn
