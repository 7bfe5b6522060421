#include "ui/panels/experiments_panel.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QToolButton>

#include "core/experiment/plan.h"
#include "core/experiment/start.h"
#include "core/store/reader.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/engine/run_controller.h"
#include "ui/export/figure_dialog.h"
#include "ui/export/figure_editor.h"
#include "ui/models/store_service.h"
#include "ui/panels/experiment_dialog.h"
#include "ui/plots/bar_chart.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

struct ExperimentsPanelTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<store::Store> store = store::Store::open(path);
  std::unique_ptr<StoreService> service;
  std::unique_ptr<RunController> controller;
  std::unique_ptr<ExperimentsPanel> panel;

  void start() {
    qputenv("SKEWSCOPE_ENGINE", "/nonexistent/skewscope-engine");
    service = std::make_unique<StoreService>(path);
    controller = std::make_unique<RunController>(*service);
    panel = std::make_unique<ExperimentsPanel>(*service, *controller);
    panel->resize(900, 640);
    panel->show();
  }
  void TearDown() override {
    panel.reset();
    controller.reset();
    service.reset();
  }
  /// Ends a run with this probe accuracy.
  void finish(const std::string& run, double accuracy) {
    store->claimRun(run, "engine");
    store::Store::RunStart facts;
    facts.dataDigest = "data";
    facts.subsetDigest = "subset" + run;
    facts.subsetIndices = {0, 1};
    facts.classes = {{0, "a", 1, 0}, {1, "b", 1, 2}};
    store->startRun(run, facts);
    store::EpochRows rows;
    rows.epoch = store::Reader(store->path()).run(run).spec.epochs;
    rows.metrics[store::metric::kProbeAccuracy] = accuracy;
    store->writeEpoch(run, rows);
    store->endRun(run, store::RunStatus::Done, "");
  }
  QTableWidget* table() const { return panel->findChild<QTableWidget*>(QStringLiteral("experimentTable")); }
  QListWidget* list() const { return panel->findChild<QListWidget*>(QStringLiteral("experimentList")); }
  QString cell(int row, const char* column) const {
    for (int c = 0; c < table()->columnCount(); ++c) {
      if (table()->horizontalHeaderItem(c)->text() == QLatin1String(column))
        return table()->item(row, c)->text();
    }
    return QStringLiteral("no such column");
  }
};

