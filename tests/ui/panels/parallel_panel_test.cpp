#include "ui/panels/parallel_panel.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QJsonArray>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <cmath>

#include "core/spec/presets.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/plots/parallel_view.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

/// Four modes of training at four ratios; the rarer the tail, the lower the accuracy. One has no result.
std::vector<store::RunRecord> manyRuns() {
  std::vector<store::RunRecord> runs;
  for (const double ratio : {0.001, 0.01, 0.1, 1.0}) {
    for (const auto mode : {spec::Mode::Supervised, spec::Mode::SelfSupervised, spec::Mode::RwSam}) {
      for (int batch : {64, 256}) {
        store::RunRecord run;
        const auto k = runs.size();
        run.id = "run" + std::to_string(k);
        run.name = "run number " + std::to_string(k);
        run.spec = spec::defaults(spec::Preset::Quick, mode, spec::Method::SimClr);
        run.spec.ratio = ratio;
        run.spec.batch = batch;
        const double accuracy = 0.8 + 0.1 * std::log10(ratio) + 0.02 * static_cast<int>(mode) + batch * 1e-4;
        if (k != 5) {
          run.summaries["head_accuracy"] = {.lastEpoch = 9,
                                            .last = accuracy,
                                            .bestEpoch = 5,
                                            .best = accuracy + 0.05,
                                            .meanLast5 = accuracy - 0.01};
          run.summaries["loss"] = {.last = 1 - accuracy, .best = 1 - accuracy, .meanLast5 = 1 - accuracy};
        }
        runs.push_back(std::move(run));
      }
    }
  }
  return runs;
}

struct ParallelPanelTest : testing::Test {
  std::vector<store::RunRecord> runs = manyRuns();
  ParallelPanel panel{[this] { return runs; }};

