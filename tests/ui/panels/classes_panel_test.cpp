#include "ui/panels/classes_panel.h"

#include <gmock/gmock.h>

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>
#include <cmath>

#include "core/store/reader.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/export/figure_dialog.h"
#include "ui/export/figure_editor.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/plots/bar_chart.h"
#include "ui/plots/point_chart.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using spec::Mode;

struct ClassesPanelTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<store::Store> store = store::Store::open(path);
  std::unique_ptr<StoreService> service;
  std::unique_ptr<ClassesPanel> panel;

  QString add(Mode mode, std::int64_t seed, bool twin = false) {
    return QString::fromStdString(
        addMadeUpRun(*store, {.mode = mode, .twin = twin, .seed = seed, .epochs = 12, .done = 12}));
  }
  /// A run with a hundred classes.
  QString addHundred(std::int64_t seed) {
    auto spec = store::Reader(path).runs().front().spec;
    spec.seed = seed;
    spec.name = "hundred " + std::to_string(seed);
    const std::string id = store->addRun(spec);
    store->claimRun(id, "engine");
    store::Store::RunStart start;
    start.dataDigest = "100";
    store::EpochRows rows;
    rows.epoch = spec.epochs;
    auto& accuracy = rows.classMetrics[store::metric::kProbeAccuracy];
    for (int c = 0; c < 100; ++c) {
      const auto count = static_cast<std::int64_t>(500 * std::pow(0.01, c / 99.0));
      start.classes.push_back({c, "class " + std::to_string(c), count, c / 34});
      accuracy.push_back(0.8 - 0.006 * c + 0.04 * std::sin(3.0 * c + static_cast<double>(seed)));
    }
    rows.metrics[store::metric::kProbeAccuracy] = 0.5;
    store->startRun(id, start);
    store->writeEpoch(id, rows);
    store->endRun(id, store::RunStatus::Done, "");
    return QString::fromStdString(id);
  }
  void start(const QStringList& ids, QSize size = {760, 700}) {
    service = std::make_unique<StoreService>(path);
    panel = std::make_unique<ClassesPanel>(*service);
    panel->resize(size);
    panel->show();
    panel->setRuns(ids);
    service->watch(ids);
  }
  void TearDown() override {
    applyScheme(*qApp, ColourScheme::Light);
    panel.reset();
    service.reset();
  }
  PointChartView& points() const { return *panel->findChild<PointChartView*>(); }
  BarChartView& bars() const { return *panel->findChild<BarChartView*>(); }
  QTableWidget& table() const { return *panel->findChild<QTableWidget*>(); }
  QComboBox& list(const char* name) const { return *panel->findChild<QComboBox*>(QLatin1String(name)); }
  QString readOut() const { return panel->findChild<QLabel*>(QStringLiteral("readOut"))->text(); }
  bool drawn(std::size_t series) const {
    const bool there = waitFor([&] { return bars().chart().series.size() == series; });
    settle();  // the charts get their places
    return there;
  }
  void choose(const char* name, int index) {
    list(name).setCurrentIndex(index);
    emit list(name).activated(index);
  }
  QString cell(int row, const QString& title) const {
    for (int c = 0; c < table().columnCount(); ++c) {
      if (table().horizontalHeaderItem(c)->text() == title) return table().item(row, c)->text();
    }
    return QStringLiteral("no column ") + title;
  }
};

TEST_F(ClassesPanelTest, PointsBarsAndSummarySayTheSame) {
  const QString a = add(Mode::Supervised, 1), b = add(Mode::SelfSupervised, 1);
  start({a, b});
  ASSERT_TRUE(drawn(2));
  store::Reader reader(path);
  const auto values = reader.lastPerClass(a.toStdString(), store::metric::kProbeAccuracy);
  const auto classes = reader.classes(a.toStdString());
  // Bars from many to few, with their counts.
  const auto& chart = bars().chart();
  ASSERT_EQ(chart.categories.size(), 10U);
  std::size_t worst = 0;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const auto place = std::ranges::find_if(chart.categories, [&](const QStringList& lines) {
      return lines.first() == QString::fromStdString(classes[c].name);
    });
    ASSERT_NE(place, chart.categories.end());
    EXPECT_EQ(QString((*place)[1]).remove(QStringLiteral("n=")).remove(u',').toLongLong(),
              classes[c].trainCount);
    const auto k = static_cast<std::size_t>(place - chart.categories.begin());
    EXPECT_EQ(chart.series[0].bars[k].mean, values[c]);
    if (values[c] < values[worst]) worst = c;
  }
  // Points of the same values.
  ASSERT_EQ(points().chart().panels.at(0).lines.size(), 2U);
  const auto& line = points().chart().panels[0].lines[0].points;
  ASSERT_EQ(line.size(), 10U);
  for (std::size_t k = 1; k < line.size(); ++k) EXPECT_LE(line[k - 1].x, line[k].x);
  // The summary.
  EXPECT_EQ(cell(0, QStringLiteral("Worst class")), QString::fromStdString(classes[worst].name));
  EXPECT_EQ(cell(0, QStringLiteral("Worst")), percentText(values[worst]));
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / 10;
  for (const double value : values) squares += (value - mean) * (value - mean) / 10;
  EXPECT_EQ(cell(0, QStringLiteral("SD of classes")), percentText(std::sqrt(squares)));
  EXPECT_EQ(cell(1, QStringLiteral("N")), QStringLiteral("1"));
  screenshot(*panel, QStringLiteral("classes_panel"));
  applyScheme(*qApp, ColourScheme::Dark);
  screenshot(*panel, QStringLiteral("classes_panel_dark"));
}

