#include "ui/panels/run_list_panel.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QFile>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QToolButton>
#include <QTreeView>
#include <QUndoStack>

#include "core/store/reader.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/engine/run_controller.h"
#include "ui/export/file_dialog.h"
#include "ui/models/run_facts.h"
#include "ui/models/run_table_model.h"
#include "ui/models/store_service.h"
#include "ui/panels/evaluate_dialog.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

struct RunListPanelTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<store::Store> store = store::Store::open(path);
  std::unique_ptr<StoreService> service;
  std::unique_ptr<RunController> controller;
  QUndoStack history;
  std::unique_ptr<RunListPanel> panel;
  QStringList messages;
  std::function<void()> undo;

  void start() {
    // No engine here: what is queued stays queued.
    qputenv("SKEWSCOPE_ENGINE", "/nonexistent/skewscope-engine");
    service = std::make_unique<StoreService>(path);
    controller = std::make_unique<RunController>(*service);
    panel = std::make_unique<RunListPanel>(*service, *controller, history);
    QObject::connect(panel.get(), &RunListPanel::message, panel.get(),
                     [this](const QString& said, const std::function<void()>& back) {
                       messages.append(said);
                       undo = back;
                     });
    panel->resize(320, 560);
    panel->show();
    QApplication::setActiveWindow(panel.get());
    const auto all = store::Reader(path).runs();
    ASSERT_TRUE(waitFor([&] { return rows() == static_cast<int>(all.size()); }));
  }
  void TearDown() override {
    applyScheme(*qApp, ColourScheme::Light);
    panel.reset();
    controller.reset();
    service.reset();
  }
  QTreeView& table() { return *panel->findChild<QTreeView*>(QStringLiteral("runs")); }
  QLineEdit& filter() { return *panel->findChild<QLineEdit*>(QStringLiteral("filter")); }
  int rows() { return table().model()->rowCount(); }
  QStringList names() {
    QStringList all;
    for (int row = 0; row < rows(); ++row) all.append(table().model()->index(row, 0).data().toString());
    return all;
  }
  QAction& action(const char* name) {
    for (QAction* candidate : panel->actions()) {
      if (candidate->objectName() == QLatin1String(name)) return *candidate;
    }
    ADD_FAILURE() << "no action " << name;
    static QAction none;
    return none;
  }
  store::RunRecord record(const std::string& id) { return store::Reader(path).run(id); }
  /// A checkpoint as its engine would have left it.
  void leaveCheckpoint(const std::string& run, std::int64_t epochs) {
    store->claimRun(run, "engine");
    store->recordCheckpoint(run, {epochs, 0, "s.skewscope.checkpoints/a", "digest", 1});
    store->endRun(run, store::RunStatus::Done, "");
  }
  bool inBin(const std::string& id) {
    for (const auto& run : store::Reader(path).runs()) {
      if (run.id == id) return false;
    }
    return true;
  }
};

TEST_F(RunListPanelTest, EmptyTableTeaches) {
  start();
  ASSERT_TRUE(
      waitFor([&] { return table().accessibleDescription().contains(QStringLiteral("Press Start")); }));
  screenshot(*panel, QStringLiteral("runs_empty"));
}

TEST_F(RunListPanelTest, ShowsRunsNewestFirstAndSelectsTheNewest) {
  fillMadeUpStore(*store);
  start();
  EXPECT_EQ(rows(), 9);
  EXPECT_TRUE(waitFor([&] { return panel->selectedRuns().size() == 1; }));
  const auto runs = store::Reader(path).runs();
  EXPECT_EQ(panel->selectedRuns().first(), text(runs.back().id));
  for (const auto scheme : {ColourScheme::Light, ColourScheme::Dark}) {
    applyScheme(*qApp, scheme);
    panel->selectRuns({text(runs[7].id), text(runs[8].id)});
    settle();
    screenshot(*panel, scheme == ColourScheme::Dark ? QStringLiteral("runs_dark") : QStringLiteral("runs"));
  }
}

