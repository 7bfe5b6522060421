#include "core/experiment/gap_lines.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/core/experiment/made_run.h"
#include "tests/core/report/table_lines.h"

namespace skewscope::experiment {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kProbe = store::metric::kProbeAccuracy;

/// r = 0.01 with the gaps .1, .2 and .3 of three seeds, and r = 0.1 with the gap .05 of one.
std::vector<store::RunRecord> threeSeeds() {
  return {madeRun({"a3", 0.42, 0.01, 3}),       madeRun({"b3", 0.60, 0.01, 3, true}),
          madeRun({"a1", 0.54, 0.01, 1}),       madeRun({"b1", 0.60, 0.01, 1, true}),
          madeRun({"b2", 0.50, 0.01, 2, true}), madeRun({"a2", 0.40, 0.01, 2}),
          madeRun({"c1", 0.76, 0.1, 1}),        madeRun({"d1", 0.80, 0.1, 1, true})};
}

TEST(GapLinesTest, AreMeansOfTheGapsOfEachSeed) {
  const auto runs = threeSeeds();
  const auto found = gapLines(runs, {kProbe});
  ASSERT_THAT(found.lines, SizeIs(1));
  EXPECT_THAT(found.options, ElementsAre("mode"));  // nothing but r, seed and twin differs
  ASSERT_THAT(found.lines[0].points, SizeIs(2));
  const GapPoint& few = found.lines[0].points[0];
  EXPECT_EQ(few.x, 0.01);
  EXPECT_EQ(few.relative.n, 3);
  EXPECT_NEAR(few.relative.mean, 0.2, 1e-12);
  EXPECT_NEAR(few.relative.standardDeviation, 0.1, 1e-12);  // of .1, .2, .3
  EXPECT_NEAR(few.edges.low, 0.1, 1e-12);
  EXPECT_NEAR(few.edges.high, 0.3, 1e-12);
  EXPECT_NEAR(few.imbalanced.mean, (0.54 + 0.40 + 0.42) / 3, 1e-12);
  EXPECT_NEAR(few.balanced.mean, (0.60 + 0.50 + 0.60) / 3, 1e-12);
  EXPECT_THAT(few.runs, ElementsAre("a1", "a2", "a3"));  // by seed
  EXPECT_THAT(few.twins, ElementsAre("b1", "b2", "b3"));
  const GapPoint& many = found.lines[0].points[1];
  EXPECT_EQ(many.x, 0.1);
  EXPECT_NEAR(many.relative.mean, 0.05, 1e-12);
  EXPECT_EQ(many.relative.n, 1);
  EXPECT_TRUE(std::isnan(many.edges.low));  // one seed has no band
}

TEST(GapLinesTest, TheBandIsTheOneThatIsAskedFor) {
  const auto runs = threeSeeds();
  const auto edges = [&](report::Spread spread) {
    return gapLines(runs, {kProbe, GapAxis::Ratio, spread}).lines.at(0).points.at(0).edges;
  };
  EXPECT_NEAR(edges(report::Spread::StandardError).high, 0.2 + 0.1 / std::sqrt(3.0), 1e-12);
  EXPECT_NEAR(edges(report::Spread::Range).low, 0.1, 1e-12);
  // Student's t with two degrees of freedom: 4.30265273.
  EXPECT_NEAR(edges(report::Spread::Confidence95).low, 0.2 - 4.30265273 * 0.1 / std::sqrt(3.0), 1e-8);
}

TEST(GapLinesTest, EachMethodHasALine) {
  auto runs = threeSeeds();
  runs.push_back(madeRun({"e", 0.30, 0.01, 1, false, 1237, spec::Mode::Supervised}));
  runs.push_back(madeRun({"f", 0.60, 0.01, 1, true, 1237, spec::Mode::Supervised}));
  const auto found = gapLines(runs, {kProbe});
  EXPECT_THAT(found.options, ElementsAre("mode"));
  ASSERT_THAT(found.lines, SizeIs(2));
  EXPECT_THAT(found.lines[0].key, ElementsAre("Self-supervised"));
  EXPECT_THAT(found.lines[1].key, ElementsAre("Supervised"));
  EXPECT_NEAR(found.lines[1].points.at(0).relative.mean, 0.5, 1e-12);
}

TEST(GapLinesTest, AgainstImagesEachRatioHasALine) {
  std::vector<store::RunRecord> runs;
  const auto pair = [&](const std::string& id, double ratio, std::int64_t nMax, std::int64_t n, double run,
                        double twin) {
    for (const bool balanced : {false, true}) {
      auto made = madeRun({id + (balanced ? "t" : ""), balanced ? twin : run, ratio, 1, balanced, n});
      made.spec.nMax = nMax;
      made.pairHash = spec::pairHash(made.spec);
      runs.push_back(made);
    }
  };
  pair("big", 0.01, 500, 1237, 0.45, 0.50);
  pair("small", 0.01, 250, 614, 0.30, 0.40);
  pair("flat", 0.1, 500, 2041, 0.57, 0.60);
  const auto found = gapLines(runs, {kProbe, GapAxis::Images});
  EXPECT_THAT(found.options, ElementsAre("mode", "ratio"));
  ASSERT_THAT(found.lines, SizeIs(2));
  EXPECT_THAT(found.lines[0].key, ElementsAre("Self-supervised", "0.01"));
  ASSERT_THAT(found.lines[0].points, SizeIs(2));
  EXPECT_EQ(found.lines[0].points[0].x, 614);
  EXPECT_NEAR(found.lines[0].points[0].relative.mean, 0.25, 1e-12);
  EXPECT_EQ(found.lines[0].points[1].x, 1237);
  EXPECT_NEAR(found.lines[0].points[1].relative.mean, 0.1, 1e-12);
  // Against r, sizes are never mixed: a line for each.
  const auto byRatio = gapLines(runs, {kProbe, GapAxis::Ratio});
  EXPECT_THAT(byRatio.options, ElementsAre("mode", "n_max"));
  EXPECT_THAT(byRatio.lines, SizeIs(2));
}

TEST(GapLinesTest, WhatIsNotComparableIsNotDrawn) {
  auto runs = threeSeeds();
  runs.resize(4);                              // seeds 3 and 1 at r = 0.01
  runs[1].n = 999;                             // another size
  runs[2].status = store::RunStatus::Running;  // at an epoch before its last
  runs[2].epochsDone = 3;
  auto found = gapLines(runs, {kProbe});
  EXPECT_THAT(found.lines, IsEmpty());
  ASSERT_THAT(found.open, SizeIs(2));
  EXPECT_EQ(found.open[0].state, report::GapState::DataDiffers);
  EXPECT_EQ(found.open[1].state, report::GapState::RunUnfinished);
  // An accuracy that the twin does not have.
  runs = threeSeeds();
  for (auto& run : runs) {
    if (!run.spec.balancedTwin) run.summaries["ood_probe_stl10"] = run.summaries[kProbe];
  }
  found = gapLines(runs, {"ood_probe_stl10"});
  EXPECT_THAT(found.lines, IsEmpty());
  EXPECT_EQ(found.open.at(0).state, report::GapState::TwinUnfinished);
}

TEST(GapLinesTest, ARunThatWasTrainedTwiceCountsOnce) {
  auto runs = threeSeeds();
  runs.push_back(madeRun({"again", 0.57, 0.01, 1}));  // gap .05 instead of .1
  const auto point = gapLines(runs, {kProbe}).lines.at(0).points.at(0);
  EXPECT_EQ(point.relative.n, 3);
  EXPECT_THAT(point.runs, ElementsAre("again", "a2", "a3"));
  EXPECT_NEAR(point.relative.mean, (0.05 + 0.2 + 0.3) / 3, 1e-12);
}

TEST(GapLinesTest, SelectedRunsBringTheirTwins) {
  const auto runs = threeSeeds();
  const auto found = gapLines(runs, {kProbe, GapAxis::Ratio, report::Spread::StandardDeviation,
                                     std::vector<std::string>{"a1", "b2"}});
  ASSERT_THAT(found.lines, SizeIs(1));
  ASSERT_THAT(found.lines[0].points, SizeIs(1));
  EXPECT_THAT(found.lines[0].points[0].runs, ElementsAre("a1", "a2"));
  EXPECT_THAT(
      gapLines(runs, {kProbe, GapAxis::Ratio, report::Spread::Range, std::vector<std::string>{}}).lines,
      IsEmpty());
}

TEST(GapLinesTest, ArchivedImportedAndBalancedRunsAreNoPairs) {
  auto runs = threeSeeds();
  for (auto& run : runs) run.archived = true;
  EXPECT_THAT(gapLines(runs, {kProbe}).lines, IsEmpty());
  EXPECT_THAT(gapLines(runs, {kProbe}).open, IsEmpty());
  runs = {madeRun({"flat", 0.6, 1.0}), madeRun({"csv", 0.6})};
  runs[1].source = "CSV: table";
  EXPECT_THAT(gapLines(runs, {kProbe}).open, IsEmpty());
}

TEST(GapLinesTest, CountsOfTheUsersOwnHaveNoRatio) {
  auto runs = threeSeeds();
  for (auto& run : runs) run.spec.profile = spec::Profile::Custom;
  EXPECT_EQ(gapLines(runs, {kProbe}).withoutRatio, 4);
  EXPECT_THAT(gapLines(runs, {kProbe}).lines, IsEmpty());
  EXPECT_THAT(gapLines(runs, {kProbe, GapAxis::Images}).lines, SizeIs(1));
}

TEST(GapLinesTest, AccuraciesInAndOutOfDomainAreToldApart) {
  auto runs = threeSeeds();
  for (const char* name :
       {"knn_accuracy", "fine_tune_stl10", "ood_probe_cifar10", "loss", "calibration_error"})
    runs[0].summaries[name].last = 0.5;
  runs[1].summaries["head_accuracy"].last = 0.5;  // of a twin alone
  const auto metrics = gapMetrics(runs);
  EXPECT_THAT(metrics.inDomain, ElementsAre("probe_accuracy", "knn_accuracy"));
  EXPECT_THAT(metrics.outOfDomain, ElementsAre("fine_tune_stl10", "ood_probe_cifar10"));
}

TEST(GapLinesTest, TheUsualAccuracyIsTheFirstThatAPairHas) {
  auto runs = threeSeeds();
  const std::vector<std::string> offered{"full_probe_accuracy", kProbe};
  runs[0].summaries["full_probe_accuracy"] = runs[0].summaries[kProbe];  // its twin has none
  EXPECT_EQ(usualGapMetric(runs, offered, {}), kProbe);
  runs[1].summaries["full_probe_accuracy"] = runs[1].summaries[kProbe];
  EXPECT_EQ(usualGapMetric(runs, offered, {}), "full_probe_accuracy");
  EXPECT_EQ(usualGapMetric({}, offered, {}), "full_probe_accuracy");
  EXPECT_EQ(usualGapMetric(runs, {}, {}), "");
}

TEST(GapLinesTest, TheTableHasAllThatIsDrawn) {
  auto runs = threeSeeds();
  runs.push_back(madeRun({"e", 0.30, 0.01, 1, false, 1237, spec::Mode::Supervised}));
  runs.push_back(madeRun({"f", 0.60, 0.01, 1, true, 1237, spec::Mode::Supervised}));
  const std::vector<GapLines> all{gapLines(runs, {kProbe})};
  EXPECT_THAT(report::tableLines(gapTable(all)),
              ElementsAre("Accuracy|Mode|r|N|Gap (%)|Mean - SD (%)|Mean + SD (%)|Imbalanced (%)|Twin (%)",
                          "Linear probe|Self-supervised|0.01|3|20.0 ± 10.0|10.0|30.0|45.3 ± 7.6|56.7 ± 5.8",
                          "Linear probe|Self-supervised|0.1|1|5.0|||76.0|80.0",
                          "Linear probe|Supervised|0.01|1|50.0|||30.0|60.0"));
  EXPECT_THAT(gapTable({}).rows(), IsEmpty());
}

}  // namespace
}  // namespace skewscope::experiment
