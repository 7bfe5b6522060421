// What the window shows, as one state: undo of every change of it, and views that are saved.
#include <QInputDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QMenu>
#include <QUndoStack>
#include <algorithm>

#include "ui/main_window_impl.h"
#include "ui/models/saved_views.h"
#include "ui/models/view_history.h"
#include "ui/panels/classes_panel.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/confusion_panel.h"
#include "ui/panels/curves_panel.h"
#include "ui/panels/experiments_panel.h"
#include "ui/panels/figures_panel.h"
#include "ui/panels/gap_panel.h"
#include "ui/panels/groups_panel.h"
#include "ui/panels/map_panel.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/parallel_panel.h"
#include "ui/panels/run_list_panel.h"
#include "ui/panels/saved_views_dialog.h"
#include "ui/panels/toy_lab_panel.h"

namespace skewscope::ui {
namespace {

constexpr int kQuickViews = 9;  ///< with a shortcut

/// Name of a tab in a view: that of its class.
QString tabName(const QWidget& panel) {
  return QString::fromLatin1(panel.metaObject()->className()).section(QStringLiteral("::"), -1);
}

}  // namespace

void MainWindow::Impl::buildViews() {
  views = new ViewHistory(*history, &self);
  views->add(QStringLiteral("runs"), MainWindow::tr("Runs"), runList);
  views->add(QStringLiteral("curves"), MainWindow::tr("Curves"), curves);
  views->add(QStringLiteral("compare"), MainWindow::tr("Compare"), compare);
  views->add(QStringLiteral("groups"), MainWindow::tr("Groups"), groups);
  views->add(QStringLiteral("parallel"), MainWindow::tr("Parallel"), parallel);
  views->add(QStringLiteral("classes"), MainWindow::tr("Classes"), classes);
  views->add(QStringLiteral("gap"), MainWindow::tr("Gap"), gap);
  views->add(QStringLiteral("confusion"), MainWindow::tr("Confusion"), confusion);
  views->add(QStringLiteral("map"), MainWindow::tr("Map"), map);
  views->add(QStringLiteral("experiments"), MainWindow::tr("Experiments"), experiments);
  views->add(QStringLiteral("labs"), MainWindow::tr("Labs"), toyLab);
  views->add(QStringLiteral("figures"), MainWindow::tr("Figures"), figures);
  // Last: a tab that comes to the front draws what the others have been told.
  views->add({QStringLiteral("window"), MainWindow::tr("Window"),
              [this] {
                return QJsonObject{{QStringLiteral("tab"), tabName(*tabs->currentWidget())}};
              },
              [this](const QJsonObject& state) {
                for (int i = 0; i < tabs->count(); ++i) {
                  if (tabName(*tabs->widget(i)) == state[QStringLiteral("tab")].toString())
                    tabs->setCurrentIndex(i);
                }
              }});
  QObject::connect(tabs, &QTabWidget::currentChanged, views,
                   [this] { views->changed(QStringLiteral("window")); });
  saved = new SavedViews(*store, *history, &self);
  QObject::connect(saved, &SavedViews::changed, &self, [this] { refreshSavedViews(); });
  QObject::connect(saved, &SavedViews::failed, &self, [this](const QString& error) {
    messages->show(MessageBar::Kind::Error, error, {}, QStringLiteral("view"));
  });
}

void MainWindow::Impl::buildEditMenu() {
  QMenu* menu = menus->addMenu(MainWindow::tr("&Edit"));
  QAction* undo =
      commands->add(menu, MainWindow::tr("Undo"), QKeySequence::Undo, [this] { history->undo(); });
  undo->setObjectName(QStringLiteral("edit.undo"));
  QAction* redo =
      commands->add(menu, MainWindow::tr("Redo"), QKeySequence::Redo, [this] { history->redo(); });
  redo->setShortcuts(QKeySequence::Redo);
  redo->setObjectName(QStringLiteral("edit.redo"));
  const auto refresh = [this, undo, redo] {
    undo->setEnabled(history->canUndo());
    redo->setEnabled(history->canRedo());
    undo->setText(history->canUndo() ? MainWindow::tr("Undo: %1").arg(history->undoText())
                                     : MainWindow::tr("Undo"));
    redo->setText(history->canRedo() ? MainWindow::tr("Redo: %1").arg(history->redoText())
                                     : MainWindow::tr("Redo"));
  };
  QObject::connect(history, &QUndoStack::indexChanged, &self, refresh);
  refresh();
}

void MainWindow::Impl::buildSavedViewsMenu(QMenu& menu) {
  savedMenu = menu.addMenu(MainWindow::tr("Saved &views"));
  commands->add(savedMenu, MainWindow::tr("&Save view …"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S),
                [this] { askForViewName(); });
  commands->add(savedMenu, MainWindow::tr("&Rename or delete views …"),
                QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_V), [this] {
                  auto* dialog = new SavedViewsDialog(*saved, &self);
                  dialog->setAttribute(Qt::WA_DeleteOnClose);
                  QObject::connect(dialog, &SavedViewsDialog::chosen, &self,
                                   [this](const QString& id) { showSavedView(id); });
                  dialog->open();
                });
  savedMenu->addSeparator();
  for (int i = 0; i < kQuickViews; ++i) {
    const auto key = static_cast<Qt::Key>(Qt::Key_1 + i);
    addViewAction()->setShortcut(QKeySequence(Qt::CTRL | Qt::ALT | Qt::SHIFT | key));
  }
  QObject::connect(savedMenu, &QMenu::aboutToShow, &self, [this] {
    for (QAction* action : viewActions) {
      const store::ViewRecord* view = saved->find(action->data().toString());
      action->setChecked(
          view != nullptr &&
          views->isShown(QJsonDocument::fromJson(QByteArray::fromStdString(view->state)).object()));
    }
  });
  refreshSavedViews();
}

