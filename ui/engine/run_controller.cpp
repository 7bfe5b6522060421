#include "ui/engine/run_controller.h"

#include <signal.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>
#include <QStandardPaths>
#include <QTimer>
#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "core/base/system.h"
#include "core/store/reader.h"
#include "ui/engine/engine_process.h"
#include "ui/models/store_service.h"

namespace skewscope::ui {
namespace {

using store::RunStatus;
using Runs = std::shared_ptr<const std::vector<store::RunRecord>>;

constexpr auto kRecoverEvery = std::chrono::seconds(2);

QString signalText(int number) {
  switch (number) {
    case SIGKILL:
      return RunController::tr("it was killed from outside, or the system ran out of memory");
    case SIGSEGV:
    case SIGBUS:
    case SIGILL:
    case SIGFPE:
    case SIGABRT:
      return RunController::tr("it crashed (signal %1)").arg(number);
    default:
      return RunController::tr("signal %1 ended it").arg(number);
  }
}

QString lastLine(const QString& text) {
  return text.section(u'\n', -1).trimmed().left(300);
}

/// Ends a run that the engine left behind without ending it; a run that it did end stays as it is, and so
/// does one that our engine could not have because another one trains it (`begun` is false then). Whether it
/// stays in the queue to be tried again, which `again` asks for, but not for ever; else it is the user who
/// takes it up.
bool endLostRun(store::Store& store, const std::string& run, bool begun, bool again, RunStatus status,
                const std::string& reason) {
  store::Reader reader(store.path());
  const RunStatus now = reader.run(run).status;
  if (now == RunStatus::Running && !begun) return false;
  if (now == RunStatus::Running || now == RunStatus::Queued) store.endRun(run, status, reason);
  const auto entries = reader.queue().entries;
  const auto entry = std::ranges::find(entries, run, &store::QueueEntry::run);
  if (again && entry != entries.end() && entry->attempts < store::Store::kMostAttempts) return true;
  store.dequeue(run);
  return false;
}

/// What a change of the store puts into its queue; runs that were there before are none of its doing.
std::vector<store::QueueEntry> queuedBy(store::Store& store,
                                        const std::function<void(store::Store&)>& change) {
  const auto before = store::Reader(store.path()).queue().entries;
  change(store);
  auto entries = store::Reader(store.path()).queue().entries;
  std::erase_if(entries, [&](const store::QueueEntry& entry) {
    return std::ranges::find(before, entry.run, &store::QueueEntry::run) != before.end();
  });
  return entries;
}

}  // namespace

struct RunController::Impl {
  Impl(RunController& owner, StoreService& service) : self(owner), store(service) {}

  RunController& self;
  StoreService& store;
  QString engineProgram;
  EngineProcess* process = nullptr;
  QString current;
  QStringList queue;
  QStringList later;  // queued here, and waiting for the weights of another run
  Runs runs;
  State state = State::Idle;
  bool held = false;         // the queue waits for the user
  bool begun = false;        // the engine has said `started`
  bool paused = false;       // the queue of the store gives out no runs
  bool knownBefore = false;  // queuedFromBefore() has been decided
  int edits = 0;             // changes of the queue that are on their way to the store
  QTimer terminateTimer, killTimer, recoverTimer;

  void setState(State next) {
    if (state == next) return;
    state = next;
    emit self.stateChanged(next);
  }

  void announceQueue() { emit self.queueChanged(static_cast<int>(queue.size())); }

  void startNext() {
    if (process != nullptr || held || paused || queue.isEmpty()) return;
    const QString program = engineProgram.isEmpty() ? findEngine() : engineProgram;
    if (program.isEmpty()) {
      held = true;
      emit self.problem(
          tr("The training engine (skewscope-engine) was not found beside this program or in the PATH. "
             "The run waits in the queue; set SKEWSCOPE_ENGINE to the engine and start the queue."));
      return;
    }
    current = queue.takeFirst();
    begun = false;
    process = new EngineProcess(&self);
    QObject::connect(process, &EngineProcess::event, &self,
                     [this](const protocol::Event& event) { take(event); });
    QObject::connect(process, &EngineProcess::logLine, &self, &RunController::logLine);
    QObject::connect(process, &EngineProcess::ended, &self,
                     [this](const EngineProcess::Exit& exit) { ended(exit); });
    announceQueue();
    setState(State::Starting);
    process->start(program, {QStringLiteral("train"), QStringLiteral("--store"),
                             QString::fromStdString(store.path().string()), QStringLiteral("--run"), current,
                             QStringLiteral("--json"), QStringLiteral("--control")});
  }

