#pragma once

#include <cstddef>
#include <cstdint>

#include "core/augment/colour.h"
#include "core/augment/settings.h"
#include "core/augment/taps.h"
#include "core/base/host_device.h"

namespace skewscope::augment {

/// One view of one image, each pixel by itself from the 8-bit source: what a CUDA device computes. Equals
/// transform() (augment.h) but for the order in which the mean of contrast is summed. Refers to memory of the
/// caller, and to parameters whose box lies in the image.
struct PixelView {
  const Settings& settings;
  const ViewParameters& view;
  const std::uint8_t* pixels;  ///< [height][width][3]
  int height, width;           ///< of the source and of the view
  const TwoTaps* rows;         ///< rowTaps(y) of each row; not read by other pipelines than SelfSupervised
  const TwoTaps* columns;      ///< columnTaps(x) of each column; likewise

  /// The taps of one output row, counted from the top of the box.
  SKEWSCOPE_HOST_DEVICE TwoTaps rowTaps(int y) const {
    return twoTaps(static_cast<int>(view.height), height, y, false);
  }
  /// The taps of one output column, counted from the left of the box; mirrored where the view is flipped.
  SKEWSCOPE_HOST_DEVICE TwoTaps columnTaps(int x) const {
    return twoTaps(static_cast<int>(view.width), width, x, view.flip);
  }

  /// Whether normalised() reads the mean of greyBeforeContrast() over all pixels.
  SKEWSCOPE_HOST_DEVICE bool needsMean() const {
    return settings.pipeline == Pipeline::SelfSupervised && view.jitter && settings.contrast > 0;
  }
  /// The grey value of a pixel after the colour operations that precede contrast.
  SKEWSCOPE_HOST_DEVICE float greyBeforeContrast(int y, int x) const {
    Rgb pixel = resampled(y, x);
    for (std::size_t i = 0; view.order[i] != kContrast; ++i) pixel = coloured(pixel, view.order[i], 0);
    return grey(pixel);
  }
  /// The finished pixel: (value - mean) / deviation of each channel.
  SKEWSCOPE_HOST_DEVICE Rgb normalised(int y, int x, float meanGrey) const {
    const Rgb pixel =
        settings.pipeline == Pipeline::SelfSupervised ? transformed(y, x, meanGrey) : moved(y, x);
    return {(pixel.red - settings.mean[0]) * (1.0f / settings.stddev[0]),
            (pixel.green - settings.mean[1]) * (1.0f / settings.stddev[1]),
            (pixel.blue - settings.mean[2]) * (1.0f / settings.stddev[2])};
  }

 private:
  SKEWSCOPE_HOST_DEVICE const std::uint8_t* at(int y, int x) const {
    return pixels + (static_cast<std::ptrdiff_t>(y) * width + x) * 3;
  }

  /// The image moved by (-top, -left) over a black ground, flipped if asked; the image itself without a crop.
  SKEWSCOPE_HOST_DEVICE Rgb moved(int y, int x) const {
    const int fromY = y + static_cast<int>(view.top);
    const int fromX = (view.flip ? width - 1 - x : x) + static_cast<int>(view.left);
    if (fromY < 0 || fromY >= height || fromX < 0 || fromX >= width) return {0, 0, 0};
    const std::uint8_t* from = at(fromY, fromX);
    constexpr float kScale = 1.0f / 255.0f;
    return {static_cast<float>(from[0]) * kScale, static_cast<float>(from[1]) * kScale,
            static_cast<float>(from[2]) * kScale};
  }

  /// Rows first, then columns, as the loops of the processor.
  SKEWSCOPE_HOST_DEVICE Rgb resampled(int y, int x) const {
    const TwoTaps row = rows[y], column = columns[x];
    const int top = static_cast<int>(view.top), left = static_cast<int>(view.left);
    const std::uint8_t* a = at(top + row.first, left + column.first);
    const std::uint8_t* b = at(top + row.second, left + column.first);
    const std::uint8_t* c = at(top + row.first, left + column.second);
    const std::uint8_t* d = at(top + row.second, left + column.second);
    const float upper = row.left * (1.0f / 255.0f), lower = row.right * (1.0f / 255.0f);
    const auto channel = [&](int i) {
      const float first = upper * static_cast<float>(a[i]) + lower * static_cast<float>(b[i]);
      const float second = upper * static_cast<float>(c[i]) + lower * static_cast<float>(d[i]);
      return column.left * first + column.right * second;
    };
    return {channel(0), channel(1), channel(2)};
  }

  SKEWSCOPE_HOST_DEVICE Rgb coloured(Rgb pixel, std::uint8_t operation, float meanGrey) const {
    switch (operation) {
      case kBrightness:
        if (settings.brightness > 0) {
          pixel = {brightened(pixel.red, view.brightness), brightened(pixel.green, view.brightness),
                   brightened(pixel.blue, view.brightness)};
        }
        break;
      case kContrast:
        if (settings.contrast > 0) {
          const float rest = (1.0f - view.contrast) * meanGrey;
          pixel = {blended(pixel.red, view.contrast, rest), blended(pixel.green, view.contrast, rest),
                   blended(pixel.blue, view.contrast, rest)};
        }
        break;
      case kSaturation:
        if (settings.saturation > 0) pixel = saturated(pixel, view.saturation);
        break;
      default:
        if (settings.hue > 0) pixel = hueTurned(pixel, view.hue);
        break;
    }
    return pixel;
  }

  SKEWSCOPE_HOST_DEVICE Rgb transformed(int y, int x, float meanGrey) const {
    Rgb pixel = resampled(y, x);
    if (view.jitter) {
      for (const std::uint8_t operation : view.order) pixel = coloured(pixel, operation, meanGrey);
    }
    if (view.grayscale) {
      const float value = grey(pixel);
      pixel = {value, value, value};
    }
    return pixel;
  }
};

}  // namespace skewscope::augment
