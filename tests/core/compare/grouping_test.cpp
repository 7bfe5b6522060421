#include "core/compare/grouping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/compare/option_cell.h"
#include "core/spec/presets.h"

namespace skewscope::compare {
namespace {

using report::Cell;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

store::RunRecord makeRun(const std::string& id, spec::Mode mode, double ratio, std::int64_t seed,
                         double last) {
  store::RunRecord run;
  run.id = id;
  run.spec = spec::defaults(spec::Preset::Quick, mode, spec::Method::SimClr);
  run.spec.ratio = ratio;
  run.spec.seed = seed;
  run.summaries["probe_accuracy"] = {
      .lastEpoch = 9, .last = last, .bestEpoch = 5, .best = last + 0.1, .meanLast5 = last - 0.1};
  return run;
}

struct Grouping : testing::Test {
  std::vector<store::RunRecord> runs{makeRun("a", spec::Mode::Supervised, 0.01, 1, 0.5),
                                     makeRun("b", spec::Mode::SelfSupervised, 0.01, 1, 0.25),
                                     makeRun("c", spec::Mode::Supervised, 0.01, 2, 0.7),
                                     makeRun("d", spec::Mode::Supervised, 0.1, 1, 0.75)};
  std::vector<std::string> options{"mode", "ratio"};
  std::vector<MetricColumn> metrics{metricColumnFrom("probe_accuracy")};
};

TEST_F(Grouping, MeanAndDeviationOverTheRest) {
  const auto groups = groupRuns(runs, options, metrics);
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_THAT(groups[0].runs, ElementsAre("a", "c"));
  EXPECT_THAT(groups[0].key, ElementsAre(Cell{std::string("supervised")}, Cell{0.01}));
  EXPECT_THAT(groups[0].shown, ElementsAre("Supervised", "0.01"));
  EXPECT_EQ(groups[0].values[0].n, 2);
  EXPECT_DOUBLE_EQ(groups[0].values[0].mean, 0.6);
  EXPECT_NEAR(groups[0].values[0].standardDeviation, std::sqrt(0.02),
              1e-12);  // sample: ((.1)^2 + (.1)^2) / 1
  EXPECT_THAT(groups[1].runs, ElementsAre("b"));
  EXPECT_TRUE(std::isnan(groups[1].values[0].standardDeviation));
  EXPECT_THAT(groups[2].runs, ElementsAre("d"));
}

TEST_F(Grouping, OnlyWhatTellsRunsApartDistinguishesThem) {
  const std::vector<std::string> but{"seed"};
  // The modes' learning rates differ too, but say nothing that the mode does not.
  const auto differing = differingOptions(runs, but);
  EXPECT_THAT(differing, ::testing::Contains("learning_rate"));
  EXPECT_THAT(differing, ::testing::Not(::testing::Contains("seed")));
  EXPECT_THAT(distinguishingOptions(runs, but), ElementsAre("mode", "ratio"));
  EXPECT_EQ(groupRuns(runs, differing, metrics).size(),
            groupRuns(runs, distinguishingOptions(runs, but), metrics).size());
  EXPECT_THAT(distinguishingOptions(std::vector<store::RunRecord>{runs[0], runs[0]}, but), IsEmpty());
  EXPECT_THAT(differingOptions({}, but), IsEmpty());
  // Density weights of each seed are from that seed's own run.
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].spec.mode = spec::Mode::RwSam;
    runs[i].spec.ratio = 0.01;
    runs[i].spec.samWeights = spec::SamWeights::Kde;
    runs[i].spec.weightsFrom = "run " + std::to_string(i);
  }
  EXPECT_THAT(differingOptions(runs, but), ::testing::Contains("weights_from"));
  EXPECT_THAT(distinguishingOptions(runs, repetitionOptions()),
              ::testing::Not(::testing::Contains("weights_from")));
}

TEST_F(Grouping, ARunWithoutTheMetricCountsAsARunAndNotInN) {
  runs[2].summaries.clear();
  const auto groups = groupRuns(runs, options, metrics);
  EXPECT_EQ(groups[0].runs.size(), 2U);
  EXPECT_EQ(groups[0].values[0].n, 1);
  const auto text = groupTable(groups, options, metrics, true).write(report::TableFormat::Csv);
  EXPECT_THAT(text, testing::HasSubstr("Supervised,0.01,2,0.5"));
  runs.clear();
  EXPECT_THAT(groupRuns(runs, options, metrics), IsEmpty());
}

TEST_F(Grouping, AnOptionThatDoesNotApplyIsAGroupOfItsOwn) {
  options = {"temperature"};
  runs[0].spec.temperature = 0.7;  // which a supervised run does not use
  const auto groups = groupRuns(runs, options, metrics);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_THAT(groups[0].key, ElementsAre(Cell{}));
  EXPECT_EQ(groups[0].runs.size(), 3U);
  EXPECT_THAT(groups[1].key, ElementsAre(Cell{0.2}));
}

TEST_F(Grouping, WhatIsTakenOfACurve) {
  EXPECT_DOUBLE_EQ(valueOf(runs[0], metricColumnFrom("probe_accuracy:last")), 0.5);
  EXPECT_DOUBLE_EQ(valueOf(runs[0], metricColumnFrom("probe_accuracy:best")), 0.6);
  EXPECT_DOUBLE_EQ(valueOf(runs[0], metricColumnFrom("probe_accuracy:mean5")), 0.4);
  EXPECT_TRUE(std::isnan(valueOf(runs[0], metricColumnFrom("probe_accuracy:at_best"))));
  runs[0].summaries["probe_accuracy"].atBest = 0.45;
  EXPECT_DOUBLE_EQ(valueOf(runs[0], metricColumnFrom("probe_accuracy:at_best")), 0.45);
  EXPECT_TRUE(std::isnan(valueOf(runs[0], metricColumnFrom("loss"))));
  EXPECT_THROW(metricColumnFrom("loss:worst"), Error);
  options = {"nonsense"};
  EXPECT_THROW(groupRuns(runs, options, metrics), Error);
}

TEST_F(Grouping, TheTableForPeopleHasNForEachMetric) {
  metrics = {metricColumnFrom("probe_accuracy"), metricColumnFrom("probe_accuracy:best")};
  const auto groups = groupRuns(runs, options, metrics);
  EXPECT_EQ(groupTable(groups, options, metrics, true).write(report::TableFormat::Text),
            "Mode             Imbalance ratio r  Runs  Linear probe (%)  N  Linear probe, best (%)  N\n"
            "Supervised       0.01                  2       60.0 ± 14.1  2             70.0 ± 14.1  2\n"
            "Self-supervised  0.01                  1              25.0  1                    35.0  1\n"
            "Supervised       0.1                   1              75.0  1                    85.0  1\n");
  EXPECT_EQ(groupTable(groups, options, metrics, false).columns().size(), 5U);
}

TEST_F(Grouping, AnImportedRunHasNoSettings) {
  auto imported = makeRun("e", spec::Mode::Supervised, 0.01, 1, 0.9);
  imported.source = "CSV: a.csv";
  for (const spec::Option& option : spec::options()) {
    EXPECT_EQ(optionCell(option, imported), Cell{}) << option.name;
    EXPECT_EQ(optionText(option, imported), "") << option.name;
  }
  const auto before = groupRuns(runs, options, metrics);
  runs.push_back(imported);
  const auto after = groupRuns(runs, options, metrics);
  ASSERT_EQ(after.size(), before.size());
  EXPECT_EQ(after[0].runs, before[0].runs);
}

}  // namespace
}  // namespace skewscope::compare
