// What the window shows: undone, saved and shown again.
#include <gtest/gtest.h>

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QInputDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <QUndoStack>

#include "core/store/reader.h"
#include "core/store/store.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/actions.h"
#include "ui/command_palette.h"
#include "ui/engine/run_controller.h"
#include "ui/main_window.h"
#include "ui/models/store_service.h"
#include "ui/panels/curve_controls.h"
#include "ui/panels/curves_panel.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/new_run_panel.h"
#include "ui/panels/parallel_panel.h"
#include "ui/panels/run_list_panel.h"
#include "ui/panels/saved_views_dialog.h"
#include "ui/panels/top_bar.h"
#include "ui/plots/parallel_view.h"

namespace skewscope::ui {
namespace {

struct ViewsTest : testing::Test {
  QTemporaryDir folder;
  std::filesystem::path path = folder.filePath(QStringLiteral("s.skewscope")).toStdString();
  std::unique_ptr<MainWindow> window;
  QStringList ids;

  void SetUp() override {
    qunsetenv("SKEWSCOPE_FAKE");
    qunsetenv("SKEWSCOPE_FAKE_STEP_MS");
    {
      const auto store = store::Store::open(path);
      for (int seed = 1; seed <= 4; ++seed)
        ids.append(QString::fromStdString(addMadeUpRun(*store, {.seed = seed, .epochs = 8, .done = 8})));
    }
    WindowOptions options;
    options.store = path;
    options.engine = QStringLiteral(SKEWSCOPE_FAKE_ENGINE);
    options.settingsFile = folder.filePath(QStringLiteral("settings.ini"));
    options.scheme = ColourScheme::Light;
    window = std::make_unique<MainWindow>(options);
    window->resize(1280, 720);
    window->show();
    QApplication::setActiveWindow(window.get());
    ASSERT_TRUE(waitFor([&] { return table().model()->rowCount() == 4 && selected().size() == 1; }));
    settle();
  }
  void TearDown() override { window.reset(); }

