#pragma once

#include <QFrame>
#include <array>

#include "core/spec/experiment_spec.h"
#include "ui/engine/run_controller.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace skewscope::ui {

class RatioSlider;

/// Mode switch, imbalance ratio and the buttons that start, pause and stop.
class TopBar : public QFrame {
  Q_OBJECT
 public:
  explicit TopBar(QWidget* parent = nullptr);

  /// Shows mode and ratio of a spec; no signals.
  void setSpec(const spec::ExperimentSpec& spec);
  void setState(RunController::State state);
  /// Whether Start may be pressed (`why` not: its tool tip), and how many runs it adds.
  void setStartable(bool startable, int runs, const QString& why);
  RatioSlider* slider() const { return slider_; }
  void focusRatio();

 signals:
  void modeChosen(skewscope::spec::Mode mode);
  void ratioChosen(double ratio);
  void startPressed();
  void pausePressed();  ///< also for resuming
  void stopPressed();

 private:
  QPushButton* segment(const QString& text, const QString& help, const QString& place);
  void showRatio(double ratio);
  void ratioTyped();
  void refreshStart();

  std::array<QPushButton*, 3> modes_{};
  RatioSlider* slider_ = nullptr;
  QLineEdit* ratio_ = nullptr;
  QLabel* factor_ = nullptr;
  QPushButton *pause_ = nullptr, *stop_ = nullptr, *start_ = nullptr;
  double shown_ = 0;
  bool startable_ = true;
  bool showing_ = false;  ///< a spec is being shown, nothing is chosen
  int runs_ = 1;
  QString why_;
  RunController::State state_ = RunController::State::Idle;
};

}  // namespace skewscope::ui
