#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "core/augment/augment.h"
#include "core/base/error.h"
#include "tests/core/augment/reference.h"

namespace skewscope::augment {
namespace {

constexpr int kDraws = 20000;

std::vector<ViewParameters> draw(const Settings& settings, int height, int width, std::uint64_t seed = 5) {
  std::vector<ViewParameters> views;
  for (int i = 0; i < kDraws; ++i)
    views.push_back(drawParameters(settings, height, width, seed, i % 7, i, i % 2));
  return views;
}

/// Kolmogorov-Smirnov distance from the uniform distribution on [low, high], times sqrt(n): above 1.95 with
/// probability 0.001 (Kolmogorov's distribution).
double kolmogorov(std::vector<double> values, double low, double high) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double largest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double p = (values[i] - low) / (high - low);
    largest = std::max(
        {largest, std::abs(p - static_cast<double>(i) / n), std::abs(static_cast<double>(i + 1) / n - p)});
  }
  return largest * std::sqrt(n);
}

template <typename F>
std::vector<double> collect(const std::vector<ViewParameters>& views, F member) {
  std::vector<double> values;
  for (const auto& view : views) values.push_back(static_cast<double>(member(view)));
  return values;
}

/// Share of views with a property, in standard deviations from the probability it should have.
template <typename F>
double deviation(const std::vector<ViewParameters>& views, double probability, F has) {
  const auto n = static_cast<double>(views.size());
  const auto count = static_cast<double>(std::count_if(views.begin(), views.end(), has));
  return (count - n * probability) / std::sqrt(n * probability * (1 - probability));
}

TEST(DrawParameters, AreAFunctionOfTheirKeyAlone) {
  const auto settings = reference::settingsOf(Pipeline::SelfSupervised);
  const auto same = [](const ViewParameters& a, const ViewParameters& b) {
    return a.top == b.top && a.left == b.left && a.height == b.height && a.width == b.width &&
           a.flip == b.flip && a.jitter == b.jitter && a.order == b.order && a.brightness == b.brightness &&
           a.contrast == b.contrast && a.saturation == b.saturation && a.hue == b.hue &&
           a.grayscale == b.grayscale;
  };
  const auto one = drawParameters(settings, 32, 32, 1, 2, 3, 0);
  drawParameters(settings, 32, 32, 9, 9, 9, 1);
  EXPECT_TRUE(same(one, drawParameters(settings, 32, 32, 1, 2, 3, 0)));
  EXPECT_FALSE(same(one, drawParameters(settings, 32, 32, 2, 2, 3, 0)));
  EXPECT_FALSE(same(one, drawParameters(settings, 32, 32, 1, 3, 3, 0)));
  EXPECT_FALSE(same(one, drawParameters(settings, 32, 32, 1, 2, 4, 0)));
  EXPECT_FALSE(same(one, drawParameters(settings, 32, 32, 1, 2, 3, 1)));
}

TEST(DrawParameters, ProbabilitiesAreThoseOfTheSettings) {
  const auto views = draw(reference::settingsOf(Pipeline::SelfSupervised), 32, 32);
  EXPECT_LT(std::abs(deviation(views, 0.5, [](const auto& v) { return v.flip; })), 3.3);
  EXPECT_LT(std::abs(deviation(views, 0.8, [](const auto& v) { return v.jitter; })), 3.3);
  EXPECT_LT(std::abs(deviation(views, 0.2, [](const auto& v) { return v.grayscale; })), 3.3);
  EXPECT_LT(std::abs(deviation(views, 0.4, [](const auto& v) { return v.flip && v.jitter; })),
            3.3);  // independent
}

TEST(DrawParameters, ProbabilitiesZeroAndOneAreNeverAndAlways) {
  auto settings = reference::settingsOf(Pipeline::SelfSupervised);
  settings.flip = settings.jitterProbability = settings.grayscale = 0;
  for (const auto& view : draw(settings, 32, 32)) ASSERT_FALSE(view.flip || view.jitter || view.grayscale);
  settings.flip = settings.jitterProbability = settings.grayscale = 1;
  for (const auto& view : draw(settings, 32, 32)) ASSERT_TRUE(view.flip && view.jitter && view.grayscale);
}