  void SetUp() override {
    panel.resize(820, 460);
    panel.show();
    panel.activateWindow();
    QApplication::processEvents();
  }
  void TearDown() override { applyScheme(*qApp, ColourScheme::Light); }
  ParallelView& view() const { return *panel.findChild<ParallelView*>(); }
  QStringList keys() const {
    QStringList all;
    for (const auto& axis : view().chart().axes) all.append(axis.key);
    return all;
  }
  int axis(const QString& key) const { return static_cast<int>(keys().indexOf(key)); }
  QString count() const { return panel.findChild<QLabel*>(QStringLiteral("count"))->text(); }
  template <typename Widget = QPushButton>
  Widget& find(const char* name) const {
    return *panel.findChild<Widget*>(QLatin1String(name));
  }
  std::ptrdiff_t kept() const { return std::ranges::count(view().kept(), true); }
  void drag(QPointF from, QPointF to) {
    QTest::mousePress(&view(), Qt::LeftButton, {}, from.toPoint());
    for (int k = 1; k <= 4; ++k) QTest::mouseMove(&view(), (from + (to - from) * (k / 4.0)).toPoint());
    // QTest's moves carry no buttons on the offscreen platform.
    QMouseEvent move(QEvent::MouseMove, to, view().mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(&view(), &move);
    QTest::mouseRelease(&view(), Qt::LeftButton, {}, to.toPoint());
  }
  QPointF on(int axis, double position) const {
    return {view().places().x(static_cast<std::size_t>(axis)), view().places().y(position)};
  }
  QAction* inMenu(const QMenu& menu, const QString& title) const {
    for (QAction* action : menu.actions()) {
      if (action->text() == title) return action;
    }
    return nullptr;
  }
  QMenu& axesMenu() const {
    QMenu* menu = find<QToolButton>("axes").menu();
    emit menu->aboutToShow();
    return *menu;
  }
};

const QString kMode = QStringLiteral("option:mode"), kRatio = QStringLiteral("option:ratio"),
              kBatch = QStringLiteral("option:batch"), kHead = QStringLiteral("metric:head_accuracy:last");

TEST_F(ParallelPanelTest, AxesAreWhatTellsTheRunsApartAndTheMetricLast) {
  EXPECT_EQ(keys(), (QStringList{kMode, kRatio, kBatch, kHead}));
  EXPECT_EQ(view().chart().axes[1].values.kind, compare::AxisKind::Logarithmic);
  EXPECT_EQ(view().chart().axes[3].title, QStringLiteral("Own head (%)"));
  EXPECT_TRUE(view().chart().axes[3].values.hasNone);
  EXPECT_TRUE(count().startsWith(QStringLiteral("24"))) << count().toStdString();
  auto& aggregate = find<QComboBox>("aggregate");
  EXPECT_EQ(aggregate.itemText(3), QStringLiteral("Mean of the last five"));
  aggregate.setCurrentIndex(1);
  emit aggregate.activated(1);
  EXPECT_EQ(view().chart().axes[3].title, QStringLiteral("Own head, best (%)"));
  EXPECT_EQ(view().chart().scaleTitle, view().chart().axes[3].title);
  EXPECT_EQ(view().chart().scaleHigh, QStringLiteral("91.6"));
  auto& metric = find<QComboBox>("metric");
  metric.setCurrentIndex(metric.findData(QStringLiteral("loss")));
  emit metric.activated(metric.currentIndex());
  EXPECT_EQ(keys().last(), QStringLiteral("metric:loss:best"));
}

TEST_F(ParallelPanelTest, LooksRightInBothSchemes) {
  panel.setRuns({QStringLiteral("run3")});
  QTest::mouseMove(&view(), on(1, 0.5).toPoint());
  drag(on(1, 0.9), on(1, 0.4));
  screenshot(panel, QStringLiteral("parallel_panel"));
  applyScheme(*qApp, ColourScheme::Dark);
  screenshot(panel, QStringLiteral("parallel_panel_dark"));
}

TEST_F(ParallelPanelTest, ADragAlongAnAxisKeepsWhatIsInsideOfAllRanges) {
  QSignalSpy changed(&panel, &ParallelPanel::viewChanged);
  drag(on(1, 1), on(1, 0.6));  // ratios 0.1 and 1
  EXPECT_EQ(kept(), 12);
  EXPECT_TRUE(count().startsWith(QStringLiteral("12 of 24"))) << count().toStdString();
  EXPECT_EQ(changed.count(), 1) << "once, at the end";
  drag(on(0, 0), on(0, 0.33));  // and supervised ones
  EXPECT_EQ(kept(), 4);
  QSignalSpy chosen(&panel, &ParallelPanel::runsChosen);
  find("choose").click();
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen[0][0].toStringList(), (QStringList{QStringLiteral("run12"), QStringLiteral("run13"),
                                                      QStringLiteral("run18"), QStringLiteral("run19")}));
  QTest::mouseDClick(&view(), Qt::LeftButton, {}, on(0, 0.2).toPoint());
  EXPECT_EQ(kept(), 12);
  drag(on(1, 0.1), on(1, 0.0));  // another range in its place
  EXPECT_EQ(kept(), 6);
  drag(on(3, 0.02), on(3, 0.0));  // those without a value
  EXPECT_EQ(kept(), 1);
  find("clear").click();
  EXPECT_EQ(kept(), 24);
  EXPECT_FALSE(find("clear").isEnabled());
}

