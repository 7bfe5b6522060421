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

/// Starts engine processes for the runs in the queue of the store, one at a time, and passes on what they
/// say: a worker of the queue like `skewscope-engine work`, and beside any others. It never blocks; what a
/// run is, and what waits, is in the store.
class RunController : public QObject {
  Q_OBJECT
 public:
  enum class State { Idle, Starting, Running, Paused, Stopping };
  Q_ENUM(State)

  RunController(StoreService& store, QObject* parent = nullptr);
  /// An engine that still works gets `stop` and writes its checkpoint on its own.
  ~RunController() override;

  /// The engine that is started: $SKEWSCOPE_ENGINE, else skewscope-engine beside this program, else in the
  /// PATH. Empty if there is none.
  static QString findEngine();
  /// Another engine than findEngine()'s.
  void setEngine(const QString& program);
  /// How long stop() waits before SIGTERM, and before stopIsSlow(). Defaults 10 s and 30 s.
  void setStopPatience(std::chrono::milliseconds terminateAfter, std::chrono::milliseconds offerKillAfter);

  /// Adds a run to the store and its queue, and starts it as soon as the engine is free.
  void enqueue(const spec::ExperimentSpec& spec);
  /// Makes a change of the store that puts runs into its queue, such as an experiment, and works those off; a
  /// change that queues nothing new starts nothing. An error comes as problem(); `done` is called when the
  /// change is there.
  void enqueueBy(std::function<void(store::Store&)> change, std::function<void()> done = {});
  /// Puts an interrupted or failed run back at the head of the queue.
  void resumeRun(const QString& runId);
  /// Takes a run that has not started out of the queue.
  void cancelQueued(const QString& runId);
  /// Moves a waiting run before another one, or to the end (`before` empty).
  void moveQueued(const QString& runId, const QString& before);
  /// A paused queue gives out no runs, to nobody; those in progress go on. Kept in the store.
  void setQueuePaused(bool paused);
  void pause();  ///< hold after the batch in progress
  void unpause();
  void stop();  ///< checkpoint, end as interrupted; the next queued run does not start by itself
  /// Goes on with the queue after a stop or a problem.
  void startQueue();
  /// SIGKILL to an engine that does not stop. The run can be resumed from its last checkpoint.
  void killEngine();
  /// Lets the engine go on without the window (the process is detached); for closing the window.
  void detach();

  State state() const;
  QString currentRun() const;  ///< id, or empty
  int queueLength() const;
  /// Ids of the waiting runs, the next one first.
  QStringList queue() const;
  bool isQueuePaused() const;
  /// Whether the queue waits for startQueue() (after a stop, or when the engine could not be started).
  bool isHeld() const;
  qint64 engineProcessId() const;  ///< 0 if none works

 signals:
  void stateChanged(skewscope::ui::RunController::State state);
  void queueChanged(int waiting);
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
  /// The engine does not react to stop; killEngine() would end it.
  void stopIsSlow();
  /// For the log drawer.
  void logLine(const QString& level, const QString& text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