TEST(DrawParameters, FactorsAreUniform) {
  auto settings = reference::settingsOf(Pipeline::SelfSupervised);
  settings.contrast = 0.3f;
  settings.saturation = 0.9f;
  const auto views = draw(settings, 32, 32);
  EXPECT_LT(kolmogorov(collect(views, [](const auto& v) { return v.brightness; }), 0.6, 1.4), 1.95);
  EXPECT_LT(kolmogorov(collect(views, [](const auto& v) { return v.contrast; }), 0.7, 1.3), 1.95);
  EXPECT_LT(kolmogorov(collect(views, [](const auto& v) { return v.saturation; }), 0.1, 1.9), 1.95);
  EXPECT_LT(kolmogorov(collect(views, [](const auto& v) { return v.hue; }), -0.1, 0.1), 1.95);
}

TEST(DrawParameters, OrdersAreUniformPermutations) {
  std::map<std::array<std::uint8_t, 4>, double> counts;
  for (const auto& view : draw(reference::settingsOf(Pipeline::SelfSupervised), 32, 32)) {
    auto sorted = view.order;
    std::sort(sorted.begin(), sorted.end());
    ASSERT_EQ(sorted, (std::array<std::uint8_t, 4>{0, 1, 2, 3}));
    ++counts[view.order];
  }
  ASSERT_EQ(counts.size(), 24u);
  double chiSquare = 0;
  for (const auto& [order, count] : counts)
    chiSquare += (count - kDraws / 24.0) * (count - kDraws / 24.0) / (kDraws / 24.0);
  EXPECT_LT(chiSquare, 49.7);  // 23 degrees of freedom, p = 0.001
}

TEST(DrawParameters, CropsAreThoseOfRandomResizedCrop) {
  // At this size rounding to whole pixels is negligible, so area and aspect can be compared with their
  // distributions.
  const int side = 4096;
  auto settings = reference::settingsOf(Pipeline::SelfSupervised);
  settings.cropScale = 0.2f;
  const auto views = draw(settings, side, side);
  std::vector<double> areas, aspects, tops;
  for (const auto& view : views) {
    ASSERT_GE(view.top, 0);
    ASSERT_GE(view.left, 0);
    ASSERT_LE(view.top + view.height, side);
    ASSERT_LE(view.left + view.width, side);
    const double h = static_cast<double>(view.height), w = static_cast<double>(view.width);
    const double area = h * w / side / side, aspect = std::log(w / h);
    ASSERT_GT(area, 0.2 - 1e-3);
    ASSERT_LT(std::abs(aspect), std::log(4.0 / 3) + 1e-3);
    // Boxes up to 3/4 of the area fit whatever their aspect is: no rejection distorts the distribution.
    if (area < 0.75) {
      areas.push_back(area);
      aspects.push_back(aspect);
      if (side - h > 100) tops.push_back((static_cast<double>(view.top) + 0.5) / (side - h + 1));
    }
  }
  EXPECT_GT(areas.size(), 10000u);
  EXPECT_LT(kolmogorov(areas, 0.2, 0.75), 1.95);
  EXPECT_LT(kolmogorov(aspects, -std::log(4.0 / 3), std::log(4.0 / 3)), 1.95);
  EXPECT_LT(kolmogorov(tops, 0, 1), 1.95);
}

TEST(DrawParameters, CropsOfSmallImagesAreWholePixelsInside) {
  const auto views = draw(reference::settingsOf(Pipeline::SelfSupervised), 32, 24);
  for (const auto& view : views) {
    for (const float value : {view.top, view.left, view.height, view.width})
      ASSERT_EQ(value, std::round(value));
    ASSERT_GE(view.height, 1);
    ASSERT_LE(view.top + view.height, 32);
    ASSERT_LE(view.left + view.width, 24);
  }
}