TEST_F(ParallelPanelTest, KeysDoWhatTheMouseDoes) {
  view().setFocus();
  QTest::keyClick(&view(), Qt::Key_Right);
  EXPECT_EQ(view().focusedAxis(), 1);
  QTest::keyClick(&view(), Qt::Key_Down);                     // the largest value
  QTest::keyClick(&view(), Qt::Key_Down, Qt::ShiftModifier);  // and the one below
  EXPECT_EQ(kept(), 12);
  EXPECT_TRUE(view().accessibleDescription().contains(QStringLiteral("12 of 24")));
  EXPECT_TRUE(view().accessibleDescription().contains(QStringLiteral("range 0.1 to 1")))
      << view().accessibleDescription().toStdString();
  screenshot(panel, QStringLiteral("parallel_keys"));
  QTest::keyClick(&view(), Qt::Key_F);
  EXPECT_TRUE(view().chart().axes[1].flipped);
  EXPECT_EQ(kept(), 12);
  QTest::keyClick(&view(), Qt::Key_Right, Qt::ControlModifier);
  EXPECT_EQ(keys(), (QStringList{kMode, kBatch, kRatio, kHead}));
  EXPECT_EQ(view().focusedAxis(), 2);
  QSignalSpy chosen(&panel, &ParallelPanel::runsChosen);
  QTest::keyClick(&view(), Qt::Key_Return);
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen[0][0].toStringList().size(), 12);
  QTest::keyClick(&view(), Qt::Key_Delete);
  EXPECT_EQ(kept(), 24);
  QTest::keyClick(&view(), Qt::Key_Left);
  QTest::keyClick(&view(), Qt::Key_Up, Qt::ShiftModifier);
  EXPECT_EQ(kept(), 12) << "the smallest batch";
  QTest::keyClick(&view(), Qt::Key_Escape);
  EXPECT_EQ(kept(), 24);
}

TEST_F(ParallelPanelTest, TitlesAreDraggedAndAxesHiddenAndAdded) {
  const QPointF from = view().places().title(3).center(), to = view().places().title(0).center();
  drag(from, to);
  EXPECT_EQ(keys(), (QStringList{kHead, kMode, kRatio, kBatch}));
  QTest::mouseDClick(&view(), Qt::LeftButton, {}, view().places().title(1).center().toPoint());
  EXPECT_TRUE(view().chart().axes[1].flipped);
  drag(on(2, 1), on(2, 0.6));
  ASSERT_EQ(kept(), 12);
  emit view().axisHidden(kRatio);
  EXPECT_EQ(keys(), (QStringList{kHead, kMode, kBatch}));
  EXPECT_EQ(kept(), 24) << "a range that is not seen keeps nothing away";
  // Another metric, and the hidden axis again.
  QMenu* metric = inMenu(axesMenu(), QStringLiteral("Metric"))->menu();
  QMenu* loss = inMenu(*metric, QStringLiteral("Training loss"))->menu();
  inMenu(*loss, QStringLiteral("Best value"))->trigger();
  EXPECT_TRUE(keys().contains(QStringLiteral("metric:loss:best")));
  const QString title = view().chart().axes[0].title;
  EXPECT_TRUE(inMenu(axesMenu(), title)->isChecked());
  for (QAction* action : axesMenu().actions()) {
    if (action->isCheckable() && !action->isChecked()) {
      action->trigger();
      break;
    }
  }
  EXPECT_TRUE(keys().contains(kRatio));
  // All of it comes back.
  ParallelPanel again([this] { return runs; });
  QSignalSpy changed(&again, &ParallelPanel::viewChanged);
  again.show();
  again.setViewState(panel.viewState());
  EXPECT_EQ(changed.count(), 0);
  EXPECT_EQ(again.viewState(), panel.viewState());
  QStringList shown;
  for (const auto& axis : again.findChild<ParallelView*>()->chart().axes) shown.append(axis.key);
  EXPECT_EQ(shown, keys());
  again.setViewState({{QStringLiteral("order"), 7},
                      {QStringLiteral("aggregate"), QStringLiteral("no")},
                      {QStringLiteral("hidden"), QJsonArray{QStringLiteral("option:no_such")}},
                      {QStringLiteral("ranges"), QJsonObject{{kRatio, 3}}}});
  EXPECT_EQ(again.findChild<ParallelView*>()->chart().axes.size(), 4U);
  inMenu(axesMenu(), QStringLiteral("As at first"))->trigger();
  EXPECT_EQ(keys(), (QStringList{kMode, kRatio, kBatch, kHead}));
}

