#pragma once

#include <QWidget>
#include <memory>

namespace skewscope::ui {

class RunController;
class StoreService;

/// The queue of the store: what is trained and what waits, first run first, with the time that it will all
/// take. Waiting runs are dragged into another order, taken out (Delete), or moved to the front; the queue is
/// started and paused here.
class QueuePanel : public QWidget {
  Q_OBJECT
 public:
  QueuePanel(StoreService& store, RunController& controller, QWidget* parent = nullptr);
  ~QueuePanel() override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
