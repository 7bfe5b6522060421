#include "ui/panels/curves_panel.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

#include "core/store/reader.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/lines_drawn.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/export/figure_dialog.h"
#include "ui/export/figure_editor.h"
#include "ui/export/figure_preview.h"
#include "ui/export/file_dialog.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/panels/class_menu.h"
#include "ui/panels/curve_grid.h"
#include "ui/panels/curve_tiles.h"
#include "ui/panels/title_line.h"
#include "ui/plots/curve_plot.h"
#include "ui/plots/weight_chart.h"
#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

struct CurvesPanelTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<store::Store> store = store::Store::open(path);
  std::unique_ptr<StoreService> service;
  std::unique_ptr<CurvesPanel> panel;
  bool open = false;

  void start() {
    service = std::make_unique<StoreService>(path);
    QObject::connect(service.get(), &StoreService::runsChanged, service.get(), [this] { open = true; });
    panel = std::make_unique<CurvesPanel>(*service);
    panel->resize(820, 760);
    panel->show();
    ASSERT_TRUE(waitFor([&] { return open; }));
  }
  void TearDown() override {
    applyScheme(*qApp, ColourScheme::Light);
    panel.reset();
    service.reset();
  }
  CurvePlot& plot() { return *panel->findChild<CurvePlot*>(); }
  Tile& tile(const char* name) { return *panel->findChild<Tile*>(QLatin1String(name)); }
  /// Name of a class by its index.
  QString className(const std::string& id, int index) {
    for (const store::RunClass& c : store::Reader(path).classes(id)) {
      if (c.index == index) return text(c.name);
    }
    return {};
  }
  bool drawn(int graphs) {
    return waitFor([&] { return plot().isVisible() && linesDrawn(plot()) == graphs; });
  }
  /// The figure that the export begins with.
  report::FigureSpec exported() {
    panel->exportAction()->trigger();
    auto* dialog = panel->findChild<FigureDialog*>();
    if (dialog == nullptr) return {};
    const report::FigureSpec spec = dialog->findChild<FigureEditor*>()->spec();
    dialog->reject();
    return spec;
  }
};

TEST_F(CurvesPanelTest, EmptyStatesTeach) {
  start();
  const auto says = [&](const QString& word) {
    for (QLabel* label : panel->findChildren<QLabel*>()) {
      if (label->isVisible() && label->text().contains(word)) return true;
    }
    return false;
  };
  EXPECT_TRUE(says(QStringLiteral("Press Start")));
  screenshot(*panel, QStringLiteral("curves_empty"));
  const std::string id = addMadeUpRun(*store, {.done = 0});
  ASSERT_TRUE(waitFor([&] { return says(QStringLiteral("No run selected")); }));
  panel->setRuns({text(id)});
  ASSERT_TRUE(waitFor([&] { return plot().isVisible() && !plot().curves()->message.isEmpty(); }));
  EXPECT_TRUE(plot().curves()->message.contains(QStringLiteral("waiting")));
  screenshot(*panel, QStringLiteral("curves_queued"));
}

TEST_F(CurvesPanelTest, DrawsARunAndFollowsIt) {
  const std::string id = addMadeUpRun(
      *store, {.mode = spec::Mode::SelfSupervised, .done = 33, .end = store::RunStatus::Running});
  start();
  panel->setRuns({text(id)});
  ASSERT_TRUE(drawn(10));
  EXPECT_EQ(plot().drawn().what.curves->panes[0].curves[0].x.size(), 33U);
  screenshot(*panel, QStringLiteral("curves_live"));
  EXPECT_TRUE(tile("overall").basis().contains(QStringLiteral("kNN, epoch 33")));
  EXPECT_EQ(tile("gap").figure(), QStringLiteral("no twin yet"));
  EXPECT_TRUE(tile("gap").basis().contains(QStringLiteral("tab Gap")));
  store::EpochRows rows;
  rows.epoch = 34;
  rows.metrics[store::metric::kKnnAccuracy] = 0.7;
  rows.classMetrics[store::metric::kKnnAccuracy] = {1, 0.9, 0.8, 0.8, 0.8, 0.7, 0.6, 0.6, 0.5, 0.3};
  store->writeEpoch(id, rows);
  service->poke();
  ASSERT_TRUE(waitFor([&] { return plot().drawn().what.curves->panes[0].curves[0].x.size() == 34; }));
  EXPECT_EQ(tile("overall").figure(), QStringLiteral("70.0 %"));
  EXPECT_EQ(tile("groups").figure(), QStringLiteral("88 / 70 / 47"));
  EXPECT_EQ(tile("worst").figure(), QStringLiteral("30 %  ") + className(id, 9));
  EXPECT_TRUE(tile("worst").basis().contains(QStringLiteral("kNN, epoch 34")));
}