TEST_F(RunListPanelTest, EvaluatesWhatIsSelectedAndShowsItsNumbers) {
  const std::string run =
      addMadeUpRun(*store, {.mode = spec::Mode::SelfSupervised, .end = store::RunStatus::Interrupted});
  leaveCheckpoint(run, 60);
  start();
  panel->selectRuns({text(run)});
  ASSERT_TRUE(waitFor([&] { return action("run.evaluate").isEnabled(); }));
  action("run.evaluate").trigger();
  auto* dialog = panel->findChild<EvaluateDialog*>();
  ASSERT_NE(dialog, nullptr);
  dialog->findChild<QCheckBox*>(QStringLiteral("spectrum"))->click();
  dialog->accept();
  ASSERT_TRUE(waitFor([&] { return store::Reader(path).wantedEvaluations(run).size() == 1; }));
  const auto queue = store::Reader(path).queue().entries;
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_TRUE(queue[0].trained);
  // As the engine does.
  const auto request = store::Reader(path).wantedEvaluations(run).front();
  EXPECT_EQ(spec::evaluationFromJson(request).protocols, std::vector{spec::Protocol::Spectrum});
  store->claimRun(run, "engine");
  store::EpochRows rows;
  rows.epoch = 60;
  rows.metrics[store::metric::kEffectiveRank] = 12.3456;
  store->writeEpoch(run, rows);
  store->dropEvaluation(run, request);
  store->endRun(run, store::RunStatus::Done, "");
  service->poke();
  auto* said = panel->findChild<QLabel*>(QStringLiteral("evaluations"));
  ASSERT_NE(said, nullptr);
  EXPECT_TRUE(waitFor([&] { return said->text() == QStringLiteral("Effective rank 12.3"); }))
      << said->text().toStdString();
  screenshot(*panel, QStringLiteral("runs_evaluated"));
}

TEST_F(RunListPanelTest, OneRunThatCannotBeEvaluatedDoesNotStopTheOthers) {
  std::vector<std::string> ids;
  for (const int seed : {1, 2}) {
    ids.push_back(addMadeUpRun(
        *store, {.mode = spec::Mode::SelfSupervised, .seed = seed, .end = store::RunStatus::Interrupted}));
    leaveCheckpoint(ids.back(), 60);
  }
  const std::string gone = ids[0], kept = ids[1];
  start();
  panel->selectRuns({text(gone), text(kept)});
  ASSERT_TRUE(
      waitFor([&] { return panel->selectedRuns().size() == 2 && action("run.evaluate").isEnabled(); }));
  QSignalSpy told(panel.get(), &RunListPanel::message);
  action("run.evaluate").trigger();
  auto* dialog = panel->findChild<EvaluateDialog*>();
  ASSERT_NE(dialog, nullptr);
  dialog->findChild<QCheckBox*>(QStringLiteral("spectrum"))->click();
  store->setDeleted(gone, true);  // by another program, meanwhile
  dialog->accept();
  ASSERT_TRUE(waitFor([&] { return told.count() == 1; }));
  EXPECT_TRUE(told[0][0].toString().contains(QStringLiteral("in the bin")))
      << told[0][0].toString().toStdString();
  EXPECT_EQ(store::Reader(path).wantedEvaluations(kept).size(), 1U);
  EXPECT_TRUE(store::Reader(path).wantedEvaluations(gone).empty());
}

TEST_F(RunListPanelTest, SelectionKeepsTheOrderOfChoiceAndWaitsForRunsToCome) {
  const QString a = text(addMadeUpRun(*store, {.seed = 1, .done = 0}));
  const QString b = text(addMadeUpRun(*store, {.seed = 2, .done = 0}));
  start();
  QSignalSpy changed(panel.get(), &RunListPanel::selectionChanged);
  panel->selectRuns({a});
  EXPECT_EQ(panel->selectedRuns(), QStringList{a});
  auto* selection = table().selectionModel();
  const QModelIndexList found = table().model()->match(table().model()->index(0, 0), Qt::UserRole + 2, b);
  ASSERT_EQ(found.size(), 1);
  selection->select(found.first(), QItemSelectionModel::Select | QItemSelectionModel::Rows);
  EXPECT_EQ(panel->selectedRuns(), QStringList({a, b}));  // though b stands above a
  const QString c = text(addMadeUpRun(*store, {.seed = 3, .done = 0}));
  panel->selectRuns({c});
  EXPECT_TRUE(waitFor([&] { return panel->selectedRuns() == QStringList{c}; }));
  EXPECT_GE(changed.count(), 3);
}

