// The menus: every command, each with its shortcut.
#include <QApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QUrl>

#include "ui/command_palette.h"
#include "ui/engine/run_controller.h"
#include "ui/main_window_impl.h"
#include "ui/panels/classes_panel.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/confusion_panel.h"
#include "ui/panels/curves_panel.h"
#include "ui/panels/dataset_dialog.h"
#include "ui/panels/experiments_panel.h"
#include "ui/panels/figures_panel.h"
#include "ui/panels/gap_panel.h"
#include "ui/panels/groups_panel.h"
#include "ui/panels/map_panel.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/new_run_panel.h"
#include "ui/panels/parallel_panel.h"
#include "ui/panels/run_list_panel.h"
#include "ui/panels/top_bar.h"
#include "ui/panels/toy_lab_panel.h"
#include "ui/shortcuts_dialog.h"
#include "ui/theme/icons.h"

namespace skewscope::ui {
namespace {

/// The documentation as installed, or of the source tree that this program was built in; empty if neither is
/// there.
QString documentation() {
  const QString here = QCoreApplication::applicationDirPath();
  for (const char* folder : {"/../share/doc/skewscope", "/../../../docs"}) {
    const QFileInfo contents(here + QString::fromLatin1(folder) + QStringLiteral("/README.md"));
    if (contents.exists()) return QDir::cleanPath(contents.absoluteFilePath());
  }
  return {};
}

}  // namespace

void MainWindow::Impl::buildMenus() {
  buildFileMenu();
  buildEditMenu();
  buildRunsMenu();
  buildViewMenu();
  buildHelpMenu();
  refreshIcons();
}

void MainWindow::Impl::buildFileMenu() {
  QMenu* menu = menus->addMenu(MainWindow::tr("&File"));
  commands->add(menu, MainWindow::tr("&Open store…"), QKeySequence::Open, [this] { openStore(false); });
  commands->add(menu, MainWindow::tr("&New store…"), QKeySequence::New, [this] { openStore(true); });
  menu->addSeparator();
  QAction* add = commands->add(menu, MainWindow::tr("Add &data set…"),
                               QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D), [this] { addDataset(); });
  add->setObjectName(QStringLiteral("addDataset"));
  commands->add(menu, MainWindow::tr("&Import runs…"), QKeySequence(Qt::CTRL | Qt::Key_I),
                [this] { askForImport(false); });
  commands->add(menu, MainWindow::tr("Import a &folder of event files…"),
                QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I), [this] { askForImport(true); });
  menu->addSeparator();
  exportAction = commands->add(menu, MainWindow::tr("&Export the figure…"), QKeySequence::Save, [this] {
    if (QAction* action = exportOfTab()) action->trigger();
  });
  commands->add(menu, MainWindow::tr("&Report of the selected runs…"),
                QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G), [this] { writeReport(); });
  const auto refresh = [this] {
    const QAction* action = exportOfTab();
    exportAction->setEnabled(action != nullptr && action->isEnabled());
  };
  QObject::connect(tabs, &QTabWidget::currentChanged, &self, refresh);
  for (QAction* action :
       {curves->exportAction(), classes->exportAction(), gap->exportAction(), confusion->exportAction(),
        map->exportAction(), experiments->exportAction(), toyLab->exportAction(), figures->exportAction()})
    QObject::connect(action, &QAction::enabledChanged, &self, refresh);
  refresh();
  menu->addSeparator();
  commands->add(menu, MainWindow::tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), [this] { self.close(); });
}

QAction* MainWindow::Impl::exportOfTab() const {
  QWidget* shown = tabs->currentWidget();
  if (shown == curves) return curves->exportAction();
  if (shown == classes) return classes->exportAction();
  if (shown == gap) return gap->exportAction();
  if (shown == confusion) return confusion->exportAction();
  if (shown == map) return map->exportAction();
  if (shown == experiments) return experiments->exportAction();
  if (shown == figures) return figures->exportAction();
  return shown == toyLab ? toyLab->exportAction() : nullptr;
}

