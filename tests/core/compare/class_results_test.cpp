#include "core/compare/class_results.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/core/report/table_lines.h"

namespace skewscope::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<store::RunClass> kClasses{{0, "rare", 5, 2}, {1, "common", 500, 0}, {2, "usual", 50, 1}};

/// A run with these accuracies of rare, common and usual.
ClassRun run(const std::string& id, std::vector<double> accuracy, double overall) {
  return {id, "name " + id, 9, overall, kClasses, std::move(accuracy)};
}

TEST(ClassResults, OfOneRunAreItsValuesFromManyToFew) {
  const std::vector<ClassRun> runs{run("a", {0.2, 0.8, 0.5}, 0.5)};
  const ClassResult result = joinClassRuns("a", runs, report::Spread::StandardDeviation);
  ASSERT_THAT(result.classes, SizeIs(3));
  EXPECT_EQ(result.classes[0].name, "common");
  EXPECT_EQ(result.classes[0].trainCount, 500);
  EXPECT_EQ(result.classes[1].name, "usual");
  EXPECT_EQ(result.classes[2].name, "rare");
  EXPECT_EQ(result.classes[2].accuracy.mean, 0.2);
  EXPECT_EQ(result.worst, 2U);
  EXPECT_EQ(result.overall.mean, 0.5);
  EXPECT_EQ(result.groups[0].mean, 0.8);
  EXPECT_EQ(result.groups[1].mean, 0.5);
  EXPECT_EQ(result.groups[2].mean, 0.2);
  // Population deviation of .2, .5, .8; a class is a group here.
  EXPECT_NEAR(result.classDeviation.mean, std::sqrt(0.06), 1e-12);
  EXPECT_NEAR(result.groupDeviation.mean, std::sqrt(0.06), 1e-12);
  EXPECT_TRUE(std::isnan(result.classes[0].edges.low));
}

TEST(ClassResults, OverSeedsAreMeansWithTheirBand) {
  const std::vector<ClassRun> runs{run("a", {0.2, 0.8, 0.5}, 0.5), run("b", {0.4, 0.6, 0.5}, 0.6),
                                   run("c", {NAN, 0.7, 0.2}, 0.4)};
  const ClassResult result = joinClassRuns("all", runs, report::Spread::StandardDeviation);
  const ClassPoint& common = result.classes[0];
  EXPECT_NEAR(common.accuracy.mean, 0.7, 1e-12);
  EXPECT_NEAR(common.accuracy.standardDeviation, 0.1, 1e-12);
  EXPECT_NEAR(common.edges.low, 0.6, 1e-12);
  EXPECT_NEAR(common.edges.high, 0.8, 1e-12);
  const ClassPoint& rare = result.classes[2];
  EXPECT_EQ(rare.accuracy.n, 2);
  EXPECT_NEAR(rare.accuracy.mean, 0.3, 1e-12);
  EXPECT_EQ(result.worst, 2U);
  EXPECT_NEAR(result.overall.mean, 0.5, 1e-12);
  EXPECT_NEAR(result.overall.standardDeviation, 0.1, 1e-12);
  EXPECT_THAT(result.runs, ElementsAre("a", "b", "c"));
  // The deviation is taken within each run and then averaged: sqrt(.06), sqrt(.02/3), .25.
  EXPECT_NEAR(result.classDeviation.mean, (std::sqrt(0.06) + std::sqrt(0.02 / 3) + 0.25) / 3, 1e-12);
}