TEST_F(ExperimentsPanelTest, TheTableFillsAsRunsFinish) {
  experiment::Settings settings;
  settings.seeds = {1, 2};
  const auto started = experiment::startExperiment(*store, settings);
  start();
  ASSERT_TRUE(waitFor([&] { return list()->count() == 1; }));
  EXPECT_TRUE(list()->item(0)->text().endsWith(QLatin1String("0 of 8 runs done")));
  ASSERT_EQ(table()->rowCount(), 2);
  EXPECT_EQ(cell(0, "Gap (%)"), QString::fromUtf8("–"));
  auto* chart = dynamic_cast<BarChartView*>(panel->findChild<QWidget*>(QStringLiteral("experimentChart")));
  ASSERT_NE(chart, nullptr);
  EXPECT_FALSE(chart->accessibleDescription().isEmpty()) << "what would fill it";
  EXPECT_FALSE(panel->exportAction()->isEnabled());
  auto* view = panel->findChild<QComboBox*>(QStringLiteral("experimentView"));
  QSignalSpy rebuilt(view->model(), &QAbstractItemModel::rowsRemoved);
  finish(started.runs[0], 0.54);
  finish(started.runs[1], 0.60);
  ASSERT_TRUE(waitFor([&] { return cell(0, "Gap (%)") == QLatin1String("10.0"); }))
      << cell(0, "Gap (%)").toStdString();
  finish(started.runs[4], 0.48);
  finish(started.runs[5], 0.60);
  ASSERT_TRUE(waitFor([&] { return cell(0, "Gap (%)") == QString::fromUtf8("15.0 ± 7.1"); }));
  EXPECT_EQ(cell(0, "Method"), QLatin1String("Supervised"));
  EXPECT_TRUE(list()->item(0)->text().endsWith(QLatin1String("4 of 8 runs done")));
  EXPECT_NEAR(chart->chart().series.at(0).bars.at(0).mean, 0.15, 1e-12);
  EXPECT_TRUE(panel->findChild<QToolButton*>(QStringLiteral("experimentExport"))->isEnabled());
  EXPECT_TRUE(panel->exportAction()->isEnabled());
  EXPECT_EQ(rebuilt.count(), 0) << "an open list would empty";
  view->setCurrentIndex(view->findText(QStringLiteral("Twin")));
  emit view->activated(view->currentIndex());
  EXPECT_NEAR(chart->chart().series.at(0).bars.at(0).mean, 0.60, 1e-12);
  panel->exportAction()->trigger();
  auto* figure = panel->findChild<FigureDialog*>();
  ASSERT_NE(figure, nullptr);
  const report::FigureSpec wanted = figure->findChild<FigureEditor*>()->spec();
  EXPECT_EQ(wanted.experiment, started.id);
  EXPECT_EQ(wanted.measures.size(), 1u);
  figure->reject();
  screenshot(*panel, QStringLiteral("experiments_panel"));
  for (const auto scheme : {ColourScheme::Dark, ColourScheme::Light}) {
    applyScheme(*qApp, scheme);
    settle();
    EXPECT_EQ(chart->chart().series.at(0).colour, runColour(0, scheme == ColourScheme::Dark));
  }
  for (QAction* action : panel->findChild<QToolButton*>(QStringLiteral("copyTable"))->menu()->actions()) {
    if (action->text() == QLatin1String("LaTeX")) action->trigger();
  }
  EXPECT_TRUE(QApplication::clipboard()->text().contains(QLatin1String("\\toprule")));
}

TEST_F(ExperimentsPanelTest, TheDialogQueuesTheRunsOfANewOne) {
  start();
  ASSERT_TRUE(waitFor([&] { return service->path() == path; }));
  panel->findChild<QPushButton*>(QStringLiteral("newExperiment"))->click();
  auto* dialog = panel->findChild<ExperimentDialog*>();
  ASSERT_NE(dialog, nullptr);
  const auto edit = [&](const char* name, const char* value) {
    dialog->findChild<QLineEdit*>(QLatin1String(name))->setText(QLatin1String(value));
  };
  auto* ok = dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
  edit("seeds", "3, x");
  EXPECT_FALSE(ok->isEnabled());
  edit("seeds", "3, 4");
  edit("ratios", ".1, 0.05");
  EXPECT_TRUE(ok->isEnabled());
  EXPECT_TRUE(
      dialog->findChild<QLabel*>(QStringLiteral("summary"))->text().startsWith(QLatin1String("16 run")));
  screenshot(*dialog, QStringLiteral("experiment_dialog"));
  ok->click();
  ASSERT_TRUE(waitFor([&] { return list()->count() == 1; }));
  EXPECT_EQ(store::Reader(path).queue().entries.size(), 16U);
  const auto settings = experiment::fromJson(store::Reader(path).experiments()[0].settings);
  EXPECT_EQ(settings.seeds, (std::vector<std::int64_t>{3, 4}));
  EXPECT_EQ(settings.ratios, (std::vector<double>{0.1, 0.05}));
  EXPECT_TRUE(settings.target.empty());
}