TEST_F(CurvesPanelTest, ClassesThatShareTheLowestValueAreCountedAndListed) {
  const std::string id = addMadeUpRun(*store, {.done = 3, .end = store::RunStatus::Running});
  store::EpochRows rows;
  rows.epoch = 4;
  rows.metrics[store::metric::kHeadAccuracy] = 0.2;
  rows.classMetrics[store::metric::kHeadAccuracy] = {1, 1, 0, 0, 0, 0, 0, 0, 0, 0};
  store->writeEpoch(id, rows);
  start();
  panel->setRuns({text(id)});
  ASSERT_TRUE(waitFor([&] { return tile("worst").figure() == u"0 %  8 classes"; }));
  const QString tip = tile("worst").toolTip();
  EXPECT_FALSE(tip.contains(className(id, 1)));
  for (int c = 2; c < 10; ++c) EXPECT_TRUE(tip.contains(className(id, c))) << tip.toStdString();
}

TEST_F(CurvesPanelTest, AfterTheProbeEveryTileSpeaksOfIt) {
  const std::string id = addMadeUpRun(*store, {.epochs = 9, .done = 9});
  addMadeUpRun(*store, {.twin = true, .epochs = 9, .done = 9});
  start();
  panel->setRuns({text(id)});
  ASSERT_TRUE(drawn(10));
  ASSERT_TRUE(waitFor([&] { return tile("gap").basis().startsWith(u"probe; head "); }));
  const auto percent = [&](const char* metric) {
    return QString::number(100 * store::Reader(path).series(id, metric).values.back(), 'f', 1) +
           QStringLiteral(" %");
  };
  EXPECT_EQ(tile("overall").figure(), percent(store::metric::kProbeAccuracy));
  EXPECT_EQ(tile("overall").basis(), QStringLiteral("probe; head ") + percent(store::metric::kHeadAccuracy));
  for (const char* name : {"groups", "worst"}) {
    EXPECT_TRUE(tile(name).basis().startsWith(QStringLiteral("probe; head "))) << name;
  }
  screenshot(*panel, QStringLiteral("curves_tiles_probe"));
}

TEST_F(CurvesPanelTest, TilesElideWhatTheyCannotShow) {
  Tile narrow(QStringLiteral("A title of some length"));
  narrow.set(QStringLiteral("37 %  automobile and more"), QStringLiteral("kNN"));
  narrow.resize(120, 80);
  narrow.show();
  settle();
  QStringList shown;
  for (QLabel* label : narrow.findChildren<QLabel*>()) {
    shown.append(label->text());
    EXPECT_LE(label->fontMetrics().horizontalAdvance(label->text()), label->width());
  }
  EXPECT_TRUE(shown[0].endsWith(u'…'));
  EXPECT_TRUE(shown[1].startsWith(u"37 %") && shown[1].endsWith(u'…')) << shown[1].toStdString();
}

TEST_F(CurvesPanelTest, ViewChipsStayWhereTheyAreWhenTheClassesAreHidden) {
  const std::string id = addMadeUpRun(*store, {.epochs = 5, .done = 5});
  start();
  panel->setRuns({text(id)});
  ASSERT_TRUE(drawn(10));
  settle();
  std::vector<std::pair<QAbstractButton*, int>> places;
  for (QAbstractButton* button : panel->findChildren<QAbstractButton*>()) {
    if (button->isCheckable()) places.emplace_back(button, button->x());
  }
  EXPECT_GE(places.size(), 4u);
  panel->setView(CurvesPanel::View::Overall);
  settle();
  EXPECT_FALSE(panel->findChild<ClassMenu*>()->isVisible());
  for (const auto& [button, x] : places) EXPECT_EQ(button->x(), x) << button->text().toStdString();
}

