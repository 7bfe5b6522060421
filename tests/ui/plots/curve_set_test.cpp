#include "ui/plots/curve_set.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/read_runs.h"
#include "ui/plots/curve_overlay.h"
#include "ui/plots/joined_runs.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

struct CurveSetTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<store::Store> store = store::Store::open(path);

  CurveRequest request(CurveView view) {
    CurveRequest wanted;
    wanted.runs = readAll(path);
    wanted.view = view;
    wanted.runColour = [](const store::RunRecord& run) { return runColour(static_cast<int>(run.spec.seed)); };
    return wanted;
  }
};

std::vector<const store::RunRecord*> recordsOf(const CurveRequest& request) {
  std::vector<const store::RunRecord*> records;
  for (const auto& run : request.runs) records.push_back(&run->record);
  return records;
}

TEST_F(CurveSetTest, ClassesGoFromManyToFewInPercent) {
  const MadeUp made{.epochs = 20, .done = 7, .end = store::RunStatus::Running};
  addMadeUpRun(*store, made);
  const CurveSet set = buildCurves(request(CurveView::PerClass));
  ASSERT_EQ(set.panes.size(), 1u);
  const Pane& pane = set.panes[0];
  EXPECT_EQ(pane.yTitle, QStringLiteral("head accuracy, test (%)"));
  EXPECT_EQ(pane.yLow, 0);
  EXPECT_EQ(pane.yHigh, 100);
  EXPECT_EQ(set.xHigh, 20);  // what is still to come is visible
  ASSERT_EQ(pane.curves.size(), 10u);
  for (int rank = 0; rank < 10; ++rank) {
    const Curve& curve = pane.curves[static_cast<std::size_t>(rank)];
    ASSERT_EQ(curve.y.size(), 7u);
    EXPECT_DOUBLE_EQ(curve.y[6], 100 * madeUpAccuracy(made, rank, 7));
    EXPECT_EQ(curve.colour, classColour(rank, 10, false));
    EXPECT_TRUE(curve.labelled);
  }
  EXPECT_EQ(pane.curves[0].detail, QStringLiteral("n=1000"));
  EXPECT_EQ(pane.curves[9].detail, QStringLiteral("n=10"));
  EXPECT_EQ(pane.curves[0].style, Qt::SolidLine);
  EXPECT_EQ(pane.curves[9].style, Qt::DashLine);
  EXPECT_TRUE(set.message.isEmpty());
  EXPECT_TRUE(set.provenance.contains(QString::fromStdString(readAll(path)[0]->record.id)));
}

TEST_F(CurveSetTest, ATwinKeepsTheRanksOfItsImbalancedRun) {
  spec::ExperimentSpec spec;
  addMadeUpRun(*store, {.twin = true, .epochs = 3, .done = 3});
  const auto run = readAll(path)[0];
  std::vector<int> ranks(10);
  for (int i = 0; i < 10; ++i) ranks[static_cast<std::size_t>(i)] = i;
  EXPECT_EQ(classesByRank(*run), ranks);
  // A data set that this program does not know: the stored groups and counts decide.
  RunData foreign = *run;
  foreign.record.spec.dataset = "of someone else";
  std::reverse(foreign.classes.begin(), foreign.classes.end());
  foreign.classes[0].group = 0;
  foreign.classes[0].trainCount = 5000;
  EXPECT_EQ(classesByRank(foreign)[0], 9);
}