TEST_F(RunListPanelTest, FilterLineHidesRunsAndSaysWhatItCannotRead) {
  fillMadeUpStore(*store);
  start();
  filter().setText(QStringLiteral("mode:sl twin:no"));
  ASSERT_TRUE(waitFor([&] { return rows() == 1; }));
  auto* error = panel->findChild<QLabel*>(QStringLiteral("filterError"));
  EXPECT_FALSE(error->isVisible());
  filter().setText(QStringLiteral("mode:sl colour:red"));
  ASSERT_TRUE(waitFor([&] { return error->isVisible(); }));
  EXPECT_TRUE(error->text().contains(QStringLiteral("colour")));
  EXPECT_EQ(rows(), 1);  // the last filter that could be read stays
  screenshot(*panel, QStringLiteral("runs_filter_error"));
  filter().setText(QStringLiteral("nothing has this name"));
  ASSERT_TRUE(waitFor([&] { return rows() == 0; }));
  screenshot(*panel, QStringLiteral("runs_filter_none"));
  filter().clear();
  ASSERT_TRUE(waitFor([&] { return rows() == 9; }));
}

TEST_F(RunListPanelTest, RenamesInPlaceWithUndoAndRedo) {
  const std::string id = addMadeUpRun(*store, {.done = 0, .name = "before"});
  start();
  panel->selectRuns({text(id)});
  table().setFocus();
  QTest::keyClick(&table(), Qt::Key_F2);
  auto* editor = table().findChild<QLineEdit*>();
  ASSERT_NE(editor, nullptr);
  editor->setText(QStringLiteral("after"));
  QTest::keyClick(editor, Qt::Key_Return);
  ASSERT_TRUE(waitFor([&] { return names() == QStringList{QStringLiteral("after")}; }));
  EXPECT_EQ(record(id).name, "after");
  history.undo();
  ASSERT_TRUE(waitFor([&] { return names() == QStringList{QStringLiteral("before")}; }));
  history.redo();
  ASSERT_TRUE(waitFor([&] { return record(id).name == "after"; }));
}

TEST_F(RunListPanelTest, DeletesWithUndoFromTheMessage) {
  const std::string a = addMadeUpRun(*store, {.seed = 1, .done = 0});
  const std::string b = addMadeUpRun(*store, {.seed = 2, .done = 0});
  start();
  panel->selectRuns({text(b)});
  table().setFocus();
  QTest::keyClick(&table(), Qt::Key_Delete);
  ASSERT_TRUE(waitFor([&] { return rows() == 1 && inBin(b); }));
  ASSERT_EQ(messages.size(), 1);
  EXPECT_TRUE(messages[0].startsWith(QStringLiteral("Deleted")));
  EXPECT_TRUE(waitFor([&] { return panel->selectedRuns() == QStringList{text(a)}; }));
  ASSERT_TRUE(undo);
  undo();
  ASSERT_TRUE(waitFor([&] { return rows() == 2 && !inBin(b); }));
  EXPECT_TRUE(waitFor([&] { return panel->selectedRuns() == QStringList{text(b)}; }));
  EXPECT_FALSE(history.canUndo());  // it was the undo of that very deletion
}

TEST_F(RunListPanelTest, ARunningRunIsNotDeleted) {
  const std::string id = addMadeUpRun(*store, {.done = 2, .end = store::RunStatus::Running});
  start();
  panel->selectRuns({text(id)});
  action("run.delete").trigger();
  ASSERT_EQ(messages.size(), 1);
  EXPECT_TRUE(messages[0].contains(QStringLiteral("Stop it first")));
  settle();
  EXPECT_FALSE(inBin(id));
}