TEST_F(CurvesPanelTest, TheClassMenuShowsWhichClassesAreDrawn) {
  const std::string id = addMadeUpRun(*store, {.epochs = 5, .done = 5});
  start();
  panel->setRuns({text(id)});
  ASSERT_TRUE(drawn(10));
  for (const auto scheme : {ColourScheme::Light, ColourScheme::Dark}) {
    applyScheme(*qApp, scheme);
    auto* classes = panel->findChild<ClassMenu*>();
    classes->showGroup(0);
    emit classes->menu()->aboutToShow();
    classes->menu()->popup(QPoint(0, 0));
    settle();
    screenshot(*classes->menu(), QStringLiteral("class_menu%1").arg(static_cast<int>(scheme)));
    const QImage menu = classes->menu()->grab().toImage();
    int boxes = 0;
    for (QAction* action : classes->menu()->actions()) {
      if (!action->isCheckable()) continue;
      // The edge of the box's inside, beside the tick: filled only where the class is drawn.
      const QRect row = classes->menu()->actionGeometry(action);
      int filled = 0;
      for (int x = row.left(); x < row.left() + 24; ++x) {
        const QColor pixel = menu.pixelColor(x, row.center().y() - 3);
        filled += contrastRatio(pixel, tokens().panel) > 2 ? 1 : 0;
      }
      EXPECT_EQ(filled > 6, action->isChecked()) << action->text().toStdString() << filled;
      boxes += filled > 6 ? 1 : 0;
    }
    EXPECT_EQ(boxes, 4);
    classes->menu()->close();
  }
}

TEST_F(CurvesPanelTest, EveryViewOfOneAndOfTwoRuns) {
  fillMadeUpStore(*store);
  std::map<std::string, std::string> ids;
  for (const auto& run : store::Reader(path).runs()) ids[run.name] = run.id;
  start();
  QStringList two;
  for (const auto& run : store::Reader(path).runs()) {
    if (!run.spec.balancedTwin && run.spec.mode != spec::Mode::SelfSupervised &&
        run.status == store::RunStatus::Done) {
      two.append(text(run.id));
    }
  }
  ASSERT_EQ(two.size(), 2);
  using View = CurvesPanel::View;
  const std::map<View, std::pair<int, int>> graphs{
      {View::PerClass, {10, 20}}, {View::Groups, {3, 6}}, {View::Overall, {1, 2}}, {View::Loss, {3, 4}}};
  for (const auto scheme : {ColourScheme::Light, ColourScheme::Dark}) {
    applyScheme(*qApp, scheme);
    const QString suffix = scheme == ColourScheme::Dark ? QStringLiteral("_dark") : QString();
    for (const auto& [view, counts] : graphs) {
      panel->setView(view);
      EXPECT_EQ(panel->view(), view);
      panel->setRuns({two[1]});
      ASSERT_TRUE(drawn(counts.first));
      settle();
      screenshot(*panel, QStringLiteral("curves_view%1_one%2").arg(static_cast<int>(view)).arg(suffix));
      panel->setRuns(two);
      ASSERT_TRUE(drawn(counts.second));
      settle();
      plot().showReadout(20);
      screenshot(*panel, QStringLiteral("curves_view%1_two%2").arg(static_cast<int>(view)).arg(suffix));
      plot().showReadout(std::nan(""));
    }
  }
}

