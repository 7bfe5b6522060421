#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/augment/settings.h"
#include "core/base/host_device.h"
#include "core/base/random.h"

// The random parameters of a view, for the processor and for a CUDA device. On both they are the same
// numbers: all of it is integer arithmetic and correctly rounded floating point, but for one exponential of
// 53 bits that is rounded to a whole pixel.
namespace skewscope::augment {

/// The address of the draws of view `view` of image `image` in `epoch`.
SKEWSCOPE_HOST_DEVICE inline RandomKey viewKey(std::uint64_t seed, std::int64_t epoch, std::int64_t image,
                                               int view) {
  return {seed, Purpose::Augmentation, static_cast<std::uint32_t>(epoch), static_cast<std::uint32_t>(image),
          static_cast<std::uint32_t>(view)};
}

/// The box of RandomResizedCrop: area uniform in [smallest, 1] of the image, aspect (width / height)
/// log-uniform in [3/4, 4/3]; the first of ten tries that fits, else the largest centred box of an allowed
/// aspect.
SKEWSCOPE_HOST_DEVICE inline void drawCrop(Random& random, double smallest, int height, int width,
                                           ViewParameters& view) {
  constexpr double kMinAspect = 3.0 / 4, kMaxAspect = 4.0 / 3;
  constexpr double kLogMinAspect = -0x1.269621134db92p-2, kLogMaxAspect = 0x1.269621134db91p-2;
  constexpr int kCropTries = 10;
  // To the nearest whole number, halves to the even one.
  const auto whole = [](double x) { return static_cast<int>(std::nearbyint(x)); };
  const double area = static_cast<double>(height) * width;
  for (int attempt = 0; attempt < kCropTries; ++attempt) {
    const double target = area * (smallest + (1 - smallest) * static_cast<double>(random.uniform()));
    const double aspect =
        std::exp(kLogMinAspect + (kLogMaxAspect - kLogMinAspect) * static_cast<double>(random.uniform()));
    const int w = whole(std::sqrt(target * aspect));
    const int h = whole(std::sqrt(target / aspect));
    if (w < 1 || h < 1 || w > width || h > height) continue;
    view.top = static_cast<float>(random.below(static_cast<std::uint32_t>(height - h + 1)));
    view.left = static_cast<float>(random.below(static_cast<std::uint32_t>(width - w + 1)));
    view.height = static_cast<float>(h);
    view.width = static_cast<float>(w);
    return;
  }
  int w = width, h = height;
  const double aspect = static_cast<double>(width) / height;
  if (aspect < kMinAspect) h = whole(w / kMinAspect);
  if (aspect > kMaxAspect) w = whole(h * kMaxAspect);
  view.top = static_cast<float>((height - h) / 2);
  view.left = static_cast<float>((width - w) / 2);
  view.height = static_cast<float>(h);
  view.width = static_cast<float>(w);
}

/// Colour draws. All are made whatever the settings are, so that a changed probability or strength changes
/// nothing else.
SKEWSCOPE_HOST_DEVICE inline void drawColour(Random& random, const Settings& settings, ViewParameters& view) {
  view.jitter = random.uniform() < settings.jitterProbability;
  view.grayscale = random.uniform() < settings.grayscale;
  for (std::uint32_t i = 4; i > 1; --i) std::swap(view.order[i - 1], view.order[random.below(i)]);
  const auto factor = [&](float strength) {
    return random.uniform(std::max(0.0f, 1 - strength), 1 + strength);
  };
  view.brightness = factor(settings.brightness);
  view.contrast = factor(settings.contrast);
  view.saturation = factor(settings.saturation);
  view.hue = random.uniform(-settings.hue, settings.hue);
}

/// Draws the parameters of one view of an image of height x width pixels from the stream of `key`
/// (viewKey()).
SKEWSCOPE_HOST_DEVICE inline ViewParameters drawView(const Settings& settings, int height, int width,
                                                     const RandomKey& key) {
  ViewParameters result;
  result.height = static_cast<float>(height);
  result.width = static_cast<float>(width);
  if (settings.pipeline == Pipeline::None) return result;
  Random random(key);
  result.flip = random.uniform() < settings.flip;
  if (settings.pipeline == Pipeline::Supervised) {
    const auto offsets = static_cast<std::uint32_t>(2 * settings.cropPadding + 1);
    result.top = static_cast<float>(static_cast<int>(random.below(offsets)) - settings.cropPadding);
    result.left = static_cast<float>(static_cast<int>(random.below(offsets)) - settings.cropPadding);
    return result;
  }
  drawColour(random, settings, result);
  // Last, because the number of its draws varies.
  drawCrop(random, static_cast<double>(settings.cropScale), height, width, result);
  return result;
}

}  // namespace skewscope::augment
