#include "core/evaluate/features.h"

#include <gmock/gmock.h>

#include "core/base/error.h"
#include "tests/core/evaluate/tiny_images.h"

namespace skewscope::evaluate {
namespace {

augment::Settings normalisation() {
  augment::Settings settings;
  settings.mean = {0.5f, 0.25f, 0.125f};
  settings.stddev = {0.5f, 0.25f, 2.0f};
  return settings;
}

/// Pixel (row 1, column 2) of each channel: shows layout and normalisation.
torch::Tensor lastPixel(torch::Tensor images) {
  return images.select(2, 1).select(2, 2);
}

TEST(ExtractFeatures, GivesTheNetworkNormalisedImagesInOrder) {
  const data::ImageSet images = tinyImages(9, 3);
  const std::vector<std::int64_t> indices{8, 0, 5};
  const auto settings = normalisation();
  const torch::Tensor features = extractFeatures(lastPixel, images, indices, settings, 2, serialFor());
  ASSERT_EQ(features.sizes(), (torch::IntArrayRef{3, 3}));
  EXPECT_EQ(features.scalar_type(), torch::kFloat32);
  EXPECT_TRUE(features.is_contiguous());
  for (std::size_t i = 0; i < indices.size(); ++i) {
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const auto byte = static_cast<float>((7 * indices[i] + 15 + static_cast<std::int64_t>(channel)) % 256);
      const float expected = (byte / 255.0f - settings.mean[channel]) / settings.stddev[channel];
      EXPECT_NEAR(features[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(channel)].item<float>(),
                  expected, 1e-6);
    }
  }
}

TEST(ExtractFeatures, DoesNotDependOnBatchOrThreads) {
  const data::ImageSet images = tinyImages(11, 2);
  const torch::Tensor one = extractFeatures(lastPixel, images, normalisation(), 1, serialFor());
  ASSERT_EQ(one.size(0), 11);
  for (std::int64_t batch : {2, 5, 11, 100}) {
    EXPECT_TRUE(
        torch::equal(one, extractFeatures(lastPixel, images, normalisation(), batch, threadedFor(3))));
  }
}

TEST(ExtractFeatures, BatchesAreChannelsLastWithoutGradients) {
  const data::ImageSet images = tinyImages(5, 2);
  const torch::Tensor weight = torch::ones({3, 3}, torch::requires_grad());
  std::vector<std::int64_t> sizes;
  const torch::Tensor features = extractFeatures(
      [&](const torch::Tensor& batch) {
        EXPECT_TRUE(batch.is_contiguous(torch::MemoryFormat::ChannelsLast));
        EXPECT_EQ(batch.sizes().slice(1), (torch::IntArrayRef{3, 2, 3}));
        sizes.push_back(batch.size(0));
        const torch::Tensor out = lastPixel(batch).mm(weight);
        EXPECT_FALSE(out.requires_grad());
        return out.to(torch::kBFloat16);
      },
      images, normalisation(), 2, serialFor());
  EXPECT_THAT(sizes, testing::ElementsAre(2, 2, 1));
  EXPECT_EQ(features.scalar_type(), torch::kFloat32);
  EXPECT_FALSE(features.requires_grad());
}

TEST(ExtractFeatures, ANetworkMayHandBackItsInput) {
  // The buffer is reused from batch to batch: what is kept must be a copy.
  const data::ImageSet images = tinyImages(4, 2);
  const auto flat = [](const torch::Tensor& batch) { return batch.select(3, 0).select(2, 0); };
  const torch::Tensor features = extractFeatures(flat, images, normalisation(), 1, serialFor());
  EXPECT_FALSE(torch::equal(features[0], features[3]));
}

TEST(ExtractFeatures, EdgesAreDefined) {
  const data::ImageSet images = tinyImages(4, 2);
  const torch::Tensor none =
      extractFeatures(lastPixel, images, std::span<const std::int64_t>{}, normalisation(), 8, serialFor());
  EXPECT_EQ(none.sizes(), (torch::IntArrayRef{0, 0}));
  EXPECT_THROW(extractFeatures(lastPixel, images, normalisation(), 0, serialFor()), Error);
  const auto lost = [](const torch::Tensor& batch) { return lastPixel(batch).narrow(0, 0, 1); };
  EXPECT_THROW(extractFeatures(lost, images, normalisation(), 2, serialFor()), Error);
}

TEST(LabelsOf, FollowTheIndices) {
  const data::ImageSet images = tinyImages(7, 3);
  EXPECT_TRUE(torch::equal(labelsOf(images), torch::tensor({0, 1, 2, 0, 1, 2, 0}, torch::kInt64)));
  EXPECT_TRUE(
      torch::equal(labelsOf(images, std::vector<std::int64_t>{5, 0}), torch::tensor({2, 0}, torch::kInt64)));
  const data::Factor& factor = images.factors[0];
  EXPECT_TRUE(torch::equal(labelsOf(factor), torch::tensor({0, 0, 0, 1, 1, 1, 0}, torch::kInt64)));
  EXPECT_TRUE(
      torch::equal(labelsOf(factor, std::vector<std::int64_t>{4, 6}), torch::tensor({1, 0}, torch::kInt64)));
}

}  // namespace
}  // namespace skewscope::evaluate