TEST_F(CurveSetTest, HiddenClassesAreLeftOut) {
  addMadeUpRun(*store, {.epochs = 3, .done = 3});
  CurveRequest wanted = request(CurveView::PerClass);
  wanted.hiddenClasses = {0, 9};
  const CurveSet set = buildCurves(wanted);
  ASSERT_EQ(set.panes[0].curves.size(), 8u);
  EXPECT_EQ(set.panes[0].curves[0].key, QStringLiteral("class:1"));
  EXPECT_EQ(set.panes[0].curves[0].colour, classColour(1, 10, false));  // hiding others changes no colour
  for (int c = 0; c < 10; ++c) wanted.hiddenClasses.insert(c);
  EXPECT_TRUE(buildCurves(wanted).message.contains(QStringLiteral("Classes")));
  wanted.view = CurveView::Groups;
  wanted.hiddenClasses = {0, 2};
  const CurveSet groups = buildCurves(wanted);
  ASSERT_EQ(groups.panes[0].curves.size(), 1u);
  EXPECT_EQ(groups.panes[0].curves[0].key, QStringLiteral("group:1"));
}

TEST_F(CurveSetTest, OverlaidRunsAreUnlabelledDashedAndMarked) {
  addMadeUpRun(*store, {.epochs = 3, .done = 3});
  addMadeUpRun(*store, {.mode = spec::Mode::SelfSupervised, .epochs = 9, .done = 4});
  const CurveSet set = buildCurves(request(CurveView::PerClass));
  ASSERT_EQ(set.panes[0].curves.size(), 20u);
  EXPECT_EQ(set.xHigh, 9);
  const Curve& over = set.panes[0].curves[10];
  EXPECT_EQ(over.key, set.panes[0].curves[0].key);
  EXPECT_FALSE(over.labelled);
  EXPECT_EQ(over.style, Qt::DotLine);
  EXPECT_GE(over.colour.alphaF(), 0.8F);     // visible on either ground
  EXPECT_EQ(set.runs[1].style, over.style);  // the key draws what the plot draws
  for (const Curve& curve : set.panes[0].curves)
    EXPECT_EQ(curve.style, set.runs[static_cast<std::size_t>(curve.run)].style) << curve.label.toStdString();
  EXPECT_EQ(set.panes[0].curves[9].ownStyle, Qt::DashLine) << "by itself a rare class is dashed";
  EXPECT_EQ(set.runs[0].style, Qt::SolidLine);
  EXPECT_EQ(over.marker, Marker::Square);
  EXPECT_EQ(over.metric, QStringLiteral("knn_accuracy"));
  ASSERT_EQ(set.runs.size(), 2u);
  EXPECT_EQ(set.runs[0].metric, QStringLiteral("head"));
  EXPECT_EQ(set.runs[1].metric, QStringLiteral("kNN"));
  EXPECT_EQ(set.panes[0].yTitle, QStringLiteral("live accuracy (kNN or head), test (%)"));
}

TEST_F(CurveSetTest, ARunOfOtherClassesIsNamedAndStretchesNothing) {
  addMadeUpRun(*store, {.epochs = 3, .done = 3});
  addMadeUpRun(*store, {.seed = 2, .epochs = 9, .done = 4});
  CurveRequest wanted = request(CurveView::PerClass);
  const std::size_t longer = wanted.runs[0]->record.spec.epochs == 9 ? 0 : 1;
  RunData foreign = *wanted.runs[longer];
  for (store::RunClass& c : foreign.classes) c.name += " of another set";
  wanted.runs = {wanted.runs[1 - longer], std::make_shared<RunData>(foreign)};
  CurveSet set = buildCurves(wanted);
  EXPECT_EQ(set.panes[0].curves.size(), 10u);
  EXPECT_EQ(set.xHigh, 3);
  EXPECT_EQ(set.runs[0].undrawn, QString());
  EXPECT_EQ(set.runs[1].undrawn, QStringLiteral("other classes"));
  EXPECT_TRUE(keyText(set.runs[1]).endsWith(QStringLiteral(" (other classes)")));
  wanted.view = CurveView::Groups;  // groups there are in every data set
  set = buildCurves(wanted);
  EXPECT_EQ(set.panes[0].curves.size(), 6u);
  EXPECT_EQ(set.xHigh, 9);
  EXPECT_EQ(set.runs[1].undrawn, QString());
}

