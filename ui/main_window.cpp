#include "ui/main_window.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCloseEvent>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QLayout>
#include <QMenu>
#include <QScreen>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/engine/run_controller.h"
#include "ui/main_window_impl.h"
#include "ui/models/import_service.h"
#include "ui/models/saved_views.h"
#include "ui/models/store_service.h"
#include "ui/models/view_history.h"
#include "ui/panels/classes_panel.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/confusion_panel.h"
#include "ui/panels/curves_panel.h"
#include "ui/panels/dock_title.h"
#include "ui/panels/experiments_panel.h"
#include "ui/panels/figures_panel.h"
#include "ui/panels/gap_panel.h"
#include "ui/panels/groups_panel.h"
#include "ui/panels/log_drawer.h"
#include "ui/panels/map_panel.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/new_run_panel.h"
#include "ui/panels/parallel_panel.h"
#include "ui/panels/queue_panel.h"
#include "ui/panels/run_list_panel.h"
#include "ui/panels/sample_inspector.h"
#include "ui/panels/status_bar.h"
#include "ui/panels/top_bar.h"
#include "ui/panels/toy_lab_panel.h"
#include "ui/theme/icons.h"

namespace skewscope::ui {
namespace {

constexpr int kLayoutVersion = 1;
constexpr int kRunsWidth = 324, kFormWidth = 308;  ///< least widths of the docks at the first start
constexpr int kMostDockWidth = 480;
constexpr int kMostUndo = 500;
constexpr double kDockShare = 0.19;  ///< of the window's width

QString settingsPath(const WindowOptions& options) {
  if (!options.settingsFile.isEmpty()) return options.settingsFile;
  return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
         QStringLiteral("/skewscope/skewscope.ini");
}

/// The list of all tabs, for windows that have no room for them side by side.
QToolButton* tabList(QTabWidget& tabs) {
  auto* button = new QToolButton(&tabs);
  button->setObjectName(QStringLiteral("tabList"));
  button->setText(QString(QChar(0x25BE)));
  button->setProperty("kind", QStringLiteral("plain"));
  button->setToolTip(MainWindow::tr("All tabs"));
  button->setAccessibleName(MainWindow::tr("All tabs"));
  button->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(button);
  button->setMenu(menu);
  QObject::connect(menu, &QMenu::aboutToShow, &tabs, [&tabs, menu] {
    menu->clear();
    for (int i = 0; i < tabs.count(); ++i) {
      QAction* action = menu->addAction(tabs.tabText(i), &tabs, [&tabs, i] { tabs.setCurrentIndex(i); });
      action->setCheckable(true);
      action->setChecked(i == tabs.currentIndex());
    }
  });
  return button;
}

}  // namespace

MainWindow::Impl::Impl(MainWindow& owner, const WindowOptions& windowOptions)
    : self(owner),
      options(windowOptions),
      settings(std::make_unique<QSettings>(settingsPath(windowOptions), QSettings::IniFormat)) {}

MainWindow::MainWindow(const WindowOptions& options, QWidget* parent)
    : QMainWindow(parent), impl_(std::make_unique<Impl>(*this, options)) {
  Impl& my = *impl_;
  setObjectName(QStringLiteral("MainWindow"));
  setWindowIcon(applicationIcon());
  const QString saved = my.settings->value(QStringLiteral("window/scheme")).toString();
  const ColourScheme stored = saved == QLatin1String("dark")    ? ColourScheme::Dark
                              : saved == QLatin1String("light") ? ColourScheme::Light
                                                                : ColourScheme::System;
  my.scheme = options.scheme.value_or(stored);
  applyScheme(*qApp, my.scheme);
  my.buildParts();
  my.buildLayout();
  my.buildViews();
  my.buildMenus();
  my.connectForm();
  my.connectRuns();
  my.connectEngine();
  my.connectImports();
  my.restore();
  my.refreshStart();
  my.refreshActions();
  my.views->settle();
  if (auto* table = my.runList->findChild<QAbstractItemView*>()) table->setFocus();
  setWindowTitle(tr("%1 – Skewscope").arg(QString::fromStdString(options.store.filename().string())));
}

MainWindow::~MainWindow() {
  delete impl_->views;  // looks at the panels
  // Panels look at store and controller while they go.
  delete impl_->inspector;
  delete centralWidget();
  for (QDockWidget* dock : {impl_->runsDock, impl_->queueDock, impl_->formDock, impl_->logDock}) delete dock;
  impl_->history->disconnect(this);
  delete impl_->saved;
  delete impl_->history;
  impl_->controller->disconnect(this);
  impl_->store->disconnect(this);
  delete impl_->imports;
  delete impl_->controller;
  delete impl_->store;
}

void MainWindow::Impl::buildParts() {
  store = new StoreService(options.store, &self);
  controller = new RunController(*store, &self);
  if (!options.engine.isEmpty()) controller->setEngine(options.engine);
  commands = new Actions(&self);
  menus = new QMenuBar;
  top = new TopBar;
  messages = new MessageBar;
  history = new QUndoStack(&self);
  history->setUndoLimit(kMostUndo);
  runList = new RunListPanel(*store, *controller, *history);
  queue = new QueuePanel(*store, *controller);
  curves = new CurvesPanel(*store);
  compare = new ComparePanel(*store);
  confusion = new ConfusionPanel(*store);
  map = new MapPanel(*store, *controller);
  groups = new GroupsPanel([this] { return runList->shownRuns(); });
  parallel = new ParallelPanel([this] { return runList->shownRuns(); });
  classes = new ClassesPanel(*store);
  gap = new GapPanel(*store, *controller);
  experiments = new ExperimentsPanel(*store, *controller);
  toyLab = new ToyLabPanel;
  figures = new FiguresPanel(*store, *history);
  form = new NewRunPanel;
  log = new LogDrawer;
  status = new StatusBar;
  status->setStore(QString::fromStdString(options.store.string()));
}

QDockWidget* MainWindow::Impl::dock(const QString& title, const QString& name, QWidget* content,
                                    Qt::DockWidgetArea area) {
  auto* result = new QDockWidget(title, &self);
  result->setObjectName(name);
  result->setWidget(content);
  result->setTitleBarWidget(new DockTitle(result));
  self.addDockWidget(area, result);
  return result;
}

void MainWindow::Impl::buildLayout() {
  auto* head = new QWidget(&self);
  auto* rows = new QVBoxLayout(head);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(0);
  rows->addWidget(menus);
  rows->addWidget(top);
  rows->addWidget(messages);
  self.setMenuWidget(head);

  tabs = new QTabWidget(&self);
  tabs->setDocumentMode(true);
  tabs->setTabBarAutoHide(true);
  const auto addTab = [this](QWidget* panel, const QString& name, const QString& help) {
    tabs->setTabToolTip(tabs->addTab(panel, name), help);
  };
  addTab(curves, MainWindow::tr("Curves"), MainWindow::tr("The selected runs over their epochs"));
  addTab(compare, MainWindow::tr("Compare"), MainWindow::tr("What the selected runs differ in"));
  addTab(groups, MainWindow::tr("Groups"),
         MainWindow::tr("The listed runs in groups, averaged over their seeds"));
  addTab(parallel, MainWindow::tr("Parallel"),
         MainWindow::tr("The listed runs as lines over their settings and a result"));
  addTab(classes, MainWindow::tr("Classes"), MainWindow::tr("The classes of the selected runs"));
  addTab(gap, MainWindow::tr("Gap"),
         MainWindow::tr("What imbalance takes: the relative gap of each run to its balanced twin"));
  addTab(confusion, MainWindow::tr("Confusion"), MainWindow::tr("What the selected run takes for what"));
  addTab(map, MainWindow::tr("Map"), MainWindow::tr("Where the test images lie among the features"));
  addTab(experiments, MainWindow::tr("Experiments"),
         MainWindow::tr("The paper's grids of runs, with their tables"));
  addTab(toyLab, MainWindow::tr("Labs"),
         MainWindow::tr("The paper's toy model, solved while you move its parameters"));
  addTab(figures, MainWindow::tr("Figures"), MainWindow::tr("Figures for papers and slides that are kept"));
  tabs->setCornerWidget(tabList(*tabs));
  self.setCentralWidget(tabs);
  self.setAcceptDrops(true);

  self.setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
  self.setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  self.setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowNestedDocks |
                      QMainWindow::AllowTabbedDocks);
  runsDock = dock(MainWindow::tr("Runs"), QStringLiteral("runs"), runList, Qt::LeftDockWidgetArea);
  queueDock = dock(MainWindow::tr("Queue"), QStringLiteral("queue"), queue, Qt::LeftDockWidgetArea);
  formDock = dock(MainWindow::tr("New run"), QStringLiteral("new_run"), form, Qt::RightDockWidgetArea);
  logDock = dock(MainWindow::tr("Log"), QStringLiteral("log"), log, Qt::BottomDockWidgetArea);
  logDock->hide();
  queueDock->hide();  // until there is something in it
  self.setStatusBar(status);
  self.setMinimumSize(960, 600);
  const QSize screen = self.screen()->availableSize();
  self.resize(QSize(1440, 900).boundedTo(screen));
  self.resizeDocks({runsDock, formDock}, {kRunsWidth, kFormWidth}, Qt::Horizontal);
  self.resizeDocks({runsDock, queueDock}, {620, 150}, Qt::Vertical);
  self.resizeDocks({logDock}, {200}, Qt::Vertical);
}