TEST_F(ClassesPanelTest, SeedsAreJoinedUnlessTheUserWantsEachRun) {
  QStringList ids;
  for (int seed = 1; seed <= 3; ++seed) ids.append(add(Mode::SelfSupervised, seed));
  ids.append(add(Mode::Supervised, 1));
  start(ids);
  ASSERT_TRUE(drawn(2));
  EXPECT_EQ(bars().chart().series[0].name, QStringLiteral("SimCLR r .01"));
  EXPECT_EQ(bars().chart().series[0].bars[0].n, 3);
  choose("metric", list("metric").findText(QStringLiteral("kNN")));
  EXPECT_FALSE(std::isnan(points().chart().panels.at(0).lines.at(0).points.at(0).low));
  EXPECT_TRUE(points().chart().note.contains(QStringLiteral("standard deviation")));
  EXPECT_TRUE(
      panel->findChild<QLabel*>(QStringLiteral("without"))->text().contains(QStringLiteral("Supervised")))
      << "a supervised run has no kNN";
  screenshot(*panel, QStringLiteral("classes_panel_seeds"));
  choose("band", 0);
  EXPECT_EQ(bars().chart().series.size(), 3U);
  choose("metric", list("metric").findText(QStringLiteral("Linear probe")));
  EXPECT_EQ(bars().chart().series.size(), 4U);
}

TEST_F(ClassesPanelTest, AClickOnAClassShowsItInBothCharts) {
  const QString a = add(Mode::Supervised, 1), b = add(Mode::SelfSupervised, 1);
  start({a, b});
  ASSERT_TRUE(drawn(2));
  QSignalSpy changed(panel.get(), &ClassesPanel::viewChanged);
  QTest::mouseClick(&bars(), Qt::LeftButton, {}, bars().positionOf(3).toPoint());
  const QString name = bars().chart().categories[3].first();
  EXPECT_EQ(points().highlighted(), name);
  EXPECT_EQ(bars().highlighted(), 3);
  EXPECT_TRUE(readOut().startsWith(name)) << readOut().toStdString();
  EXPECT_TRUE(readOut().contains(QStringLiteral("Supervised r .01 s1")));
  EXPECT_EQ(changed.count(), 1);
  screenshot(*panel, QStringLiteral("classes_panel_chosen"));
  // From a point to the bars, and on by the keys.
  const PointPlace rarest{0, 0, 0};
  QTest::mouseClick(&points(), Qt::LeftButton, {}, points().positionOf(rarest).toPoint());
  EXPECT_EQ(bars().highlighted(), 9);
  bars().setFocus();
  QTest::keyClick(&bars(), Qt::Key_Left);
  EXPECT_EQ(bars().highlighted(), 8);
  EXPECT_EQ(points().highlighted(), bars().chart().categories[8].first());
  QTest::keyClick(&bars(), Qt::Key_Escape);
  EXPECT_EQ(bars().highlighted(), -1);
  EXPECT_EQ(points().highlighted(), QString());
}

TEST_F(ClassesPanelTest, BarsSayTheImagesOfEachKindOfRun) {
  const QString a = add(Mode::Supervised, 1), twin = add(Mode::Supervised, 1, true);
  const auto classes = store::Reader(path).classes(a.toStdString());
  const auto even = store::Reader(path).classes(twin.toStdString());
  start({a});
  ASSERT_TRUE(drawn(1));
  EXPECT_EQ(bars().chart().categories[0].last(),
            QStringLiteral("n=%1").arg(countText(classes[0].trainCount)));
  panel.reset();
  start({twin, a});
  ASSERT_TRUE(drawn(2));
  ASSERT_GT(classes[0].trainCount, even[0].trainCount);
  EXPECT_EQ(bars().chart().categories[0].last(),
            QStringLiteral("n=%1 / %2").arg(countText(even[0].trainCount), countText(classes[0].trainCount)));
}

