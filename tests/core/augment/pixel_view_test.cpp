// What a CUDA device computes, on the processor: the same functions, pixel by pixel.
#include "core/augment/pixel_view.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "core/augment/augment.h"
#include "core/augment/view_draw.h"
#include "tests/core/augment/reference.h"

namespace skewscope::augment {
namespace {

/// One view as a CUDA device makes it: taps, the mean where contrast needs it, then every pixel.
std::vector<float> pixelByPixel(const Settings& settings, const ViewParameters& parameters,
                                const data::ImageSet& images, std::int64_t image) {
  const int height = images.height, width = images.width;
  std::vector<TwoTaps> rows(static_cast<std::size_t>(height)), columns(static_cast<std::size_t>(width));
  const PixelView view{settings,    parameters,    images.image(image).data(), height, width,
                       rows.data(), columns.data()};
  for (int y = 0; y < height; ++y) rows[static_cast<std::size_t>(y)] = view.rowTaps(y);
  for (int x = 0; x < width; ++x) columns[static_cast<std::size_t>(x)] = view.columnTaps(x);
  double sum = 0;
  if (view.needsMean()) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) sum += static_cast<double>(view.greyBeforeContrast(y, x));
    }
  }
  const auto mean = static_cast<float>(sum / (height * width));
  std::vector<float> out;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Rgb pixel = view.normalised(y, x, mean);
      out.insert(out.end(), {pixel.red, pixel.green, pixel.blue});
    }
  }
  return out;
}

TEST(PixelView, IsTheViewOfTheVectorisedLoops) {
  for (const auto pipeline : {Pipeline::None, Pipeline::Supervised, Pipeline::SelfSupervised}) {
    const auto settings = reference::settingsOf(pipeline);
    for (const auto& [height, width] : {std::pair{32, 32}, {20, 27}, {96, 64}, {1, 1}, {2, 3}, {1, 40}}) {
      const auto images = reference::randomImages(height, width, 60, 1);
      std::vector<float> expected(images.imageBytes());
      for (std::int64_t image = 0; image < images.size(); ++image) {
        const auto parameters = drawParameters(settings, height, width, 1, 3, image, 1);
        transform(settings, parameters, images, image, expected);
        const auto found = pixelByPixel(settings, parameters, images, image);
        ASSERT_EQ(found.size(), expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
          // The mean of contrast is summed in another order; of the rest every bit is the same. Values are
          // normalised ones, some five times those on [0,1].
          const float most = pipeline == Pipeline::SelfSupervised ? 1e-5f : 0;
          ASSERT_NEAR(found[i], expected[i], most) << height << " x " << width << ", image " << image;
        }
      }
    }
  }
}

TEST(PixelView, DiffersInTheMeanOfContrastAlone) {
  auto settings = reference::settingsOf(Pipeline::SelfSupervised);
  settings.contrast = 0;
  const auto images = reference::randomImages(32, 24, 40, 2);
  std::vector<float> expected(images.imageBytes());
  for (std::int64_t image = 0; image < images.size(); ++image) {
    const auto parameters = drawParameters(settings, 32, 24, 1, 0, image, 0);
    transform(settings, parameters, images, image, expected);
    const auto found = pixelByPixel(settings, parameters, images, image);
    for (std::size_t i = 0; i < found.size(); ++i) ASSERT_EQ(found[i], expected[i]);
  }
}

TEST(PixelView, SettingsOfNoStrengthAreNoOperations) {
  auto settings = reference::settingsOf(Pipeline::SelfSupervised);
  settings.brightness = settings.contrast = settings.saturation = settings.hue = 0;
  const auto images = reference::randomImages(6, 6, 1, 1);
  // The whole image, with parameters that would change it if they were used.
  const ViewParameters parameters{.height = 6,
                                  .width = 6,
                                  .jitter = true,
                                  .brightness = 0.1f,
                                  .contrast = 0.1f,
                                  .saturation = 0.1f,
                                  .hue = 0.4f};
  const PixelView view{settings, parameters, images.image(0).data(), 6, 6, nullptr, nullptr};
  EXPECT_FALSE(view.needsMean());
  const auto found = pixelByPixel(settings, parameters, images, 0);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double value = images.pixels[i] / 255.0;
    EXPECT_NEAR(static_cast<double>(found[i] * settings.stddev[i % 3] + settings.mean[i % 3]), value, 1e-6);
  }
}

TEST(TwoTaps, AreTheFilterOfMakeTaps) {
  Taps taps;
  for (int in = 1; in <= 40; ++in) {
    for (const int out : {in, in + 1, 40, 97}) {
      for (const bool reversed : {false, true}) {
        if (out < in) continue;
        makeTaps(in, out, reversed, taps);
        for (int x = 0; x < out; ++x) {
          const TwoTaps found = twoTaps(in, out, x, reversed);
          ASSERT_GE(found.first, 0);
          ASSERT_LT(found.second, in);
          const auto at = static_cast<std::size_t>(x);
          ASSERT_EQ(found.first, taps.first[at]) << in << " -> " << out;
          ASSERT_EQ(found.left, taps.weight[at]) << in << " -> " << out;
          ASSERT_EQ(found.right, taps.count == 2 ? taps.weight[static_cast<std::size_t>(out) + at] : 0.0f);
        }
      }
    }
  }
}

TEST(ViewDraw, TheCropsLimitsAreThoseOfTheAspect) {
  // view_draw.h has their logarithms as constants.
  const auto settings = reference::settingsOf(Pipeline::SelfSupervised);
  double widest = 0, tallest = 1e9;
  for (int image = 0; image < 20000; ++image) {
    const auto view = drawView(settings, 1000, 1000, viewKey(1, 0, image, 0));
    const double aspect = static_cast<double>(view.width) / static_cast<double>(view.height);
    widest = std::max(widest, aspect);
    tallest = std::min(tallest, aspect);
  }
  EXPECT_NEAR(widest, 4.0 / 3, 2e-3);
  EXPECT_NEAR(tallest, 3.0 / 4, 2e-3);
}

}  // namespace
}  // namespace skewscope::augment
