#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/base/host_device.h"

namespace skewscope::augment {

/// The resampling of one axis: each output is a weighted sum of `count` neighbouring inputs.
struct Taps {
  int count = 0;                    ///< inputs per output, at least 1
  std::vector<std::int32_t> first;  ///< [output]: the first input; first + count never passes the last input
  std::vector<float> weight;        ///< [tap][output]: sums to 1 over the taps of an output
};

/// One output of an axis that is not shrunk: left * input[first] + right * input[second]. 16 bytes.
struct TwoTaps {
  std::int32_t first, second;  ///< neighbours; the same where the axis has one input
  float left, right;           ///< sum to 1
};

/// Bilinear interpolation of output x of `out` from `in` <= out inputs: the input at (x + 1/2) in / out -
/// 1/2; a position beyond the outer pixel centres takes the outer pixel. `reversed`: output 0 is the last one
/// (a mirrored axis). For the processor and for a CUDA device.
SKEWSCOPE_HOST_DEVICE inline TwoTaps twoTaps(int in, int out, int x, bool reversed) {
  const double scale = static_cast<double>(in) / out;
  const double step = reversed ? -scale : scale;
  const double start = (reversed ? in - 0.5 * scale : 0.5 * scale) - 0.5;
  const double last = in - 1;
  const double position = std::clamp(start + x * step, 0.0, last);
  const int first = std::max(0, std::min(static_cast<int>(position), in - 2));
  const double fraction = position - first;
  return {first, std::min(first + 1, in - 1), static_cast<float>(1 - fraction), static_cast<float>(fraction)};
}

/// Weights of the antialiased bilinear filter that Pillow and torchvision (antialias=True) use: a triangle
/// around the output's centre in input coordinates, of half-width max(1, in / out), cut at the border of the
/// input and divided by its sum. For in <= out this is bilinear interpolation with clamped borders.
/// `reversed`: output 0 is the last one (a mirrored axis). Reuses the memory of `taps`. in, out >= 1.
void makeTaps(int in, int out, bool reversed, Taps& taps);

}  // namespace skewscope::augment