TEST_F(RunListPanelTest, TagsNoteColourAndArchiveReachTheStore) {
  const std::string id = addMadeUpRun(*store, {.done = 0});
  start();
  panel->selectRuns({text(id)});
  action("run.tags").trigger();
  auto* tags = panel->findChild<QLineEdit*>(QStringLiteral("tags"));
  auto* note = panel->findChild<QLineEdit*>(QStringLiteral("note"));
  QTest::keyClicks(tags, QStringLiteral("paper, paper,  figure 2 "));
  QTest::keyClick(tags, Qt::Key_Return);
  ASSERT_TRUE(waitFor([&] { return record(id).tags.size() == 2; }));
  action("run.note").trigger();
  QTest::keyClicks(note, QStringLiteral("for the reviewers"));
  QTest::keyClick(note, Qt::Key_Return);
  ASSERT_TRUE(waitFor([&] { return record(id).note == "for the reviewers"; }));
  // What Escape brings back is what the panel has read.
  ASSERT_TRUE(waitFor([&] { return panel->shownRuns().front().note == "for the reviewers"; }));
  QTest::keyClicks(note, QStringLiteral(" not this"));
  QTest::keyClick(note, Qt::Key_Escape);
  EXPECT_EQ(note->text(), QStringLiteral("for the reviewers"));
  ASSERT_TRUE(waitFor([&] { return panel->selectedRuns().size() == 1; }));
  action("run.archive").trigger();
  ASSERT_TRUE(waitFor([&] { return record(id).archived && rows() == 0; }));
  for (auto* button : panel->findChildren<QToolButton*>()) {
    if (button->isCheckable()) button->setChecked(true);
  }
  ASSERT_TRUE(waitFor([&] { return rows() == 1; }));
  for (int i = 0; i < 3; ++i) history.undo();
  ASSERT_TRUE(waitFor([&] {
    const auto run = record(id);
    return !run.archived && run.note.empty() && run.tags.empty();
  }));
}

TEST_F(RunListPanelTest, ActionsFollowTheStatesOfTheSelectedRuns) {
  const QString queued = text(addMadeUpRun(*store, {.seed = 1, .done = 0}));
  const QString stopped =
      text(addMadeUpRun(*store, {.seed = 2, .done = 3, .end = store::RunStatus::Interrupted}));
  start();
  panel->selectRuns({queued});
  EXPECT_TRUE(action("run.cancel").isEnabled());
  EXPECT_FALSE(action("run.resume").isEnabled());
  panel->selectRuns({stopped});
  EXPECT_FALSE(action("run.cancel").isEnabled());
  EXPECT_TRUE(action("run.resume").isEnabled());
  EXPECT_TRUE(action("run.clone").isEnabled());
  QSignalSpy clone(panel.get(), &RunListPanel::cloneRequested);
  action("run.clone").trigger();
  ASSERT_EQ(clone.count(), 1);
  EXPECT_EQ(clone[0][0].toString(), stopped);
  action("run.copy_id").trigger();
  EXPECT_EQ(QApplication::clipboard()->text(), stopped);
  for (QAction* format : action("run.copy_rows").menu()->actions()) {
    if (format->text() == QLatin1String("Markdown")) format->trigger();
  }
  // The columns that are shown, of the selected run alone.
  const QStringList lines = QApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
  ASSERT_EQ(lines.size(), 3);
  EXPECT_TRUE(lines[0].startsWith(QLatin1String("| Name"))) << lines[0].toStdString();
  EXPECT_TRUE(lines[0].contains(QLatin1String("State")));
  EXPECT_FALSE(lines[0].contains(QLatin1String("Seed")));
  EXPECT_TRUE(lines[2].contains(QLatin1String("interrupted"))) << lines[2].toStdString();
  // What a number is of is said: on screen its colour tells.
  EXPECT_TRUE(lines[0].contains(QLatin1String("Accuracy (%)"))) << lines[0].toStdString();
  EXPECT_TRUE(lines[0].contains(QLatin1String("Measured by"))) << lines[0].toStdString();
  EXPECT_TRUE(lines[2].contains(QLatin1String("head"))) << lines[2].toStdString();
  panel->selectRuns({queued, stopped});
  EXPECT_FALSE(action("run.clone").isEnabled());
  EXPECT_FALSE(action("run.rename").isEnabled());
  panel->selectRuns({});
  EXPECT_FALSE(action("run.delete").isEnabled());
}