TEST_F(CurvesPanelTest, WeightsStandAgainstTheSizesOfClasses) {
  const std::string plain =
      addMadeUpRun(*store, {.mode = spec::Mode::SelfSupervised, .epochs = 5, .done = 5});
  const std::string run = addMadeUpRun(
      *store, {.mode = spec::Mode::RwSam, .epochs = 30, .done = 29, .end = store::RunStatus::Interrupted});
  const auto classes = store::Reader(path).classes(run);
  store->claimRun(run, "engine");
  store::EpochRows rows;
  rows.epoch = 30;
  for (const auto& entry : classes)
    rows.classMetrics[store::metric::kWeight].push_back(3 / std::sqrt(static_cast<double>(entry.trainCount)));
  store->writeEpoch(run, rows);
  store->endRun(run, store::RunStatus::Done, "");
  start();
  panel->setRuns({text(run)});
  panel->setView(CurvesPanel::View::Weights);
  const auto* view = dynamic_cast<WeightChartView*>(panel->findChild<QWidget*>(QStringLiteral("weights")));
  ASSERT_NE(view, nullptr);
  ASSERT_TRUE(waitFor([&] { return !view->chart().isEmpty(); }));
  const auto& series = view->chart().series.at(0);
  EXPECT_EQ(series.points.size(), 10U);
  EXPECT_NEAR(series.correlation, 1, 1e-12);
  EXPECT_EQ(series.points.front().count, 1000);  // from many to few
  EXPECT_NEAR(series.points.front().weight, 3 / std::sqrt(1000.0), 1e-12);
  EXPECT_EQ(weightChartCsv(view->chart()).count('\n'), 13);
  EXPECT_TRUE(panel->exportAction()->isEnabled());
  for (const auto scheme : {ColourScheme::Light, ColourScheme::Dark}) {
    applyScheme(*qApp, scheme);
    settle();
    screenshot(*panel, scheme == ColourScheme::Dark ? QStringLiteral("curves_weights_dark")
                                                    : QStringLiteral("curves_weights"));
  }
  EXPECT_FALSE(panel->findChild<TitleLine*>(QStringLiteral("curvesTitle"))->subtitle().isEmpty());
  panel->setRuns({text(plain)});
  ASSERT_TRUE(waitFor([&] { return view->chart().isEmpty(); }));
  EXPECT_FALSE(panel->exportAction()->isEnabled()) << "there is nothing to export";
  const QByteArray state = panel->saveState();
  panel->setView(CurvesPanel::View::PerClass);
  panel->restoreState(state);
  EXPECT_EQ(panel->view(), CurvesPanel::View::Weights);
  panel->setRuns({text(plain)});
  EXPECT_TRUE(waitFor([&] { return view->chart().isEmpty() && !view->chart().message.isEmpty(); }));
}

TEST_F(CurvesPanelTest, GapIsAgainstTheTwinByProbe) {
  fillMadeUpStore(*store);
  start();
  for (const auto& run : store::Reader(path).runs()) {
    if (run.spec.mode == spec::Mode::Supervised && !run.spec.balancedTwin) panel->setRuns({text(run.id)});
  }
  ASSERT_TRUE(drawn(10));
  ASSERT_TRUE(waitFor([&] { return tile("gap").basis().startsWith(u"probe; head "); }));
  EXPECT_TRUE(tile("gap").figure().endsWith(QStringLiteral(" %")));
  EXPECT_GT(tile("gap").figure().section(u' ', 0, 0).toDouble(), 10);
  EXPECT_TRUE(tile("overall").basis().contains(QStringLiteral("probe")));
}

TEST_F(CurvesPanelTest, ClassesAreIsolatedHiddenAndShownAgain) {
  const std::string id = addMadeUpRun(*store, {.epochs = 20, .done = 20});
  start();
  panel->setRuns({text(id)});
  ASSERT_TRUE(drawn(10));
  emit plot().curveClicked(QStringLiteral("class:3"), Qt::NoModifier);
  ASSERT_TRUE(drawn(1));
  auto* classes = panel->findChild<ClassMenu*>();
  EXPECT_EQ(classes->text(), QStringLiteral("Classes 1/10 ▾"));
  const QByteArray state = panel->saveState();
  emit plot().curveClicked(QStringLiteral("class:3"), Qt::NoModifier);  // again: all
  ASSERT_TRUE(drawn(10));
  emit plot().curveClicked(QStringLiteral("class:0"), Qt::ControlModifier);
  ASSERT_TRUE(drawn(9));
  classes->showGroup(2);
  ASSERT_TRUE(drawn(3));
  panel->restoreState(state);
  ASSERT_TRUE(drawn(1));
  for (QAction* action : panel->actions()) {
    if (action->objectName() == u"curves.all_classes") action->trigger();
  }
  ASSERT_TRUE(drawn(10));
}

