#pragma once

#include <QStatusBar>
#include <QString>
#include <QStringList>
#include <map>
#include <string>

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
  /// The runs in progress: what others have said counts no more. Of several, the speeds are added and the
  /// longest time to go is shown.
  void setRuns(const QStringList& ids);
  void setQueue(int waiting, bool held);
  void setStore(const QString& path);
  /// Whether another engine (of another window, or left in the background) trains into this store.
  void setElsewhere(int runs);
  void take(const protocol::Event& event);
  /// The line as it reads, parts separated by " · ".
  QString text() const;

 private:
  /// What a run in progress has said last.
  struct Progress {
    QString epoch, phase, device;
    std::int64_t epochs = 0;
    double imagesPerSecond = 0, etaSeconds = -1;
  };

  QLabel* part(bool right, const QString& name);
  void refresh();
  void showProgress();
  static void set(QLabel* label, const QString& text);

  RunController::State state_ = RunController::State::Idle;
  std::map<std::string, Progress> progress_;  ///< by run
  int elsewhere_ = 0;
  QLabel *dot_, *stateText_, *epoch_, *speed_, *eta_, *queue_, *device_, *store_;
};

}  // namespace skewscope::ui
