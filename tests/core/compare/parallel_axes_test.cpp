#include "core/compare/parallel_axes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/spec/presets.h"

namespace skewscope::compare {
namespace {

using ::testing::DoubleEq;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

store::RunRecord makeRun(spec::Mode mode, double ratio, std::int64_t seed, double last) {
  store::RunRecord run;
  run.id = std::to_string(seed);
  run.spec = spec::defaults(spec::Preset::Quick, mode, spec::Method::SimClr);
  run.spec.ratio = ratio;
  run.spec.seed = seed;
  if (!std::isnan(last))
    run.summaries["probe_accuracy"] = {
        .lastEpoch = 9, .last = last, .bestEpoch = 5, .best = last + 0.1, .meanLast5 = last - 0.1};
  return run;
}

struct ParallelAxes : testing::Test {
  std::vector<store::RunRecord> runs{
      makeRun(spec::Mode::SelfSupervised, 0.001, 1, 0.5), makeRun(spec::Mode::Supervised, 0.01, 2, 0.75),
      makeRun(spec::Mode::Supervised, 0.1, 3, 1.0), makeRun(spec::Mode::SelfSupervised, 0.1, 4, NAN)};

  ParallelAxis axis(const char* key) const { return parallelAxis(runs, *runColumnFrom(key)); }
};

TEST_F(ParallelAxes, NumbersThatSpanMoreThanTwentyfoldAreLogarithmic) {
  const ParallelAxis ratio = axis("option:ratio");
  EXPECT_EQ(ratio.kind, AxisKind::Logarithmic);
  EXPECT_FALSE(ratio.hasNone);
  EXPECT_DOUBLE_EQ(positionOf(ratio, 0.001, false), 0);
  EXPECT_DOUBLE_EQ(positionOf(ratio, 0.01, false), 0.5);
  EXPECT_DOUBLE_EQ(positionOf(ratio, 0.1, false), 1);
  EXPECT_DOUBLE_EQ(positionOf(ratio, 0.1, true), 0);
  runs.erase(runs.begin());
  EXPECT_EQ(axis("option:ratio").kind, AxisKind::Linear) << "tenfold";
  runs.push_back(makeRun(spec::Mode::Supervised, 0.005, 5, 0.1));
  EXPECT_EQ(axis("option:ratio").kind, AxisKind::Linear) << "twentyfold is not more";
  EXPECT_EQ(axis("option:seed").kind, AxisKind::Linear);
}

TEST_F(ParallelAxes, WhatIsMissingIsBelowTheValuesEvenWhenFlipped) {
  const ParallelAxis metric = axis("metric:probe_accuracy:last");
  ASSERT_TRUE(metric.hasNone);
  EXPECT_TRUE(std::isnan(metric.values[3]));
  for (const bool flipped : {false, true}) {
    EXPECT_EQ(positionOf(metric, NAN, flipped), 0);
    EXPECT_GT(std::min(positionOf(metric, 0.5, flipped), positionOf(metric, 1.0, flipped)), 0.1);
  }
  const double bottom = positionOf(metric, 0.5, false);
  EXPECT_DOUBLE_EQ(positionOf(metric, 0.75, false), bottom + 0.5 * (1 - bottom));
  EXPECT_DOUBLE_EQ(positionOf(metric, 1.0, true), bottom);
  // Other aggregates; a value that is no number is none.
  EXPECT_DOUBLE_EQ(axis("metric:probe_accuracy:best").low, 0.6);
  runs[0].summaries["probe_accuracy"].last = INFINITY;
  EXPECT_TRUE(std::isnan(axis("metric:probe_accuracy:last").values[0]));
  // An option that does not apply, and the settings of an imported run.
  const ParallelAxis method = axis("option:method");
  EXPECT_TRUE(method.hasNone);
  ASSERT_EQ(method.categories.size(), 1U);
  EXPECT_EQ(method.categories[0].shown, "SimCLR");
  runs[0].source = "a table";
  EXPECT_TRUE(axis("option:ratio").hasNone);
}

TEST_F(ParallelAxes, CategoriesStandInTheOrderOfTheChoices) {
  const ParallelAxis mode = axis("option:mode");
  EXPECT_EQ(mode.kind, AxisKind::Categories);
  ASSERT_EQ(mode.categories.size(), 2U);
  EXPECT_EQ(mode.categories[0].key, "supervised");
  EXPECT_EQ(mode.categories[1].shown, "Self-supervised");
  EXPECT_THAT(mode.values, ElementsAre(1, 0, 0, 1));
  EXPECT_DOUBLE_EQ(positionOf(mode, 0, false), 0.25);
  EXPECT_DOUBLE_EQ(positionOf(mode, 1, false), 0.75);
  EXPECT_DOUBLE_EQ(positionOf(mode, 1, true), 0.25);
  EXPECT_THAT(ticksOf(mode, 5), ElementsAre(0, 1));
  runs[2].spec.balancedTwin = true;
  const ParallelAxis twin = axis("option:balanced_twin");
  ASSERT_EQ(twin.categories.size(), 2U);
  EXPECT_EQ(twin.categories[0].key, "false");
}

TEST_F(ParallelAxes, TicksAreTheValuesOfAnOptionOrRoundNumbers) {
  EXPECT_THAT(ticksOf(axis("option:ratio"), 5), ElementsAre(0.001, 0.01, 0.1));
  EXPECT_THAT(
      ticksOf(axis("metric:probe_accuracy:last"), 5),
      ElementsAre(DoubleEq(0.5), DoubleEq(0.6), DoubleEq(0.7), DoubleEq(0.8), DoubleEq(0.9), DoubleEq(1)));
  runs.clear();
  for (int k = 0; k < 9; ++k) runs.push_back(makeRun(spec::Mode::Supervised, std::pow(2, -k), 10 * k, 0.5));
  EXPECT_THAT(ticksOf(axis("option:ratio"), 5),
              ElementsAre(DoubleNear(0.005, 1e-12), DoubleNear(0.01, 1e-12), DoubleNear(0.02, 1e-12),
                          DoubleNear(0.05, 1e-12), DoubleNear(0.1, 1e-12), DoubleNear(0.2, 1e-12),
                          DoubleNear(0.5, 1e-12), DoubleNear(1, 1e-12)));
  EXPECT_THAT(ticksOf(axis("option:seed"), 4), ElementsAre(0, 20, 40, 60, 80));
  EXPECT_THAT(ticksOf(axis("metric:probe_accuracy:last"), 5), ElementsAre(0.5)) << "one value";
  EXPECT_DOUBLE_EQ(positionOf(axis("metric:probe_accuracy:last"), 0.5, true), 0.5);
  EXPECT_THAT(ticksOf(axis("metric:loss:last"), 5), IsEmpty()) << "no value";
}

TEST_F(ParallelAxes, ABrushKeepsWhatLiesBetweenItsEnds) {
  const ParallelAxis ratio = axis("option:ratio");
  const auto kept = [&](const ParallelAxis& on, const AxisBrush& brush) {
    std::vector<std::size_t> found;
    for (std::size_t r = 0; r < runs.size(); ++r) {
      if (keeps(on, brush, r)) found.push_back(r);
    }
    return found;
  };
  const auto upper = brushBetween(ratio, 1, 0.45, false);
  ASSERT_TRUE(upper && upper->range);
  EXPECT_DOUBLE_EQ(upper->range->second, 0.1);
  EXPECT_THAT(kept(ratio, *upper), ElementsAre(1, 2, 3));
  EXPECT_THAT(brushSpans(ratio, *upper, false), ElementsAre(Pair(DoubleNear(0.45, 1e-6), DoubleEq(1))));
  EXPECT_THAT(brushSpans(ratio, *upper, true), ElementsAre(Pair(DoubleEq(0), DoubleNear(0.55, 1e-6))));
  EXPECT_THAT(kept(ratio, *brushBetween(ratio, 0, 0.5, true)), ElementsAre(1, 2, 3)) << "flipped";
  // A range at exactly a value holds it.
  EXPECT_THAT(kept(ratio, *brushBetween(ratio, 0.5, 0.5, false)), ElementsAre(1));
  EXPECT_THAT(kept(ratio, *brushBetween(ratio, 0.5, 0.5, true)), ElementsAre(1));

  const ParallelAxis metric = axis("metric:probe_accuracy:last");
  EXPECT_THAT(kept(metric, *brushBetween(metric, 0, 0.01, false)), ElementsAre(3)) << "none alone";
  EXPECT_THAT(kept(metric, *brushBetween(metric, 0, 1, false)), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(kept(metric, *brushBetween(metric, 0.12, 1, false)), ElementsAre(0, 1, 2));
  EXPECT_FALSE(brushBetween(metric, 0.09, 0.12, false)) << "between none and the values";
  EXPECT_THAT(brushSpans(metric, *brushBetween(metric, 0, 1, true), true),
              ElementsAre(Pair(0, DoubleNear(0.07, 1e-9)), Pair(DoubleNear(0.14, 1e-9), DoubleEq(1))));

  const ParallelAxis mode = axis("option:mode");
  const auto second = brushBetween(mode, 0.6, 0.9, false);
  ASSERT_TRUE(second);
  EXPECT_THAT(second->categories, ElementsAre("ssl"));
  EXPECT_THAT(kept(mode, *second), ElementsAre(0, 3));
  EXPECT_THAT(brushSpans(mode, *second, false), ElementsAre(Pair(DoubleEq(0.5), DoubleEq(1))));
  EXPECT_FALSE(brushBetween(mode, 0.4, 0.6, false));
  EXPECT_THAT(brushSpans(mode, *brushBetween(mode, 0, 1, false), false), ElementsAre(Pair(0, DoubleEq(1))));
}

TEST_F(ParallelAxes, ABrushOfOtherRunsStandsAtTheEnds) {
  const ParallelAxis ratio = axis("option:ratio");
  EXPECT_THAT(brushSpans(ratio, {.range = {{1e-5, 0.01}}}, false), ElementsAre(Pair(0, DoubleEq(0.5))));
  EXPECT_THAT(brushSpans(ratio, {.range = {{0.5, 0.9}}}, false), IsEmpty());
  EXPECT_THAT(brushSpans(axis("option:mode"), {.categories = {"rwsam"}}, false), IsEmpty());
}

TEST_F(ParallelAxes, ACursorStepsThroughValuesOrEqualParts) {
  EXPECT_THAT(levelsOf(axis("option:ratio"), 20, false), ElementsAre(0, DoubleEq(0.5), 1));
  const auto metric = levelsOf(axis("metric:probe_accuracy:last"), 20, false);
  EXPECT_THAT(metric, ElementsAre(0, DoubleEq(0.14), DoubleEq(0.57), DoubleEq(1)));
  EXPECT_THAT(levelsOf(axis("option:seed"), 2, false), ElementsAre(0, DoubleEq(0.5), 1));
  EXPECT_THAT(levelsOf(axis("option:mode"), 20, true), ElementsAre(0.25, 0.75));
}

TEST_F(ParallelAxes, TheUsualAxesTellTheRunsApart) {
  const MetricColumn metric{"probe_accuracy", Aggregate::Best};
  const auto usual = usualAxes(runs, metric);
  std::vector<std::string> keys;
  for (const auto& column : usual) keys.push_back(keyOf(column));
  EXPECT_THAT(keys, ElementsAre("option:mode", "option:ratio", "metric:probe_accuracy:best"));
  // Runs that differ in the seed alone.
  for (auto& run : runs) run.spec = runs[0].spec;
  for (std::size_t r = 0; r < runs.size(); ++r) runs[r].spec.seed = static_cast<std::int64_t>(r);
  EXPECT_EQ(keyOf(usualAxes(runs, metric).front()), "option:seed");
  EXPECT_THAT(usualAxes({}, {}), IsEmpty());
}

TEST(ArrangedAxes, NewOnesStandBehindTheirNeighbours) {
  using Keys = std::vector<std::string>;
  EXPECT_EQ(arranged(Keys{"a", "b", "m"}, Keys{}), (Keys{"a", "b", "m"}));
  EXPECT_EQ(arranged(Keys{"a", "b", "m"}, Keys{"m", "a", "gone", "b", "a"}), (Keys{"m", "a", "b"}));
  EXPECT_EQ(arranged(Keys{"a", "new", "b", "m"}, Keys{"m", "b", "a"}), (Keys{"m", "b", "a", "new"}));
  EXPECT_EQ(arranged(Keys{"first", "a", "m"}, Keys{"m", "a"}), (Keys{"first", "m", "a"}));
}

}  // namespace
}  // namespace skewscope::compare