TEST_F(ClassesPanelTest, TheBestEpochIsTheOneOfTheWholeAccuracy) {
  const QString a = add(Mode::SelfSupervised, 1);
  start({a});
  ASSERT_TRUE(drawn(1));
  choose("metric", list("metric").findText(QStringLiteral("kNN")));
  store::Reader reader(path);
  const auto summary = reader.run(a.toStdString()).summaries.at(store::metric::kKnnAccuracy);
  EXPECT_EQ(cell(0, QStringLiteral("Epoch")), QString::number(summary.lastEpoch));
  EXPECT_EQ(cell(0, QStringLiteral("kNN")), percentText(summary.last));
  choose("epoch", 1);
  EXPECT_EQ(cell(0, QStringLiteral("Epoch")), QString::number(summary.bestEpoch));
  EXPECT_EQ(cell(0, QStringLiteral("kNN")), percentText(summary.best));
  QTest::mouseClick(panel->findChild<QAbstractButton*>(QStringLiteral("barsOnly")), Qt::LeftButton);
  EXPECT_FALSE(points().isVisible());
  // All of that is kept.
  ClassesPanel again(*service);
  again.setViewState(panel->viewState());
  EXPECT_EQ(again.viewState(), panel->viewState());
  again.setViewState({{QStringLiteral("charts"), 3}, {QStringLiteral("band"), QStringLiteral("wide")}});
  EXPECT_EQ(again.viewState(), ClassesPanel(*service).viewState());
}

TEST_F(ClassesPanelTest, AHundredClassesStayReadable) {
  add(Mode::Supervised, 1);
  const QStringList ids{addHundred(1), addHundred(2)};
  start(ids, {660, 520});
  ASSERT_TRUE(drawn(1));
  EXPECT_EQ(bars().chart().categories.size(), 100U);
  QTest::mouseClick(&bars(), Qt::LeftButton, {}, bars().positionOf(42).toPoint());
  EXPECT_EQ(points().highlighted(), QStringLiteral("class 42"));
  screenshot(*panel, QStringLiteral("classes_panel_hundred"));
  choose("band", 0);
  EXPECT_EQ(bars().chart().series.size(), 2U);
  screenshot(*panel, QStringLiteral("classes_panel_hundred_two"));
}

TEST_F(ClassesPanelTest, TheFigureIsOfTheSameRunsAndView) {
  QStringList ids;
  for (int seed = 1; seed <= 2; ++seed) ids.append(add(Mode::SelfSupervised, seed));
  start(ids);
  ASSERT_TRUE(drawn(1));
  QTest::mouseClick(panel->findChild<QAbstractButton*>(QStringLiteral("barsOnly")), Qt::LeftButton);
  choose("epoch", 1);
  panel->exportAction()->trigger();
  auto* dialog = panel->window()->findChild<FigureDialog*>();
  ASSERT_NE(dialog, nullptr);
  auto* editor = dialog->findChild<FigureEditor*>();
  EXPECT_EQ(editor->problem(), QString());
  const report::FigureSpec spec = editor->spec();
  EXPECT_EQ(spec.kind, report::FigureKind::Classes);
  EXPECT_EQ(spec.view, "bars");
  EXPECT_TRUE(spec.bestEpoch);
  EXPECT_EQ(spec.runs.size(), 2U);
  store::Reader reader(path);
  const auto chart = std::get<BarChart>(readFigure(reader, spec).plot);
  ASSERT_EQ(chart.series.size(), 1U);
  EXPECT_EQ(chart.series[0].bars, bars().chart().series[0].bars);
  dialog->close();
}

TEST_F(ClassesPanelTest, TablesAreCopied) {
  start({add(Mode::Supervised, 1)});
  ASSERT_TRUE(drawn(1));
  const auto copy = [&](int which) {
    QMenu* menu = panel->findChild<QToolButton*>(QStringLiteral("copyTable"))->menu();
    for (QAction* action : menu->actions().at(which)->menu()->actions()) {
      if (action->text() == QStringLiteral("Markdown")) action->trigger();
    }
    return QApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
  };
  EXPECT_EQ(copy(0).size(), 3);
  EXPECT_TRUE(copy(0)[2].contains(QStringLiteral("Supervised r .01 s1")));
  EXPECT_EQ(copy(1).size(), 12);
}

TEST_F(ClassesPanelTest, WithoutRunsItSaysWhatToDo) {
  start({});
  EXPECT_TRUE(points().chart().message.contains(QStringLiteral("Choose runs")));
  EXPECT_FALSE(bars().isVisible());
  EXPECT_FALSE(panel->exportAction()->isEnabled());
  screenshot(*panel, QStringLiteral("classes_panel_empty"));
  panel->setRuns({QString::fromStdString(addMadeUpRun(*store, {.done = 0}))});
  service->watch({QString::fromStdString(store::Reader(path).runs().front().id)});
  EXPECT_TRUE(waitFor([&] { return points().chart().message.contains(QStringLiteral("first evaluation")); }));
}

}  // namespace
}  // namespace skewscope::ui
