#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace skewscope::augment {

/// Rows of the box that are resampled before their columns are.
constexpr int kResampleRows = 8;

/// A box of an 8-bit RGB image that is resampled into three planes. Pointers refer to arrays of the caller.
struct ResampleTask {
  const std::uint8_t* source;       ///< first pixel of the box, interleaved RGB
  std::ptrdiff_t stride;            ///< bytes from one row of the source to the next
  int boxWidth;                     ///< pixels
  int height, width;                ///< of the output
  int rowTaps, columnTaps;          ///< taps per output row and column (taps.h)
  const std::int32_t* rowFirst;     ///< [height]
  const float* rowWeight;           ///< [rowTaps][height], already divided by 255
  const std::int32_t* columnFirst;  ///< [width]
  const float* columnWeight;        ///< [columnTaps][width]
  float* rows;    ///< scratch, kResampleRows * (3 * boxWidth + 1): a pixel is read as four values
  float* planes;  ///< out: [3][height * width] on [0,1]
};

/// The inner loops of the augmentation, compiled once for each instruction set. `planes` is [3][pixels], red
/// first.
///
/// Every variant gives the same bits: products and sums are rounded separately (no fused multiply-add) and
/// sums have a fixed order, so a result depends neither on the processor nor on how the compiler vectorised a
/// loop.
struct Kernels {
  const char* name;  ///< "baseline", "avx2", "avx512"
  /// Rows first, then columns.
  void (*resample)(const ResampleTask& task);
  /// clamp(factor * x) to [0,1].
  void (*brightness)(float* planes, int pixels, float factor);
  /// clamp(factor * x + (1 - factor) * m), m the mean of the image's grey values.
  void (*contrast)(float* planes, int pixels, float factor);
  /// clamp(factor * x + (1 - factor) * grey), grey of the same pixel.
  void (*saturation)(float* planes, int pixels, float factor);
  /// Rotates the hue of HSV by `turns` in [-0.5, 0.5].
  void (*hue)(float* planes, int pixels, float turns);
  /// All three channels become the grey value .2989 R + .587 G + .114 B.
  void (*grayscale)(float* planes, int pixels);
  /// out[pixel][channel] = (planes[channel][pixel] - mean[channel]) * inverse[channel].
  void (*pack)(const float* planes, int pixels, const float* mean, const float* inverse, float* out);
  /// out[i] = (bytes[i] / 255 - mean[i]) * inverse[i] for interleaved values; mean and inverse are [count].
  void (*normalise)(const std::uint8_t* bytes, int count, const float* mean, const float* inverse,
                    float* out);
};

/// The variants that this processor can run, slowest first: at least the baseline.
std::span<const Kernels* const> availableKernels();

/// The fastest of availableKernels(), chosen once.
const Kernels& kernels();

}  // namespace skewscope::augment
