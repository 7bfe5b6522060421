#include "ui/panels/gap_panel.h"

#include <gmock/gmock.h>

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <cmath>

#include "core/report/metrics.h"
#include "core/store/reader.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/engine/run_controller.h"
#include "ui/export/figure_dialog.h"
#include "ui/export/figure_editor.h"
#include "ui/models/store_service.h"
#include "ui/plots/point_chart.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using spec::Mode;

struct GapPanelTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<store::Store> store = store::Store::open(path);
  std::unique_ptr<StoreService> service;
  std::unique_ptr<RunController> controller;
  std::unique_ptr<GapPanel> panel;

  std::string add(Mode mode, double ratio, bool twin, std::int64_t seed) {
    return addMadeUpRun(*store,
                        {.mode = mode, .ratio = ratio, .twin = twin, .seed = seed, .epochs = 4, .done = 4});
  }
  /// Two modes at three ratios with their twins, three seeds each but at the mildest.
  void addPairs() {
    for (const Mode mode : {Mode::Supervised, Mode::SelfSupervised}) {
      for (const double ratio : {0.01, 0.03, 0.1}) {
        for (int seed = 1; seed <= (ratio < 0.1 ? 3 : 1); ++seed) {
          for (const bool twin : {false, true}) add(mode, ratio, twin, seed);
        }
      }
    }
  }
  /// Values out of domain of all runs that are done: those of the probe, shifted.
  void addOutOfDomain() {
    const auto evaluator = store::Store::open(path);  // another process than the one that trained them
    for (const auto& run : store::Reader(path).runs()) {
      store::EpochRows rows;
      rows.epoch = 4;
      const double shift = run.spec.balancedTwin ? 0 : 0.02 * static_cast<double>(run.spec.seed);
      rows.metrics["ood_probe_stl10"] = run.summaries.at(store::metric::kProbeAccuracy).last - 0.1 - shift;
      evaluator->writeEpoch(run.id, rows);
    }
  }
  void start(QSize size = {760, 560}) {
    service = std::make_unique<StoreService>(path);
    controller = std::make_unique<RunController>(*service);
    controller->setEngine(QStringLiteral("/no/such/engine"));
    panel = std::make_unique<GapPanel>(*service, *controller);
    panel->resize(size);
    panel->show();
  }
  void TearDown() override {
    applyScheme(*qApp, ColourScheme::Light);
    panel.reset();
    controller.reset();
    service.reset();
  }
  PointChartView& view() const { return *panel->findChild<PointChartView*>(); }
  QComboBox& list(const char* name) const { return *panel->findChild<QComboBox*>(QLatin1String(name)); }
  QLabel& label(const char* name) const { return *panel->findChild<QLabel*>(QLatin1String(name)); }
  QAbstractButton& button(const char* name) const {
    return *panel->findChild<QAbstractButton*>(QLatin1String(name));
  }
  bool drawn() const {
    return waitFor([&] { return !view().chart().isEmpty(); });
  }
  void choose(const char* name, const QString& entry) {
    QComboBox& box = list(name);
    const int index = box.findText(entry);
    ASSERT_GE(index, 0) << entry.toStdString();
    box.setCurrentIndex(index);
    emit box.activated(index);
  }
};