TEST(DrawParameters, ABoxThatNeverFitsBecomesTheCentre) {
  auto settings = reference::settingsOf(Pipeline::SelfSupervised);
  settings.cropScale = 1;  // the whole area at an aspect of at most 4/3 does not fit into a strip
  const auto wide = drawParameters(settings, 30, 100, 1, 0, 0, 0);
  EXPECT_EQ(wide.height, 30);
  EXPECT_EQ(wide.width, 40);
  EXPECT_EQ(wide.top, 0);
  EXPECT_EQ(wide.left, 30);
  const auto tall = drawParameters(settings, 100, 30, 1, 0, 0, 0);
  EXPECT_EQ(tall.height, 40);
  EXPECT_EQ(tall.width, 30);
  EXPECT_EQ(tall.top, 30);
  EXPECT_EQ(tall.left, 0);
}

TEST(DrawParameters, ShiftsAreUniformWithinThePadding) {
  auto settings = reference::settingsOf(Pipeline::Supervised);
  settings.cropPadding = 4;
  std::vector<double> tops(9), lefts(9), both(81);
  for (const auto& view : draw(settings, 32, 32)) {
    ASSERT_LE(std::abs(view.top), 4);
    ASSERT_LE(std::abs(view.left), 4);
    ASSERT_EQ(view.height, 32);
    ASSERT_FALSE(view.jitter || view.grayscale);
    ++both[static_cast<std::size_t>((view.top + 4) * 9 + view.left + 4)];
  }
  double chiSquare = 0;
  for (const double count : both)
    chiSquare += (count - kDraws / 81.0) * (count - kDraws / 81.0) / (kDraws / 81.0);
  EXPECT_LT(chiSquare, 124.8);  // 80 degrees of freedom, p = 0.001
}

TEST(DrawParameters, AProbabilityChangesNoOtherDraw) {
  auto settings = reference::settingsOf(Pipeline::SelfSupervised);
  const auto before = drawParameters(settings, 32, 32, 1, 0, 17, 0);
  settings.jitterProbability = 0;
  settings.brightness = 0.1f;
  const auto after = drawParameters(settings, 32, 32, 1, 0, 17, 0);
  EXPECT_EQ(before.top, after.top);
  EXPECT_EQ(before.width, after.width);
  EXPECT_EQ(before.flip, after.flip);
  EXPECT_EQ(before.hue, after.hue);
}

TEST(AugmentSettings, AreThoseOfTheSpec) {
  data::Dataset dataset;
  dataset.mean = {0.1f, 0.2f, 0.3f};
  dataset.stddev = {0.4f, 0.5f, 0.6f};
  spec::ExperimentSpec spec;
  spec.cropPadding = 3;
  spec.flip = 0.25;
  spec.cropScale = 0.08;
  spec.jitterProbability = 0.7;
  spec.brightness = 0.11;
  spec.contrast = 0.12;
  spec.saturation = 0.13;
  spec.hue = 0.14;
  spec.grayscale = 0.15;
  for (const auto& [mode, pipeline] : {std::pair{spec::Mode::Supervised, Pipeline::Supervised},
                                       {spec::Mode::SelfSupervised, Pipeline::SelfSupervised},
                                       {spec::Mode::RwSam, Pipeline::SelfSupervised}}) {
    spec.mode = mode;
    const auto settings = trainingSettings(spec, dataset);
    EXPECT_EQ(settings.pipeline, pipeline);
    EXPECT_EQ(settings.cropPadding, 3);
    EXPECT_FLOAT_EQ(settings.flip, 0.25f);
    EXPECT_FLOAT_EQ(settings.cropScale, 0.08f);
    EXPECT_FLOAT_EQ(settings.jitterProbability, 0.7f);
    EXPECT_FLOAT_EQ(settings.brightness, 0.11f);
    EXPECT_FLOAT_EQ(settings.contrast, 0.12f);
    EXPECT_FLOAT_EQ(settings.saturation, 0.13f);
    EXPECT_FLOAT_EQ(settings.hue, 0.14f);
    EXPECT_FLOAT_EQ(settings.grayscale, 0.15f);
    EXPECT_EQ(settings.mean, dataset.mean);
    EXPECT_EQ(settings.stddev, dataset.stddev);
  }
  EXPECT_EQ(evaluationSettings(dataset).pipeline, Pipeline::None);
  EXPECT_EQ(evaluationSettings(dataset).stddev, dataset.stddev);
  dataset.stddev[1] = 0;
  EXPECT_THROW(evaluationSettings(dataset), Error);
}

}  // namespace
}  // namespace skewscope::augment
