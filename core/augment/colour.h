#pragma once

#include "core/base/host_device.h"

// The colour operations of a view on one pixel with channels on [0,1]: for the vectorised loops of
// kernels_body.h and for a CUDA device. Everything has internal linkage, because those loops are compiled
// once for each instruction set and must not share a function with any other file.
namespace skewscope::augment {

/// One pixel.
struct Rgb {
  float red, green, blue;
};

SKEWSCOPE_HOST_DEVICE static inline float smaller(float a, float b) {
  return a < b ? a : b;
}
SKEWSCOPE_HOST_DEVICE static inline float larger(float a, float b) {
  return a > b ? a : b;
}
SKEWSCOPE_HOST_DEVICE static inline float clamp01(float x) {
  return smaller(larger(x, 0.0f), 1.0f);
}

/// .2989 R + .587 G + .114 B, as torchvision's rgb_to_grayscale.
SKEWSCOPE_HOST_DEVICE static inline float grey(Rgb pixel) {
  constexpr float kRed = 0.2989f, kGreen = 0.587f, kBlue = 0.114f;
  return kRed * pixel.red + kGreen * pixel.green + kBlue * pixel.blue;
}

/// One channel of brightness: clamp(factor * x) to [0,1].
SKEWSCOPE_HOST_DEVICE static inline float brightened(float x, float factor) {
  return clamp01(factor * x);
}

/// One channel of contrast and of saturation: clamp(factor * x + rest), rest = (1 - factor) * grey.
SKEWSCOPE_HOST_DEVICE static inline float blended(float x, float factor, float rest) {
  return clamp01(factor * x + rest);
}

/// clamp(factor * x + (1 - factor) * grey), grey of the same pixel.
SKEWSCOPE_HOST_DEVICE static inline Rgb saturated(Rgb pixel, float factor) {
  const float rest = (1.0f - factor) * grey(pixel);
  return {blended(pixel.red, factor, rest), blended(pixel.green, factor, rest),
          blended(pixel.blue, factor, rest)};
}

/// One channel of HSV to RGB: value - chroma * clamp(min(k, 4 - k), 0, 1), k = (n + 6 hue) mod 6, with n = 5,
/// 3, 1 for red, green, blue. `z` = n + 6 hue must be at least 0.
SKEWSCOPE_HOST_DEVICE static inline float channelOf(float value, float chroma, float z) {
  const float k = z - 6.0f * static_cast<float>(static_cast<int>(z * (1.0f / 6.0f)));
  return value - chroma * clamp01(smaller(k, 4.0f - k));
}

/// The pixel with its hue of HSV rotated by `turns` in [-0.5, 0.5].
SKEWSCOPE_HOST_DEVICE static inline Rgb hueTurned(Rgb pixel, float turns) {
  const float shift = 6.0f * turns + 6.0f;  // + 6: a whole turn, so that nothing is negative
  const float r = pixel.red, g = pixel.green, b = pixel.blue;
  const float value = larger(larger(r, g), b);
  const float chroma = value - smaller(smaller(r, g), b);
  const float inverse = 1.0f / (chroma == 0.0f ? 1.0f : chroma);
  const float fromRed = (g - b) * inverse;
  const float fromGreen = 2.0f + (b - r) * inverse;
  const float fromBlue = 4.0f + (r - g) * inverse;
  const float sector = value == r ? fromRed : (value == g ? fromGreen : fromBlue);
  const float turned = sector + shift;
  return {channelOf(value, chroma, turned + 5.0f), channelOf(value, chroma, turned + 3.0f),
          channelOf(value, chroma, turned + 1.0f)};
}

}  // namespace skewscope::augment