TEST_F(GapPanelTest, DrawsALineForEachModeWithTheDeviationOverSeeds) {
  addPairs();
  start();
  ASSERT_TRUE(drawn());
  const auto& chart = view().chart();
  ASSERT_EQ(chart.panels.size(), 1U);
  ASSERT_EQ(chart.panels[0].lines.size(), 2U);
  EXPECT_EQ(chart.panels[0].lines[0].name, QStringLiteral("Supervised"));
  EXPECT_EQ(chart.panels[0].lines[1].name, QStringLiteral("Self-supervised"));
  EXPECT_EQ(list("metric").currentText(), QStringLiteral("Linear probe"));
  EXPECT_FALSE(list("outOfDomain").isVisible());
  // The first point, from the store's own numbers.
  std::vector<double> gaps;
  const auto runs = store::Reader(path).runs();
  for (const auto& run : runs) {
    if (run.spec.mode != Mode::Supervised || run.spec.ratio != 0.01 || run.spec.balancedTwin) continue;
    for (const auto& twin : runs) {
      if (twin.pairHash != run.pairHash || !twin.spec.balancedTwin) continue;
      gaps.push_back(report::relativeGap(twin.summaries.at(store::metric::kProbeAccuracy).last,
                                         run.summaries.at(store::metric::kProbeAccuracy).last));
    }
  }
  const auto band = report::band(gaps);
  const auto& points = chart.panels[0].lines[0].points;
  ASSERT_EQ(points.size(), 3U);
  EXPECT_EQ(points[0].n, 3);
  EXPECT_EQ(points[0].x, 0.01);
  EXPECT_DOUBLE_EQ(points[0].y, band.mean);
  EXPECT_DOUBLE_EQ(points[0].high, band.mean + band.standardDeviation);
  EXPECT_TRUE(std::isnan(points[2].low)) << "one seed has no band";
  EXPECT_FALSE(label("twinText").isVisible());
  screenshot(*panel, QStringLiteral("gap_panel"));
  applyScheme(*qApp, ColourScheme::Dark);
  screenshot(*panel, QStringLiteral("gap_panel_dark"));
}

TEST_F(GapPanelTest, OutOfDomainStandsBesideAndTheAxisIsSwitched) {
  addPairs();
  addOutOfDomain();
  start({644, 540});
  ASSERT_TRUE(drawn());
  QSignalSpy changed(panel.get(), &GapPanel::viewChanged);
  ASSERT_EQ(view().chart().panels.size(), 2U);
  EXPECT_EQ(view().chart().panels[0].lines[0].colour, view().chart().panels[1].lines[0].colour);
  EXPECT_TRUE(list("outOfDomain").isVisible());
  // The gaps of the seeds s are ((b - .1) - (a - .1 - .02 s)) / (b - .1): .02 / (b - .1) apart.
  const auto runs = store::Reader(path).runs();
  const double b = runs[1].summaries.at(store::metric::kProbeAccuracy).last;
  ASSERT_TRUE(runs[1].spec.balancedTwin && runs[1].spec.mode == Mode::Supervised);
  const auto& point = view().chart().panels[1].lines[0].points[0];
  EXPECT_EQ(point.n, 3);
  EXPECT_NEAR(point.high - point.y, 0.02 / (b - 0.1), 1e-12);
  settle();
  screenshot(*panel, QStringLiteral("gap_panel_two"));
  QTest::mouseClick(&button("againstImages"), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return view().chart().panels[0].xName == QStringLiteral("n"); }));
  // One line for each mode and ratio, since each has one size.
  EXPECT_EQ(view().chart().panels[0].lines.size(), 6U);
  EXPECT_EQ(changed.count(), 1);
  choose("outOfDomain", QStringLiteral("No second chart"));
  EXPECT_TRUE(waitFor([&] { return view().chart().panels.size() == 1; }));
  choose("band", QStringLiteral("Bars: smallest to largest"));
  EXPECT_EQ(changed.count(), 3);
  // All of that is kept, and nonsense is not.
  GapPanel again(*service, *controller);
  again.setViewState(panel->viewState());
  EXPECT_EQ(again.viewState(), panel->viewState());
  EXPECT_NE(again.viewState(), GapPanel(*service, *controller).viewState());
  again.setViewState({{QStringLiteral("band"), 7}, {QStringLiteral("against"), QStringLiteral("time")}});
  EXPECT_EQ(again.viewState(), GapPanel(*service, *controller).viewState());
}

