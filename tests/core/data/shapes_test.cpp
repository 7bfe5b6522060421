#include "core/data/shapes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <set>
#include <string>

#include "tests/core/base/expect_error.h"

namespace skewscope::data {
namespace {

using test::expectError;

const Dataset& defaultShapes() {
  static const Dataset dataset = makeShapes({}, threadedFor(4));
  return dataset;
}

TEST(Shapes, SameBytesEverywhere) {
  // Recorded with version 0.1.0; equal with g++ 12 and clang++ 14 at -O0 and -O3, with and without
  // -march=native. Runs are comparable only while this does not change.
  EXPECT_EQ(defaultShapes().digest, "d02653c44b02e4cd5dcfeeabdbe40b60983acac5a72a354a87c24a1c7004104b");
}

TEST(Shapes, ThreadsDoNotMatter) {
  ShapesSettings settings;
  settings.trainPerClass = 30;
  settings.testPerClass = 10;
  const auto serial = makeShapes(settings, serialFor());
  for (const int threads : {2, 3, 8}) {
    const auto threaded = makeShapes(settings, threadedFor(threads));
    EXPECT_EQ(threaded.digest, serial.digest);
    EXPECT_EQ(threaded.train.factors[0].labels, serial.train.factors[0].labels);
  }
}

TEST(Shapes, FewerImagesAreTheFirstOnes) {
  ShapesSettings settings;
  settings.trainPerClass = 20;
  settings.testPerClass = 10;
  const auto few = makeShapes(settings, serialFor());
  const auto& pixels = defaultShapes().train.pixels;
  EXPECT_TRUE(std::equal(few.train.pixels.begin(), few.train.pixels.end(), pixels.begin()));
}

TEST(Shapes, SeedsAndPartsDiffer) {
  ShapesSettings settings;
  settings.trainPerClass = settings.testPerClass = 10;
  const auto one = makeShapes(settings, serialFor());
  settings.seed = 2;
  EXPECT_NE(makeShapes(settings, serialFor()).train.pixels, one.train.pixels);
  EXPECT_NE(one.train.pixels, one.test.pixels);
  std::set<std::string> images;
  for (std::int64_t i = 0; i < one.train.size(); ++i) {
    images.insert({one.train.image(i).begin(), one.train.image(i).end()});
    images.insert({one.test.image(i).begin(), one.test.image(i).end()});
  }
  EXPECT_EQ(images.size(), 200u);
}

TEST(Shapes, BalancedClassesAndFactorsIndependentOfThem) {
  const auto& train = defaultShapes().train;
  EXPECT_THAT(train.classCounts(), testing::Each(1000));
  EXPECT_THAT(defaultShapes().test.classCounts(), testing::Each(200));
  ASSERT_EQ(train.factors.size(), 2u);
  EXPECT_EQ(train.factors[0].name, "texture");
  EXPECT_EQ(train.factors[0].values.size(), 6u);
  EXPECT_EQ(train.factors[1].name, "background");
  EXPECT_EQ(train.factors[1].values.size(), 4u);
  // Chi-square test of independence of class and factor; quantiles at 99.9 %.
  for (const auto& [factor, limit] : {std::pair(train.factors[0], 80.1), std::pair(train.factors[1], 55.5)}) {
    ASSERT_EQ(factor.labels.size(), train.labels.size());
    const std::size_t values = factor.values.size();
    std::vector<double> seen(10 * values, 0);
    for (std::size_t i = 0; i < train.labels.size(); ++i) {
      ASSERT_LT(factor.labels[i], values);
      ++seen[train.labels[i] * values + factor.labels[i]];
    }
    const double expected = 1000.0 / static_cast<double>(values);
    double chiSquare = 0;  // degrees of freedom: 10 classes x (values - 1)
    for (const double count : seen) chiSquare += (count - expected) * (count - expected) / expected;
    EXPECT_LT(chiSquare, limit + 10) << factor.name;
    EXPECT_GT(chiSquare, 1) << factor.name << " is not random";
  }
}

TEST(Shapes, MeanAndDeviationAreThoseOfThePixels) {
  const auto& dataset = defaultShapes();
  std::array<long double, 3> sum{}, squares{};
  for (std::size_t i = 0; i < dataset.train.pixels.size(); ++i) {
    const long double value = dataset.train.pixels[i] / 255.0L;
    sum[i % 3] += value;
    squares[i % 3] += value * value;
  }
  const long double count = static_cast<long double>(dataset.train.pixels.size()) / 3;
  for (std::size_t c = 0; c < 3; ++c) {
    const long double mean = sum[c] / count;
    EXPECT_NEAR(dataset.mean[c], static_cast<double>(mean), 1e-6);
    EXPECT_NEAR(dataset.stddev[c], static_cast<double>(std::sqrt(squares[c] / count - mean * mean)), 1e-6);
  }
}

double lumaAt(std::span<const std::uint8_t> image, std::size_t row, std::size_t column) {
  const auto* p = image.data() + (row * 32 + column) * 3;
  return (0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2]) / 255;
}

// Which pixels the shape covers by more than half: fill and background keep to different sides of the middle
// grey. The corner is always background at the settings used here.
std::array<bool, 1024> maskOf(std::span<const std::uint8_t> image) {
  const bool brightGround = lumaAt(image, 0, 0) > 0.5;
  const double threshold = brightGround ? 0.53 : 0.47;
  std::array<bool, 1024> mask{};
  for (std::size_t i = 0; i < 1024; ++i)
    mask[i] = (lumaAt(image, i / 32, i % 32) > threshold) != brightGround;
  return mask;
}

ShapesSettings still() {
  ShapesSettings settings;
  settings.trainPerClass = 40;
  settings.testPerClass = 1;
  settings.rotation = settings.shift = settings.noise = 0;
  settings.scaleLow = settings.scaleHigh = 0.9f;
  return settings;
}

TEST(Shapes, AreasAreThoseOfTheFigures) {
  using std::numbers::pi, std::numbers::sqrt3;
  // Area of the part of a disc of radius R that lies in a disc of radius r at distance d.
  const auto lens = [](double R, double r, double d) {
    return r * r * std::acos((d * d + r * r - R * R) / (2 * d * r)) +
           R * R * std::acos((d * d + R * R - r * r) / (2 * d * R)) -
           0.5 * std::sqrt((-d + r + R) * (d + r - R) * (d - r + R) * (d + r + R));
  };
  const std::array<double, 10> areas = {
      pi * 0.86 * 0.86,
      1.48 * 1.48,
      3 * sqrt3 * 0.52 * 0.52,
      5 * 1 * 0.45 * std::sin(pi / 5),
      2 * 1.84 * 0.6 - 0.6 * 0.6,
      pi * (0.9 * 0.9 - 0.46 * 0.46),
      pi * 0.92 * 0.92 - lens(0.92, 0.72, 0.44),
      1.96 * 0.6,
      2 * sqrt3 * 0.8 * 0.8,
      2 * pi * 0.42 * 0.42,
  };
  auto settings = still();
  settings.rotation = 0.3f;  // so that edges do not run along the pixels
  settings.shift = 0.04f;
  const auto dataset = makeShapes(settings, serialFor());
  std::array<double, 10> pixels{};
  for (std::int64_t i = 0; i < dataset.train.size(); ++i) {
    for (const bool covered : maskOf(dataset.train.image(i))) {
      pixels[dataset.train.labels[static_cast<std::size_t>(i)]] += covered ? 1.0 / 40 : 0;
    }
  }
  for (std::size_t c = 0; c < 10; ++c) {
    const double expected = areas[c] * 0.9 * 0.9 * 256;
    EXPECT_NEAR(pixels[c], expected, 0.04 * expected) << dataset.train.classNames[c];
  }
}

TEST(Shapes, FillAndBackgroundStandApartInEveryImage) {
  auto settings = still();
  settings.trainPerClass = 200;
  const auto dataset = makeShapes(settings, threadedFor(2));
  const auto reference = maskOf(dataset.train.image(0));
  int polarity[2] = {0, 0};
  for (std::int64_t i = 0; i < dataset.train.size(); i += 10) {  // discs
    const auto image = dataset.train.image(i);
    double inside[2] = {1, 0}, outside[2] = {1, 0};  // smallest and largest luma
    for (std::size_t p = 0; p < 1024; ++p) {
      // Leave out the edge itself, where both mix.
      const auto row = static_cast<double>(p / 32) - 15.5, column = static_cast<double>(p % 32) - 15.5;
      const double radius = std::hypot(row, column), edge = 0.86 * 0.9 * 16;
      if (std::abs(radius - edge) < 1.5) continue;
      double* range = reference[p] ? inside : outside;
      const double luma = lumaAt(image, p / 32, p % 32);
      range[0] = std::min(range[0], luma);
      range[1] = std::max(range[1], luma);
    }
    const bool bright = inside[0] > outside[1];
    EXPECT_GE(bright ? inside[0] - outside[1] : outside[0] - inside[1], 0.2) << "image " << i;
    ++polarity[bright ? 1 : 0];
  }
  EXPECT_GT(polarity[0], 60);
  EXPECT_GT(polarity[1], 60);
}

TEST(Shapes, RotationAndShiftStayInRange) {
  auto settings = still();
  settings.trainPerClass = 300;
  settings.rotation = 0.5f;
  settings.shift = 0.1f;
  settings.scaleLow = settings.scaleHigh = 0.7f;
  const auto dataset = makeShapes(settings, threadedFor(2));
  double widest = 0, farthest = 0;
  for (std::int64_t i = 7; i < dataset.train.size(); i += 10) {  // bars
    const auto mask = maskOf(dataset.train.image(i));
    double n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
    for (std::size_t p = 0; p < 1024; ++p) {
      if (!mask[p]) continue;
      const double column = static_cast<double>(p % 32) - 15.5, row = static_cast<double>(p / 32) - 15.5;
      n += 1;
      x += column;
      y += row;
      xx += column * column;
      xy += column * row;
      yy += row * row;
    }
    const double angle =
        0.5 * std::atan2(2 * (xy / n - x * y / n / n), xx / n - x * x / n / n - yy / n + y * y / n / n);
    ASSERT_LE(std::abs(angle), 0.5 + 0.05);
    ASSERT_LE(std::max(std::abs(x / n), std::abs(y / n)), 1.6 + 0.3);
    widest = std::max(widest, std::abs(angle));
    farthest = std::max(farthest, std::abs(x / n));
  }
  EXPECT_GT(widest, 0.45);
  EXPECT_GT(farthest, 1.4);
}

TEST(Shapes, NoiseHasItsDeviation) {
  auto settings = still();
  settings.trainPerClass = 20;
  const auto clean = makeShapes(settings, serialFor());
  settings.noise = 0.05f;
  const auto noisy = makeShapes(settings, serialFor());
  double sum = 0, squares = 0, count = 0;
  for (std::size_t i = 0; i < clean.train.pixels.size(); ++i) {
    if (clean.train.pixels[i] < 60 || clean.train.pixels[i] > 195) continue;  // not clipped
    const double difference = (noisy.train.pixels[i] - clean.train.pixels[i]) / 255.0;
    sum += difference;
    squares += difference * difference;
    count += 1;
  }
  ASSERT_GT(count, 10000);
  EXPECT_NEAR(sum / count, 0, 0.0005);
  EXPECT_NEAR(std::sqrt(squares / count), 0.05, 0.001);
}

TEST(Shapes, SettingsOutOfRange) {
  const auto refused = [](auto change) {
    ShapesSettings settings;
    change(settings);
    expectError(ErrorKind::Usage, "out of range", [&] { makeShapes(settings, serialFor()); });
  };
  refused([](auto& s) { s.trainPerClass = 0; });
  refused([](auto& s) { s.testPerClass = -1; });
  refused([](auto& s) { s.rotation = 4; });
  refused([](auto& s) { s.rotation = std::nanf(""); });
  refused([](auto& s) { s.scaleLow = 0.9f; });
  refused([](auto& s) { s.scaleLow = 0; });
  refused([](auto& s) { s.shift = 2; });
  refused([](auto& s) { s.noise = -0.1f; });
}

}  // namespace
}  // namespace skewscope::data
