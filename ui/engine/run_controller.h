#pragma once

#include <QObject>
#include <QString>
#include <memory>

#include "core/protocol/messages.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::ui {

class StoreService;

/// Starts engine processes for the queued runs of the store, one at a time, and passes on what they say. It never
/// blocks; what a run is, is in the store.
class RunController : public QObject {
  Q_OBJECT
 public:
  enum class State { Idle, Starting, Running, Paused, Stopping };
  Q_ENUM(State)

  RunController(StoreService& store, QObject* parent = nullptr);
  ~RunController() override;

  /// Adds a run to the store as queued and starts it as soon as the engine is free.
  void enqueue(const spec::ExperimentSpec& spec);
  /// Puts an interrupted or failed run back at the head of the queue.
  void resumeRun(const QString& runId);
  /// Takes a run that has not started out of the queue.
  void cancelQueued(const QString& runId);
  void pause();      ///< hold after the batch in progress
  void unpause();
  void stop();       ///< checkpoint, end as interrupted; the next queued run does not start by itself
  /// Lets the engine go on without the window (the process is detached); for closing the window.
  void detach();

  State state() const;
  QString currentRun() const;   ///< id, or empty
  int queueLength() const;

 signals:
  void stateChanged(skewscope::ui::RunController::State state);
  void queueChanged(int waiting);
  void event(const skewscope::protocol::Event& event);
  /// The engine process ended without a word (killed, crashed): what happened and what to do, for display in place.
  void engineLost(const QString& runId, const QString& message);
  /// A run could not be started, or the engine is missing.
  void problem(const QString& message);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