TEST_F(RunListPanelTest, ExportsARunsValues) {
  const std::string id = addMadeUpRun(*store, {.epochs = 4, .done = 4});
  start();
  panel->selectRuns({text(id)});
  const QString file = QString::fromStdString((folder.path() / "run.csv").string());
  setNextFileName(QString());
  action("run.export_csv").trigger();  // given up
  settle();
  EXPECT_TRUE(messages.isEmpty());
  setNextFileName(file);
  action("run.export_csv").trigger();
  ASSERT_TRUE(waitFor([&] { return QFile::exists(file) && messages.size() == 1; }));
  QFile written(file);
  ASSERT_TRUE(written.open(QIODevice::ReadOnly));
  EXPECT_TRUE(written.readAll().contains("probe_accuracy"));
}

TEST_F(RunListPanelTest, StateKeepsColumnsSortingFilterAndSelection) {
  fillMadeUpStore(*store);
  start();
  filter().setText(QStringLiteral("twin:yes"));
  ASSERT_TRUE(waitFor([&] { return rows() == 3; }));
  table().sortByColumn(0, Qt::DescendingOrder);
  const QStringList order = names();
  panel->selectRuns({table().model()->index(1, 0).data(Qt::UserRole + 2).toString()});
  const QStringList chosen = panel->selectedRuns();
  const QByteArray state = panel->saveState();
  panel = std::make_unique<RunListPanel>(*service, *controller, history);
  panel->restoreState(state);
  service->poke();
  store->log({.timeMs = 1, .run = {}, .level = "info", .text = "something changed"});
  ASSERT_TRUE(waitFor([&] { return names() == order; }));
  EXPECT_TRUE(waitFor([&] { return panel->selectedRuns() == chosen; }));
}

TEST_F(RunListPanelTest, EverythingHasAName) {
  fillMadeUpStore(*store);
  start();
  for (QWidget* widget : panel->findChildren<QWidget*>()) {
    const bool control = qobject_cast<QLineEdit*>(widget) || qobject_cast<QToolButton*>(widget) ||
                         qobject_cast<QTreeView*>(widget);
    if (!control || widget->parentWidget() == &filter()) continue;  // the line's own clear button
    EXPECT_FALSE(widget->accessibleName().isEmpty()) << widget->metaObject()->className();
  }
}

TEST_F(RunListPanelTest, AnImportedRunIsNotResumedClonedOrEvaluated) {
  store::ImportedRun paper;
  paper.name = "paper";
  paper.source = "CSV: /home/me/table2.csv";
  paper.metrics["probe_accuracy"] = {{1}, {0.5}};
  store->addImportedRun(paper);
  start();
  ASSERT_TRUE(waitFor([&] { return panel->selectedRuns().size() == 1; }));
  for (const char* off : {"run.resume", "run.stop", "run.cancel", "run.clone", "run.evaluate"})
    EXPECT_FALSE(action(off).isEnabled()) << off;
  for (const char* on : {"run.rename", "run.tags", "run.note", "run.export_csv"})
    EXPECT_TRUE(action(on).isEnabled()) << on;
  const auto* source = panel->findChild<QLabel*>(QStringLiteral("source"));
  ASSERT_NE(source, nullptr);
  EXPECT_TRUE(source->isVisible());
  EXPECT_EQ(source->text(), QStringLiteral("Imported from CSV: /home/me/table2.csv"));
}

