#include "core/data/resize.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

namespace skewscope::data {
namespace {

// An image from a function of (row, column, channel).
template <typename Value>
std::vector<std::uint8_t> image(int height, int width, const Value& value) {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < 3; ++c) pixels.push_back(static_cast<std::uint8_t>(value(y, x, c)));
    }
  }
  return pixels;
}

std::vector<std::uint8_t> resized(const std::vector<std::uint8_t>& source, int height, int width, int side,
                                  Fit fit = Fit::Squash) {
  std::vector<std::uint8_t> target(static_cast<std::size_t>(side * side * 3));
  Resizer(height, width, side, fit).resize(source, target);
  return target;
}

TEST(Resize, ConstantStaysConstant) {
  const auto source = image(37, 53, [](int, int, int c) { return 40 + 80 * c; });
  for (const int side : {1, 2, 7, 32, 37, 64, 100}) {
    for (const Fit fit : {Fit::Crop, Fit::Squash}) {
      EXPECT_EQ(resized(source, 37, 53, side, fit),
                image(side, side, [](int, int, int c) { return 40 + 80 * c; }));
    }
  }
}

TEST(Resize, SameSizeIsTheSameImage) {
  const auto source = image(9, 9, [](int y, int x, int c) { return (y * 31 + x * 17 + c * 91) % 256; });
  EXPECT_EQ(resized(source, 9, 9, 9), source);
}

// By three, as STL-10 from 96 to 32, the triangle has the weights 1 2 3 2 1 over nine on five neighbours; at
// the border the first falls off.
TEST(Resize, ByThreeHasTheClosedForm) {
  const auto value = [](int y, int x, int c) { return (y * y * 7 + x * x * 13 + x * y + 50 * c) % 256; };
  const int side = 8;
  const auto target = resized(image(3 * side, 3 * side, value), 3 * side, 3 * side, side);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      for (int c = 0; c < 3; ++c) {
        double sum = 0, weights = 0;
        for (int dy = -2; dy <= 2; ++dy) {
          for (int dx = -2; dx <= 2; ++dx) {
            const int sy = 3 * y + 1 + dy, sx = 3 * x + 1 + dx;
            if (sy < 0 || sx < 0 || sy >= 3 * side || sx >= 3 * side) continue;
            const double weight = (3 - std::abs(dy)) * (3 - std::abs(dx));
            weights += weight;
            sum += weight * value(sy, sx, c);
          }
        }
        // Rounding of a float32 sum can go either way only at one half.
        EXPECT_NEAR(target[static_cast<std::size_t>((y * side + x) * 3 + c)], sum / weights, 0.5 + 1e-3);
      }
    }
  }
}

// Linear interpolation reproduces a ramp exactly wherever the filter is not cut: out(i) = (i + 1/2) scale -
// 1/2.
TEST(Resize, RampStaysARamp) {
  for (const int side : {10, 25, 40, 100, 160}) {
    const int length = 80;
    const auto target =
        resized(image(length, length, [](int, int x, int) { return 3 * x; }), length, length, side);
    const double scale = static_cast<double>(length) / side, reach = std::max(1.0, scale);
    int checked = 0;
    for (int i = 0; i < side; ++i) {
      const double centre = (i + 0.5) * scale;
      if (centre < reach + 0.5 || centre > length - reach - 0.5) continue;
      ++checked;
      EXPECT_NEAR(target[static_cast<std::size_t>((side / 2 * side + i) * 3)], 3 * (centre - 0.5), 0.5 + 1e-3)
          << side;
    }
    EXPECT_GT(checked, side / 2);
  }
}

TEST(Resize, CropKeepsTheCentredSquare) {
  // Left third 10, middle third 100, right third 200.
  const auto wide = image(20, 60, [](int, int x, int) { return x < 20 ? 10 : x < 40 ? 100 : 200; });
  EXPECT_EQ(resized(wide, 20, 60, 5, Fit::Crop), image(5, 5, [](int, int, int) { return 100; }));
  EXPECT_NE(resized(wide, 20, 60, 5, Fit::Squash), image(5, 5, [](int, int, int) { return 100; }));
  const auto tall = image(60, 20, [](int y, int, int) { return y < 20 ? 10 : y < 40 ? 100 : 200; });
  EXPECT_EQ(resized(tall, 60, 20, 5, Fit::Crop), image(5, 5, [](int, int, int) { return 100; }));
  const auto cropped = resized(wide, 20, 60, 20, Fit::Crop);
  EXPECT_EQ(cropped, image(20, 20, [](int, int, int) { return 100; }));
}

TEST(Resize, OnePixelBecomesAnySize) {
  EXPECT_EQ(resized({1, 2, 3}, 1, 1, 4), image(4, 4, [](int, int, int c) { return c + 1; }));
}

TEST(Resize, SetsAreTheSameOnAnyNumberOfThreads) {
  ImageSet set;
  set.height = 20;
  set.width = 24;
  set.classNames = {"a"};
  set.labels.assign(50, 0);
  set.pixels.resize(50 * set.imageBytes());
  std::iota(set.pixels.begin(), set.pixels.end(), std::uint8_t{0});
  ImageSet serial = set, threaded = set;
  resizeSet(serial, 8, Fit::Crop, serialFor());
  resizeSet(threaded, 8, Fit::Crop, threadedFor(3));
  EXPECT_EQ(serial.height, 8);
  EXPECT_EQ(serial.width, 8);
  EXPECT_EQ(serial.pixels.size(), 50u * 8 * 8 * 3);
  EXPECT_EQ(serial.pixels, threaded.pixels);
  std::vector<std::uint8_t> one(8 * 8 * 3);
  Resizer(20, 24, 8, Fit::Crop).resize(set.image(7), one);
  EXPECT_TRUE(std::ranges::equal(serial.image(7), one));
}

}  // namespace
}  // namespace skewscope::data
