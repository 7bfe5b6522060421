#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <chrono>
#include <functional>
#include <memory>

#include "core/protocol/messages.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::store {
class Store;
}

namespace skewscope::ui {

class StoreService;

/// Starts engine processes for the runs in the queue of the store, one or several at once, and passes on what
/// they say: it works off the queue like `skewscope-engine work` does, beside any such workers, and starts
/// and stops those too. It never blocks; what a run is, and what waits, is in the store.
class RunController : public QObject {
  Q_OBJECT
 public:
  /// Of all engines in one word: Running if any trains, else Starting if any begins, else Paused, else
  /// Stopping.
  enum class State { Idle, Starting, Running, Paused, Stopping };
  Q_ENUM(State)
  static constexpr int kMostJobs = 64;

  RunController(StoreService& store, QObject* parent = nullptr);
  /// Engines that still work get `stop` and write their checkpoints on their own.
  ~RunController() override;

  /// The engine that is started: $SKEWSCOPE_ENGINE, else skewscope-engine beside this program, else in the
  /// PATH. Empty if there is none.
  static QString findEngine();
  /// Another engine than findEngine()'s.
  void setEngine(const QString& program);
  /// The engine that is started; empty if there is none.
  QString engine() const;
  /// How long stop() waits before SIGTERM, and before stopIsSlow(). Defaults 10 s and 30 s.
  void setStopPatience(std::chrono::milliseconds terminateAfter, std::chrono::milliseconds offerKillAfter);

  /// How many runs train at once, 1 (as it begins) to kMostJobs; each gets an equal share of the cores unless
  /// its own options say otherwise. Fewer than are in progress end none of them.
  void setJobs(int most);
  int jobs() const;

  /// Adds a run to the store and its queue, and starts it as soon as an engine is free.
  void enqueue(const spec::ExperimentSpec& spec);
  /// Makes a change of the store that puts runs into its queue, such as an experiment, and works those off; a
  /// change that queues nothing new starts nothing. An error comes as problem(); `done` is called when the
  /// change is there.
  void enqueueBy(std::function<void(store::Store&)> change, std::function<void()> done = {});
  /// Puts an interrupted or failed run back at the head of the queue.
  void resumeRun(const QString& runId);
  /// The same, to go on on the processor, whatever device the run asks for.
  void resumeOnProcessor(const QString& runId);
  /// Takes a run that has not started out of the queue.
  void cancelQueued(const QString& runId);
  /// Moves a waiting run before another one, or to the end (`before` empty).
  void moveQueued(const QString& runId, const QString& before);
  /// A paused queue gives out no runs, to nobody; those in progress go on. Kept in the store.
  void setQueuePaused(bool paused);
  void pause();  ///< every run holds after its batch in progress
  void unpause();
  void stop();  ///< every run: checkpoint, end as interrupted; the next queued run does not start by itself
  /// Stops one run in the same way; the others and the queue go on.
  void stopRun(const QString& runId);
  /// Goes on with the queue after a stop or a problem.
  void startQueue();
  /// SIGKILL to the engines that were told to stop and have not. Their runs can be resumed from their last
  /// checkpoints.
  void killEngines();
  /// Hands the queue to a worker (`skewscope-engine work`, jobs() runs at once): a process that goes on when
  /// the window is closed, and ends when nothing waits any more. Runs that train here go on here; the window
  /// takes none of those that wait until startQueue(). What the worker says goes to workerLog(); it is
  /// watched through the store (store::Queue::workers), as workers on other machines are. False if it could
  /// not be started, with a problem().
  bool startWorker();
  /// Where workers that were started here write: `<store>.worker.log`.
  QString workerLog() const;
  /// Asks a worker, ours or not, to write checkpoints and end; its runs stay in the queue.
  void stopWorker(const QString& workerId);
  /// Takes a worker that has fallen silent off the list.
  void forgetWorker(const QString& workerId);
  /// Lets the engines go on without the window (the processes are detached), and has a worker go on with what
  /// waits, unless the queue is held or paused; for closing the window.
  void detach();

  State state() const;
  QStringList runsInProgress() const;  ///< ids of the runs whose engines are this window's, oldest first
  int queueLength() const;
  /// Ids of the waiting runs, the next one first.
  QStringList queue() const;
  bool isQueuePaused() const;
  /// Whether the queue waits for startQueue() (after a stop, or when the engine could not be started).
  bool isHeld() const;
  qint64 engineProcessId(const QString& runId) const;  ///< 0 if none of ours works on it

 signals:
  void stateChanged(skewscope::ui::RunController::State state);
  void queueChanged(int waiting);
  /// An engine was started or is gone.
  void runsInProgressChanged(const QStringList& runIds);
  void event(const skewscope::protocol::Event& event);
  /// The engine process ended without a word (killed, crashed): what happened and what to do, for display in
  /// place.
  void engineLost(const QString& runId, const QString& message);
  /// A run could not be started, or the engine is missing.
  void problem(const QString& message);
  /// A run came to its end by itself: `status` as in the store, `message` for failed and interrupted.
  void runEnded(const QString& runId, const QString& status, const QString& message);
  /// Once after the store is open, if runs wait in its queue. It is held until startQueue().
  void queuedFromBefore(const QStringList& runIds);
  /// The queue has been handed to a worker.
  void workerStarted();
  /// An engine does not react to stop; killEngines() would end it.
  void stopIsSlow();
  /// For the log drawer.
  void logLine(const QString& level, const QString& text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