void MainWindow::Impl::buildRunsMenu() {
  QMenu* menu = menus->addMenu(MainWindow::tr("&Runs"));
  startAction = commands->add(menu, MainWindow::tr("&Start"), QKeySequence(Qt::Key_F5), [this] { start(); });
  startAction->setShortcuts({QKeySequence(Qt::Key_F5), QKeySequence(Qt::CTRL | Qt::Key_Return)});
  pauseAction =
      commands->add(menu, MainWindow::tr("Pause"), QKeySequence(Qt::Key_F6), [this] { togglePause(); });
  stopAction = commands->add(menu, MainWindow::tr("S&top"), QKeySequence(Qt::SHIFT | Qt::Key_F5),
                             [this] { controller->stop(); });
  queueAction = commands->add(menu, MainWindow::tr("Start the &queue"), QKeySequence(Qt::CTRL | Qt::Key_F5),
                              [this] { controller->startQueue(); });
  menu->addSeparator();
  const auto mode = [&](const QString& text, Qt::Key key, spec::Mode value) {
    commands->add(menu, text, QKeySequence(Qt::CTRL | Qt::ALT | key),
                  [this, value] { form->setMode(value); });
  };
  mode(MainWindow::tr("Mode: supervised"), Qt::Key_1, spec::Mode::Supervised);
  mode(MainWindow::tr("Mode: self-supervised"), Qt::Key_2, spec::Mode::SelfSupervised);
  mode(MainWindow::tr("Mode: rwSAM"), Qt::Key_3, spec::Mode::RwSam);
  commands->add(menu, MainWindow::tr("Imbalance &ratio"), QKeySequence(Qt::CTRL | Qt::Key_R),
                [this] { top->focusRatio(); });
  commands->add(menu, MainWindow::tr("Advanced options"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A),
                [this] {
                  formDock->show();
                  form->setAdvancedOpen(!form->isAdvancedOpen());
                });
  menu->addSeparator();
  for (QAction* action : runList->actions()) commands->take(menu, action);
}

void MainWindow::Impl::buildViewMenu() {
  QMenu* menu = menus->addMenu(MainWindow::tr("&View"));
  for (QAction* action : curves->actions()) commands->take(menu, action);
  menu->addSeparator();
  commands->add(
      menu, MainWindow::tr("&Find a command or a run…"), QKeySequence(Qt::CTRL | Qt::Key_K), [this] {
        auto* palette = new CommandPalette(*commands, runs ? *runs : std::vector<store::RunRecord>(), &self);
        palette->setAttribute(Qt::WA_DeleteOnClose);
        QObject::connect(palette, &CommandPalette::runChosen, &self,
                         [this](const QString& run) { chooseRuns({run}); });
        palette->open();
      });
  commands->add(menu, MainWindow::tr("Tab: curves"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_1),
                [this] { tabs->setCurrentWidget(curves); });
  commands->add(menu, MainWindow::tr("Tab: compare"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_2),
                [this] { tabs->setCurrentWidget(compare); });
  commands->add(menu, MainWindow::tr("Tab: groups"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_3),
                [this] { tabs->setCurrentWidget(groups); });
  commands->add(menu, MainWindow::tr("Tab: parallel"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L),
                [this] { tabs->setCurrentWidget(parallel); });
  commands->add(menu, MainWindow::tr("Tab: confusion"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_4),
                [this] { tabs->setCurrentWidget(confusion); });
  commands->add(menu, MainWindow::tr("Tab: experiments"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_5),
                [this] { tabs->setCurrentWidget(experiments); });
  commands->add(menu, MainWindow::tr("Tab: labs"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_6),
                [this] { tabs->setCurrentWidget(toyLab); });
  commands->add(menu, MainWindow::tr("Tab: figures"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_7),
                [this] { tabs->setCurrentWidget(figures); });
  commands->add(menu, MainWindow::tr("Tab: classes"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_8),
                [this] { tabs->setCurrentWidget(classes); });
  commands->add(menu, MainWindow::tr("Tab: gap"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_9),
                [this] { tabs->setCurrentWidget(gap); });
  commands->add(menu, MainWindow::tr("Tab: map"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_0),
                [this] { tabs->setCurrentWidget(map); });
  buildSavedViewsMenu(*menu);
  menu->addSeparator();
  commands->take(menu, runsDock->toggleViewAction(), QKeySequence(Qt::ALT | Qt::Key_1));
  commands->take(menu, formDock->toggleViewAction(), QKeySequence(Qt::ALT | Qt::Key_2));
  commands->take(menu, logDock->toggleViewAction(), QKeySequence(Qt::ALT | Qt::Key_3));
  commands->take(menu, queueDock->toggleViewAction(), QKeySequence(Qt::ALT | Qt::Key_4));
  menu->addSeparator();
  schemes = new QActionGroup(&self);
  const auto add = [&](const QString& text, Qt::Key key, ColourScheme value) {
    QAction* action = commands->add(menu, text, QKeySequence(Qt::CTRL | Qt::ALT | key),
                                    [this, value] { self.setScheme(value); });
    action->setCheckable(true);
    action->setChecked(scheme == value);
    schemes->addAction(action);
  };
  add(MainWindow::tr("Colours of the system"), Qt::Key_S, ColourScheme::System);
  add(MainWindow::tr("Light"), Qt::Key_L, ColourScheme::Light);
  add(MainWindow::tr("Dark"), Qt::Key_D, ColourScheme::Dark);
}