/// The run list and the form share in a wide window, until the user sets their widths.
void MainWindow::Impl::followWidth() {
  if (!docksFollow || !self.isVisible()) return;
  if (runsWidth != 0 && (runsDock->width() != runsWidth || formDock->width() != formWidth)) {
    docksFollow = false;
    return;
  }
  const int share = std::min(kMostDockWidth, static_cast<int>(kDockShare * self.width()));
  self.resizeDocks({runsDock, formDock}, {std::max(kRunsWidth, share), std::max(kFormWidth, share)},
                   Qt::Horizontal);
  self.layout()->activate();
  runsWidth = runsDock->width();
  formWidth = formDock->width();
}

void MainWindow::Impl::restore() {
  QSettings& s = *settings;
  docksFollow = !s.contains(QStringLiteral("window/layout"));
  self.restoreGeometry(s.value(QStringLiteral("window/geometry")).toByteArray());
  self.restoreState(s.value(QStringLiteral("window/layout")).toByteArray(), kLayoutVersion);
  runList->restoreState(s.value(QStringLiteral("runs/state")).toByteArray());
  curves->restoreState(s.value(QStringLiteral("curves/state")).toByteArray());
  compare->restoreState(s.value(QStringLiteral("compare/state")).toByteArray());
  confusion->restoreState(s.value(QStringLiteral("confusion/state")).toByteArray());
  groups->restoreState(s.value(QStringLiteral("groups/state")).toByteArray());
  const auto view = [&](const char* key) {
    return QJsonDocument::fromJson(s.value(QLatin1String(key)).toByteArray()).object();
  };
  map->setViewState(view("map/state"));
  parallel->setViewState(view("parallel/state"));
  classes->setViewState(view("classes/view"));
  gap->setViewState(view("gap/view"));
  toyLab->restoreState(s.value(QStringLiteral("labs/toy")).toByteArray());
  form->restoreState(s.value(QStringLiteral("form/state")).toByteArray());
  queue->setRunsAtOnce(s.value(QStringLiteral("queue/jobs"), 1).toInt());
  top->setSpec(form->spec());
  const QString selection = s.value(QStringLiteral("runs/selection")).toString();
  if (!selection.isEmpty()) {
    const QStringList ids = selection.split(u',');
    runList->selectRuns(ids);
  }
}

