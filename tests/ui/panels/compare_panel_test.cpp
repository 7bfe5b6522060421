#include "ui/panels/compare_panel.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QToolButton>
#include <QTreeView>

#include "core/store/reader.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

struct ComparePanelTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<store::Store> store = store::Store::open(path);
  std::unique_ptr<StoreService> service;
  std::unique_ptr<ComparePanel> panel;

  void start() {
    service = std::make_unique<StoreService>(path);
    panel = std::make_unique<ComparePanel>(*service);
    panel->resize(900, 700);
    panel->show();
  }
  void TearDown() override {
    applyScheme(*qApp, ColourScheme::Light);
    panel.reset();
    service.reset();
  }
  QTreeView& table() const { return *panel->findChild<QTreeView*>(QStringLiteral("differences.table")); }
  QAbstractItemModel& model() const { return *table().model(); }
  QComboBox& baseline() const { return *panel->findChild<QComboBox*>(QStringLiteral("baseline")); }
  void select(const QStringList& ids) {
    panel->setRuns(ids);
    service->watch(ids);
  }
  bool columns(int count) {
    return waitFor([&] { return table().isVisible() && model().columnCount() == count; });
  }
  /// The row of a section; invalid if there is none.
  QModelIndex section(const char* name) const {
    for (int i = 0; i < model().rowCount(); ++i) {
      if (model().index(i, 0).data().toString() == QLatin1String(name)) return model().index(i, 0);
    }
    return {};
  }
  bool isExpanded(const char* name) const { return table().isExpanded(section(name)); }
  /// Texts of a line from its first column on; empty if there is none.
  QStringList line(const char* sectionName, const QString& title) const {
    const QModelIndex parent = section(sectionName);
    for (int i = 0; parent.isValid() && i < model().rowCount(parent); ++i) {
      if (model().index(i, 0, parent).data().toString() != title) continue;
      QStringList texts;
      for (int c = 1; c < model().columnCount(); ++c)
        texts.append(model().index(i, c, parent).data().toString());
      return texts;
    }
    return {};
  }
};

TEST_F(ComparePanelTest, OneRunAloneSaysWhatToDo) {
  const auto id = addMadeUpRun(*store, {});
  start();
  select({text(id)});
  auto* hint = panel->findChild<QLabel*>();
  ASSERT_NE(hint, nullptr);
  EXPECT_TRUE(hint->text().contains(QLatin1String("two or more")));
  EXPECT_FALSE(table().isVisible());
  EXPECT_FALSE(panel->findChild<QToolButton*>()->isEnabled());
}

TEST_F(ComparePanelTest, ShowsWhatDiffersAndEverythingOnRequest) {
  const auto first = addMadeUpRun(*store, {.mode = spec::Mode::Supervised});
  const auto second = addMadeUpRun(*store, {.mode = spec::Mode::SelfSupervised, .seed = 2});
  start();
  select({text(first), text(second)});
  ASSERT_TRUE(columns(3));
  EXPECT_EQ(line("Settings", QStringLiteral("Seed")),
            QStringList({QStringLiteral("1"), QStringLiteral("2")}));
  EXPECT_EQ(line("Settings", QStringLiteral("Imbalance ratio r")), QStringList());
  EXPECT_FALSE(section("Training images per class").isValid()) << "the same counts";
  panel->findChild<QAbstractButton*>(QStringLiteral("everything"))->click();
  EXPECT_EQ(line("Settings", QStringLiteral("Imbalance ratio r")),
            QStringList({QStringLiteral("0.01"), QStringLiteral("0.01")}));
  ASSERT_TRUE(section("Training images per class").isValid());
  EXPECT_EQ(model().rowCount(section("Training images per class")), 10);
  // All runs are in sight, and so are the names of the lines.
  EXPECT_GE(table().columnWidth(0), 150);
  EXPECT_LE(table().columnViewportPosition(2) + table().columnWidth(2), table().viewport()->width());
  EXPECT_GE(table().columnWidth(2), 200);
  screenshot(*panel, QStringLiteral("compare"));
  applyScheme(*qApp, ColourScheme::Dark);
  screenshot(*panel, QStringLiteral("compare-dark"));
}

TEST_F(ComparePanelTest, NumbersAreThoseOfTheStoreAndDifferencesAreToTheBaseline) {
  const auto first = addMadeUpRun(*store, {});
  const auto second = addMadeUpRun(*store, {.seed = 2});
  start();
  select({text(first), text(second)});
  ASSERT_TRUE(columns(3));
  store::Reader reader(path);
  const auto value = [&](const std::string& id) {
    return reader.run(id).summaries.at(store::metric::kHeadAccuracy).last;
  };
  const QStringList plain = line("Results", QStringLiteral("Own head (%)"));
  EXPECT_EQ(plain, QStringList({percentText(value(first)), percentText(value(second))}));
  baseline().setCurrentIndex(1);
  emit baseline().activated(1);
  const QStringList compared = line("Results", QStringLiteral("Own head (%)"));
  ASSERT_EQ(compared.size(), 2);
  EXPECT_EQ(compared[0], plain[0]);
  const double difference = 100 * (value(second) - value(first));
  EXPECT_EQ(compared[1], QStringLiteral("%1  (%2%3)")
                             .arg(plain[1], difference < 0 ? QString::fromUtf8("−") : QStringLiteral("+"))
                             .arg(std::abs(difference), 0, 'f', 1));
  // The table that is copied is the one that is shown.
  for (QAction* action : panel->findChild<QToolButton*>()->menu()->actions()) {
    if (action->text() == QLatin1String("Markdown")) action->trigger();
  }
  const QString copied = QApplication::clipboard()->text();
  EXPECT_TRUE(copied.contains(QString(compared[1]).replace(QLatin1String("  ("), QLatin1String(" ("))))
      << copied.toStdString();
  EXPECT_FALSE(copied.contains(QLatin1String("Imbalance ratio")));
}