  void take(const protocol::Event& event) {
    if (std::holds_alternative<protocol::Started>(event)) {
      begun = true;
      if (state == State::Starting) setState(State::Running);
    } else if (std::holds_alternative<protocol::Paused>(event)) {
      if (state == State::Running) setState(State::Paused);
    } else if (std::holds_alternative<protocol::Resumed>(event)) {
      if (state == State::Paused) setState(State::Running);
    } else if (const auto* log = std::get_if<protocol::Log>(&event)) {
      emit self.logLine(QString::fromStdString(log->level), QString::fromStdString(log->text));
    }
    if (!std::holds_alternative<protocol::Step>(event)) store.poke();
    emit self.event(event);
  }

  void ended(const EngineProcess::Exit& exit) {
    const QString run = std::exchange(current, QString());
    std::exchange(process, nullptr)->deleteLater();
    terminateTimer.stop();
    killTimer.stop();
    const bool stopped = state == State::Stopping;
    if (!exit.started) {
      queue.prepend(run);
      held = true;
      setState(State::Idle);
      announceQueue();
      emit self.problem(
          tr("The training engine could not be started: %1. The run waits in the queue.").arg(exit.error));
      return;
    }
    if (exit.lastWord) {
      // What did not come to its end waits for the user, not in the queue.
      if (exit.lastWord->status != "done") {
        editQueue([id = run.toStdString()](store::Store& file) { file.dequeue(id); });
      }
      store.poke();
      setState(State::Idle);
      emit self.runEnded(run, QString::fromStdString(exit.lastWord->status),
                         QString::fromStdString(exit.lastWord->message));
    } else {
      lost(run, exit, stopped);
    }
    startNext();
  }

  void lost(const QString& run, const EngineProcess::Exit& exit, bool stopped) {
    const QString words = lastLine(exit.errorTail);
    QString reason = exit.crashed ? tr("The engine ended without a word: %1.").arg(signalText(exit.code))
                                  : tr("The engine ended with exit status %1.").arg(exit.code);
    if (!words.isEmpty()) reason += u' ' + tr("Its last words: %1").arg(words);
    // A refusal before the start would only repeat itself; anything else can go on from the checkpoint.
    const bool refused = !begun && !exit.crashed && !stopped;
    const RunStatus status = refused ? RunStatus::Failed : RunStatus::Interrupted;
    // Nobody may be there to take it up while others wait, which may even wait for its features.
    const bool others = !queue.isEmpty() || !later.isEmpty();
    const bool again = exit.crashed && begun && !stopped && others;
    const auto kept = std::make_shared<bool>(false);
    const auto tell = [this, run, reason, refused, kept] {
      if (*kept) later.append(run);
      const QString then = refused ? tr("The run did not start.")
                           : *kept ? tr("It is tried again from its last checkpoint.")
                                   : tr("The run is interrupted; Resume goes on from its last checkpoint.");
      emit self.engineLost(run, reason + u' ' + then);
    };
    editQueue([id = run.toStdString(), status, ours = begun, again, text = reason.toStdString(),
               kept](store::Store& file) { *kept = endLostRun(file, id, ours, again, status, text); },
              again ? tell : std::function<void()>());
    if (refused) held = !queue.isEmpty();
    setState(State::Idle);
    if (!again) tell();
  }

  /// Changes the queue in the store; what is read of it before the change is there does not count. `done` is
  /// called when it is.
  void editQueue(std::function<void(store::Store&)> job, std::function<void()> done = {}) {
    ++edits;
    store.edit(std::move(job), [owner = QPointer(&self), done = std::move(done)](const QString& error) {
      if (!owner) return;
      --owner->impl_->edits;
      if (!error.isEmpty()) emit owner->problem(error);
      owner->impl_->store.poke();
      if (done && error.isEmpty()) done();
    });
  }