TEST_F(CurvesPanelTest, StateKeepsTheView) {
  start();
  panel->setView(CurvesPanel::View::Loss);
  const QByteArray state = panel->saveState();
  panel->setView(CurvesPanel::View::Groups);
  panel->restoreState(state);
  EXPECT_EQ(panel->view(), CurvesPanel::View::Loss);
  panel->restoreState("no state at all");
  EXPECT_EQ(panel->view(), CurvesPanel::View::Loss);
}

TEST_F(CurvesPanelTest, ControlsHaveNamesAndActionsHaveShortcuts) {
  const std::string id = addMadeUpRun(*store, {.epochs = 5, .done = 5});
  start();
  panel->setRuns({text(id)});
  ASSERT_TRUE(drawn(10));
  for (QAbstractButton* button : panel->findChildren<QAbstractButton*>()) {
    EXPECT_FALSE(button->accessibleName().isEmpty()) << button->text().toStdString();
  }
  for (QAction* action : panel->actions())
    EXPECT_FALSE(action->shortcut().isEmpty()) << action->text().toStdString();
}

/// Triggers the entry of a button's menu that is called so.
void choose(CurvesPanel& panel, const char* button, const QString& entry) {
  for (QAction* action : panel.findChild<QToolButton*>(QLatin1String(button))->menu()->actions()) {
    if (action->text() == entry) return action->trigger();
  }
  ADD_FAILURE() << button << " has no " << entry.toStdString();
}