TEST(ClassResults, AreOfTheLastOrTheBestEpoch) {
  store::RunRecord record;
  record.id = "a";
  record.name = "run";
  record.summaries["knn_accuracy"] = {
      .lastEpoch = 3, .last = 0.4, .bestEpoch = 2, .best = 0.6, .meanLast5 = 0.5};
  const store::Series overall{{1, 2, 3}, {0.1, 0.6, 0.4}};
  const store::ClassSeries perClass{{1, 2, 3}, {{0.1, 0.5, 0.3}, {0.2, 0.7, 0.6}, {0.0, 0.6, 0.3}}};
  const auto last = classRun(record, kClasses, "knn_accuracy", overall, perClass, AtEpoch::Last);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->epoch, 3);
  EXPECT_EQ(last->overall, 0.4);
  EXPECT_THAT(last->accuracy, ElementsAre(0.3, 0.6, 0.3));
  const auto best = classRun(record, kClasses, "knn_accuracy", overall, perClass, AtEpoch::Best);
  ASSERT_TRUE(best);
  EXPECT_EQ(best->epoch, 2);
  EXPECT_EQ(best->overall, 0.6);
  EXPECT_THAT(best->accuracy, ElementsAre(0.5, 0.7, 0.6));
}

TEST(ClassResults, RowsThatDoNotFitAreMissingValues) {
  store::RunRecord record;
  EXPECT_FALSE(classRun(record, kClasses, "m", {}, {}, AtEpoch::Last));
  EXPECT_FALSE(classRun(record, {}, "m", {}, {{1}, {{0.5}}}, AtEpoch::Last));
  EXPECT_FALSE(classRun(record, kClasses, "m", {}, {{1}, {{NAN}, {NAN}, {NAN}}}, AtEpoch::Last));
  const auto found = classRun(record, kClasses, "m", {}, {{1}, {{0.5}, {}}}, AtEpoch::Last);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->accuracy[0], 0.5);
  EXPECT_TRUE(std::isnan(found->accuracy[1]));
  EXPECT_TRUE(std::isnan(found->accuracy[2]));
  EXPECT_TRUE(std::isnan(found->overall));
  record.summaries["m"].bestEpoch = 7;  // an epoch without values per class
  EXPECT_FALSE(classRun(record, kClasses, "m", {}, {{1}, {{0.5}}}, AtEpoch::Best));
}

TEST(ClassResults, ATwinDoesNotChangeTheOrder) {
  std::vector<ClassRun> twins{run("twin", {0.5, 0.6, 0.7}, 0.6)};
  for (auto& each : twins[0].classes) each.trainCount = 185;
  const std::vector<ClassRun> runs{run("a", {0.2, 0.8, 0.5}, 0.5)};
  const std::vector<ClassResult> results{joinClassRuns("twin", twins, report::Spread::Range),
                                         joinClassRuns("a", runs, report::Spread::Range)};
  EXPECT_THAT(classOrder(results), ElementsAre("common", "usual", "rare"));
  EXPECT_THAT(classOrder({}), IsEmpty());
}

TEST(ClassResults, AsTables) {
  std::vector<ClassRun> other{run("b", {0.1, 0.9, 0.5}, 0.6)};
  other[0].classes[0].name = "new";
  const std::vector<ClassRun> runs{run("a", {0.2, 0.8, 0.5}, 0.5), run("c", {0.4, 0.6, 0.5}, 0.6)};
  const std::vector<ClassResult> results{joinClassRuns("SimCLR", runs, report::Spread::Range),
                                         joinClassRuns("other", other, report::Spread::Range)};
  EXPECT_THAT(
      report::tableLines(classSummaryTable(results, "knn_accuracy")),
      ElementsAre("Run|N|Epoch|kNN (%)|Many (%)|Medium (%)|Few (%)|Worst class|Worst (%)|SD of classes "
                  "(%)|SD of groups (%)",
                  "SimCLR|2|9|55.0 ± 7.1|70.0 ± 14.1|50.0 ± 0.0|30.0 ± 14.1|rare|30.0 ± 14.1|16.3 ± "
                  "11.5|16.3 ± 11.5",
                  "other|1|9|60.0|90.0|50.0|10.0|new|10.0|32.7|32.7"));
  EXPECT_THAT(report::tableLines(perClassTable(results, "knn_accuracy")),
              ElementsAre("Class|Images|SimCLR (%)|other (%)", "common|500|70.0 ± 14.1|90.0",
                          "usual|50|50.0 ± 0.0|50.0", "rare|5|30.0 ± 14.1|", "new|5||10.0"));
}

}  // namespace
}  // namespace skewscope::compare
