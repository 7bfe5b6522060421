#include "ui/panels/groups_panel.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QJsonObject>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

#include "core/report/metrics.h"
#include "core/store/reader.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/screenshot.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

struct GroupsPanelTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<store::Store> store = store::Store::open(path);
  GroupsPanel panel{[this] { return store::Reader(path).runs(); }};

  /// Two modes and their twins, three seeds each.
  void SetUp() override {
    for (const auto mode : {spec::Mode::Supervised, spec::Mode::SelfSupervised}) {
      for (const bool twin : {false, true}) {
        for (int seed = 1; seed <= 3; ++seed)
          addMadeUpRun(*store, {.mode = mode, .twin = twin, .seed = seed, .epochs = 6, .done = 6});
      }
    }
    panel.resize(820, 460);
    panel.show();
  }
  void TearDown() override { applyScheme(*qApp, ColourScheme::Light); }
  QTreeWidget& tree() const { return *panel.findChild<QTreeWidget*>(); }
  QMenu& menu(const char* button) const {
    QMenu* found = panel.findChild<QToolButton*>(QLatin1String(button))->menu();
    emit found->aboutToShow();
    return *found;
  }
  static QAction* find(const QMenu& menu, const QString& title) {
    for (QAction* action : menu.actions()) {
      if (action->text() == title) return action;
    }
    return nullptr;
  }
};

TEST_F(GroupsPanelTest, RunsThatDifferInTheirSeedsAloneAreOneGroup) {
  ASSERT_EQ(tree().topLevelItemCount(), 4);
  auto* group = tree().topLevelItem(0);
  EXPECT_EQ(group->childCount(), 0) << "lines of thousands of runs are made when somebody looks at them";
  group->setExpanded(true);
  EXPECT_EQ(group->childCount(), 3);
  EXPECT_EQ(group->text(1), QStringLiteral("3"));
  // Mean and sample deviation of the three runs' last values.
  const auto runs = store::Reader(path).runs();
  std::vector<double> values;
  for (int i = 0; i < 3; ++i)
    values.push_back(runs[static_cast<std::size_t>(i)].summaries.at(store::metric::kHeadAccuracy).last);
  const auto band = report::band(values);
  int column = -1;
  for (int c = 2; c < tree().columnCount(); ++c) {
    if (tree().headerItem()->text(c).startsWith(QStringLiteral("Own head"))) column = c;
  }
  ASSERT_GE(column, 0);
  EXPECT_EQ(group->text(column),
            QStringLiteral("%1 ± %2").arg(percentText(band.mean), percentText(band.standardDeviation)));
  EXPECT_TRUE(group->toolTip(column).contains(QStringLiteral("N = 3")));
  tree().topLevelItem(1)->setExpanded(true);
  screenshot(panel, QStringLiteral("groups_panel"));
  applyScheme(*qApp, ColourScheme::Dark);
  screenshot(panel, QStringLiteral("groups_panel_dark"));
}

TEST_F(GroupsPanelTest, TheUserChoosesWhatToGroupByAndWhatToAverage) {
  QMenu& by = menu("groupBy");
  ASSERT_NE(find(by, QStringLiteral("Balanced twin")), nullptr);
  find(by, QStringLiteral("Balanced twin"))->trigger();  // off: runs and twins together
  EXPECT_EQ(tree().topLevelItemCount(), 2);
  EXPECT_EQ(tree().topLevelItem(0)->text(1), QStringLiteral("6"));
  find(menu("groupBy"), QStringLiteral("All that differs but the seed"))->trigger();
  EXPECT_EQ(tree().topLevelItemCount(), 4);
  const int before = tree().columnCount();
  find(menu("columns"), QStringLiteral("Training loss"))->trigger();
  EXPECT_EQ(tree().columnCount(), before + 1);
  // All of that is kept.
  GroupsPanel again([this] { return store::Reader(path).runs(); });
  again.show();
  again.restoreState(panel.saveState());
  EXPECT_EQ(again.findChild<QTreeWidget*>()->columnCount(), before + 1);
  again.restoreState("no JSON");
  again.restoreState(R"({"automatic":false,"options":["no such option"],"metrics":[7]})");
  EXPECT_EQ(again.findChild<QTreeWidget*>()->topLevelItemCount(), 1);
}

TEST_F(GroupsPanelTest, EnterSelectsTheRunsOfAGroup) {
  QSignalSpy chosen(&panel, &GroupsPanel::runsChosen);
  tree().setFocus();
  tree().setCurrentItem(tree().topLevelItem(1));
  QTest::keyClick(&tree(), Qt::Key_Return);
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen[0][0].toStringList().size(), 3);
}

TEST_F(GroupsPanelTest, SortsGroupsByANumberAndNotByItsText) {
  int column = -1;
  for (int c = 2; c < tree().columnCount(); ++c) {
    if (tree().headerItem()->text(c).startsWith(QStringLiteral("Linear probe"))) column = c;
  }
  ASSERT_GE(column, 0);
  tree().sortByColumn(column, Qt::DescendingOrder);
  double last = 2;
  for (int i = 0; i < tree().topLevelItemCount(); ++i) {
    const double value = tree().topLevelItem(i)->text(column).section(u' ', 0, 0).toDouble();
    EXPECT_LE(value, last * 100);
    last = value / 100;
  }
}

TEST_F(GroupsPanelTest, ItsViewIsOneState) {
  QSignalSpy changed(&panel, &GroupsPanel::viewChanged);
  const QJsonObject plain = panel.viewState();
  tree().topLevelItem(0)->setExpanded(true);
  auto* aggregate = panel.findChild<QComboBox*>(QStringLiteral("aggregate"));
  aggregate->setCurrentIndex(1);
  emit aggregate->activated(1);
  for (QAction* metric : menu("columns").actions()) {
    if (metric->isChecked()) continue;
    metric->trigger();  // one that is no usual one
    break;
  }
  tree().sortByColumn(1, Qt::DescendingOrder);
  EXPECT_EQ(changed.count(), 4);
  const QJsonObject state = panel.viewState();
  panel.setViewState(plain);
  EXPECT_EQ(panel.viewState(), plain);
  EXPECT_FALSE(tree().topLevelItem(0)->isExpanded());
  panel.setViewState(state);
  EXPECT_EQ(panel.viewState(), state);
  EXPECT_EQ(tree().sortColumn(), 1);
  EXPECT_EQ(changed.count(), 4) << "none of it was the user's doing";
}

}  // namespace
}  // namespace skewscope::ui