TEST_F(CurveSetTest, GroupsAreMeansOverTheirClasses) {
  const MadeUp made{.epochs = 3, .done = 3};
  addMadeUpRun(*store, made);
  const CurveSet set = buildCurves(request(CurveView::Groups));
  ASSERT_EQ(set.panes[0].curves.size(), 3u);
  double many = 0;
  for (int rank = 0; rank < 4; ++rank) many += 100 * madeUpAccuracy(made, rank, 3) / 4;  // 4 + 3 + 3
  EXPECT_NEAR(set.panes[0].curves[0].y[2], many, 1e-9);
  EXPECT_EQ(set.panes[0].curves[2].label, QStringLiteral("Few"));
  EXPECT_EQ(set.panes[0].curves[2].style, Qt::DashLine);
}

TEST_F(CurveSetTest, OverallAndLossAreColouredByRun) {
  addMadeUpRun(*store, {.epochs = 30, .done = 30});
  addMadeUpRun(*store, {.mode = spec::Mode::RwSam, .seed = 2, .epochs = 30, .done = 30});
  const CurveSet overall = buildCurves(request(CurveView::Overall));
  ASSERT_EQ(overall.panes[0].curves.size(), 2u);
  EXPECT_EQ(overall.panes[0].curves[1].colour, runColour(2));
  const CurveSet loss = buildCurves(request(CurveView::Loss));
  ASSERT_EQ(loss.panes.size(), 2u);  // sharpness has a pane of its own, where it was measured
  EXPECT_EQ(loss.panes[0].curves.size(), 3u);
  EXPECT_EQ(loss.panes[0].curves[2].style, Qt::DashLine);
  EXPECT_EQ(loss.panes[1].curves.size(), 1u);
  for (const Pane& pane : loss.panes) {
    for (const Curve& curve : pane.curves) {
      for (const double value : curve.y) {
        EXPECT_GE(value, pane.yLow);
        EXPECT_LE(value, pane.yHigh);
      }
    }
  }
}

TEST_F(CurveSetTest, WhatIsNotANumberIsAGapAndNothingIsInfinite) {
  store::EpochRows rows;
  const std::string id = addMadeUpRun(*store, {.epochs = 9, .done = 2, .end = store::RunStatus::Running});
  RunData data = *readAll(path)[0];
  data.metrics[store::metric::kLoss] = {{1, 2, 3, 4}, {1, HUGE_VAL, std::nan(""), 0.5}};
  CurveRequest wanted = request(CurveView::Loss);
  wanted.runs = {std::make_shared<RunData>(data)};
  const CurveSet set = buildCurves(wanted);
  const Curve& curve = set.panes[0].curves[0];
  EXPECT_TRUE(std::isnan(curve.y[1]));
  EXPECT_TRUE(std::isnan(curve.y[2]));
  EXPECT_TRUE(std::isfinite(set.panes[0].yHigh));
  EXPECT_EQ(set.places(), (std::vector<double>{1, 4}));
  EXPECT_EQ(curve.lastValue(), 0.5);
  EXPECT_EQ(curve.lastValue(4), 0.5);
  EXPECT_EQ(curve.lastValue(3.5), 1) << "the numbers before it are none";
  EXPECT_TRUE(std::isnan(curve.lastValue(0.5)));
  EXPECT_EQ(curve.at(4), 0.5);
  EXPECT_TRUE(std::isnan(curve.at(2)));
  EXPECT_TRUE(std::isnan(curve.at(7)));
}

