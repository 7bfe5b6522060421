#pragma once

#include <QStatusBar>
#include <QString>

#include "core/protocol/messages.h"
#include "ui/engine/run_controller.h"

class QLabel;

namespace skewscope::ui {

/// "2 min 10 s", "45 s", "3 h 05 min"; "–" for a negative duration.
QString durationText(double seconds);

/// The line at the bottom: state in words with a coloured dot, epoch, images a second, time to go, queue; on
/// the right device, precision, threads and the store's file.
class StatusBar : public QStatusBar {
  Q_OBJECT
 public:
  explicit StatusBar(QWidget* parent = nullptr);

  void setState(RunController::State state);
  void setQueue(int waiting, bool held);
  void setStore(const QString& path);
  /// Whether another engine (of another window, or left in the background) trains into this store.
  void setElsewhere(int runs);
  void take(const protocol::Event& event);
  /// The line as it reads, parts separated by " · ".
  QString text() const;

 private:
  QLabel* part(bool right, const QString& name);
  void refresh();
  static void set(QLabel* label, const QString& text);

  RunController::State state_ = RunController::State::Idle;
  QString phase_;
  int elsewhere_ = 0;
  std::int64_t epochs_ = 0;
  QLabel *dot_, *stateText_, *epoch_, *speed_, *eta_, *queue_, *device_, *store_;
};

}  // namespace skewscope::ui
