#include "core/augment/taps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace skewscope::augment {
namespace {

/// The row of the resampling matrix of output x, as a dense vector over all inputs.
std::vector<double> dense(const Taps& taps, int in, int out, int x) {
  std::vector<double> row(static_cast<std::size_t>(in));
  for (int k = 0; k < taps.count; ++k) {
    row.at(static_cast<std::size_t>(taps.first.at(static_cast<std::size_t>(x)) + k)) +=
        static_cast<double>(taps.weight.at(static_cast<std::size_t>(k * out + x)));
  }
  return row;
}

TEST(Taps, AreTheTriangleFilterForEverySize) {
  Taps taps;
  for (int in = 1; in <= 40; ++in) {
    for (const int out : {1, 2, 3, 7, 16, 32, 33}) {
      makeTaps(in, out, false, taps);
      const double scale = static_cast<double>(in) / out, support = std::max(1.0, scale);
      for (int x = 0; x < out; ++x) {
        std::vector<double> expected(static_cast<std::size_t>(in));
        double sum = 0;
        for (int i = 0; i < in; ++i) {
          const double weight = std::max(0.0, 1 - std::abs(i + 0.5 - (x + 0.5) * scale) / support);
          expected[static_cast<std::size_t>(i)] = weight;
          sum += weight;
        }
        const auto row = dense(taps, in, out, x);
        for (std::size_t i = 0; i < row.size(); ++i) {
          ASSERT_NEAR(row[i], expected[i] / sum, 1e-6)
              << in << " -> " << out << ", output " << x << ", input " << i;
        }
      }
    }
  }
}

TEST(Taps, StayInsideTheInput) {
  Taps taps;
  for (int in = 1; in <= 70; ++in) {
    for (int out = 1; out <= 70; ++out) {
      for (const bool reversed : {false, true}) {
        makeTaps(in, out, reversed, taps);
        for (const int first : taps.first) {
          ASSERT_GE(first, 0);
          ASSERT_LE(first + taps.count, in) << in << " -> " << out;
        }
      }
    }
  }
}

TEST(Taps, CopyAtEqualSize) {
  Taps taps;
  makeTaps(32, 32, false, taps);
  for (int x = 0; x < 32; ++x) {
    const auto row = dense(taps, 32, 32, x);
    for (int i = 0; i < 32; ++i) EXPECT_EQ(row[static_cast<std::size_t>(i)], i == x ? 1.0 : 0.0);
  }
}

TEST(Taps, ReversedAreTheMirrorImage) {
  Taps forward, backward;
  for (const int in : {1, 2, 5, 31, 32, 45}) {
    makeTaps(in, 32, false, forward);
    makeTaps(in, 32, true, backward);
    for (int x = 0; x < 32; ++x) {
      const auto a = dense(forward, in, 32, x), b = dense(backward, in, 32, 31 - x);
      for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-6) << in << ", output " << x;
    }
  }
}

}  // namespace
}  // namespace skewscope::augment
