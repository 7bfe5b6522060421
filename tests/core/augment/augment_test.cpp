#include "core/augment/augment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/base/error.h"
#include "tests/core/augment/reference.h"

namespace skewscope::augment {
namespace {

using reference::randomImages;
using reference::settingsOf;

std::vector<float> batchOf(const Settings& settings, const data::ImageSet& images,
                           const std::vector<std::int64_t>& indices, const ParallelFor& parallel,
                           int view = 0) {
  std::vector<float> out(indices.size() * images.imageBytes(), -1e9f);
  augmentBatch(settings, images, indices, 3, 4, view, parallel, out);
  return out;
}

TEST(Augment, EveryPipelineIsTheDefinition) {
  for (const auto pipeline : {Pipeline::None, Pipeline::Supervised, Pipeline::SelfSupervised}) {
    const auto settings = settingsOf(pipeline);
    for (const auto& [height, width] : {std::pair{32, 32}, {32, 64}, {20, 27}, {1, 1}, {2, 3}}) {
      const auto images = randomImages(height, width, 40, 1);
      std::vector<float> out(images.imageBytes());
      for (std::int64_t image = 0; image < images.size(); ++image) {
        const auto parameters = drawParameters(settings, height, width, 1, 0, image, 0);
        transform(settings, parameters, images, image, out);
        const auto expected = reference::view(settings, parameters, images, image);
        for (std::size_t i = 0; i < out.size(); ++i) {
          // 1e-5 on [0,1], before the division by the standard deviation.
          ASSERT_NEAR(static_cast<double>(out[i]), expected.values[i], 1e-5 / 0.199)
              << height << " x " << width << ", image " << image << ", value " << i;
        }
      }
    }
  }
}

TEST(Augment, LargeImagesWork) {
  const auto images = randomImages(256, 200, 1, 1);
  const auto settings = settingsOf(Pipeline::SelfSupervised);
  // A box of 2 x 2 pixels: cheap for the definition, which sums over the whole box for every output.
  const ViewParameters parameters{.top = 254,
                                  .left = 100,
                                  .height = 2,
                                  .width = 2,
                                  .flip = true,
                                  .jitter = true,
                                  .brightness = 1.2f,
                                  .contrast = 0.7f,
                                  .saturation = 1.3f,
                                  .hue = 0.05f};
  std::vector<float> out(images.imageBytes());
  transform(settings, parameters, images, 0, out);
  const auto expected = reference::view(settings, parameters, images, 0);
  for (std::size_t i = 0; i < out.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(out[i]), expected.values[i], 1e-5 / 0.199) << i;
  }
}

TEST(Augment, ScratchOfOneSizeServesAnother) {
  const auto large = randomImages(40, 48, 1, 1), small = randomImages(5, 4, 1, 1);
  const auto settings = settingsOf(Pipeline::SelfSupervised);
  const auto before = batchOf(settings, large, {0}, serialFor());
  batchOf(settings, small, {0}, serialFor());
  EXPECT_EQ(before, batchOf(settings, large, {0}, serialFor()));
}

TEST(Augment, PaddingIsBlackBeforeNormalisation) {
  auto images = randomImages(8, 8, 1, 1);
  std::fill(images.pixels.begin(), images.pixels.end(), std::uint8_t{255});
  const auto settings = settingsOf(Pipeline::Supervised);
  ViewParameters parameters{.top = -2, .left = 3, .height = 8, .width = 8};
  std::vector<float> out(images.imageBytes());
  transform(settings, parameters, images, 0, out);
  const auto valueAt = [&](std::size_t y, std::size_t x) { return out[(y * 8 + x) * 3]; };
  const float black = (0 - settings.mean[0]) / settings.stddev[0],
              white = (1 - settings.mean[0]) / settings.stddev[0];
  EXPECT_NEAR(valueAt(1, 0), black, 1e-5f);  // above the image
  EXPECT_NEAR(valueAt(2, 0), white, 1e-5f);
  EXPECT_NEAR(valueAt(2, 4), white, 1e-5f);
  EXPECT_NEAR(valueAt(2, 5), black, 1e-5f);  // right of the image
  parameters.flip = true;
  transform(settings, parameters, images, 0, out);
  EXPECT_NEAR(valueAt(2, 2), black, 1e-5f);
  EXPECT_NEAR(valueAt(2, 3), white, 1e-5f);
  parameters.left = -40;  // the crop misses the image altogether
  transform(settings, parameters, images, 0, out);
  for (std::size_t i = 0; i < out.size(); i += 3) ASSERT_NEAR(out[i], black, 1e-5f);
}

TEST(Augment, SameBitsForAnyNumberOfThreads) {
  const auto images = randomImages(32, 32, 200, 1);
  std::vector<std::int64_t> indices(200);
  std::iota(indices.begin(), indices.end(), 0);
  for (const auto pipeline : {Pipeline::None, Pipeline::Supervised, Pipeline::SelfSupervised}) {
    const auto settings = settingsOf(pipeline);
    const auto one = batchOf(settings, images, indices, serialFor());
    EXPECT_EQ(one, batchOf(settings, images, indices, threadedFor(2)));
    EXPECT_EQ(one, batchOf(settings, images, indices, threadedFor(3)));
  }
}

TEST(Augment, SameBitsInAnyBatch) {
  const auto images = randomImages(32, 32, 50, 1);
  const auto settings = settingsOf(Pipeline::SelfSupervised);
  std::vector<std::int64_t> indices(50);
  std::iota(indices.begin(), indices.end(), 0);
  const auto all = batchOf(settings, images, indices, serialFor());
  const auto few = batchOf(settings, images, {49, 3, 3, 17}, threadedFor(2));
  const auto values = static_cast<std::ptrdiff_t>(images.imageBytes());
  std::ptrdiff_t position = 0;
  for (const std::ptrdiff_t image : {49, 3, 3, 17}) {
    EXPECT_TRUE(std::equal(all.begin() + image * values, all.begin() + (image + 1) * values,
                           few.begin() + position++ * values));
  }
}

TEST(Augment, ViewsDiffer) {
  const auto images = randomImages(32, 32, 4, 1);
  const auto settings = settingsOf(Pipeline::SelfSupervised);
  EXPECT_NE(batchOf(settings, images, {0, 1}, serialFor(), 0),
            batchOf(settings, images, {0, 1}, serialFor(), 1));
}

TEST(Augment, EveryStrengthZeroIsTheCropAlone) {
  const auto images = randomImages(32, 32, 1, 1);
  auto settings = settingsOf(Pipeline::SelfSupervised);
  settings.brightness = settings.contrast = settings.saturation = settings.hue = 0;
  ViewParameters parameters{.height = 32,
                            .width = 32,
                            .jitter = true,
                            .brightness = 0.1f,
                            .contrast = 0.1f,
                            .saturation = 0.1f,
                            .hue = 0.4f};
  std::vector<float> out(images.imageBytes());
  transform(settings, parameters, images, 0, out);
  const auto plain = batchOf(settingsOf(Pipeline::None), images, {0}, serialFor());
  EXPECT_EQ(out, plain);  // the whole image as its box is copied exactly
}

TEST(Augment, EmptyBatchIsNothing) {
  const auto images = randomImages(4, 4, 1, 1);
  augmentBatch(settingsOf(Pipeline::SelfSupervised), images, {}, 1, 0, 0, threadedFor(2), {});
}

TEST(Augment, WrongSizesAndIndicesAreRefused) {
  const auto images = randomImages(4, 4, 2, 1);
  const auto settings = settingsOf(Pipeline::SelfSupervised);
  std::vector<float> out(images.imageBytes());
  const std::vector<std::int64_t> beyond{2}, negative{-1}, two{0, 1};
  EXPECT_THROW(augmentBatch(settings, images, beyond, 1, 0, 0, serialFor(), out), Error);
  EXPECT_THROW(augmentBatch(settings, images, negative, 1, 0, 0, threadedFor(2), out), Error);
  EXPECT_THROW(augmentBatch(settings, images, two, 1, 0, 0, serialFor(), out), Error);
  ViewParameters box{.top = 1, .left = 0, .height = 4, .width = 4};
  EXPECT_THROW(transform(settings, box, images, 0, out), Error);
  box = {.top = 0, .left = 0, .height = 4, .width = 4, .jitter = true, .order = {0, 1, 2, 4}};
  EXPECT_THROW(transform(settings, box, images, 0, out), Error);
}

}  // namespace
}  // namespace skewscope::augment