  /// Works off what the user has just put into the store's queue; nothing, if it was there before.
  void takeFresh(const std::vector<store::QueueEntry>& entries) {
    if (entries.empty()) return;
    held = false;
    for (const store::QueueEntry& entry : entries) {
      const QString id = QString::fromStdString(entry.run);
      QStringList& list = entry.waitsFor.empty() ? queue : later;
      if (id != current && !list.contains(id)) list.append(id);
    }
    announceQueue();
    startNext();
  }

  /// The queue as the store has it: what can be trained now, the next run first.
  void queueChanged(const store::Queue& stored) {
    if (edits > 0 || !runs) return;  // told again when the change is there
    paused = stored.paused;
    QStringList waiting;
    for (const store::QueueEntry& entry : stored.entries) {
      const QString id = QString::fromStdString(entry.run);
      const auto run = std::ranges::find(*runs, entry.run, &store::RunRecord::id);
      const bool free = run != runs->end() && run->status != RunStatus::Running &&
                        (run->status != RunStatus::Done || entry.trained) && entry.waitsFor.empty();
      if (free && id != current) waiting.append(id);
    }
    const bool first = !std::exchange(knownBefore, true);
    const bool idle = process == nullptr && queue.isEmpty();
    if (queue != waiting) {
      const bool asked = later.removeIf([&](const QString& id) { return waiting.contains(id); }) > 0;
      // What somebody else has queued while this window had nothing to do is not started unasked.
      if (idle && !asked) held = true;
      queue = waiting;
      announceQueue();
    }
    if (first && !waiting.isEmpty()) emit self.queuedFromBefore(waiting);
    startNext();
  }

  void recover() {
    store.edit([](store::Store& file) { file.recoverLostRuns(store::kLeaseSilence); },
               [owner = QPointer(&self)](const QString&) {
                 if (owner) owner->impl_->store.poke();
               });
  }