TEST_F(GapPanelTest, APointIsReadOutAndSelectsItsRunsAndTwins) {
  addPairs();
  start();
  ASSERT_TRUE(drawn());
  QSignalSpy chosen(panel.get(), &GapPanel::runsChosen);
  const PointPlace place{0, 1, 0};
  const QPoint at = view().positionOf(place).toPoint();
  QTest::mouseMove(&view(), at);
  EXPECT_TRUE(waitFor([&] { return view().current() == place; }));
  const QString said = label("readOut").text();
  EXPECT_TRUE(said.contains(QStringLiteral("Self-supervised, r = 0.01"))) << said.toStdString();
  EXPECT_TRUE(said.contains(QStringLiteral("N = 3")));
  EXPECT_TRUE(said.contains(QStringLiteral("SimCLR r .01 s2"))) << said.toStdString();
  EXPECT_TRUE(said.contains(QStringLiteral(" ± ")));
  screenshot(*panel, QStringLiteral("gap_panel_hover"));
  QTest::mouseClick(&view(), Qt::LeftButton, {}, at);
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen[0][0].toStringList().size(), 6);
  // By the keys: the next ratio, and the line above.
  view().setFocus();
  QTest::keyClick(&view(), Qt::Key_Right);
  QTest::keyClick(&view(), Qt::Key_Up);
  EXPECT_EQ(view().current(), (PointPlace{0, 0, 1}));
  EXPECT_TRUE(label("readOut").text().startsWith(QStringLiteral("Supervised, r = 0.03")));
  QTest::keyClick(&view(), Qt::Key_Return);
  ASSERT_EQ(chosen.count(), 2);
  // Beside all points nothing is selected.
  QTest::mouseClick(&view(), Qt::LeftButton, {}, {view().width() - 3, 60});
  EXPECT_EQ(chosen.count(), 2);
}

TEST_F(GapPanelTest, MissingTwinsAreQueuedOnceAfterAQuestion) {
  add(Mode::Supervised, 0.01, false, 1);
  add(Mode::Supervised, 0.01, true, 1);
  const std::string first = add(Mode::Supervised, 0.01, false, 2);
  add(Mode::SelfSupervised, 0.03, false, 1);
  start();
  ASSERT_TRUE(drawn());
  ASSERT_TRUE(label("twinText").isVisible());
  EXPECT_EQ(label("twinText").text(), QStringLiteral("2 imbalanced run(s) without a balanced twin: not in the chart."));
  EXPECT_TRUE(label("twinText").toolTip().contains(QStringLiteral("Supervised r .01 s2")));
  screenshot(*panel, QStringLiteral("gap_panel_missing"));
  QSignalSpy said(panel.get(), &GapPanel::message);
  const auto answer = [&](bool yes) {
    QTest::mouseClick(&button("queueTwins"), Qt::LeftButton);
    auto* box = panel->window()->findChild<QMessageBox*>(QStringLiteral("queueTwinsQuestion"));
    ASSERT_NE(box, nullptr);
    EXPECT_TRUE(box->informativeText().contains(QStringLiteral("2 balanced twin(s)")))
        << box->informativeText().toStdString();
    screenshot(*box, QStringLiteral("gap_question"));
    for (QAbstractButton* each : box->buttons()) {
      if ((box->buttonRole(each) == QMessageBox::AcceptRole) == yes) return each->click();
    }
  };
  answer(false);
  settle();
  EXPECT_EQ(store::Reader(path).runs().size(), 4U);
  EXPECT_TRUE(waitFor([&] { return panel->window()->findChild<QMessageBox*>() == nullptr; }));
  answer(true);
  ASSERT_TRUE(waitFor([&] { return said.count() == 1; }));
  EXPECT_EQ(said[0][0].toString(), QStringLiteral("2 balanced twin(s) joined the queue."));
  store::Reader reader(path);
  EXPECT_EQ(reader.runs().size(), 6U);
  EXPECT_EQ(reader.queue().entries.size(), 2U);
  EXPECT_EQ(reader.runs().back().spec.mode, Mode::SelfSupervised);
  EXPECT_EQ(reader.runs()[4].pairHash, reader.run(first).pairHash);
  // They are on their way: nothing is missing any more.
  service->poke();
  EXPECT_TRUE(waitFor([&] { return !label("twinText").isVisible(); }));
  EXPECT_TRUE(label("openPairs").text().contains(QStringLiteral("2 without this accuracy yet")));
}