TEST_F(CurvesPanelTest, SeedsAreJoinedSmoothedAndKeptForTheNextStart) {
  QStringList seeds;
  for (int seed = 1; seed <= 3; ++seed) {
    seeds.append(
        text(addMadeUpRun(*store, {.mode = spec::Mode::SelfSupervised, .seed = seed, .epochs = 60})));
  }
  start();
  panel->setRuns({seeds[0]});
  ASSERT_TRUE(drawn(10));
  auto* band = panel->findChild<QToolButton*>(QStringLiteral("curves.band"));
  EXPECT_FALSE(band->isEnabled()) << "one run has no band";
  EXPECT_TRUE(band->toolTip().contains(QStringLiteral("seeds")));
  panel->setRuns(seeds);
  ASSERT_TRUE(drawn(30));
  ASSERT_TRUE(band->isEnabled());
  choose(*panel, "curves.band", QStringLiteral("Mean with standard deviation"));
  ASSERT_TRUE(drawn(30)) << "of ten classes the two edges and the mean";
  ASSERT_TRUE(waitFor([&] { return plot().curves()->runs.size() == 1; }));
  auto* caption = panel->findChild<QLabel*>(QStringLiteral("curvesCaption"));
  EXPECT_TRUE(caption->isVisible());
  EXPECT_TRUE(caption->text().contains(QStringLiteral("standard deviation, N = 3")))
      << caption->text().toStdString();
  choose(*panel, "curves.smoothing", QStringLiteral("Moving average, factor 0.9"));
  ASSERT_TRUE(drawn(40));
  EXPECT_TRUE(caption->text().contains(QStringLiteral("EMA), factor 0.9")));
  choose(*panel, "curves.x", QStringLiteral("Images seen"));
  ASSERT_TRUE(waitFor([&] { return plot().curves()->xKey == u"images"; }));
  const QByteArray state = panel->saveState();
  for (const auto scheme : {ColourScheme::Light, ColourScheme::Dark}) {
    applyScheme(*qApp, scheme);
    settle();
    QTest::qWait(150);
    screenshot(*panel, QStringLiteral("curves_band%1").arg(static_cast<int>(scheme)));
    panel->setView(CurvesPanel::View::Loss);
    choose(*panel, "curves.scale", QStringLiteral("Logarithmic y axis"));
    QTest::qWait(250);
    plot().showReadout(40'000);
    screenshot(*panel, QStringLiteral("curves_band_loss%1").arg(static_cast<int>(scheme)));
    choose(*panel, "curves.scale", QStringLiteral("Logarithmic y axis"));
    panel->setView(CurvesPanel::View::PerClass);
  }
  choose(*panel, "curves.band", QStringLiteral("Every run by itself"));
  choose(*panel, "curves.smoothing", QStringLiteral("No smoothing"));
  choose(*panel, "curves.x", QStringLiteral("Epoch"));
  ASSERT_TRUE(waitFor([&] { return linesDrawn(plot()) == 30 && plot().curves()->runs.size() == 3; }));
  EXPECT_FALSE(caption->isVisible());
  panel->restoreState(state);
  ASSERT_TRUE(drawn(40));
  EXPECT_EQ(plot().curves()->xKey, QStringLiteral("images"));
}

TEST_F(CurvesPanelTest, SmallMultiplesShareZoomAndReadout) {
  fillMadeUpStore(*store);
  QStringList some;
  for (const auto& run : store::Reader(path).runs()) {
    if (run.status == store::RunStatus::Done && some.size() < 4) some.append(text(run.id));
  }
  start();
  panel->setRuns(some);
  ASSERT_TRUE(drawn(40));
  panel->findChild<QAbstractButton*>(QStringLiteral("curves.multiples"))->click();
  ASSERT_TRUE(drawn(10));
  auto* grid = panel->findChild<CurveGrid*>();
  const auto plots = grid->plots();
  ASSERT_EQ(plots.size(), 4u);
  ASSERT_TRUE(waitFor([&] { return linesDrawn(*plots[3]) == 10; }));
  QTest::keyClick(plots[1], Qt::Key_Left);
  EXPECT_TRUE(plots[3]->readoutText().startsWith(QStringLiteral("epoch 60")));
  QTest::keyClick(plots[1], Qt::Key_Plus);
  const auto upper = [&](std::size_t i) { return plots[i]->axisRect()->axis(QCPAxis::atBottom)->range(); };
  EXPECT_LT(upper(1).size(), 60);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(upper(i), upper(1));
    EXPECT_TRUE(plots[i]->isZoomed());
  }
  QTest::keyClick(plots[2], Qt::Key_Home);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(upper(i).size(), 60);
  for (const auto scheme : {ColourScheme::Light, ColourScheme::Dark}) {
    applyScheme(*qApp, scheme);
    QTest::qWait(200);
    for (CurvePlot* each : plots) each->showReadout(30);
    screenshot(*panel, QStringLiteral("curves_multiples%1").arg(static_cast<int>(scheme)));
    for (CurvePlot* each : plots) each->showReadout(std::nan(""));
  }
  emit plots[2]->curveClicked(QStringLiteral("class:3"), Qt::NoModifier);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_TRUE(waitFor([&] { return linesDrawn(*plots[i]) == 1; }));
  panel->setRuns({some[0]});
  ASSERT_TRUE(waitFor([&] { return grid->plots().size() == 1; }));
  ASSERT_TRUE(drawn(1));
}

TEST_F(CurvesPanelTest, AnExportIsSmoothedOnlyWhenAsked) {
  const std::string id = addMadeUpRun(*store, {.epochs = 20, .done = 20});
  start();
  panel->setRuns({text(id)});
  ASSERT_TRUE(drawn(10));
  choose(*panel, "curves.smoothing", QStringLiteral("Moving average, factor 0.9"));
  ASSERT_TRUE(drawn(20));
  for (const bool asked : {false, true}) {
    panel->exportAction()->trigger();
    auto* dialog = panel->findChild<FigureDialog*>();
    ASSERT_NE(dialog, nullptr);
    auto* box = dialog->findChild<QCheckBox*>(QStringLiteral("smoothed"));
    ASSERT_NE(box, nullptr);
    EXPECT_FALSE(box->isChecked());
    EXPECT_EQ(box->text(), QStringLiteral("Smoothed as on screen"));
    box->setChecked(asked);
    auto* write = dialog->findChild<QPushButton*>(QStringLiteral("write"));
    ASSERT_TRUE(waitFor([&] { return write->isEnabled(); }));
    ASSERT_TRUE(waitFor([&] { return dialog->findChild<FigurePreview*>()->isCurrent(); }));
    if (asked) screenshot(*dialog, QStringLiteral("curves_export"));
    const QString file = QString::fromStdString((folder.path() / (asked ? "a.csv" : "b.csv")).string());
    setNextFileName(file);
    write->click();
    ASSERT_TRUE(waitFor([&] { return QFile::exists(file); }));
    QFile written(file);
    ASSERT_TRUE(written.open(QIODevice::ReadOnly));
    const QByteArray csv = written.readAll();
    EXPECT_EQ(csv.contains(",value,smoothed\n"), asked);
    EXPECT_EQ(csv.contains("factor 0.9"), asked);
    dialog->close();
    ASSERT_TRUE(waitFor([&] { return panel->findChild<FigureDialog*>() == nullptr; }));
  }
}