void MainWindow::Impl::save() {
  QSettings& s = *settings;
  s.setValue(QStringLiteral("window/geometry"), self.saveGeometry());
  s.setValue(QStringLiteral("window/layout"), self.saveState(kLayoutVersion));
  s.setValue(QStringLiteral("window/scheme"), scheme == ColourScheme::Dark    ? QStringLiteral("dark")
                                              : scheme == ColourScheme::Light ? QStringLiteral("light")
                                                                              : QStringLiteral("system"));
  s.setValue(QStringLiteral("runs/state"), runList->saveState());
  s.setValue(QStringLiteral("runs/selection"), runList->selectedRuns().join(u','));
  s.setValue(QStringLiteral("curves/state"), curves->saveState());
  s.setValue(QStringLiteral("compare/state"), compare->saveState());
  s.setValue(QStringLiteral("confusion/state"), confusion->saveState());
  QJsonObject shownMap = map->viewState();
  shownMap.remove(QStringLiteral("selected"));
  s.setValue(QStringLiteral("map/state"), QJsonDocument(shownMap).toJson(QJsonDocument::Compact));
  s.setValue(QStringLiteral("groups/state"), groups->saveState());
  s.setValue(QStringLiteral("parallel/state"),
             QJsonDocument(parallel->viewState()).toJson(QJsonDocument::Compact));
  s.setValue(QStringLiteral("classes/view"),
             QJsonDocument(classes->viewState()).toJson(QJsonDocument::Compact));
  s.setValue(QStringLiteral("gap/view"), QJsonDocument(gap->viewState()).toJson(QJsonDocument::Compact));
  s.setValue(QStringLiteral("labs/toy"), toyLab->saveState());
  s.setValue(QStringLiteral("form/state"), form->saveState());
  s.setValue(QStringLiteral("queue/jobs"), queue->runsAtOnce());
  s.sync();
}

