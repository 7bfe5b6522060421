#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <numeric>
#include <vector>

#include "core/augment/augment.h"

namespace {
std::atomic<int> allocations{0};
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace skewscope::augment {
namespace {

TEST(AugmentAllocation, DoesNotGrowWithTheBatch) {
  data::ImageSet images;
  images.height = images.width = 32;
  images.classNames = {"all"};
  images.labels.assign(256, 0);
  images.pixels.assign(256 * images.imageBytes(), 100);
  std::vector<std::int64_t> indices(256);
  std::iota(indices.begin(), indices.end(), 0);
  std::vector<float> out(256 * images.imageBytes());
  const auto parallel = serialFor();
  EXPECT_GT(allocations, 0);  // the counter counts
  for (const auto pipeline : {Pipeline::None, Pipeline::Supervised, Pipeline::SelfSupervised}) {
    Settings settings;
    settings.pipeline = pipeline;
    const auto count = [&](std::size_t batch, std::int64_t epoch) {
      const int before = allocations;
      augmentBatch(settings, images, std::span(indices).first(batch), 1, epoch, 0, parallel,
                   std::span(out).first(batch * images.imageBytes()));
      return allocations - before;
    };
    count(256, 0);  // makes the scratch of this thread
    EXPECT_EQ(count(256, 1), count(1, 2));
  }
}

}  // namespace
}  // namespace skewscope::augment