TEST_F(ComparePanelTest, FollowsTheStoreAndKeepsWhatIsFolded) {
  const auto first = addMadeUpRun(*store, {});
  const auto second = addMadeUpRun(*store, {.seed = 2, .done = 30, .end = store::RunStatus::Running});
  start();
  select({text(first), text(second)});
  ASSERT_TRUE(columns(3));
  ASSERT_TRUE(section("Results per class").isValid());
  table().setExpanded(section("Results per class"), false);
  EXPECT_EQ(line("Origin", QStringLiteral("Epochs done")),
            QStringList({QStringLiteral("60"), QStringLiteral("30")}));
  store::EpochRows rows;
  rows.epoch = 31;
  rows.metrics[store::metric::kHeadAccuracy] = 0.125;
  store->writeEpoch(second, rows);
  service->poke();
  ASSERT_TRUE(waitFor(
      [&] { return line("Results", QStringLiteral("Own head (%)")).value(1) == QLatin1String("12.5"); }));
  EXPECT_FALSE(isExpanded("Results per class"));
  EXPECT_TRUE(isExpanded("Results"));
  // The next window has it folded too.
  const QByteArray state = panel->saveState();
  panel = std::make_unique<ComparePanel>(*service);
  panel->restoreState(state);
  panel->show();
  select({text(second), text(first)});
  service->poke();
  ASSERT_TRUE(waitFor([&] { return section("Results per class").isValid(); }));
  EXPECT_FALSE(isExpanded("Results per class"));
}

TEST_F(ComparePanelTest, WhetherARunIsBetterIsSaidInWords) {
  const std::vector<std::string> ids{
      addMadeUpRun(*store, {.name = "SL"}),
      addMadeUpRun(*store, {.mode = spec::Mode::SelfSupervised, .name = "SSL"})};
  start();
  select({QString::fromStdString(ids[0]), QString::fromStdString(ids[1])});
  ASSERT_TRUE(columns(3));
  panel->findChild<QPushButton*>(QStringLiteral("better"))->click();
  QDialog* dialog = nullptr;
  ASSERT_TRUE(waitFor([&] { return (dialog = panel->findChild<QDialog*>()) != nullptr; }));
  const auto words = [&] { return dialog->findChild<QLabel*>(QStringLiteral("answer"))->text(); };
  ASSERT_TRUE(waitFor([&] { return words().contains(QStringLiteral("95 % interval")); }))
      << words().toStdString();
  EXPECT_TRUE(words().contains(QStringLiteral("SL (")) && words().contains(QStringLiteral("in Linear probe")))
      << words().toStdString();
  EXPECT_TRUE(words().contains(QStringLiteral("2000 test images, one pair of runs")))
      << words().toStdString();
  screenshot(*dialog, QStringLiteral("significance_dialog"));
  // A run against itself is refused in words, and there is nothing to copy.
  auto* a = dialog->findChild<QComboBox*>(QStringLiteral("runA"));
  a->setCurrentIndex(0);
  emit a->activated(0);
  EXPECT_TRUE(waitFor([&] { return words().contains(QStringLiteral("not compared with itself")); }));
  dialog->close();
}

TEST_F(ComparePanelTest, ItsViewIsOneStateAndTheBaselineIsThatOfTheWindow) {
  const auto first = addMadeUpRun(*store, {});
  const auto second = addMadeUpRun(*store, {.seed = 2});
  start();
  select({text(first), text(second)});
  ASSERT_TRUE(columns(3));
  QSignalSpy changed(panel.get(), &ComparePanel::viewChanged),
      chosen(panel.get(), &ComparePanel::baselineChosen);
  const QJsonObject plain = panel->viewState();
  panel->findChild<QAbstractButton*>(QStringLiteral("everything"))->click();
  table().setExpanded(section("Results per class"), false);
  EXPECT_EQ(changed.count(), 2);
  const QJsonObject state = panel->viewState();
  panel->setViewState(plain);
  EXPECT_EQ(panel->viewState(), plain);
  EXPECT_TRUE(isExpanded("Results per class"));
  panel->setViewState(state);
  EXPECT_EQ(panel->viewState(), state);
  EXPECT_FALSE(isExpanded("Results per class"));
  EXPECT_EQ(changed.count(), 2) << "none of it was the user's doing";
  panel->setBaseline(text(second));
  EXPECT_EQ(baseline().currentData().toString(), text(second));
  EXPECT_TRUE(line("Results", QStringLiteral("Own head (%)"))[0].contains(u'('));
  EXPECT_EQ(chosen.count(), 0);
  baseline().setCurrentIndex(0);
  emit baseline().activated(0);
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen[0][0].toString(), QString());
  panel->setBaseline(QStringLiteral("a run that is not selected"));
  EXPECT_EQ(baseline().currentIndex(), 0);
}

}  // namespace
}  // namespace skewscope::ui