TEST_F(CurvesPanelTest, AnImportedRunIsLaidOver) {
  const std::string own = addMadeUpRun(*store, {.epochs = 20, .done = 20});
  store::ImportedRun made;
  made.name = "theirs";
  made.source = "TensorBoard: logs/resnet";
  made.metrics["test/accuracy"] = {{1, 10, 30}, {0.2, 0.5, 0.6}};
  const std::string theirs = store->addImportedRun(made);
  start();
  panel->setView(CurvesPanel::View::Overall);
  panel->setRuns({text(own), text(theirs)});
  ASSERT_TRUE(drawn(2));
  EXPECT_EQ(plot().curves()->xHigh, 30);
  screenshot(*panel, QStringLiteral("curves_imported"));
  panel->setRuns({text(theirs)});
  ASSERT_TRUE(drawn(1));
  EXPECT_EQ(tile("overall").figure(), QStringLiteral("60.0 %"));
  EXPECT_EQ(tile("gap").basis(), QStringLiteral("imported"));
  EXPECT_EQ(tile("groups").basis(), QStringLiteral("not known of imported runs"));
  EXPECT_EQ(panel->findChild<TitleLine*>(QStringLiteral("curvesTitle"))->subtitle(),
            QStringLiteral("imported: resnet"));
  panel->setView(CurvesPanel::View::PerClass);
  ASSERT_TRUE(waitFor(
      [&] { return plot().curves()->message.contains(QStringLiteral("no such values of its classes")); }));
}

TEST_F(CurvesPanelTest, ADeletedRunLeavesThePlot) {
  const std::string id = addMadeUpRun(*store, {.epochs = 5, .done = 5});
  start();
  panel->setRuns({text(id)});
  ASSERT_TRUE(drawn(10));
  store->setDeleted(id, true);
  ASSERT_TRUE(waitFor([&] { return !plot().isVisible(); }));
}

TEST_F(CurvesPanelTest, AClickOnALineShowsItAloneAndEscapeBringsAllBack) {
  const std::string a = addMadeUpRun(*store, {.epochs = 20, .done = 20});
  const std::string b = addMadeUpRun(*store, {.seed = 2, .epochs = 20, .done = 20});
  start();
  panel->setRuns({text(a)});
  ASSERT_TRUE(drawn(10));
  QSignalSpy changed(panel.get(), &CurvesPanel::viewChanged);
  const auto lineOf = [&](int graph) {
    const CurvePicture& what = plot().drawn().what;
    const Curve& curve = what.curves->panes[0].curves[static_cast<std::size_t>(graph)];
    return QPointF(what.panes[0].x(curve.x[10]), what.panes[0].y(curve.y[10])).toPoint();
  };
  const auto ground = [&] { return QPoint(plot().axisRect()->left() + 12, plot().axisRect()->top() + 3); };
  QTest::mouseClick(&plot(), Qt::LeftButton, {}, lineOf(0));
  ASSERT_TRUE(drawn(1));
  EXPECT_EQ(changed.count(), 1);
  screenshot(*panel, QStringLiteral("curves_isolated"));
  QTest::mouseClick(&plot(), Qt::LeftButton, {}, lineOf(0));  // again
  ASSERT_TRUE(drawn(10));
  QTest::mouseClick(&plot(), Qt::LeftButton, {}, lineOf(9));
  ASSERT_TRUE(drawn(1));
  QTest::mouseClick(&plot(), Qt::LeftButton, {}, ground());
  ASSERT_TRUE(drawn(10));
  QTest::mouseClick(&plot(), Qt::LeftButton, {}, lineOf(9));
  ASSERT_TRUE(drawn(1));
  QTest::keyClick(&plot(), Qt::Key_Escape);
  ASSERT_TRUE(drawn(10));
  // Classes that were hidden one by one are no isolation.
  auto* classes = panel->findChild<ClassMenu*>();
  classes->toggle(3);
  ASSERT_TRUE(drawn(9));
  QTest::mouseClick(&plot(), Qt::LeftButton, {}, ground());
  QTest::keyClick(&plot(), Qt::Key_Escape);
  settle();
  EXPECT_EQ(classes->hidden(), QSet<int>{3});

  // A group of one run, and one of several runs.
  panel->setView(CurvesPanel::View::Groups);
  ASSERT_TRUE(drawn(3));
  QTest::mouseClick(&plot(), Qt::LeftButton, {}, lineOf(1));
  ASSERT_TRUE(drawn(1));
  EXPECT_EQ(exported().hiddenClasses, (std::vector<int>{0, 2})) << "the figure is what is shown";
  panel->setRuns({text(a), text(b)});
  panel->setView(CurvesPanel::View::Overall);
  ASSERT_TRUE(drawn(2));
  QTest::mouseClick(&plot(), Qt::LeftButton, {}, lineOf(1));
  ASSERT_TRUE(drawn(1));
  screenshot(*panel, QStringLiteral("curves_isolated_run"));
  EXPECT_EQ(exported().runs.size(), 1U) << "the figure is what is shown";
  QTest::keyClick(&plot(), Qt::Key_Escape);
  ASSERT_TRUE(drawn(2));
}