TEST_F(CurveSetTest, TheXAxisCountsStepsImagesOrTime) {
  addMadeUpRun(*store, {.epochs = 20, .done = 7, .end = store::RunStatus::Running});
  CurveRequest wanted = request(CurveView::Overall);
  const RunData& run = *wanted.runs[0];
  const std::int64_t steps = 2478 / run.record.spec.batch;
  wanted.options.x = report::ProgressAxis::Step;
  CurveSet set = buildCurves(wanted);
  EXPECT_EQ(set.panes[0].curves[0].x[6], static_cast<double>(7 * steps));
  EXPECT_EQ(set.xHigh, static_cast<double>(20 * steps));  // what is still to come is visible
  EXPECT_EQ(set.xText(1000), QStringLiteral("step 1,000"));
  wanted.options.x = report::ProgressAxis::Images;
  set = buildCurves(wanted);
  EXPECT_EQ(set.panes[0].curves[0].x[6], 7 * 2478.0);
  EXPECT_EQ(set.xKey, QStringLiteral("images"));
  wanted.options.x = report::ProgressAxis::Time;
  set = buildCurves(wanted);
  double seconds = 0;
  for (const double value : run.metrics.at(store::metric::kSeconds).values) seconds += value;
  EXPECT_NEAR(set.panes[0].curves[0].x[6], seconds, 1e-9);
  EXPECT_EQ(set.xHigh, set.panes[0].curves[0].x[6]);  // how long the rest will take is not known
  EXPECT_EQ(set.xTitle, QStringLiteral("training time (s)"));

  RunData slow = run;
  for (double& value : slow.metrics[store::metric::kSeconds].values) value *= 60;
  wanted.runs = {std::make_shared<RunData>(slow)};
  set = buildCurves(wanted);
  EXPECT_EQ(set.xKey, QStringLiteral("minutes"));
  EXPECT_NEAR(set.xHigh, seconds, 1e-9);
  slow.metrics.erase(store::metric::kSeconds);
  wanted.runs = {wanted.runs[0], std::make_shared<RunData>(slow)};
  set = buildCurves(wanted);
  EXPECT_EQ(set.runs[1].undrawn, QStringLiteral("training times not known"));
  wanted.runs = {wanted.runs[1]};
  EXPECT_TRUE(buildCurves(wanted).message.contains(QStringLiteral("another x axis")));
}

TEST_F(CurveSetTest, ASmoothedLineStandsBeforeWhatWasMeasured) {
  addMadeUpRun(*store, {.epochs = 20, .done = 20});
  CurveRequest wanted = request(CurveView::Overall);
  const CurveSet plain = buildCurves(wanted);
  EXPECT_TRUE(plain.panes[0].curves[0].smooth.empty());
  EXPECT_TRUE(plain.caption.isEmpty());
  wanted.options.smoothing = 0.5;
  const CurveSet set = buildCurves(wanted);
  const Curve& curve = set.panes[0].curves[0];
  EXPECT_EQ(curve.y, plain.panes[0].curves[0].y);
  ASSERT_EQ(curve.smooth.size(), 20u);
  EXPECT_EQ(curve.smooth[0], curve.y[0]);
  EXPECT_NEAR(curve.smooth[1], (0.5 * curve.y[0] + curve.y[1]) / 1.5, 1e-12);
  EXPECT_EQ(&curve.line(), &curve.smooth);
  EXPECT_EQ(curve.lastValue(), curve.y[19]);  // numbers are those that were measured
  EXPECT_TRUE(set.caption.contains(QStringLiteral("EMA), factor 0.5")));
}

