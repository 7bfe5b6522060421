#include "ui/engine/run_controller.h"

#include <fcntl.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>
#include <QProcess>
#include <QStandardPaths>
#include <QThread>
#include <QTimer>
#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "core/base/system.h"
#include "core/store/reader.h"
#include "ui/engine/engine_process.h"
#include "ui/engine/lost_run.h"
#include "ui/models/store_service.h"

namespace skewscope::ui {
namespace {

using store::RunStatus;
using Runs = std::shared_ptr<const std::vector<store::RunRecord>>;

constexpr auto kRecoverEvery = std::chrono::seconds(2);

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

  /// An engine process and the run that it trains.
  struct Job {
    QString run;
    EngineProcess* process = nullptr;
    State state = State::Starting;
    bool begun = false;  // the engine has said `started`
    QTimer terminateTimer, killTimer;
  };

  RunController& self;
  StoreService& store;
  QString engineProgram;
  std::vector<std::unique_ptr<Job>> jobs;  // in the order of their start
  int mostJobs = 1;
  std::chrono::milliseconds terminateAfter = std::chrono::seconds(10), killAfter = std::chrono::seconds(30);
  QStringList queue;
  QStringList later;  // queued here, and waiting for the weights of another run
  Runs runs;
  State told = State::Idle;  // as stateChanged() gave it last
  bool held = false;         // the queue waits for the user
  bool paused = false;       // the queue of the store gives out no runs
  bool knownBefore = false;  // queuedFromBefore() has been decided
  int edits = 0;             // changes of the queue that are on their way to the store
  QTimer recoverTimer;

  /// All engines in one word: what trains counts before what begins, what begins before what is held.
  State state() const {
    for (const State each : {State::Running, State::Starting, State::Paused, State::Stopping}) {
      if (std::ranges::any_of(jobs, [&](const auto& job) { return job->state == each; })) return each;
    }
    return State::Idle;
  }

  void announceState() {
    const State now = state();
    if (std::exchange(told, now) != now) emit self.stateChanged(now);
  }

  void setState(Job& job, State next) {
    job.state = next;
    announceState();
  }

  Job* jobOf(const QString& run) const {
    const auto found = std::ranges::find_if(jobs, [&](const auto& job) { return job->run == run; });
    return found == jobs.end() ? nullptr : found->get();
  }

  QStringList current() const {
    QStringList ids;
    for (const auto& job : jobs) ids.append(job->run);
    return ids;
  }

  void announceQueue() { emit self.queueChanged(static_cast<int>(queue.size())); }

  /// The engine; empty, with a problem() and the queue held, if there is none.
  QString program() {
    QString engine = engineProgram.isEmpty() ? findEngine() : engineProgram;
    if (engine.isEmpty()) {
      held = true;
      emit self.problem(
          tr("The training engine (skewscope-engine) was not found beside this program or in the PATH. "
             "The run waits in the queue; set SKEWSCOPE_ENGINE to the engine and start the queue."));
    }
    return engine;
  }

  void startNext() {
    const auto most = static_cast<std::size_t>(mostJobs);
    while (jobs.size() < most && !held && !paused && !queue.isEmpty()) {
      const QString engine = program();
      if (engine.isEmpty()) return;
      start(engine, queue.takeFirst());
    }
  }

  void start(const QString& program, const QString& run) {
    Job& job = *jobs.emplace_back(std::make_unique<Job>());
    job.run = run;
    job.process = new EngineProcess(&self);
    QObject::connect(job.process, &EngineProcess::event, &self,
                     [this, &job](const protocol::Event& event) { take(job, event); });
    QObject::connect(job.process, &EngineProcess::logLine, &self, &RunController::logLine);
    QObject::connect(job.process, &EngineProcess::ended, &self,
                     [this, &job](const EngineProcess::Exit& exit) { ended(job, exit); });
    job.terminateTimer.setSingleShot(true);
    job.killTimer.setSingleShot(true);
    QObject::connect(&job.terminateTimer, &QTimer::timeout, job.process, &EngineProcess::terminate);
    QObject::connect(&job.killTimer, &QTimer::timeout, &self, &RunController::stopIsSlow);
    announceQueue();
    announceState();
    emit self.runsInProgressChanged(current());
    // Runs side by side share the cores, as those of `skewscope-engine work --jobs` do.
    const int cores = std::max(QThread::idealThreadCount() / mostJobs, 1);
    job.process->start(program, {QStringLiteral("train"), QStringLiteral("--store"),
                                 QString::fromStdString(store.path().string()), QStringLiteral("--run"), run,
                                 QStringLiteral("--json"), QStringLiteral("--control"),
                                 QStringLiteral("--cores"), QString::number(cores)});
  }

