#include "core/nn/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

#include "core/nn/torch.h"

namespace skewscope::nn {
namespace {

TEST(TorchParallelFor, VisitsEachItemOnceOnAnyNumberOfThreads) {
  const int before = torch::get_num_threads();
  for (int threads : {1, 2, 3}) {
    torch::set_num_threads(threads);
    for (std::int64_t count : {0, 1, 2, 7, 1000}) {
      std::vector<std::atomic<int>> visits(static_cast<std::size_t>(count));
      torchParallelFor()(count, 4, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) ++visits[static_cast<std::size_t>(i)];
      });
      for (const auto& visit : visits) EXPECT_EQ(visit.load(), 1);
    }
  }
  torch::set_num_threads(before);
}

TEST(TorchParallelFor, UsesLibTorchsThreads) {
  const int before = torch::get_num_threads();
  torch::set_num_threads(2);
  std::atomic<int> ranges{0};
  torchParallelFor()(1000, 1, [&](std::int64_t, std::int64_t) { ++ranges; });
  EXPECT_EQ(ranges.load(), 2);
  torch::set_num_threads(1);
  ranges = 0;
  torchParallelFor()(1000, 1, [&](std::int64_t, std::int64_t) { ++ranges; });
  EXPECT_EQ(ranges.load(), 1);
  torch::set_num_threads(before);
}

TEST(TorchParallelFor, RethrowsOnTheCaller) {
  EXPECT_THROW(torchParallelFor()(100, 1,
                                  [](std::int64_t begin, std::int64_t) {
                                    if (begin == 0) throw std::runtime_error("body");
                                  }),
               std::runtime_error);
}

}  // namespace
}  // namespace skewscope::nn