TEST_F(CurveSetTest, RunsThatDifferInTheSeedAreJoined) {
  std::vector<MadeUp> made;
  for (int seed = 1; seed <= 3; ++seed) {
    made.push_back({.seed = seed, .epochs = 9, .done = seed == 3 ? 6 : 9});
    addMadeUpRun(*store, made.back());
  }
  addMadeUpRun(*store, {.twin = true, .epochs = 9, .done = 9});
  CurveRequest wanted = request(CurveView::PerClass);
  EXPECT_TRUE(repeatsASetting(recordsOf(wanted)));
  EXPECT_EQ(buildCurves(wanted).runs.size(), 4u);  // unless a band is asked for
  wanted.options.band = report::Spread::StandardDeviation;
  const CurveSet set = buildCurves(wanted);
  ASSERT_EQ(set.runs.size(), 2u);
  EXPECT_EQ(set.runs[0].name, QStringLiteral("Supervised r .01"));
  EXPECT_EQ(set.runs[0].metric, QStringLiteral("head, N = 2–3"));
  EXPECT_EQ(set.runs[0].id.count(u' '), 2);  // three runs
  EXPECT_EQ(set.runs[1].metric, QStringLiteral("head"));
  const Curve& curve = set.panes[0].curves[4];
  double sum = 0, squares = 0;
  for (const MadeUp& one : made) sum += 100 * madeUpAccuracy(one, 4, 5);
  for (const MadeUp& one : made) squares += std::pow(100 * madeUpAccuracy(one, 4, 5) - sum / 3, 2);
  EXPECT_NEAR(curve.y[4], sum / 3, 1e-9);
  EXPECT_NEAR(curve.high[4] - curve.y[4], std::sqrt(squares / 2), 1e-9);
  EXPECT_NEAR(curve.y[4] - curve.low[4], std::sqrt(squares / 2), 1e-9);
  EXPECT_EQ(curve.n[4], 3);
  EXPECT_EQ(curve.n[8], 2);
  EXPECT_TRUE(set.panes[0].curves[14].low.empty());  // of the twin, which is alone
  EXPECT_TRUE(set.caption.contains(QStringLiteral("standard deviation, N = 2–3")));
  for (const CurveView view : {CurveView::Groups, CurveView::Overall, CurveView::Loss}) {
    wanted.view = view;
    const CurveSet other = buildCurves(wanted);
    EXPECT_EQ(other.runs.size(), 2u);
    EXPECT_EQ(other.panes[0].curves[0].n.size(), 9u);
  }
  EXPECT_TRUE(buildCurves(wanted).panes[0].curves[0].label.endsWith(QStringLiteral("(N = 2–3)")));
}

TEST_F(CurveSetTest, JoinedRunsAreCalledByWhatTheirNamesShare) {
  const auto nameOf = [&](std::initializer_list<const char*> names) {
    RunData run;
    run.record.groupHash = "same";
    CurveRequest wanted;
    for (const char* name : names) {
      run.record.name = name;
      wanted.runs.push_back(std::make_shared<RunData>(run));
    }
    wanted.options.band = report::Spread::Range;
    wanted.runColour = [](const store::RunRecord&) { return QColor(); };
    return buildCurves(wanted).runs.at(0).name;
  };
  EXPECT_EQ(nameOf({"seed 1", "seed 2", "seed 3"}), QStringLiteral("seed"));
  EXPECT_EQ(nameOf({"a b s1", "a b s10"}), QStringLiteral("a b"));
  EXPECT_EQ(nameOf({"a b", "a b s10", "a b c"}), QStringLiteral("a b"));
  EXPECT_EQ(nameOf({"same", "same"}), QStringLiteral("same"));
  EXPECT_EQ(nameOf({"one", "other", "third"}), QStringLiteral("one and 2 more"));
}

TEST_F(CurveSetTest, LogarithmicAxesLeaveOutWhatIsNotAboveZero) {
  addMadeUpRun(*store, {.epochs = 9, .done = 2, .end = store::RunStatus::Running});
  RunData data = *readAll(path)[0];
  data.metrics[store::metric::kLoss] = {{0, 1, 2, 3}, {2.2, 0.03, 0, 0.5}};
  CurveRequest wanted = request(CurveView::Loss);
  wanted.runs = {std::make_shared<RunData>(data)};
  wanted.options.logX = wanted.options.logY = true;
  const CurveSet set = buildCurves(wanted);
  const Curve& curve = set.panes[0].curves[0];
  EXPECT_EQ(curve.x, (std::vector<double>{1, 2, 3}));  // epoch 0 has no logarithm
  EXPECT_TRUE(std::isnan(curve.y[1]));
  EXPECT_TRUE(set.logX);
  EXPECT_EQ(set.xLow, 1);
  EXPECT_TRUE(set.panes[0].logY);
  EXPECT_NEAR(set.panes[0].yLow, 0.03, 1e-12);
  EXPECT_NEAR(set.panes[0].yHigh, 0.5, 1e-12);
  EXPECT_TRUE(set.caption.contains(QStringLiteral("not above 0")));
}