TEST_F(ParallelPanelTest, TheMenuOfAnAxisWorksByKeys) {
  view().setFocus();
  QTest::keyClick(&view(), Qt::Key_Right);
  QContextMenuEvent asked(QContextMenuEvent::Keyboard, {}, {});
  QApplication::sendEvent(&view(), &asked);
  auto* menu = view().findChild<QMenu*>();
  ASSERT_NE(menu, nullptr);
  inMenu(*menu, QStringLiteral("Move to the left"))->trigger();
  EXPECT_EQ(keys().first(), kRatio);
  menu->close();
}

TEST_F(ParallelPanelTest, RunsThatShareAValueStandApartWithTheBestAbove) {
  const ParallelChart& chart = view().chart();
  const auto& lines = view().places().lines();
  ASSERT_EQ(chart.shade.size(), lines.size());
  int together = 0;
  for (std::size_t a = 0; a < chart.axes.size(); ++a) {
    const auto& values = chart.axes[a].values.values;
    const auto place = static_cast<qsizetype>(a);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      EXPECT_GE(lines[i][place].y(), view().places().top());
      EXPECT_LE(lines[i][place].y(), view().places().bottom());
      for (std::size_t k = 0; k < lines.size(); ++k) {
        if (i == k || values[i] != values[k]) continue;
        ++together;
        EXPECT_NE(lines[i][place].y(), lines[k][place].y());
        EXPECT_LT(std::abs(lines[i][place].y() - lines[k][place].y()), 30);
        if (chart.shade[i] > chart.shade[k]) {
          EXPECT_LT(lines[i][place].y(), lines[k][place].y());
        }
      }
    }
  }
  EXPECT_GT(together, 0);
}

TEST_F(ParallelPanelTest, ThePointerNamesARunAndAClickSelectsIt) {
  // Between the first axes, on the line of run 3.
  const QPolygonF& line = view().places().lines()[3];
  const QPointF middle = (line[1] + line[2]) / 2;
  QTest::mouseMove(&view(), middle.toPoint());
  QMouseEvent move(QEvent::MouseMove, middle, view().mapToGlobal(middle), Qt::NoButton, Qt::NoButton, {});
  QApplication::sendEvent(&view(), &move);
  ASSERT_GE(view().hovered(), 0);
  screenshot(panel, QStringLiteral("parallel_hover"));
  QSignalSpy chosen(&panel, &ParallelPanel::runsChosen);
  QTest::mouseClick(&view(), Qt::LeftButton, {}, middle.toPoint());
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen[0][0].toStringList(), QStringList{view().chart().ids[view().hovered()]});
  QTest::mouseClick(&view(), Qt::LeftButton, {}, QPoint(3, view().height() - 60));
  EXPECT_EQ(chosen.count(), 1) << "nothing is there";
}

TEST_F(ParallelPanelTest, TheSwitchTakesTheSelectedRunsAlone) {
  panel.setRuns({QStringLiteral("run0"), QStringLiteral("run6"), QStringLiteral("run12")});
  EXPECT_EQ(view().chart().ids.size(), 24);
  EXPECT_EQ(std::ranges::count(view().chart().marked, true), 3);
  find<QAbstractButton>("selected").click();
  EXPECT_EQ(view().chart().ids.size(), 3);
  EXPECT_EQ(keys(), (QStringList{kRatio, kHead})) << "what tells these apart";
  panel.setRuns({});
  EXPECT_TRUE(view().chart().message.contains(QStringLiteral("No run is selected")));
}

TEST_F(ParallelPanelTest, SaysWhyThereIsNothingToDraw) {
  for (auto& run : runs) {
    run.spec = runs[0].spec;
    run.summaries.clear();
  }
  panel.runsChanged();
  EXPECT_TRUE(view().chart().message.contains(QStringLiteral("do not differ")));
  EXPECT_FALSE(find("choose").isEnabled());
  runs.clear();
  panel.runsChanged();
  EXPECT_TRUE(view().chart().message.contains(QStringLiteral("No runs in the list")));
  EXPECT_EQ(view().accessibleDescription(), view().chart().message);
  screenshot(panel, QStringLiteral("parallel_empty"));
}

}  // namespace
}  // namespace skewscope::ui