void MainWindow::Impl::buildHelpMenu() {
  QMenu* menu = menus->addMenu(MainWindow::tr("&Help"));
  commands->add(menu, MainWindow::tr("Keyboard &shortcuts"), QKeySequence(Qt::Key_F1), [this] {
    auto* dialog = new ShortcutsDialog(*commands, &self);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
  });
  QAction* manual = commands->add(menu, MainWindow::tr("&Documentation"), QKeySequence(Qt::CTRL | Qt::Key_F1),
                                  [] { QDesktopServices::openUrl(QUrl::fromLocalFile(documentation())); });
  manual->setVisible(!documentation().isEmpty());
  commands->add(menu, MainWindow::tr("&About Skewscope"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F1),
                [this] { about(); });
}

void MainWindow::Impl::refreshIcons() {
  startAction->setIcon(icon(QStringLiteral("play")));
  pauseAction->setIcon(icon(QStringLiteral("pause")));
  stopAction->setIcon(icon(QStringLiteral("stop")));
}

void MainWindow::Impl::openStore(bool create) {
  const QString folder = QString::fromStdString(options.store.parent_path().string());
  const QString filter = MainWindow::tr("Skewscope stores (*.skewscope);;All files (*)");
  QString path = create ? QFileDialog::getSaveFileName(&self, MainWindow::tr("New store"), folder, filter)
                        : QFileDialog::getOpenFileName(&self, MainWindow::tr("Open store"), folder, filter);
  if (path.isEmpty()) return;
  if (create && QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".skewscope");
  openStoreAt(path);
}

void MainWindow::Impl::openStoreAt(const QString& path) {
  // A store has a window of its own; a run in progress keeps the old one open.
  save();
  WindowOptions next = options;
  next.store = path.toStdString();
  auto* window = new MainWindow(next);
  window->setAttribute(Qt::WA_DeleteOnClose);
  window->show();
  if (controller->state() == RunController::State::Idle) self.close();
}

void MainWindow::Impl::addDataset(const QString& path) {
  auto* dialog = new DatasetDialog(&self);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  QObject::connect(dialog, &DatasetDialog::added, &self, [this](const QString& name) {
    form->chooseDataset(name.toStdString());
    formDock->show();
    formDock->raise();
    messages->show(MessageBar::Kind::Info,
                   MainWindow::tr("The data set %1 is added and chosen for the next run.").arg(name), {},
                   QStringLiteral("dataset"), 12);
  });
  dialog->open();
  if (!path.isEmpty()) dialog->setPath(path);
}

void MainWindow::Impl::about() {
  auto* box = new QMessageBox(&self);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setWindowTitle(MainWindow::tr("About Skewscope"));
  box->setIconPixmap(applicationIcon().pixmap(64, 64));
  box->setText(
      MainWindow::tr("<h3>Skewscope %1</h3><p>Experiment explorer for research on class imbalance.</p>")
          .arg(QStringLiteral(SKEWSCOPE_VERSION)));
  box->setInformativeText(
      MainWindow::tr("Free software under the GNU General Public License, version 3 or later. Qt %1.")
          .arg(QString::fromLatin1(qVersion())));
  box->open();
}

}  // namespace skewscope::ui
