#include "core/compare/difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/spec/presets.h"

namespace skewscope::compare {
namespace {

using report::Cell;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

ComparedRun makeRun(const std::string& id, spec::Mode mode) {
  ComparedRun run;
  run.record.id = id;
  run.record.name = "name of " + id;
  run.record.spec = spec::defaults(spec::Preset::Quick, mode, spec::Method::SimClr);
  run.record.status = store::RunStatus::Done;
  run.record.n = 1236;
  run.classes = {{0, "cat", 900, 0}, {1, "dog", 60, 1}};
  run.record.summaries[store::metric::kProbeAccuracy] = {.lastEpoch = 30, .last = 0.5};
  run.perClass[store::metric::kProbeAccuracy] = {0.75, 0.25};
  return run;
}

const Line* find(const std::vector<Line>& lines, const std::string& key) {
  // An option may be called as a metric is: "loss".
  const auto found = std::ranges::find_if(lines, [&](const Line& line) {
    return line.key == key && (key != store::metric::kLoss || line.section == Section::Results);
  });
  return found == lines.end() ? nullptr : &*found;
}

TEST(Difference, EqualRunsDifferInNothing) {
  const std::vector<ComparedRun> runs{makeRun("a", spec::Mode::Supervised),
                                      makeRun("b", spec::Mode::Supervised)};
  const auto lines = compareRuns(runs);
  for (const Line& line : lines) EXPECT_FALSE(line.differs) << line.key;
  EXPECT_THAT(differenceTable(runs, lines, {}, true).rows(), IsEmpty());
  EXPECT_NE(find(lines, "ratio"), nullptr);
  EXPECT_EQ(find(lines, "name"), nullptr);
}

TEST(Difference, OptionsThatDoNotApplyAreNothing) {
  std::vector<ComparedRun> runs{makeRun("a", spec::Mode::Supervised),
                                makeRun("b", spec::Mode::SelfSupervised)};
  // A temperature that nobody uses is no difference of a supervised run.
  runs[0].record.spec.temperature = 0.7;
  auto lines = compareRuns(runs);
  const Line* temperature = find(lines, "temperature");
  ASSERT_NE(temperature, nullptr);
  EXPECT_THAT(temperature->values, ElementsAre(Cell{}, Cell{0.2}));
  EXPECT_THAT(temperature->displayed, ElementsAre("", "0.2"));
  EXPECT_TRUE(temperature->differs);
  const Line* mode = find(lines, "mode");
  ASSERT_NE(mode, nullptr);
  EXPECT_EQ(mode->values[0], Cell{std::string("supervised")});
  EXPECT_EQ(mode->displayed[0], "Supervised");
  // With supervised runs alone there is no line for it.
  runs.pop_back();
  EXPECT_EQ(find(compareRuns(runs), "temperature"), nullptr);
}

TEST(Difference, ClassesAreMatchedByName) {
  std::vector<ComparedRun> runs{makeRun("a", spec::Mode::Supervised), makeRun("b", spec::Mode::Supervised)};
  runs[1].classes = {{0, "dog", 900, 0}, {1, "owl", 60, 1}};
  const auto lines = compareRuns(runs);
  EXPECT_THAT(find(lines, "images.dog")->values,
              ElementsAre(Cell{std::int64_t{60}}, Cell{std::int64_t{900}}));
  EXPECT_THAT(find(lines, "images.owl")->values, ElementsAre(Cell{}, Cell{std::int64_t{60}}));
  EXPECT_THAT(find(lines, "probe_accuracy.dog")->values, ElementsAre(Cell{0.25}, Cell{0.75}));
  EXPECT_THAT(find(lines, "probe_accuracy.cat")->displayed, ElementsAre("75.0", ""));
}

TEST(Difference, SectionsStandInOrderAndSharesBeforeOtherResults) {
  std::vector<ComparedRun> runs{makeRun("a", spec::Mode::Supervised)};
  runs[0].record.summaries[store::metric::kLoss] = {.last = 1.5};
  std::vector<std::string> keys;
  Section before = Section::Settings;
  for (const Line& line : compareRuns(runs)) {
    EXPECT_GE(line.section, before);
    before = line.section;
    if (line.section == Section::Results) keys.push_back(line.key);
  }
  EXPECT_THAT(keys, ElementsAre("probe_accuracy", "loss"));
}

TEST(Difference, ValuesThatAreNotThereAreNothingAndNotDifferent) {
  std::vector<ComparedRun> runs{makeRun("a", spec::Mode::Supervised), makeRun("b", spec::Mode::Supervised)};
  for (ComparedRun& run : runs) {
    run.record.summaries[store::metric::kLoss].last = std::numeric_limits<double>::quiet_NaN();
    run.record.n = 0;
    run.perClass[store::metric::kProbeAccuracy].pop_back();  // a store from a stranger
  }
  const auto lines = compareRuns(runs);
  EXPECT_EQ(find(lines, "loss"), nullptr);
  EXPECT_EQ(find(lines, "training_images"), nullptr);
  EXPECT_EQ(find(lines, "probe_accuracy.dog"), nullptr);
  EXPECT_THAT(compareRuns({}), IsEmpty());
}

TEST(Difference, DifferencesToABaselineHaveASign) {
  std::vector<ComparedRun> runs{makeRun("a", spec::Mode::Supervised), makeRun("b", spec::Mode::Supervised),
                                makeRun("c", spec::Mode::Supervised)};
  runs[1].record.summaries[store::metric::kProbeAccuracy].last = 0.512;
  runs[2].record.summaries[store::metric::kProbeAccuracy].last = 0.4999;
  for (ComparedRun& run : runs) run.record.summaries[store::metric::kLoss].last = 2;
  runs[1].record.summaries[store::metric::kLoss].last = 1.87654;
  runs[2].classes[1].trainCount = 40;
  const auto lines = compareRuns(runs);
  const Line& probe = *find(lines, "probe_accuracy");
  EXPECT_EQ(signedDifference(probe, 1, 0), "+1.2");
  EXPECT_EQ(signedDifference(probe, 0, 1), "−1.2");
  EXPECT_EQ(signedDifference(probe, 2, 0), "±0.0");
  EXPECT_EQ(signedDifference(probe, 0, 0), std::nullopt);
  EXPECT_EQ(signedDifference(*find(lines, "loss"), 1, 0), "−0.123");
  EXPECT_EQ(signedDifference(*find(lines, "images.dog"), 2, 0), "−20");
  EXPECT_EQ(signedDifference(*find(lines, "seed"), 2, 0), std::nullopt);
}

TEST(Difference, TableForPeopleAndForPrograms) {
  std::vector<ComparedRun> runs{makeRun("a", spec::Mode::Supervised), makeRun("b", spec::Mode::Supervised)};
  runs[1].record.spec.seed = 7;
  runs[1].record.summaries[store::metric::kProbeAccuracy].last = 0.512;
  const auto lines = compareRuns(runs);
  const std::string text =
      differenceTable(runs, lines, {.all = false, .baseline = 0}, true).write(report::TableFormat::Markdown);
  EXPECT_THAT(text, HasSubstr("name of b"));
  EXPECT_THAT(text, HasSubstr("51.2 (+1.2)"));
  EXPECT_THAT(text, Not(HasSubstr("Imbalance ratio")));
  const std::string csv = differenceTable(runs, lines, {}, false).write(report::TableFormat::Csv);
  EXPECT_EQ(csv, "section,key,a,b\r\nSettings,seed,1,7\r\nResults,probe_accuracy,0.5,0.512\r\n");
  EXPECT_GT(differenceTable(runs, lines, {.all = true}, false).rows().size(), 20U);
}

}  // namespace
}  // namespace skewscope::compare
