// What passes between the parts of the window.
#include <QTimer>
#include <algorithm>
#include <utility>

#include "core/base/system.h"
#include "core/store/store.h"
#include "ui/engine/run_controller.h"
#include "ui/main_window_impl.h"
#include "ui/models/store_service.h"
#include "ui/models/view_history.h"
#include "ui/panels/classes_panel.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/confusion_panel.h"
#include "ui/panels/curves_panel.h"
#include "ui/panels/figures_panel.h"
#include "ui/panels/gap_panel.h"
#include "ui/panels/groups_panel.h"
#include "ui/panels/log_drawer.h"
#include "ui/panels/map_panel.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/new_run_panel.h"
#include "ui/panels/parallel_panel.h"
#include "ui/panels/run_list_panel.h"
#include "ui/panels/sample_inspector.h"
#include "ui/panels/status_bar.h"
#include "ui/panels/top_bar.h"

namespace skewscope::ui {
namespace {

using Kind = MessageBar::Kind;
using State = RunController::State;

}  // namespace

void MainWindow::Impl::connectForm() {
  QObject::connect(form, &NewRunPanel::specChanged, &self,
                   [this](const spec::ExperimentSpec& spec) { top->setSpec(spec); });
  QObject::connect(form, &NewRunPanel::validityChanged, &self, [this] { refreshStart(); });
  QObject::connect(form, &NewRunPanel::planChanged, &self, [this] { refreshStart(); });
  QObject::connect(form, &NewRunPanel::addDatasetRequested, &self, [this] { addDataset(); });
  QObject::connect(top, &TopBar::modeChosen, &self, [this](spec::Mode mode) { form->setMode(mode); });
  QObject::connect(top, &TopBar::ratioChosen, &self, [this](double ratio) { form->setRatio(ratio); });
  QObject::connect(top, &TopBar::startPressed, &self, [this] { start(); });
  QObject::connect(top, &TopBar::pausePressed, &self, [this] { togglePause(); });
  QObject::connect(top, &TopBar::stopPressed, &self, [this] { controller->stop(); });
}

void MainWindow::Impl::connectRuns() {
  QObject::connect(runList, &RunListPanel::selectionChanged, &self, [this](const QStringList& ids) {
    pendingSelection.clear();
    compare->setRuns(ids);
    confusion->setRuns(ids);
    classes->setRuns(ids);
    gap->setRuns(ids);
    map->setRuns(ids);
    curves->setRuns(ids);
    parallel->setRuns(ids);
  });
  QObject::connect(runList, &RunListPanel::shownRunsChanged, &self, [this] {
    groups->runsChanged();
    parallel->runsChanged();
  });
  const auto look = [this](const QString& run, qlonglong image) { inspect(run, image); };
  QObject::connect(confusion, &ConfusionPanel::imageOpened, &self, look);
  QObject::connect(map, &MapPanel::imageOpened, &self, look);
  const auto choose = [this](const QStringList& ids) { chooseRuns(ids); };
  QObject::connect(groups, &GroupsPanel::runsChosen, &self, choose);
  QObject::connect(parallel, &ParallelPanel::runsChosen, &self, choose);
  QObject::connect(runList, &RunListPanel::baselineChanged, compare, &ComparePanel::setBaseline);
  QObject::connect(compare, &ComparePanel::baselineChosen, &self, [this](const QString& run) {
    runList->setBaseline(run);
    views->changed(QStringLiteral("runs"));
  });
  QObject::connect(gap, &GapPanel::runsChosen, &self, choose);
  QObject::connect(gap, &GapPanel::message, &self, [this](const QString& text) {
    messages->show(Kind::Info, text, {}, QStringLiteral("twins"), 12);
  });
  QObject::connect(runList, &RunListPanel::cloneRequested, &self,
                   [this](const QString& run) { cloneRun(run); });
  const auto say = [this](const QString& key) {
    return [this, key](const QString& text, const std::function<void()>& undo) {
      std::vector<MessageBar::Action> actions;
      if (undo) actions.push_back({MainWindow::tr("Undo"), undo});
      messages->show(Kind::Info, text, actions, key, undo ? 30 : 12);
    };
  };
  QObject::connect(runList, &RunListPanel::message, &self, say(QStringLiteral("runs")));
  QObject::connect(figures, &FiguresPanel::message, &self, say(QStringLiteral("figures")));
  QObject::connect(store, &StoreService::opened, &self, [this](const QString& warning) {
    storeOpen = true;
    refreshStart();
    if (!warning.isEmpty()) messages->show(Kind::Attention, warning, {}, QStringLiteral("store"));
  });
  QObject::connect(store, &StoreService::failed, &self, [this](const QString& message) {
    storeOpen = false;
    refreshStart();
    messages->show(Kind::Error, message,
                   {{MainWindow::tr("Open another store…"), [this] { openStore(false); }}},
                   QStringLiteral("store"));
  });
  QObject::connect(store, &StoreService::runsChanged, &self, [this](const auto& list) { runsChanged(list); });
  QObject::connect(store, &StoreService::logChanged, &self,
                   [this](const auto& lines) { log->setHistory(*lines); });
}

/// Looks closely at a test image of a run, with the other selected ones beside it.
void MainWindow::Impl::inspect(const QString& run, qlonglong image) {
  if (inspector == nullptr)
    inspector = new SampleInspector(
        *store, [this] { return controller->engine(); }, &self);
  QStringList ids = runList->selectedRuns();
  ids.removeAll(run);
  ids.prepend(run);
  inspector->showSample(ids, image);
}

/// The user asks for these runs in another place than the list.
void MainWindow::Impl::chooseRuns(const QStringList& ids) {
  runList->selectRuns(ids);
  views->changed(QStringLiteral("runs"));
}

void MainWindow::Impl::connectEngine() {
  QObject::connect(controller, &RunController::stateChanged, &self, [this](State state) {
    top->setState(state);
    status->setState(state);
    status->setQueue(controller->queueLength(), controller->isHeld());
    refreshActions();
    if (state == State::Starting) {
      messages->dismiss(QStringLiteral("queue"));  // what waits from before is being worked off
    }
    if (state != State::Stopping) messages->dismiss(QStringLiteral("slow"));
    if (state == State::Idle && closing) {
      closing = false;
      leave();
    }
  });
  QObject::connect(controller, &RunController::queueChanged, &self, [this](int waiting) {
    status->setQueue(waiting, controller->isHeld());
    refreshActions();
    // Once: whoever closes it then does not want it.
    if (waiting > 0 && !std::exchange(queueShown, true)) queueDock->show();
  });
  QObject::connect(controller, &RunController::runsInProgressChanged, &self,
                   [this](const QStringList& ids) { runsInProgressChanged(ids); });
  QObject::connect(controller, &RunController::event, &self,
                   [this](const protocol::Event& event) { status->take(event); });
  QObject::connect(controller, &RunController::logLine, log, &LogDrawer::append);
  QObject::connect(controller, &RunController::runEnded, &self,
                   [this](const QString& run, const QString& end, const QString& message) {
                     runEnded(run, end, message);
                   });
  QObject::connect(controller, &RunController::engineLost, &self,
                   [this](const QString& run, const QString& message) {
                     log->append(QStringLiteral("error"), message);
                     messages->show(Kind::Error, nameOf(run) + QStringLiteral(": ") + message,
                                    {{MainWindow::tr("Resume"), [this, run] { controller->resumeRun(run); }},
                                     {MainWindow::tr("Show log"), [this] { logDock->show(); }}},
                                    QStringLiteral("run ") + run);
                   });
  QObject::connect(controller, &RunController::problem, &self, [this](const QString& message) {
    log->append(QStringLiteral("error"), message);
    std::vector<MessageBar::Action> actions;
    if (controller->queueLength() > 0) {
      actions.push_back({MainWindow::tr("Try again"), [this] { controller->startQueue(); }});
    }
    messages->show(Kind::Error, message, actions, QStringLiteral("problem"));
  });
  QObject::connect(controller, &RunController::queuedFromBefore, &self, [this](const QStringList& ids) {
    messages->show(Kind::Info,
                   MainWindow::tr("%n run(s) wait in the queue from an earlier session.", nullptr,
                                  static_cast<int>(ids.size())),
                   {{MainWindow::tr("Start them"), [this] { controller->startQueue(); }}},
                   QStringLiteral("queue"));
  });
  QObject::connect(controller, &RunController::workerStarted, &self,
                   [this] { messages->dismiss(QStringLiteral("queue")); });
  QObject::connect(controller, &RunController::stopIsSlow, &self, [this] {
    messages->show(
        Kind::Attention,
        MainWindow::tr("The engine has not reacted to Stop. It may still be writing its checkpoint; if it is "
                       "killed, the run resumes from the checkpoint before."),
        {{MainWindow::tr("Kill the engine"), [this] { controller->killEngines(); }}}, QStringLiteral("slow"));
  });
}

void MainWindow::Impl::start() {
  if (!form->isValid() || !storeOpen) return;
  selectNext = selectNext || controller->state() == State::Idle;
  for (const spec::ExperimentSpec& spec : form->plannedRuns()) controller->enqueue(spec);
}

void MainWindow::Impl::togglePause() {
  if (controller->state() == State::Paused) {
    controller->unpause();
  } else {
    controller->pause();
  }
}

void MainWindow::Impl::refreshStart() {
  const QString why = storeOpen ? form->problem() : MainWindow::tr("The store is not open.");
  const bool can = storeOpen && form->isValid();
  top->setStartable(can, static_cast<int>(form->plannedRuns().size()), why);
  startAction->setEnabled(can);
}

void MainWindow::Impl::refreshActions() {
  const State state = controller->state();
  pauseAction->setEnabled(state == State::Running || state == State::Paused);
  pauseAction->setText(state == State::Paused ? MainWindow::tr("Resume") : MainWindow::tr("Pause"));
  stopAction->setEnabled(state != State::Idle && state != State::Stopping);
  queueAction->setEnabled(controller->isHeld() && controller->queueLength() > 0);
}

void MainWindow::Impl::runsChanged(const std::shared_ptr<const std::vector<store::RunRecord>>& list) {
  runs = list;
  QStringList names;
  int elsewhere = 0;
  const std::int64_t oldest = nowMs() - store::kLeaseSilence.count();
  for (const store::RunRecord& run : *list) {
    if (!store::isImported(run)) names.append(QString::fromStdString(run.name));  // for weights_from
    const bool live = run.status == store::RunStatus::Running && run.heartbeatMs >= oldest;
    if (live && !inProgress.contains(QString::fromStdString(run.id))) ++elsewhere;
  }
  form->setRunNames(names);
  status->setElsewhere(elsewhere);
  if (pendingSelection.isEmpty()) return;
  const bool there = std::ranges::all_of(pendingSelection, [&](const QString& id) {
    return std::ranges::find(*list, id.toStdString(), &store::RunRecord::id) != list->end();
  });
  if (!there) return;
  // After the table has taken the same signal.
  QTimer::singleShot(0, runList, [this, ids = std::exchange(pendingSelection, {}), follows = pendingFollows] {
    if (follows) lastStarted = ids;
    runList->selectRuns(ids);
    views->settle();
  });
}

void MainWindow::Impl::runsInProgressChanged(const QStringList& ids) {
  const bool started = ids.size() > inProgress.size();
  inProgress = ids;
  status->setRuns(ids);
  if (!started) return;
  QStringList selected = runList->selectedRuns(), own = lastStarted;
  selected.sort();
  own.sort();
  // A selection that the user made stays; one that the window made follows the queue.
  if (std::exchange(selectNext, false) || selected.isEmpty() || selected == own) {
    pendingSelection = ids;
    pendingFollows = true;
  }
  store->poke();
}

void MainWindow::Impl::runEnded(const QString& run, const QString& end, const QString& message) {
  if (closing) return;
  const QString name = nameOf(run);
  std::vector<MessageBar::Action> actions;
  const MessageBar::Action resume{MainWindow::tr("Resume"), [this, run] { controller->resumeRun(run); }};
  const QString key = QStringLiteral("run ") + run;
  if (end == QLatin1String("failed")) {
    actions.push_back(resume);
    // The engine's advice where a GPU was the trouble.
    if (message.contains(QLatin1String("device cpu")) || message.contains(QLatin1String("device=cpu")))
      actions.push_back(
          {MainWindow::tr("Resume on the processor"), [this, run] { controller->resumeOnProcessor(run); }});
    // What diverges once does so again; with other settings it need not.
    actions.push_back({MainWindow::tr("Clone to the form"), [this, run] { cloneRun(run); }});
    actions.push_back({MainWindow::tr("Show log"), [this] { logDock->show(); }});
    messages->show(Kind::Error, MainWindow::tr("%1 failed: %2").arg(name, message), actions, key);
  } else if (end == QLatin1String("interrupted")) {
    const int waiting = controller->queueLength();
    actions.push_back(resume);
    if (waiting > 0)
      actions.push_back({MainWindow::tr("Start the queue"), [this] { controller->startQueue(); }});
    const QString rest = waiting > 0 ? u' ' + MainWindow::tr("%n run(s) wait.", nullptr, waiting) : QString();
    messages->show(Kind::Attention,
                   MainWindow::tr("%1 is stopped, its checkpoint is written.").arg(name) + rest, actions, key,
                   waiting > 0 ? 0 : 30);
  } else {
    log->append(QStringLiteral("info"), MainWindow::tr("%1 is done.").arg(name));
  }
}

void MainWindow::Impl::cloneRun(const QString& run) {
  if (!runs) return;
  const auto found = std::ranges::find(*runs, run.toStdString(), &store::RunRecord::id);
  if (found == runs->end() || store::isImported(*found)) return;
  spec::ExperimentSpec spec = found->spec;
  spec.name.clear();
  form->setSpec(spec);
  formDock->show();
  formDock->raise();
}

QString MainWindow::Impl::nameOf(const QString& run) const {
  if (runs) {
    const auto found = std::ranges::find(*runs, run.toStdString(), &store::RunRecord::id);
    if (found != runs->end()) return QString::fromStdString(found->name);
  }
  return MainWindow::tr("The run");
}

void MainWindow::Impl::leave() {
  leaving = true;
  // Not from within a close event, where a second one is swallowed.
  QTimer::singleShot(0, &self, [this] { self.close(); });
}

void MainWindow::Impl::answerClose(CloseAnswer answer) {
  switch (answer) {
    case CloseAnswer::Cancel:
      return;
    case CloseAnswer::FinishInBackground:
      controller->detach();
      leave();
      return;
    case CloseAnswer::StopWithCheckpoint:
      closing = true;
      messages->show(Kind::Info, MainWindow::tr("The engine writes its checkpoint; then the window closes."),
                     {}, QStringLiteral("closing"));
      if (controller->state() == State::Idle) {
        leave();  // it ended while the question was on screen
        return;
      }
      controller->stop();
  }
}

}  // namespace skewscope::ui