TEST_F(RunListPanelTest, ColumnsOfTheUsersChoiceAreKept) {
  addMadeUpRun(*store, {.epochs = 5, .done = 5});
  start();
  const auto menu = [&](const QString& title, const QList<QAction*>& actions) -> QMenu* {
    for (QAction* action : actions) {
      if (action->text() == title) return action->menu();
    }
    return nullptr;
  };
  QMenu* columns = nullptr;
  for (QMenu* each : panel->findChildren<QMenu*>()) {
    if (each->title() == QLatin1String("Columns")) columns = each;
  }
  ASSERT_NE(columns, nullptr);
  emit columns->aboutToShow();
  QMenu* metric = menu(QStringLiteral("Metric"), columns->actions());
  ASSERT_NE(metric, nullptr);
  QMenu* probe = menu(QStringLiteral("Linear probe"), metric->actions());
  ASSERT_NE(probe, nullptr);
  probe->actions().at(1)->trigger();
  QMenu* option = menu(QStringLiteral("Option"), columns->actions());
  QMenu* training = menu(QStringLiteral("Training"), option->actions());
  ASSERT_NE(training, nullptr);
  for (QAction* action : training->actions()) {
    if (action->text() == QLatin1String("Batch")) action->trigger();
  }
  auto* table = panel->findChild<QTreeView*>(QStringLiteral("runs"));
  const auto titles = [](const QTreeView& of) {
    QStringList found;
    for (int c = RunTableModel::ColumnCount; c < of.model()->columnCount(); ++c)
      found.append(of.model()->headerData(c, Qt::Horizontal).toString());
    return found;
  };
  EXPECT_EQ(titles(*table), (QStringList{QStringLiteral("Linear probe, best (%)"), QStringLiteral("Batch")}));
  const QByteArray state = panel->saveState();
  RunListPanel again(*service, *controller, history);
  again.restoreState(state);
  EXPECT_EQ(titles(*again.findChild<QTreeView*>(QStringLiteral("runs"))), titles(*table));
}

TEST_F(RunListPanelTest, WithAPinnedBaselineTheOthersAreDifferences) {
  const std::string base = addMadeUpRun(*store, {.epochs = 5, .done = 5, .name = "base"});
  const std::string other =
      addMadeUpRun(*store, {.mode = spec::Mode::SelfSupervised, .epochs = 5, .done = 5, .name = "other"});
  start();
  panel->selectRuns({text(base)});
  QSignalSpy pinned(panel.get(), &RunListPanel::baselineChanged),
      changed(panel.get(), &RunListPanel::viewChanged);
  action("run.baseline").trigger();
  ASSERT_EQ(pinned.count(), 1);
  EXPECT_EQ(pinned[0][0].toString(), text(base));
  EXPECT_EQ(changed.count(), 1);
  EXPECT_EQ(action("run.baseline").text(), QStringLiteral("Unpin the baseline"));
  const auto probe = [&](const std::string& id) {
    return 100 * record(id).summaries.at(store::metric::kProbeAccuracy).last;
  };
  const double by = probe(other) - probe(base);
  const QString shown =
      (by < 0 ? QString::fromUtf8("−") : QStringLiteral("+")) + QString::number(std::abs(by), 'f', 1);
  const auto cell = [&](const QString& name) {
    return table()
        .model()
        ->index(static_cast<int>(names().indexOf(name)), RunTableModel::Accuracy)
        .data()
        .toString();
  };
  EXPECT_EQ(cell(QStringLiteral("other")), shown);
  EXPECT_EQ(cell(QStringLiteral("base")), QString::number(probe(base), 'f', 1));
  // The table that is copied is the one that is shown.
  panel->selectRuns({text(base), text(other)});
  for (QAction* format : action("run.copy_rows").menu()->actions()) {
    if (format->text() == QLatin1String("Markdown")) format->trigger();
  }
  EXPECT_TRUE(QApplication::clipboard()->text().contains(shown))
      << QApplication::clipboard()->text().toStdString();
  EXPECT_TRUE(QApplication::clipboard()->text().contains(QString::fromUtf8("Δ Accuracy (%)")));
  for (const auto scheme : {ColourScheme::Light, ColourScheme::Dark}) {
    applyScheme(*qApp, scheme);
    settle();
    screenshot(*panel, scheme == ColourScheme::Dark ? QStringLiteral("runs_baseline_dark")
                                                    : QStringLiteral("runs_baseline"));
  }
  // The switch is in the menu of the columns.
  auto* differences = panel->findChild<QAction*>(QStringLiteral("differences"));
  ASSERT_NE(differences, nullptr);
  differences->trigger();
  if (differences->isChecked()) differences->trigger();  // the menu has not been open: its mark may be old
  EXPECT_EQ(cell(QStringLiteral("other")), QString::number(probe(other), 'f', 1));
  const QByteArray state = panel->saveState();
  RunListPanel again(*service, *controller, history);
  again.restoreState(state);
  EXPECT_EQ(again.baseline(), text(base));
  EXPECT_EQ(again.viewState()[QStringLiteral("differences")].toBool(true), false);
  panel->selectRuns({text(base)});
  action("run.baseline").trigger();
  EXPECT_EQ(panel->baseline(), QString());
}

