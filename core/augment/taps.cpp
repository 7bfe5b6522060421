#include "core/augment/taps.h"

#include <algorithm>
#include <cmath>

namespace skewscope::augment {

namespace {

void makeTwoTaps(int in, int out, bool reversed, Taps& taps) {
  std::int32_t* first = taps.first.data();
  float* left = taps.weight.data();
  float* right = left + out;
  for (int x = 0; x < out; ++x) {
    const TwoTaps tap = twoTaps(in, out, x, reversed);
    first[x] = tap.first;
    left[x] = tap.left;
    right[x] = tap.right;
  }
}

/// The triangle filter as defined.
void makeManyTaps(int in, int out, int count, bool reversed, Taps& taps) {
  const double scale = static_cast<double>(in) / out;
  const double support = std::max(scale, 1.0);
  for (int x = 0; x < out; ++x) {
    const double centre = (x + 0.5) * scale;
    // Moving the window inside the input only adds inputs outside of the triangle, whose weight is 0.
    const int first = std::clamp(static_cast<int>(std::floor(centre - support - 0.5)) + 1, 0, in - count);
    const auto weightOf = [&](int k) {
      return std::max(0.0, 1 - std::abs(first + k + 0.5 - centre) / support);
    };
    double sum = 0;
    for (int k = 0; k < count; ++k) sum += weightOf(k);
    const int at = reversed ? out - 1 - x : x;
    taps.first[static_cast<std::size_t>(at)] = first;
    for (int k = 0; k < count; ++k) {
      taps.weight[static_cast<std::size_t>(k * out + at)] = static_cast<float>(weightOf(k) / sum);
    }
  }
}

}  // namespace

void makeTaps(int in, int out, bool reversed, Taps& taps) {
  // The open interval that the triangle covers holds at most this many pixel centres.
  const int count = in <= out ? std::min(in, 2) : std::min(in, (2 * in + out - 1) / out);
  taps.count = count;
  taps.first.resize(static_cast<std::size_t>(out));
  taps.weight.resize(static_cast<std::size_t>(count) * static_cast<std::size_t>(out));
  if (in <= out && count == 2) {
    makeTwoTaps(in, out, reversed, taps);
  } else {
    makeManyTaps(in, out, count, reversed, taps);
  }
}

}  // namespace skewscope::augment
