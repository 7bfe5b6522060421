#pragma once

#include <QWidget>

namespace skewscope::ui {

/// Logarithmic slider for the imbalance ratio r, from 1 (left, balanced) to 0.001 (right), with ticks at the
/// ratios of the literature. Dragging snaps lightly to a tick; between ticks r takes two significant digits.
/// Keys: left/right by a twentieth of a decade, Page Up/Down to the next tick, Home 1, End 0.001. Wheel as
/// the arrow keys, with focus only.
class RatioSlider : public QWidget {
  Q_OBJECT
 public:
  static constexpr double kMinimum = 0.001;
  static constexpr double kMaximum = 1.0;

  explicit RatioSlider(QWidget* parent = nullptr);

  double ratio() const { return ratio_; }
  /// Sets the ratio without a signal, clamped to the slider's range.
  void setRatio(double ratio);

  /// Position in [0, 1] of a ratio, left to right.
  static double positionOf(double ratio);
  /// Ratio at a position in [0, 1], two significant digits; ticks within `snap` (in positions) win.
  static double ratioAt(double position, double snap);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  /// By mouse or keyboard, also while dragged.
  void ratioChanged(double ratio);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void moveTo(double ratio);
  void step(int steps);
  void toTick(int direction);
  void drag(double x);
  double left() const;
  double length() const;
  void describe();

  double ratio_ = 0.01;
  bool dragging_ = false;
};

}  // namespace skewscope::ui