  void take(Job& job, const protocol::Event& event) {
    if (std::holds_alternative<protocol::Started>(event)) {
      job.begun = true;
      if (job.state == State::Starting) setState(job, State::Running);
    } else if (std::holds_alternative<protocol::Paused>(event)) {
      if (job.state == State::Running) setState(job, State::Paused);
    } else if (std::holds_alternative<protocol::Resumed>(event)) {
      if (job.state == State::Paused) setState(job, State::Running);
    } else if (const auto* log = std::get_if<protocol::Log>(&event)) {
      emit self.logLine(QString::fromStdString(log->level), QString::fromStdString(log->text));
    }
    if (!std::holds_alternative<protocol::Step>(event)) store.poke();
    emit self.event(event);
  }

  /// Forgets an engine; its process object goes with the next turn of the event loop.
  void remove(const Job& job) {
    job.process->deleteLater();
    std::erase_if(jobs, [&](const auto& each) { return each.get() == &job; });
    emit self.runsInProgressChanged(current());
  }

  void ended(const Job& job, const EngineProcess::Exit& exit) {
    const QString run = job.run;
    const bool stopped = job.state == State::Stopping, begun = job.begun;
    remove(job);
    if (!exit.started) {
      queue.prepend(run);
      held = true;
      announceState();
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
      announceState();
      emit self.runEnded(run, QString::fromStdString(exit.lastWord->status),
                         QString::fromStdString(exit.lastWord->message));
    } else {
      lost(run, exit, begun, stopped);
    }
    startNext();
  }

  void lost(const QString& run, const EngineProcess::Exit& exit, bool begun, bool stopped) {
    const QString reason = reasonOf(exit);
    // A refusal before the start would only repeat itself; anything else can go on from the checkpoint.
    const bool refused = !begun && !exit.crashed && !stopped;
    const RunStatus status = refused ? RunStatus::Failed : RunStatus::Interrupted;
    // Nobody may be there to take it up while others wait, which may even wait for its features.
    const bool others = !queue.isEmpty() || !later.isEmpty() || !jobs.empty();
    const bool again = exit.crashed && begun && !stopped && others;
    const bool wasHeld = held;
    if (refused) held = true;
    const auto end = std::make_shared<LostRun>(LostRun::Ended);
    const auto tell = [this, run, reason, refused, wasHeld, end] {
      if (refused && *end == LostRun::Elsewhere) {
        held = wasHeld;
        emit self.logLine(QStringLiteral("info"),
                          tr("A worker was faster: it trains the run %1.").arg(run.left(8)));
        startNext();
        return;
      }
      if (*end == LostRun::TriedAgain) later.append(run);
      if (refused) held = wasHeld || !queue.isEmpty();
      const QString then = refused ? tr("The run did not start.")
                           : *end == LostRun::TriedAgain
                               ? tr("It is tried again from its last checkpoint.")
                               : tr("The run is interrupted; Resume goes on from its last checkpoint.");
      emit self.engineLost(run, reason + u' ' + then);
    };
    editQueue([id = run.toStdString(), status, ours = begun, again, text = reason.toStdString(),
               end](store::Store& file) { *end = endLostRun(file, id, ours, again, status, text); },
              tell);
    announceState();
  }

  void stop(Job& job) {
    if (job.state == State::Stopping) return;
    setState(job, State::Stopping);
    job.process->send(protocol::Command::Stop);
    job.terminateTimer.start(terminateAfter);
    job.killTimer.start(killAfter);
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

  /// Puts a run at the head of the queue; `device`: where it goes on, empty: as it was asked for.
  void resume(const QString& runId, const std::string& device) {
    if (jobOf(runId) != nullptr) return;
    queue.removeAll(runId);
    const std::string first = queue.isEmpty() ? std::string() : queue.constFirst().toStdString();
    queue.prepend(runId);
    editQueue(
        [run = runId.toStdString(), first, device](store::Store& file) {
          if (!device.empty()) file.setDevice(run, device);
          file.enqueue({run});
          if (!first.empty()) file.moveInQueue(run, first);
        },
        [owner = QPointer(&self)] {
          if (owner) owner->startQueue();
        });
  }

  /// Works off what the user has just put into the store's queue; nothing, if it was there before.
  void takeFresh(const std::vector<store::QueueEntry>& entries) {
    if (entries.empty()) return;
    held = false;
    for (const store::QueueEntry& entry : entries) {
      const QString id = QString::fromStdString(entry.run);
      QStringList& list = entry.waitsFor.empty() ? queue : later;
      if (jobOf(id) == nullptr && !list.contains(id)) list.append(id);
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
      if (free && jobOf(id) == nullptr) waiting.append(id);
    }
    const bool first = !std::exchange(knownBefore, true);
    const bool idle = jobs.empty() && queue.isEmpty();
    if (queue != waiting) {
      const bool asked = later.removeIf([&](const QString& id) { return waiting.contains(id); }) > 0;
      // What somebody else has queued while this window had nothing to do is not started unasked.
      if (idle && !asked) held = true;
      queue = waiting;
      announceQueue();
    }
    // What a worker is at needs no hand of the user.
    const bool worked = std::ranges::any_of(stored.workers, [](const store::WorkerRecord& worker) {
      return nowMs() - worker.heartbeatMs <= store::kLeaseSilence.count();
    });
    if (first && !waiting.isEmpty() && !worked) emit self.queuedFromBefore(waiting);
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
             jobOf(QString::fromStdString(run.id)) == nullptr;
    });
    if (silent) recover();
  }
};