TEST_F(ExperimentsPanelTest, TheGridIsThatOfThePresetUntilItIsEdited) {
  experiment::Settings settings;
  ExperimentDialog dialog(settings);
  auto* ratios = dialog.findChild<QLineEdit*>(QStringLiteral("ratios"));
  auto* sizes = dialog.findChild<QLineEdit*>(QStringLiteral("sizes"));
  auto* preset = dialog.findChild<QWidget*>(QStringLiteral("preset"))->findChild<QComboBox*>();
  const auto choose = [&](int index) {  // quick, paper, released
    preset->setCurrentIndex(index);
    emit preset->activated(index);
  };
  EXPECT_EQ(sizes->text(), QStringLiteral("1"));
  choose(1);
  EXPECT_EQ(ratios->text(), QStringLiteral("0.1, 0.01"));
  EXPECT_EQ(sizes->text(), QStringLiteral("1, 0.75, 0.5, 0.25, 0.125"));
  ratios->setText(QStringLiteral("0.02"));
  choose(0);
  EXPECT_EQ(ratios->text(), QStringLiteral("0.02"));
  EXPECT_EQ(sizes->text(), QStringLiteral("1"));
}

TEST_F(ExperimentsPanelTest, ATargetOutOfDomainIsAskedForWithItsFolder) {
  start();
  ASSERT_TRUE(waitFor([&] { return service->path() == path; }));
  panel->findChild<QPushButton*>(QStringLiteral("newExperiment"))->click();
  auto* dialog = panel->findChild<ExperimentDialog*>();
  auto* ok = dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
  auto* target = dialog->findChild<QComboBox*>(QStringLiteral("target"));
  target->setCurrentIndex(target->findData(QStringLiteral("cifar10")));
  emit target->activated(target->currentIndex());
  EXPECT_FALSE(ok->isEnabled());
  auto* where = dialog->findChild<QLineEdit*>(QStringLiteral("targetFolder"));
  where->setText(QStringLiteral("/data"));
  emit where->textEdited(where->text());
  ASSERT_TRUE(ok->isEnabled());
  EXPECT_EQ(dialog->settings().target, "cifar10");
  EXPECT_EQ(dialog->settings().targetDir, "/data");
  auto* kind = dialog->findChild<QComboBox*>(QStringLiteral("kind"));
  kind->setCurrentIndex(kind->findData(static_cast<int>(experiment::Kind::LossGap)));
  EXPECT_TRUE(dialog->settings().target.empty());
  dialog->reject();
}

TEST_F(ExperimentsPanelTest, SettingsThatCannotBeReadAreToldAndDoNoHarm) {
  store->addExperiment("relative-gap", "From a stranger", "{\"ratios\": [7]}");
  start();
  ASSERT_TRUE(waitFor([&] { return list()->count() == 1; }));
  EXPECT_TRUE(
      panel->findChild<QLabel*>(QStringLiteral("experimentTitle"))->text().contains(QLatin1String("ratios")));
  EXPECT_EQ(table()->rowCount(), 0);
}

TEST_F(ExperimentsPanelTest, ItsViewIsOneState) {
  experiment::Settings settings;
  experiment::startExperiment(*store, settings);
  settings.seeds = {1, 2};
  experiment::startExperiment(*store, settings);
  start();
  auto* list = panel->findChild<QListWidget*>(QStringLiteral("experimentList"));
  ASSERT_TRUE(waitFor([&] { return list->count() == 2; }));
  QSignalSpy changed(panel.get(), &ExperimentsPanel::viewChanged);
  const QJsonObject plain = panel->viewState();
  list->setFocus();
  QTest::keyClick(list, Qt::Key_Home);
  EXPECT_EQ(changed.count(), 1);
  const QJsonObject state = panel->viewState();
  EXPECT_NE(state, plain);
  panel->setViewState(plain);
  EXPECT_EQ(list->currentRow(), 1);
  panel->setViewState(state);
  EXPECT_EQ(list->currentRow(), 0);
  EXPECT_EQ(panel->viewState(), state);
  panel->setViewState(
      {{QStringLiteral("experiment"), QStringLiteral("gone")}, {QStringLiteral("chart"), 99}});
  EXPECT_EQ(panel->viewState(), state);
  EXPECT_EQ(changed.count(), 1) << "none of it was the user's doing";
}

}  // namespace
}  // namespace skewscope::ui