TEST_F(CurvesPanelTest, ItsViewIsOneStateWithTheZoom) {
  const std::string a = addMadeUpRun(*store, {.epochs = 20, .done = 20});
  const std::string b = addMadeUpRun(*store, {.seed = 2, .epochs = 20, .done = 20});
  start();
  panel->setRuns({text(a), text(b)});
  panel->setView(CurvesPanel::View::Overall);
  ASSERT_TRUE(drawn(2));
  QSignalSpy changed(panel.get(), &CurvesPanel::viewChanged);
  const QJsonObject plain = panel->viewState();
  QTest::keyClick(&plot(), Qt::Key_Plus);
  EXPECT_GE(changed.count(), 1);
  const QCPRange zoomed = plot().axisRect()->axis(QCPAxis::atBottom)->range();
  emit plot().curveClicked(QStringLiteral("run:") + text(b), Qt::NoModifier);
  for (QAction* action :
       panel->findChild<QToolButton*>(QStringLiteral("curves.smoothing"))->menu()->actions()) {
    if (action->text().contains(QLatin1String("0.9"))) {
      action->trigger();
      break;
    }
  }
  ASSERT_TRUE(
      waitFor([&] { return linesDrawn(plot()) == 2 && plot().curves()->panes[0].curves.size() == 1; }));
  const QJsonObject state = panel->viewState();
  EXPECT_NE(state, plain);
  const auto before = changed.count();
  panel->setViewState(plain);
  EXPECT_EQ(panel->viewState(), plain);
  ASSERT_TRUE(waitFor([&] { return !plot().isZoomed() && plot().curves()->panes[0].curves.size() == 2; }));
  ASSERT_TRUE(drawn(2));
  // In a window where other runs were shown before.
  panel->setRuns({text(b)});
  panel->setRuns({text(a), text(b)});
  panel->setViewState(state);
  EXPECT_EQ(panel->viewState(), state);
  ASSERT_TRUE(waitFor([&] {
    return plot().isZoomed() && plot().axisRect()->axis(QCPAxis::atBottom)->range() == zoomed &&
           plot().curves()->panes[0].curves.size() == 1;
  }));
  EXPECT_EQ(panel->viewState(), state);
  EXPECT_EQ(changed.count(), before) << "none of it was the user's doing";
  panel->setViewState({{QStringLiteral("zoom"), QStringLiteral("near")}, {QStringLiteral("view"), 7}});
  EXPECT_TRUE(waitFor([&] { return !plot().isZoomed(); }));
}

}  // namespace
}  // namespace skewscope::ui
