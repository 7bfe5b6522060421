#pragma once

#include <QActionGroup>
#include <QDockWidget>
#include <QMenuBar>
#include <QSettings>
#include <QTabWidget>
#include <QUndoStack>
#include <memory>
#include <vector>

#include "core/store/records.h"
#include "ui/actions.h"
#include "ui/main_window.h"

namespace skewscope::ui {

class ClassesPanel;
class ComparePanel;
class ConfusionPanel;
class ExperimentsPanel;
class FiguresPanel;
class GapPanel;
class GroupsPanel;
class ImportService;
class MapPanel;
class SampleInspector;
struct ImportReport;
class ParallelPanel;
class QueuePanel;
class SavedViews;
class ToyLabPanel;
class ViewHistory;

/// The parts of the window and what passes between them; for main_window*.cpp alone.
struct MainWindow::Impl {
  Impl(MainWindow& owner, const WindowOptions& windowOptions);

  MainWindow& self;
  WindowOptions options;
  std::unique_ptr<QSettings> settings;
  StoreService* store = nullptr;
  RunController* controller = nullptr;
  ImportService* imports = nullptr;
  QUndoStack* history = nullptr;  ///< of the user's changes, of the store's content and of what is shown
  ViewHistory* views = nullptr;
  SavedViews* saved = nullptr;
  QMenu* savedMenu = nullptr;
  QList<QAction*> viewActions;  ///< one for each saved view, and as many more as have a shortcut
  QMenuBar* menus = nullptr;
  Actions* commands = nullptr;
  TopBar* top = nullptr;
  MessageBar* messages = nullptr;
  RunListPanel* runList = nullptr;
  CurvesPanel* curves = nullptr;
  ComparePanel* compare = nullptr;
  ConfusionPanel* confusion = nullptr;
  MapPanel* map = nullptr;
  SampleInspector* inspector = nullptr;  ///< made when the first image is opened
  GroupsPanel* groups = nullptr;
  ParallelPanel* parallel = nullptr;
  ClassesPanel* classes = nullptr;
  GapPanel* gap = nullptr;
  ExperimentsPanel* experiments = nullptr;
  ToyLabPanel* toyLab = nullptr;
  FiguresPanel* figures = nullptr;
  QueuePanel* queue = nullptr;
  NewRunPanel* form = nullptr;
  LogDrawer* log = nullptr;
  StatusBar* status = nullptr;
  QTabWidget* tabs = nullptr;
  QDockWidget *runsDock = nullptr, *queueDock = nullptr, *formDock = nullptr, *logDock = nullptr;
  QActionGroup* schemes = nullptr;
  QAction *startAction = nullptr, *pauseAction = nullptr, *stopAction = nullptr, *queueAction = nullptr;
  QAction* exportAction = nullptr;  ///< that of the tab in front

  std::shared_ptr<const std::vector<store::RunRecord>> runs;
  CloseQuestion question = askOnClose;
  ColourScheme scheme = ColourScheme::System;
  QStringList lastStarted;       ///< runs that the window selected by itself
  QStringList pendingSelection;  ///< runs to select as soon as the table has them
  bool pendingFollows = true;    ///< they are runs that have started: the selection goes on with the next
  QStringList inProgress;        ///< runs of this window's engines
  bool queueShown = false;       ///< the queue has been brought to sight
  bool selectNext = false;       ///< the user pressed Start: show that run
  bool storeOpen = false;
  bool docksFollow = false;          ///< nobody has set the widths of the docks yet: they follow the window's
  int runsWidth = 0, formWidth = 0;  ///< of the docks as they were set last; 0: not yet
  bool closing = false;              ///< waiting for the checkpoint
  bool leaving = false;              ///< nothing more to ask

  // main_window.cpp
  void buildParts();
  void buildLayout();
  QDockWidget* dock(const QString& title, const QString& name, QWidget* content, Qt::DockWidgetArea area);
  void followWidth();
  void restore();
  void save();

  // main_window_flow.cpp
  void connectForm();
  void connectRuns();
  void inspect(const QString& run, qlonglong image);
  void chooseRuns(const QStringList& ids);
  void connectEngine();
  void start();
  void togglePause();
  void refreshStart();
  void refreshActions();
  void runsChanged(const std::shared_ptr<const std::vector<store::RunRecord>>& list);
  void runsInProgressChanged(const QStringList& ids);
  void runEnded(const QString& run, const QString& end, const QString& message);
  void cloneRun(const QString& run);
  QString nameOf(const QString& run) const;
  void answerClose(CloseAnswer answer);
  void leave();

  // main_window_views.cpp
  void buildViews();
  void buildEditMenu();
  void buildSavedViewsMenu(QMenu& menu);
  QAction* addViewAction();
  void refreshSavedViews();
  void askForViewName();
  void showSavedView(const QString& id);

  // main_window_import.cpp
  void connectImports();
  void askForImport(bool folder);
  void importPaths(const QStringList& paths, bool percent);
  void imported(const ImportReport& report);
  void removeImported(const QStringList& ids);

  // main_window_menus.cpp
  void buildMenus();
  void buildFileMenu();
  QAction* exportOfTab() const;
  void writeReport();
  void buildRunsMenu();
  void buildViewMenu();
  void buildHelpMenu();
  void refreshIcons();
  void openStore(bool create);
  void openStoreAt(const QString& path);
  void addDataset(const QString& path = {});
  void about();
};

}  // namespace skewscope::ui