TEST_F(GapPanelTest, SelectedRunsAloneAndTheTable) {
  addPairs();
  start();
  ASSERT_TRUE(drawn());
  choose("scope", QStringLiteral("Selected runs"));
  ASSERT_TRUE(waitFor([&] { return view().chart().isEmpty(); }));
  EXPECT_TRUE(view().chart().message.contains(QStringLiteral("Choose imbalanced runs")));
  EXPECT_FALSE(button("gapExport").isEnabled());
  panel->setRuns({QString::fromStdString(store::Reader(path).runs().front().id)});
  ASSERT_TRUE(drawn());
  ASSERT_EQ(view().chart().panels[0].lines.size(), 1U);
  EXPECT_EQ(view().chart().panels[0].lines[0].points.size(), 1U);
  const auto& formats = panel->findChild<QToolButton*>(QStringLiteral("copyTable"))->menu()->actions();
  for (QAction* action : formats) {
    if (action->text() == QStringLiteral("Tabs, for a spreadsheet")) action->trigger();
  }
  const QStringList lines = QApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
  ASSERT_EQ(lines.size(), 2);
  EXPECT_TRUE(lines[0].contains(QStringLiteral("relative_gap\trelative_gap_sd\trelative_gap_n")));
  EXPECT_TRUE(lines[1].startsWith(QStringLiteral("Linear probe\tSupervised\t0.01\t1\t")));
}

TEST_F(GapPanelTest, TheFigureIsTheOneOnScreen) {
  addPairs();
  addOutOfDomain();
  start({980, 560});
  ASSERT_TRUE(drawn());
  choose("band", QStringLiteral("Bars: standard error"));
  QTest::mouseClick(&button("againstImages"), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return view().chart().panels[0].xName == QStringLiteral("n"); }));
  QTest::mouseClick(&button("gapExport"), Qt::LeftButton);
  auto* dialog = panel->window()->findChild<FigureDialog*>();
  ASSERT_NE(dialog, nullptr);
  auto* editor = dialog->findChild<FigureEditor*>();
  EXPECT_EQ(editor->problem(), QString());
  const report::FigureSpec spec = editor->spec();
  EXPECT_EQ(spec.kind, report::FigureKind::Gap);
  EXPECT_THAT(spec.measures, testing::ElementsAre("probe_accuracy", "ood_probe_stl10"));
  EXPECT_EQ(spec.curves.band, report::Spread::StandardError);
  store::Reader reader(path);
  const auto drawnAgain = std::get<PointChart>(readFigure(reader, spec).plot);
  ASSERT_EQ(drawnAgain.panels.size(), 2U);
  for (std::size_t p = 0; p < 2; ++p) {
    ASSERT_EQ(drawnAgain.panels[p].lines.size(), view().chart().panels[p].lines.size());
    for (std::size_t l = 0; l < drawnAgain.panels[p].lines.size(); ++l) {
      const auto &a = drawnAgain.panels[p].lines[l], &b = view().chart().panels[p].lines[l];
      EXPECT_EQ(a.name, b.name);
      EXPECT_EQ(a.points.front().y, b.points.front().y);
    }
  }
  EXPECT_TRUE(
      waitFor([&] { return dialog->findChild<QAbstractButton*>(QStringLiteral("write"))->isEnabled(); }));
  settle();
  screenshot(*dialog, QStringLiteral("gap_figure_dialog"));
  dialog->close();
}

TEST_F(GapPanelTest, AnEmptyStoreSaysWhatToDo) {
  start();
  EXPECT_TRUE(waitFor([&] { return view().chart().message.contains(QStringLiteral("+ twin")); }));
  EXPECT_FALSE(label("twinText").isVisible());
  screenshot(*panel, QStringLiteral("gap_panel_empty"));
}

}  // namespace
}  // namespace skewscope::ui
