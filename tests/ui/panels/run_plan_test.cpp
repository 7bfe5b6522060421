#include "ui/panels/run_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QTemporaryDir>
#include <set>

#include "core/spec/options.h"
#include "core/spec/presets.h"

namespace skewscope::ui {
namespace {

spec::ExperimentSpec base() {
  return spec::defaults(spec::Preset::Quick, spec::Mode::Supervised, spec::Method::SimClr);
}

TEST(RunPlan, WithoutAPlanThereIsTheSpecItself) {
  const auto runs = expandPlan(base(), {});
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0], base());
}

TEST(RunPlan, TwinSeedsAndModesMultiply) {
  const auto runs = expandPlan(base(), {.twin = true, .seeds = true, .modes = true});
  ASSERT_EQ(runs.size(), 18u);
  std::set<std::string> hashes;
  for (const auto& run : runs) {
    hashes.insert(spec::specHash(run));
    EXPECT_TRUE(spec::validate(run).empty());
  }
  EXPECT_EQ(hashes.size(), 18u);
  EXPECT_FALSE(runs[0].balancedTwin);
  EXPECT_TRUE(runs[1].balancedTwin);
  EXPECT_EQ(spec::pairHash(runs[0]), spec::pairHash(runs[1]));
  EXPECT_EQ(runs[2].seed, 2);
  EXPECT_EQ(runs[6].mode, spec::Mode::SelfSupervised);
}

TEST(RunPlan, OtherModesTakeTheirOwnDefaultsAndKeepTheUsersValues) {
  spec::ExperimentSpec spec = base();
  spec.ratio = 0.02;
  spec.epochs = 7;
  const auto runs = expandPlan(spec, {.modes = true});
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[0], spec);
  const auto ssl = spec::defaults(spec::Preset::Quick, spec::Mode::SelfSupervised, spec::Method::SimClr);
  EXPECT_DOUBLE_EQ(runs[1].learningRate, ssl.learningRate);
  for (const auto& run : runs) {
    EXPECT_EQ(run.epochs, 7);
    EXPECT_DOUBLE_EQ(run.ratio, 0.02);
  }
}

TEST(RunPlan, ATwinHasNoTwinOfItsOwn) {
  spec::ExperimentSpec spec = base();
  spec.balancedTwin = true;
  EXPECT_EQ(expandPlan(spec, {.twin = true}).size(), 1u);
}

TEST(RunPlan, AGivenNameIsMadeUnique) {
  spec::ExperimentSpec spec = base();
  spec.name = "study";
  EXPECT_EQ(expandPlan(spec, {})[0].name, "study");
  std::set<std::string> names;
  for (const auto& run : expandPlan(spec, {.twin = true, .seeds = true, .modes = true}))
    names.insert(run.name);
  EXPECT_EQ(names.size(), 18u);
}

TEST(ProblemsOf, NoneForTheDefaults) {
  EXPECT_TRUE(problemsOf(base()).empty());
}

TEST(ProblemsOf, NamesTheOptionThatIsOutOfRange) {
  spec::ExperimentSpec spec = base();
  spec.epochs = 0;
  const auto problems = problemsOf(spec);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.begin()->first, "epochs");
}

TEST(ProblemsOf, MoreImagesThanThereAreIsAProblemOfTheirNumber) {
  spec::ExperimentSpec spec = base();
  spec.nMax = 4000;
  EXPECT_TRUE(problemsOf(spec).contains("n_max"));
  spec.n = 9'000'000;
  EXPECT_TRUE(problemsOf(spec).contains("n"));
  spec.profile = spec::Profile::Custom;
  spec.classCounts = "5,4,x";
  EXPECT_TRUE(problemsOf(spec).contains("class_counts"));
}

TEST(ProblemsOf, ADataSetThatNeedsAFolderSaysWhatToGive) {
  spec::ExperimentSpec spec = base();
  spec.dataset = "cifar10";
  auto problems = problemsOf(spec);
  ASSERT_TRUE(problems.contains("data_dir"));
  EXPECT_TRUE(problems["data_dir"].contains(QStringLiteral("cifar-10")));
  spec.dataDir = "/nonexistent/folder";
  EXPECT_TRUE(problemsOf(spec).contains("data_dir"));
  QTemporaryDir folder;
  spec.dataDir = folder.path().toStdString();
  EXPECT_FALSE(problemsOf(spec).contains("data_dir"));
}

TEST(HistogramOf, FollowsTheProfile) {
  const HistogramView::Data data = histogramOf(base());
  ASSERT_EQ(data.bars.size(), 10u);
  EXPECT_EQ(data.bars[0].count, 500);
  EXPECT_EQ(data.bars[9].count, 5);
  std::int64_t sum = 0;
  for (const auto& bar : data.bars) sum += bar.count;
  EXPECT_EQ(data.n, sum);
  EXPECT_EQ(data.twinEach, sum / 10);
  EXPECT_EQ(data.bars[0].group, 0);
  EXPECT_EQ(data.bars[9].group, 2);
  EXPECT_FALSE(data.twinOnly);
}

TEST(HistogramOf, ATwinIsFlat) {
  spec::ExperimentSpec spec = base();
  spec.balancedTwin = true;
  const HistogramView::Data data = histogramOf(spec);
  EXPECT_TRUE(data.twinOnly);
  EXPECT_LE(data.bars[0].count - data.bars[9].count, 1);
}

TEST(HistogramOf, SaysSoWhenItCannotBeDrawn) {
  spec::ExperimentSpec spec = base();
  spec.nMax = 999'999;
  const HistogramView::Data data = histogramOf(spec);
  EXPECT_TRUE(data.bars.empty());
  EXPECT_FALSE(data.problem.isEmpty());
}

}  // namespace
}  // namespace skewscope::ui
