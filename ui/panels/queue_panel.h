#pragma once

#include <QWidget>
#include <memory>

namespace skewscope::ui {

class RunController;
class StoreService;

/// The queue of the store: what is trained and what waits, first run first, with the time that it will all
/// take. Waiting runs are dragged into another order, taken out (Delete), or moved to the front; a run in
/// progress is stopped; the queue is started and paused here, and how many runs train at once is set.
class QueuePanel : public QWidget {
  Q_OBJECT
 public:
  QueuePanel(StoreService& store, RunController& controller, QWidget* parent = nullptr);
  ~QueuePanel() override;

  /// How many runs train side by side, as it is set here (1 at first).
  int runsAtOnce() const;
  void setRunsAtOnce(int runs);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