TEST_F(CurveSetTest, SmallMultiplesHaveTheAxesOfAll) {
  addMadeUpRun(*store, {.epochs = 3, .done = 3});
  addMadeUpRun(*store, {.mode = spec::Mode::SelfSupervised, .epochs = 9, .done = 4});
  CurveRequest wanted = request(CurveView::PerClass);
  wanted.options.multiples = true;
  const CurveSet set = buildCurves(wanted);
  EXPECT_TRUE(set.multiples);
  const std::vector<CurveSet> parts = splitByRun(set);
  ASSERT_EQ(parts.size(), 2u);
  for (const CurveSet& part : parts) {
    EXPECT_EQ(part.xHigh, 9);
    ASSERT_EQ(part.panes[0].curves.size(), 10u);
    EXPECT_FALSE(part.multiples);
    for (const Curve& curve : part.panes[0].curves) {
      EXPECT_TRUE(curve.labelled);
      EXPECT_EQ(curve.run, 0);
    }
    EXPECT_EQ(part.panes[0].curves[9].style, Qt::DashLine);  // a rare class, in either run
  }
  EXPECT_EQ(parts[1].panes[0].curves[0].colour, parts[0].panes[0].curves[0].colour);
  EXPECT_TRUE(parts[1].title.contains(QStringLiteral("kNN")));
}

TEST_F(CurveSetTest, ARunOfAnotherProgramIsDrawnByWhatItMeasured) {
  addMadeUpRun(*store, {.epochs = 9, .done = 9});
  store::ImportedRun made;
  made.name = "theirs";
  made.source = "CSV: theirs.csv";
  made.classes = {"disc", "square"};
  made.metrics["train/loss"] = {{2, 4, 20}, {2, 1, 0.5}};
  made.metrics["test/accuracy"] = {{4}, {0.375}};
  made.classMetrics["test/accuracy"] = {{4}, {{0.5}, {0.25}}};
  store->addImportedRun(made);
  CurveRequest wanted = request(CurveView::Loss);
  CurveSet set = buildCurves(wanted);
  EXPECT_EQ(set.panes[0].curves[1].metric, QStringLiteral("train/loss"));
  EXPECT_EQ(set.xHigh, 20);  // its settings say nothing of its length
  wanted.view = CurveView::PerClass;
  set = buildCurves(wanted);
  ASSERT_EQ(set.panes[0].curves.size(), 12u);
  EXPECT_EQ(set.panes[0].curves[10].label, QStringLiteral("disc"));
  EXPECT_EQ(set.panes[0].curves[10].y[0], 50);
  EXPECT_TRUE(set.panes[0].curves[10].detail.isEmpty()) << "its images were not counted";
  wanted.view = CurveView::Groups;
  EXPECT_EQ(buildCurves(wanted).runs[1].undrawn, QStringLiteral("no groups"));
  wanted.options.x = report::ProgressAxis::Images;
  wanted.view = CurveView::Loss;
  EXPECT_EQ(buildCurves(wanted).runs[1].undrawn, QStringLiteral("number of images not known"));
  wanted.options.band = report::Spread::Range;
  EXPECT_FALSE(repeatsASetting(recordsOf(wanted)));
}

TEST(CurveOptions, SurviveARestart) {
  CurveOptions options;
  EXPECT_EQ(curveOptionsFrom({}), options);
  for (const report::FigureWord& axis : report::progressAxes()) {
    for (const report::FigureWord& spread : report::spreads()) {
      options = {.x = static_cast<report::ProgressAxis>(axis.value),
                 .logX = true,
                 .logY = true,
                 .smoothing = 0.95,
                 .band = static_cast<report::Spread>(spread.value),
                 .multiples = true};
      EXPECT_EQ(curveOptionsFrom(toJson(options)), options);
    }
  }
  EXPECT_EQ(curveOptionsFrom({{QStringLiteral("smoothing"), 7}, {QStringLiteral("x"), 3}}), CurveOptions());
}