  /// Runs of other engines whose heartbeat has gone silent while the window is open.
  void recoverSilentRuns() {
    if (!runs) return;
    const std::int64_t oldest = nowMs() - store::kLeaseSilence.count();
    const bool silent = std::ranges::any_of(*runs, [&](const store::RunRecord& run) {
      return run.status == RunStatus::Running && run.heartbeatMs < oldest &&
             QString::fromStdString(run.id) != current;
    });
    if (silent) recover();
  }
};

RunController::RunController(StoreService& store, QObject* parent)
    : QObject(parent), impl_(std::make_unique<Impl>(*this, store)) {
  setStopPatience(std::chrono::seconds(10), std::chrono::seconds(30));
  impl_->terminateTimer.setSingleShot(true);
  impl_->killTimer.setSingleShot(true);
  connect(&impl_->terminateTimer, &QTimer::timeout, this, [this] {
    if (impl_->process != nullptr) impl_->process->terminate();
  });
  connect(&impl_->killTimer, &QTimer::timeout, this, &RunController::stopIsSlow);
  impl_->recoverTimer.setInterval(kRecoverEvery);
  connect(&impl_->recoverTimer, &QTimer::timeout, this, [this] { impl_->recoverSilentRuns(); });
  connect(&store, &StoreService::opened, this, [this] {
    impl_->recover();
    impl_->recoverTimer.start();
  });
  connect(&store, &StoreService::runsChanged, this, [this](const Runs& runs) { impl_->runs = runs; });
  connect(&store, &StoreService::queueChanged, this,
          [this](const auto& queue) { impl_->queueChanged(*queue); });
}

RunController::~RunController() = default;

QString RunController::findEngine() {
  const QString named = qEnvironmentVariable("SKEWSCOPE_ENGINE");
  if (!named.isEmpty()) return named;
  const QString beside = QCoreApplication::applicationDirPath() + QStringLiteral("/skewscope-engine");
  if (QFileInfo(beside).isExecutable()) return beside;
  return QStandardPaths::findExecutable(QStringLiteral("skewscope-engine"));
}

void RunController::setEngine(const QString& program) {
  impl_->engineProgram = program;
}

void RunController::setStopPatience(std::chrono::milliseconds terminateAfter,
                                    std::chrono::milliseconds offerKillAfter) {
  impl_->terminateTimer.setInterval(terminateAfter);
  impl_->killTimer.setInterval(offerKillAfter);
}

void RunController::enqueue(const spec::ExperimentSpec& spec) {
  impl_->held = false;
  impl_->store.addRun(spec, [owner = QPointer(this)](const QString& id, const QString& error) {
    if (!owner) return;
    if (id.isEmpty()) {
      emit owner->problem(tr("The run could not be added to the store: %1").arg(error));
      return;
    }
    Impl& impl = *owner->impl_;
    impl.queue.append(id);
    impl.announceQueue();
    impl.editQueue([run = id.toStdString()](store::Store& file) { file.enqueue({run}); },
                   [owner] { owner->impl_->startNext(); });
  });
}

void RunController::enqueueBy(std::function<void(store::Store&)> change, std::function<void()> done) {
  auto fresh = std::make_shared<std::vector<store::QueueEntry>>();
  impl_->editQueue(
      [change = std::move(change), fresh](store::Store& file) { *fresh = queuedBy(file, change); },
      [owner = QPointer(this), done = std::move(done), fresh] {
        if (owner) owner->impl_->takeFresh(*fresh);
        if (owner && done) done();
      });
}

void RunController::resumeRun(const QString& runId) {
  if (runId == impl_->current) return;
  impl_->queue.removeAll(runId);
  const std::string first = impl_->queue.isEmpty() ? std::string() : impl_->queue.constFirst().toStdString();
  impl_->queue.prepend(runId);
  impl_->editQueue(
      [run = runId.toStdString(), first](store::Store& file) {
        file.enqueue({run});
        if (!first.empty()) file.moveInQueue(run, first);
      },
      [owner = QPointer(this)] {
        if (owner) owner->startQueue();
      });
}

void RunController::cancelQueued(const QString& runId) {
  impl_->later.removeAll(runId);
  if (impl_->queue.removeAll(runId) > 0) impl_->announceQueue();
  if (runId == impl_->current) return;
  impl_->editQueue([id = runId.toStdString()](store::Store& file) { file.dequeue(id); });
}

void RunController::moveQueued(const QString& runId, const QString& before) {
  if (impl_->queue.removeAll(runId) == 0) return;
  const auto place = impl_->queue.indexOf(before);
  impl_->queue.insert(place < 0 ? impl_->queue.size() : place, runId);
  impl_->announceQueue();
  impl_->editQueue([run = runId.toStdString(), next = before.toStdString()](store::Store& file) {
    file.moveInQueue(run, next);
  });
}

void RunController::setQueuePaused(bool paused) {
  impl_->paused = paused;
  impl_->announceQueue();
  impl_->editQueue([paused](store::Store& file) { file.setQueuePaused(paused); },
                   [owner = QPointer(this)] {
                     if (owner) owner->impl_->startNext();
                   });
}

void RunController::pause() {
  if (impl_->state == State::Running && impl_->process != nullptr)
    impl_->process->send(protocol::Command::Pause);
}

void RunController::unpause() {
  if (impl_->state == State::Paused && impl_->process != nullptr)
    impl_->process->send(protocol::Command::Resume);
}

void RunController::stop() {
  impl_->held = true;
  if (impl_->process == nullptr || impl_->state == State::Stopping) return;
  impl_->setState(State::Stopping);
  impl_->process->send(protocol::Command::Stop);
  impl_->terminateTimer.start();
  impl_->killTimer.start();
}

void RunController::startQueue() {
  impl_->held = false;
  impl_->announceQueue();
  impl_->startNext();
}

void RunController::killEngine() {
  if (impl_->process != nullptr) impl_->process->kill();
}

void RunController::detach() {
  impl_->held = true;
  if (impl_->process == nullptr) return;
  impl_->terminateTimer.stop();
  impl_->killTimer.stop();
  impl_->process->detach();
  std::exchange(impl_->process, nullptr)->deleteLater();
  impl_->current.clear();
  impl_->setState(State::Idle);
}

RunController::State RunController::state() const {
  return impl_->state;
}
QString RunController::currentRun() const {
  return impl_->current;
}
int RunController::queueLength() const {
  return static_cast<int>(impl_->queue.size());
}
QStringList RunController::queue() const {
  return impl_->queue;
}
bool RunController::isQueuePaused() const {
  return impl_->paused;
}
bool RunController::isHeld() const {
  return impl_->held;
}
qint64 RunController::engineProcessId() const {
  return impl_->process == nullptr ? 0 : impl_->process->processId();
}

}  // namespace skewscope::ui