RunController::RunController(StoreService& store, QObject* parent)
    : QObject(parent), impl_(std::make_unique<Impl>(*this, store)) {
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

QString RunController::engine() const {
  return impl_->engineProgram.isEmpty() ? findEngine() : impl_->engineProgram;
}

void RunController::setEngine(const QString& program) {
  impl_->engineProgram = program;
}

void RunController::setStopPatience(std::chrono::milliseconds terminateAfter,
                                    std::chrono::milliseconds offerKillAfter) {
  impl_->terminateAfter = terminateAfter;
  impl_->killAfter = offerKillAfter;
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
  impl_->resume(runId, {});
}

void RunController::resumeOnProcessor(const QString& runId) {
  impl_->resume(runId, "cpu");
}

void RunController::cancelQueued(const QString& runId) {
  impl_->later.removeAll(runId);
  if (impl_->queue.removeAll(runId) > 0) impl_->announceQueue();
  if (impl_->jobOf(runId) != nullptr) return;
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

void RunController::setJobs(int most) {
  impl_->mostJobs = std::clamp(most, 1, kMostJobs);
  impl_->startNext();
}

int RunController::jobs() const {
  return impl_->mostJobs;
}

void RunController::pause() {
  for (const auto& job : impl_->jobs) {
    if (job->state == State::Running) job->process->send(protocol::Command::Pause);
  }
}

void RunController::unpause() {
  for (const auto& job : impl_->jobs) {
    if (job->state == State::Paused) job->process->send(protocol::Command::Resume);
  }
}

void RunController::stop() {
  impl_->held = true;
  for (const auto& job : impl_->jobs) impl_->stop(*job);
}

void RunController::stopRun(const QString& runId) {
  if (Impl::Job* job = impl_->jobOf(runId)) impl_->stop(*job);
}

void RunController::startQueue() {
  impl_->held = false;
  impl_->announceQueue();
  impl_->startNext();
}

void RunController::killEngines() {
  for (const auto& job : impl_->jobs) {
    if (job->state == State::Stopping) job->process->kill();
  }
}

bool RunController::startWorker() {
  const QString engine = impl_->program();
  if (engine.isEmpty()) return false;
  QProcess worker;
  worker.setProgram(engine);
  worker.setArguments({QStringLiteral("work"), QStringLiteral("--store"),
                       QString::fromStdString(impl_->store.path().string()), QStringLiteral("--jobs"),
                       QString::number(impl_->mostJobs)});
  worker.setStandardInputFile(QProcess::nullDevice());
  worker.setStandardOutputFile(workerLog(), QIODevice::Append);
  worker.setStandardErrorFile(workerLog(), QIODevice::Append);
  // As the engines of the window; but a detached process is in a session of its own, which has its own
  // niceness (sched(7), "The autogroup feature").
  worker.setChildProcessModifier([] {
    [[maybe_unused]] const int niceness = ::nice(10);
    const int file = ::open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    [[maybe_unused]] const auto written = ::write(file, "10", 2);
    ::close(file);
  });
  if (!worker.startDetached()) {
    emit problem(
        tr("The worker could not be started: %1. The runs wait in the queue.").arg(worker.errorString()));
    return false;
  }
  impl_->held = true;
  impl_->announceQueue();
  emit workerStarted();
  return true;
}

QString RunController::workerLog() const {
  return QString::fromStdString(impl_->store.path().string()) + QStringLiteral(".worker.log");
}

void RunController::stopWorker(const QString& workerId) {
  impl_->editQueue([id = workerId.toStdString()](store::Store& file) { file.askWorkerToStop(id); });
}

void RunController::forgetWorker(const QString& workerId) {
  impl_->editQueue([id = workerId.toStdString()](store::Store& file) { file.removeWorker(id); });
}

void RunController::detach() {
  if (!impl_->held && !impl_->paused && !(impl_->queue.isEmpty() && impl_->later.isEmpty())) startWorker();
  impl_->held = true;
  for (const auto& job : impl_->jobs) job->process->detach();
  while (!impl_->jobs.empty()) impl_->remove(*impl_->jobs.back());
  impl_->announceState();
}

RunController::State RunController::state() const {
  return impl_->state();
}
QStringList RunController::runsInProgress() const {
  return impl_->current();
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
qint64 RunController::engineProcessId(const QString& runId) const {
  const Impl::Job* job = impl_->jobOf(runId);
  return job == nullptr ? 0 : job->process->processId();
}

}  // namespace skewscope::ui