void MainWindow::setScheme(ColourScheme scheme) {
  impl_->scheme = scheme;
  applyScheme(*qApp, scheme);
  impl_->refreshIcons();
}

void MainWindow::setCloseQuestion(CloseQuestion question) {
  impl_->question = std::move(question);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  Impl& my = *impl_;
  if (my.leaving || my.controller->state() == RunController::State::Idle) {
    my.save();
    return event->accept();
  }
  event->ignore();
  if (my.closing) return;
  my.question(this, [this](CloseAnswer answer) { impl_->answerClose(answer); });
}

void MainWindow::showEvent(QShowEvent* event) {
  QMainWindow::showEvent(event);
  impl_->followWidth();
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  impl_->followWidth();
}

void MainWindow::closeWithCheckpoint() {
  if (impl_->controller->state() == RunController::State::Idle) {
    close();
  } else {
    impl_->answerClose(CloseAnswer::StopWithCheckpoint);
  }
}

StoreService& MainWindow::store() const {
  return *impl_->store;
}
RunController& MainWindow::controller() const {
  return *impl_->controller;
}
TopBar& MainWindow::topBar() const {
  return *impl_->top;
}
NewRunPanel& MainWindow::newRun() const {
  return *impl_->form;
}
RunListPanel& MainWindow::runList() const {
  return *impl_->runList;
}
CurvesPanel& MainWindow::curves() const {
  return *impl_->curves;
}
MessageBar& MainWindow::messages() const {
  return *impl_->messages;
}
LogDrawer& MainWindow::log() const {
  return *impl_->log;
}
StatusBar& MainWindow::status() const {
  return *impl_->status;
}
const Actions& MainWindow::actions() const {
  return *impl_->commands;
}

}  // namespace skewscope::ui
