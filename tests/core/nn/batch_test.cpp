#include "core/nn/batch.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/base/error.h"

namespace skewscope::nn {
namespace {

/// n images of 4x5 pixels; byte k of image i is (31 i + k) mod 256.
data::ImageSet images(std::int64_t n) {
  data::ImageSet set;
  set.height = 4;
  set.width = 5;
  set.classNames = {"a"};
  for (std::int64_t i = 0; i < n; ++i) {
    set.labels.push_back(0);
    for (std::int64_t k = 0; k < 4 * 5 * 3; ++k) {
      set.pixels.push_back(static_cast<std::uint8_t>((31 * i + k) % 256));
    }
  }
  return set;
}

TEST(BatchBuffer, HoldsWhatAugmentBatchWritesAsNchw) {
  const data::ImageSet set = images(6);
  const std::vector<std::int64_t> indices{5, 1, 1};
  augment::Settings settings;
  settings.pipeline = augment::Pipeline::SelfSupervised;
  BatchBuffer buffer;
  const torch::Tensor batch = buffer.fill(settings, set, indices, 3, 7, 1, serialFor());
  std::vector<float> expected(3 * 4 * 5 * 3);
  augment::augmentBatch(settings, set, indices, 3, 7, 1, serialFor(), expected);
  ASSERT_EQ(batch.sizes(), (torch::IntArrayRef{3, 3, 4, 5}));
  EXPECT_TRUE(batch.is_contiguous(torch::MemoryFormat::ChannelsLast));
  EXPECT_TRUE(torch::equal(batch.permute({0, 2, 3, 1}), torch::tensor(expected).view({3, 4, 5, 3})));
}

TEST(BatchBuffer, AnImageThatIsDrawnTwiceHasTwoViews) {
  const data::ImageSet set = images(6);
  const std::vector<std::int64_t> indices{5, 1, 1};
  const std::vector<int> views{0, 2, 3};
  augment::Settings settings;
  settings.pipeline = augment::Pipeline::SelfSupervised;
  BatchBuffer buffer, single;
  const torch::Tensor batch = buffer.fill(settings, set, indices, 3, 7, views, serialFor());
  for (std::size_t i = 0; i < 3; ++i) {
    const torch::Tensor alone =
        single.fill(settings, set, std::vector{indices[i]}, 3, 7, views[i], serialFor());
    EXPECT_TRUE(torch::equal(batch[static_cast<std::int64_t>(i)], alone[0])) << i;
  }
  EXPECT_FALSE(torch::equal(batch[1], batch[2]));
  EXPECT_THROW(buffer.fill(settings, set, indices, 3, 7, std::vector<int>{0, 1}, serialFor()), Error);
}

TEST(BatchBuffer, IsReusedForSmallerBatchesAndGrowsForLargerOnes) {
  const data::ImageSet set = images(6);
  const augment::Settings settings;
  BatchBuffer buffer;
  const torch::Tensor three =
      buffer.fill(settings, set, std::vector<std::int64_t>{0, 1, 2}, 1, 0, 0, serialFor());
  const torch::Tensor two = buffer.fill(settings, set, std::vector<std::int64_t>{4, 5}, 1, 0, 0, serialFor());
  EXPECT_EQ(two.data_ptr(), three.data_ptr());
  EXPECT_EQ(two.size(0), 2);
  EXPECT_TRUE(torch::equal(three.narrow(0, 0, 2), two));  // overwritten, as documented
  const torch::Tensor before = two.clone();
  const torch::Tensor five =
      buffer.fill(settings, set, std::vector<std::int64_t>{0, 1, 2, 3, 4}, 1, 0, 0, serialFor());
  EXPECT_EQ(five.size(0), 5);
  EXPECT_TRUE(torch::equal(two, before));  // a batch that is still held keeps its memory
}

TEST(BatchBuffer, ATensorOutlivesItsBuffer) {
  const data::ImageSet set = images(2);
  torch::Tensor batch;
  {
    BatchBuffer buffer;
    batch = buffer.fill({}, set, std::vector<std::int64_t>{1}, 1, 0, 0, serialFor());
  }
  // Byte 0 of image 1, pixel (0, 0), channel 0; mean 0 and deviation 1.
  EXPECT_FLOAT_EQ(batch[0][0][0][0].item<float>(), 31.0f / 255.0f);
}

}  // namespace
}  // namespace skewscope::nn