TEST(CurveValues, AreHeldUpToTheNextPointWhereAxesAreNotShared) {
  Curve curve;
  curve.x = {1.5, 3, 4.5};
  curve.y = {10, 20, 30};
  EXPECT_TRUE(std::isnan(curve.at(2)));
  EXPECT_EQ(curve.at(2, true), 10);
  EXPECT_EQ(curve.at(4.5, true), 30);
  EXPECT_TRUE(std::isnan(curve.at(1, true)));
  EXPECT_TRUE(std::isnan(curve.at(5, true))) << "it has ended";
  EXPECT_TRUE(std::isnan(Curve().at(1, true)));
}

TEST_F(CurveSetTest, ARunWithoutRowsSaysWhatIsToCome) {
  addMadeUpRun(*store, {.done = 0});
  const CurveSet set = buildCurves(request(CurveView::PerClass));
  EXPECT_TRUE(set.isEmpty());
  EXPECT_TRUE(set.message.contains(QStringLiteral("waiting")));
}

TEST_F(CurveSetTest, AnImportedRunLiesBesideOurs) {
  addMadeUpRun(*store, {.epochs = 20, .done = 20});
  store::ImportedRun paper;
  paper.name = "paper";
  paper.source = "CSV: /home/me/table2.csv";
  const std::string known = readAll(path)[0]->classes[3].name;
  paper.classes = {known, "another"};
  paper.metrics["probe_accuracy"] = {{10, 40}, {0.25, 0.5}};
  paper.classMetrics["probe_accuracy"] = {{10, 40}, {{0.1, 0.2}, {0.3, 0.4}}};
  store->addImportedRun(paper);

  const CurveSet overall = buildCurves(request(CurveView::Overall));
  ASSERT_EQ(overall.panes[0].curves.size(), 2u);
  EXPECT_EQ(overall.panes[0].curves[1].y, (std::vector<double>{25, 50}));
  EXPECT_EQ(overall.runs[1].metric, QStringLiteral("probe"));
  EXPECT_EQ(overall.xHigh, 40);
  EXPECT_TRUE(overall.provenance.contains(QStringLiteral("imported from CSV: /home/me/table2.csv")));
  const CurveSet classes = buildCurves(request(CurveView::PerClass));
  EXPECT_EQ(classes.panes[0].curves.size(), 11u);  // the class that both have
  EXPECT_EQ(classes.panes[0].curves.back().run, 1);
  EXPECT_TRUE(classes.panes[0].curves.back().detail.isEmpty());

  EXPECT_TRUE(classes.runs[1].undrawn.isEmpty());
  store->addImportedRun({"plain", "CSV: b.csv", 0, 0, {}, {{"probe_accuracy", {{90}, {0.5}}}}, {}});
  const CurveSet three = buildCurves(request(CurveView::PerClass));
  EXPECT_EQ(three.runs[2].undrawn, QStringLiteral("no accuracy per class"));
  EXPECT_EQ(three.xHigh, 40);  // nothing of it is drawn

  CurveRequest alone = request(CurveView::Groups);
  alone.runs = {alone.runs[1]};
  const CurveSet groups = buildCurves(alone);
  EXPECT_EQ(groups.subtitle, QStringLiteral("imported: table2.csv"));
  EXPECT_TRUE(groups.message.contains(QStringLiteral("“Overall” shows what it has")));
  alone.view = CurveView::Loss;
  EXPECT_TRUE(buildCurves(alone).message.contains(QStringLiteral("--metric")));
}

}  // namespace
}  // namespace skewscope::ui
