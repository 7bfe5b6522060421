#pragma once

#include <cstdint>
#include <vector>

namespace skewscope::augment {

/// The resampling of one axis: each output is a weighted sum of `count` neighbouring inputs.
struct Taps {
  int count = 0;                    ///< inputs per output, at least 1
  std::vector<std::int32_t> first;  ///< [output]: the first input; first + count never passes the last input
  std::vector<float> weight;        ///< [tap][output]: sums to 1 over the taps of an output
};

/// Weights of the antialiased bilinear filter that Pillow and torchvision (antialias=True) use: a triangle
/// around the output's centre in input coordinates, of half-width max(1, in / out), cut at the border of the
/// input and divided by its sum. For in <= out this is bilinear interpolation with clamped borders.
/// `reversed`: output 0 is the last one (a mirrored axis). Reuses the memory of `taps`. in, out >= 1.
void makeTaps(int in, int out, bool reversed, Taps& taps);

}  // namespace skewscope::augment