TEST_F(RunListPanelTest, ItsViewIsOneState) {
  fillMadeUpStore(*store);
  start();
  ASSERT_TRUE(waitFor([&] { return panel->selectedRuns().size() == 1; }));
  const QJsonObject plain = panel->viewState();
  QSignalSpy changed(panel.get(), &RunListPanel::viewChanged);
  filter().setText(QStringLiteral("twin:no"));
  ASSERT_TRUE(waitFor([&] { return rows() == 6; }));
  EXPECT_EQ(changed.count(), 1);
  table().sortByColumn(RunTableModel::Name, Qt::AscendingOrder);
  EXPECT_EQ(changed.count(), 2);
  table().header()->moveSection(table().header()->visualIndex(RunTableModel::Accuracy), 1);
  EXPECT_EQ(changed.count(), 3);
  for (QMenu* menu : panel->findChildren<QMenu*>()) {
    if (menu->title() != QLatin1String("Columns")) continue;
    for (QAction* toggle : menu->actions()) {
      if (toggle->text() == QLatin1String("Seed")) toggle->trigger();
    }
  }
  EXPECT_EQ(changed.count(), 4);
  table().setFocus();
  QTest::keyClick(&table(), Qt::Key_Home);
  QTest::keyClick(&table(), Qt::Key_Down, Qt::ShiftModifier);
  EXPECT_EQ(panel->selectedRuns().size(), 2);
  EXPECT_GE(changed.count(), 5);
  const QJsonObject state = panel->viewState();
  QJsonArray columns;
  for (const char* key : {"name", "accuracy", "state", "seed"}) columns.append(QLatin1String(key));
  EXPECT_EQ(state[QStringLiteral("columns")].toArray(), columns);
  const auto before = changed.count();
  panel->setViewState(plain);
  EXPECT_EQ(panel->viewState(), plain);
  EXPECT_EQ(rows(), 9);
  panel->setViewState(state);
  EXPECT_EQ(panel->viewState(), state);
  EXPECT_EQ(rows(), 6);
  EXPECT_TRUE(filter().text() == QStringLiteral("twin:no"));
  // Nonsense, and what an older version did not know, leaves the table as it is.
  panel->setViewState({{QStringLiteral("columns"), 3},
                       {QStringLiteral("sort"), QStringLiteral("up")},
                       {QStringLiteral("baseline"), 7}});
  EXPECT_EQ(panel->viewState(), state);
  panel->setViewState({{QStringLiteral("selection"), QJsonArray{QStringLiteral("gone")}}});
  EXPECT_TRUE(panel->selectedRuns().isEmpty());
  EXPECT_EQ(changed.count(), before) << "none of it was the user's doing";
  service->poke();
  settle();
  EXPECT_EQ(changed.count(), before);
}

TEST_F(RunListPanelTest, ColumnsAreSortedByTheMenuOfTheKeys) {
  fillMadeUpStore(*store);
  start();
  action("run.sort").trigger();
  QMenu* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
  ASSERT_NE(menu, nullptr);
  EXPECT_EQ(menu->actions().size(), 3) << "the columns that are shown";
  QTest::keyClick(menu, Qt::Key_Return);  // the name
  QStringList sorted = names();
  std::sort(sorted.begin(), sorted.end(),
            [](const QString& a, const QString& b) { return a.compare(b, Qt::CaseInsensitive) < 0; });
  EXPECT_EQ(names().first(), sorted.first());
  const QString first = names().first();
  action("run.sort").trigger();
  menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
  ASSERT_NE(menu, nullptr);
  EXPECT_TRUE(menu->actions().first()->isChecked());
  screenshot(*menu, QStringLiteral("runs_sort_menu"));
  QTest::keyClick(menu, Qt::Key_Return);  // again: the other way round
  EXPECT_EQ(names().last(), first);
}

}  // namespace
}  // namespace skewscope::ui
