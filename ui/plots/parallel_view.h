#pragma once

#include <QImage>
#include <QPixmap>
#include <QWidget>

#include "ui/models/newest_job.h"
#include "ui/plots/parallel_chart.h"

namespace skewscope::ui {

/// A ParallelChart on screen, in the colours of the scheme. By mouse: the pointer names a run and a click
/// chooses it; dragging along an axis sets its range, a double click clears it; dragging a title moves the
/// axis, a double click on it flips the axis. By keys: left and right go through the axes (with Ctrl they
/// move the axis), up and down through its values, with Shift they set its range; F flips, Delete clears the
/// range, Escape all ranges, Enter takes the runs that are kept; the menu key has all that an axis can do.
class ParallelView : public QWidget {
  Q_OBJECT
 public:
  explicit ParallelView(QWidget* parent = nullptr);

  /// Shows a chart; the axis in focus stays so while it is there.
  void setChart(ParallelChart chart);
  /// What is shown, with all that the user has changed of its axes.
  const ParallelChart& chart() const { return chart_; }
  /// Whether each run is inside all ranges.
  const std::vector<bool>& kept() const { return kept_; }
  void clearBrushes();
  /// Whether a drag goes on, whose changes are not the last ones.
  bool isDragging() const { return drag_ != Drag::None; }
  /// Where the parts stand now.
  const ParallelLayout& places() const { return layout_; }
  /// The axis in focus, and the run under the pointer; -1: none.
  int focusedAxis() const { return axis_; }
  int hovered() const { return hovered_; }

  /// Whether lines of many runs are being drawn, on another thread; what is shown meanwhile are those of
  /// before.
  bool isDrawing() const { return drawing_.isRunning(); }

  QSize minimumSizeHint() const override { return {320, 240}; }

 signals:
  /// The user changed the order of the axes, a direction, or a range; while one is dragged, and once more at
  /// the end.
  void axesChanged();
  /// The user wants an axis to go.
  void axisHidden(const QString& key);
  void runClicked(const QString& id);
  /// Enter: the runs that are kept are wanted.
  void keptChosen();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  enum class Drag { None, Range, Title };

  ParallelChart::Axis* focused();
  void layOut();
  void redraw();
  void drawLines();
  void describe();
  void focusAxis(int axis);
  void hover(QPointF place);
  void moveAxis(int axis, int place);
  void flipAxis(int axis);
  void setBrush(int axis, std::optional<compare::AxisBrush> brush);
  void stepLevel(bool up, bool extend);
  void showMenu(int axis, const QPoint& place);
  void drawFocus(QPainter& painter) const;

  ParallelChart chart_;
  ParallelLayout layout_;
  std::vector<bool> kept_;
  QPixmap picture_;    ///< all that does not follow the pointer
  bool stale_ = true;  ///< `picture_` is another chart's
  QImage lines_;       ///< of many runs
  NewestJob<QImage> drawing_;
  int axis_ = -1;       ///< in focus
  double level_ = -1;   ///< position of the cursor on it; below 0: none
  double anchor_ = -1;  ///< where its range begins
  int hovered_ = -1;    ///< run under the pointer
  QPointF pointer_;
  Drag drag_ = Drag::None;
  QPointF pressed_;
  bool moved_ = false;  ///< far enough that it is a drag
};

}  // namespace skewscope::ui