QAction* MainWindow::Impl::addViewAction() {
  auto* action = new QAction(&self);
  action->setCheckable(true);
  commands->take(savedMenu, action);
  QObject::connect(action, &QAction::triggered, &self,
                   [this, action] { showSavedView(action->data().toString()); });
  viewActions.append(action);
  return action;
}

void MainWindow::Impl::refreshSavedViews() {
  const auto& all = saved->all();
  while (viewActions.size() < static_cast<qsizetype>(all.size())) addViewAction();
  for (qsizetype i = 0; i < viewActions.size(); ++i) {
    const bool there = i < static_cast<qsizetype>(all.size());
    QAction* action = viewActions[i];
    action->setVisible(there);
    action->setData(there ? QString::fromStdString(all[static_cast<std::size_t>(i)].id) : QString());
    QString title = there ? QString::fromStdString(all[static_cast<std::size_t>(i)].title)
                          : MainWindow::tr("Saved view %1").arg(i + 1);
    action->setText(title.replace(u'&', QStringLiteral("&&")));
  }
}

void MainWindow::Impl::askForViewName() {
  auto* ask = new QInputDialog(&self);
  ask->setAttribute(Qt::WA_DeleteOnClose);
  ask->setInputMode(QInputDialog::TextInput);
  ask->setWindowTitle(MainWindow::tr("Save view"));
  ask->setLabelText(MainWindow::tr("Name of the view; one that has it already is replaced:"));
  ask->setTextValue(MainWindow::tr("View %1").arg(saved->all().size() + 1));
  ask->setOkButtonText(MainWindow::tr("Save"));
  QObject::connect(ask, &QInputDialog::textValueSelected, &self, [this](const QString& name) {
    const QString title = name.simplified();
    if (title.isEmpty()) return;
    saved->save(title, views->state());
    messages->show(MessageBar::Kind::Info,
                   MainWindow::tr("The view “%1” is saved: View > Saved views shows it again.").arg(title),
                   {}, QStringLiteral("view"), 12);
  });
  ask->open();
  if (auto* line = ask->findChild<QLineEdit*>()) {
    line->setAccessibleName(MainWindow::tr("Name of the view"));
    line->setMaxLength(store::kMostViewTitle / 4);  // bytes, of which a letter has at most four
    line->selectAll();
  }
}

void MainWindow::Impl::showSavedView(const QString& id) {
  const store::ViewRecord* view = saved->find(id);
  if (view == nullptr || !runs) return;
  const QString title = QString::fromStdString(view->title);
  QJsonObject snapshot = QJsonDocument::fromJson(QByteArray::fromStdString(view->state)).object();
  QJsonObject table = snapshot[QStringLiteral("runs")].toObject();
  QStringList gone;
  const auto isThere = [&](const QString& run) {
    const bool there = std::ranges::find(*runs, run.toStdString(), &store::RunRecord::id) != runs->end();
    if (!there && !gone.contains(run)) gone.append(run);
    return there;
  };
  QJsonArray selection;
  for (const auto& run : table[QStringLiteral("selection")].toArray()) {
    if (isThere(run.toString())) selection.append(run);
  }
  const QString baseline = table[QStringLiteral("baseline")].toString();
  if (!baseline.isEmpty() && !isThere(baseline)) table[QStringLiteral("baseline")] = QString();
  if (table.contains(QStringLiteral("selection"))) table[QStringLiteral("selection")] = selection;
  snapshot[QStringLiteral("runs")] = table;
  views->apply(snapshot, MainWindow::tr("view “%1”").arg(title));
  if (gone.isEmpty()) return messages->dismiss(QStringLiteral("view"));
  messages->show(MessageBar::Kind::Attention,
                 MainWindow::tr("%n run(s) of the view “%1” are gone; the rest is shown.", nullptr,
                                static_cast<int>(gone.size()))
                     .arg(title),
                 {}, QStringLiteral("view"), 30);
}

}  // namespace skewscope::ui
