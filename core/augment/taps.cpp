#include "core/augment/taps.h"

#include <algorithm>
#include <cmath>

namespace skewscope::augment {

void makeTaps(int in, int out, bool reversed, Taps& taps) {
  const double scale = static_cast<double>(in) / out;
  const double support = std::max(scale, 1.0);
  // An open interval of length 2 * support holds at most this many pixel centres.
  const int count = std::min(in, static_cast<int>(std::ceil(2 * support)));
  const auto outputs = static_cast<std::size_t>(out);
  taps.count = count;
  taps.first.resize(outputs);
  taps.weight.resize(static_cast<std::size_t>(count) * outputs);
  for (int x = 0; x < out; ++x) {
    const double centre = (x + 0.5) * scale;
    // Moving the window inside the input only adds inputs outside of the triangle, whose weight is 0.
    const int first = std::clamp(static_cast<int>(std::floor(centre - support - 0.5)) + 1, 0, in - count);
    const auto at = static_cast<std::size_t>(reversed ? out - 1 - x : x);
    double sum = 0;
    for (int k = 0; k < count; ++k) sum += std::max(0.0, 1 - std::abs(first + k + 0.5 - centre) / support);
    const double inverse = 1 / sum;
    taps.first[at] = first;
    for (int k = 0; k < count; ++k) {
      const double weight = std::max(0.0, 1 - std::abs(first + k + 0.5 - centre) / support);
      taps.weight[static_cast<std::size_t>(k) * outputs + at] = static_cast<float>(weight * inverse);
    }
  }
}

}  // namespace skewscope::augment