  QTreeView& table() const { return *window->runList().findChild<QTreeView*>(QStringLiteral("runs")); }
  QLineEdit& filter() const { return *window->runList().findChild<QLineEdit*>(QStringLiteral("filter")); }
  QTabWidget& tabs() const { return *window->findChild<QTabWidget*>(); }
  QUndoStack& history() const { return *window->findChild<QUndoStack*>(); }
  QString tab() const { return tabs().tabText(tabs().currentIndex()); }
  QStringList selected() const { return window->runList().selectedRuns(); }
  void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
    // A window manager gives the keys back to the window when a dialog goes.
    if (QApplication::activeWindow() == nullptr) QApplication::setActiveWindow(window.get());
    QTest::keyClick(window.get(), key, modifiers);
  }
  void undo() { key(Qt::Key_Z, Qt::ControlModifier); }
  void redo() { key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier); }
  QAction& action(const char* name) const {
    for (const Actions::Entry& entry : window->actions().entries()) {
      if (entry.action->objectName() == QLatin1String(name)) return *entry.action;
    }
    ADD_FAILURE() << name;
    static QAction none;
    return none;
  }
  QMenu& savedViews() const {
    for (QMenu* menu : window->findChildren<QMenu*>()) {
      if (menu->title().remove(u'&') == QLatin1String("Saved views")) return *menu;
    }
    throw std::runtime_error("no menu of saved views");
  }
  QStringList savedTitles() const {
    QStringList all;
    for (const auto& view : store::Reader(path).views()) all.append(QString::fromStdString(view.title));
    return all;
  }
  void saveView(const QString& name) {
    key(Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
    QPointer<QInputDialog> ask = window->findChild<QInputDialog*>();
    ASSERT_FALSE(ask.isNull());
    auto* line = ask->findChild<QLineEdit*>();
    EXPECT_FALSE(line->accessibleName().isEmpty());
    line->setText(name);
    QTest::keyClick(line, Qt::Key_Return);
    ASSERT_TRUE(waitFor([&] { return savedTitles().contains(name) && ask.isNull(); }));
    ASSERT_TRUE(waitFor([&] {
      for (const QAction* each : savedViews().actions()) {
        if (each->isVisible() && each->text() == name) return true;
      }
      return false;
    }));
  }
  void chooseX(const char* axis) {
    for (QAction* each :
         window->curves().findChild<QToolButton*>(QStringLiteral("curves.x"))->menu()->actions()) {
      if (each->text() == QLatin1String(axis)) each->trigger();
    }
  }
};

TEST_F(ViewsTest, ChangesOfViewAndOfRunsAreUndoneInTheOrderInWhichTheyWereMade) {
  ASSERT_EQ(history().count(), 0) << history().undoText().toStdString();
  EXPECT_FALSE(action("edit.undo").isEnabled());
  table().setFocus();
  const QStringList first = selected();
  QTest::keyClick(&table(), Qt::Key_Down);
  const QStringList second = selected();
  ASSERT_NE(second, first);
  EXPECT_EQ(action("edit.undo").text(), QStringLiteral("Undo: selection"));
  chooseX("Images seen");
  EXPECT_EQ(action("edit.undo").text(), QStringLiteral("Undo: x axis"));
  action("run.archive").trigger();
  ASSERT_TRUE(waitFor([&] { return table().model()->rowCount() == 3; }));
  EXPECT_TRUE(action("edit.undo").text().contains(QStringLiteral("archive")));
  key(Qt::Key_4, Qt::ControlModifier | Qt::ShiftModifier);
  EXPECT_EQ(tab(), QStringLiteral("Confusion"));
  filter().setFocus();
  QTest::keyClicks(&filter(), QStringLiteral("seed:1"));
  ASSERT_TRUE(waitFor([&] { return table().model()->rowCount() == 1; }));
  EXPECT_EQ(history().count(), 5);

  // From within the line: it is the window that undoes.
  QTest::keyClick(&filter(), Qt::Key_Z, Qt::ControlModifier);
  EXPECT_EQ(table().model()->rowCount(), 3);
  EXPECT_TRUE(filter().text().isEmpty());
  undo();
  EXPECT_EQ(tab(), QStringLiteral("Curves"));
  undo();
  ASSERT_TRUE(waitFor([&] { return table().model()->rowCount() == 4; }));
  EXPECT_EQ(history().index(), 2);
  undo();
  EXPECT_EQ(window->curves().findChild<CurveControls*>()->options().x, report::ProgressAxis::Epoch);
  undo();
  EXPECT_EQ(selected(), first);
  EXPECT_FALSE(history().canUndo());
  for (int i = 0; i < 5; ++i) redo();
  EXPECT_EQ(tab(), QStringLiteral("Confusion"));
  EXPECT_EQ(filter().text(), QStringLiteral("seed:1"));
  EXPECT_EQ(window->curves().findChild<CurveControls*>()->options().x, report::ProgressAxis::Images);
  ASSERT_TRUE(waitFor([&] { return store::Reader(path).run(second.first().toStdString()).archived; }));
  EXPECT_FALSE(action("edit.redo").isEnabled());
}

TEST_F(ViewsTest, WhatTheWindowDoesByItselfIsNotUndone) {
  spec::ExperimentSpec spec = window->newRun().spec();
  spec.epochs = 2;
  window->newRun().setSpec(spec);
  const QStringList before = selected();
  ASSERT_TRUE(waitFor(
      [&] { return window->topBar().findChild<QPushButton*>(QStringLiteral("start"))->isEnabled(); }));
  key(Qt::Key_F5);
  ASSERT_TRUE(waitFor([&] { return selected() != before && !selected().isEmpty(); }));
  ASSERT_TRUE(waitFor([&] { return window->controller().state() == RunController::State::Idle; }));
  EXPECT_EQ(history().count(), 0);
  const QStringList own = selected();
  filter().setFocus();
  QTest::keyClicks(&filter(), QStringLiteral("seed<9"));
  ASSERT_TRUE(waitFor([&] { return history().count() == 1; }));
  undo();
  EXPECT_EQ(selected(), own) << "the run that was started stays selected";
}

TEST_F(ViewsTest, AViewIsSavedShownAndUndone) {
  window->runList().selectRuns({ids[0], ids[2]});
  table().setFocus();
  key(Qt::Key_2, Qt::ControlModifier | Qt::ShiftModifier);  // Compare
  chooseX("Optimiser step");
  saveView(QStringLiteral("Seeds 1 and 3"));
  const QJsonObject state =
      QJsonDocument::fromJson(QByteArray::fromStdString(store::Reader(path).views()[0].state)).object();
  for (const char* part : {"runs", "curves", "compare", "groups", "classes", "gap", "confusion",
                           "experiments", "labs", "figures", "window"})
    EXPECT_TRUE(state[QLatin1String(part)].isObject()) << part;
  QMenu& menu = savedViews();
  emit menu.aboutToShow();
  QAction* shown = menu.actions().at(3);
  EXPECT_EQ(shown->text(), QStringLiteral("Seeds 1 and 3"));
  EXPECT_TRUE(shown->isChecked()) << "it is what is shown";
  screenshot(menu, QStringLiteral("saved_views_menu"));

  window->runList().selectRuns({ids[1]});
  key(Qt::Key_1, Qt::ControlModifier | Qt::ShiftModifier);
  emit menu.aboutToShow();
  EXPECT_FALSE(shown->isChecked());
  const int before = history().index();
  key(Qt::Key_1, Qt::ControlModifier | Qt::AltModifier | Qt::ShiftModifier);
  EXPECT_EQ(selected(), QStringList({ids[0], ids[2]}));
  EXPECT_EQ(tab(), QStringLiteral("Compare"));
  EXPECT_EQ(history().index(), before + 1);
  EXPECT_EQ(action("edit.undo").text(), QStringLiteral("Undo: view “Seeds 1 and 3”"));
  undo();
  EXPECT_EQ(selected(), QStringList{ids[1]});
  EXPECT_EQ(tab(), QStringLiteral("Curves"));
  // The palette has it too.
  key(Qt::Key_K, Qt::ControlModifier);
  auto* palette = window->findChild<CommandPalette*>();
  ASSERT_NE(palette, nullptr);
  auto* line = palette->findChild<QLineEdit*>(QStringLiteral("palette"));
  QTest::keyClicks(line, QStringLiteral("seeds 1 and"));
  QTest::keyClick(line, Qt::Key_Return);
  ASSERT_TRUE(waitFor([&] { return selected().size() == 2; }));
}

TEST_F(ViewsTest, AViewOfRunsThatAreGoneSaysSoAndShowsTheRest) {
  window->runList().selectRuns({ids[0], ids[3]});
  saveView(QStringLiteral("pair"));
  window->store().edit([id = ids[3].toStdString()](store::Store& store) { store.setDeleted(id, true); });
  ASSERT_TRUE(waitFor([&] { return table().model()->rowCount() == 3; }));
  window->runList().selectRuns({ids[1]});
  key(Qt::Key_1, Qt::ControlModifier | Qt::AltModifier | Qt::ShiftModifier);
  EXPECT_EQ(selected(), QStringList{ids[0]});
  ASSERT_FALSE(window->messages().texts().isEmpty());
  EXPECT_TRUE(window->messages().texts().join(u' ').contains(QStringLiteral("gone")))
      << window->messages().texts().join(u' ').toStdString();
}

TEST_F(ViewsTest, ViewsAreRenamedAndDeletedInTheirDialog) {
  for (int i = 1; i <= 11; ++i) saveView(QStringLiteral("view %1").arg(i));
  key(Qt::Key_V, Qt::ControlModifier | Qt::AltModifier);
  QPointer<SavedViewsDialog> dialog = window->findChild<SavedViewsDialog*>();
  ASSERT_FALSE(dialog.isNull());
  auto* list = dialog->findChild<QListWidget*>(QStringLiteral("savedViews"));
  ASSERT_EQ(list->count(), 11);
  QApplication::setActiveWindow(dialog);
  ASSERT_TRUE(waitFor([&] { return list->hasFocus(); }));
  screenshot(*dialog, QStringLiteral("saved_views_dialog"));
  list->setCurrentRow(1);
  QTest::keyClick(list, Qt::Key_F2);
  auto* editor = list->findChild<QLineEdit*>();
  ASSERT_NE(editor, nullptr);
  editor->setText(QStringLiteral("renamed"));
  QTest::keyClick(editor, Qt::Key_Return);
  ASSERT_TRUE(waitFor([&] { return savedTitles().value(1) == QLatin1String("renamed"); }));
  list->setCurrentRow(0);
  QTest::keyClick(list, Qt::Key_Delete);
  ASSERT_TRUE(waitFor([&] { return list->count() == 10; }));
  EXPECT_EQ(savedTitles().first(), QStringLiteral("renamed"));
  QTest::keyClick(list, Qt::Key_End);
  EXPECT_EQ(list->currentItem()->text(), QStringLiteral("view 11"));
  QTest::keyClick(list, Qt::Key_Return);
  ASSERT_TRUE(waitFor([&] { return dialog.isNull(); }));
  undo();  // the deletion: what was shown is as it was, so showing it changed nothing
  ASSERT_TRUE(waitFor([&] { return savedTitles().first() == QLatin1String("view 1"); }));
}

TEST_F(ViewsTest, TheBaselineOfTheTableIsThatOfTheComparison) {
  window->runList().selectRuns({ids[1]});
  key(Qt::Key_B, Qt::ControlModifier);
  EXPECT_EQ(window->runList().baseline(), ids[1]);
  EXPECT_EQ(action("edit.undo").text(), QStringLiteral("Undo: baseline"));
  window->runList().selectRuns({ids[0], ids[1]});
  key(Qt::Key_2, Qt::ControlModifier | Qt::ShiftModifier);
  auto* box = window->findChild<QComboBox*>(QStringLiteral("baseline"));
  ASSERT_TRUE(waitFor([&] { return box->currentData().toString() == ids[1]; }));
  screenshot(*window, QStringLiteral("window_baseline"));
  box->setCurrentIndex(0);
  emit box->activated(0);
  EXPECT_EQ(window->runList().baseline(), QString());
  undo();
  EXPECT_EQ(window->runList().baseline(), ids[1]);
  EXPECT_EQ(box->currentData().toString(), ids[1]);
}

TEST_F(ViewsTest, ParallelCoordinatesAreUndoneAndSaved) {
  auto* panel = window->findChild<ParallelPanel*>();
  tabs().setCurrentWidget(panel);
  settle();
  const QStringList first = selected();
  const QJsonObject plain = panel->viewState();
  auto* value = panel->findChild<QComboBox*>(QStringLiteral("aggregate"));
  value->setCurrentIndex(1);
  emit value->activated(1);
  EXPECT_EQ(action("edit.undo").text(), QStringLiteral("Undo: value of a run"));
  const QJsonObject best = panel->viewState();
  ASSERT_NE(best, plain);
  panel->findChild<QPushButton*>(QStringLiteral("choose"))->click();
  EXPECT_EQ(selected().size(), 4);
  EXPECT_EQ(action("edit.undo").text(), QStringLiteral("Undo: selection"));
  saveView(QStringLiteral("lines"));
  undo();  // the view that was saved
  undo();
  EXPECT_EQ(selected(), first);
  undo();
  EXPECT_EQ(panel->viewState(), plain);
  redo();
  EXPECT_EQ(panel->viewState(), best);
  auto* view = panel->findChild<ParallelView*>();
  view->setFocus();
  QTest::keyClick(view, Qt::Key_F);
  EXPECT_EQ(action("edit.undo").text(), QStringLiteral("Undo: direction of an axis"));
  undo();
  EXPECT_EQ(panel->viewState(), best);
}

}  // namespace
}  // namespace skewscope::ui
