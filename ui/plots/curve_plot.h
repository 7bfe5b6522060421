#pragma once

#include <qcustomplot.h>

#include <QElapsedTimer>
#include <QTimer>
#include <memory>

#include "ui/plots/curve_set.h"

namespace skewscope::ui {

class EndLabels;
class HoverReadout;

/// What part of its axes a plot shows.
struct PlotRanges {
  bool zoomed = false;  ///< else all, and the ranges say nothing
  QCPRange x;
  std::vector<QCPRange> y;  ///< of the panes
};

/// Draws a CurveSet: curves labelled at their ends, a read-out under the mouse (or moved by Left and Right),
/// zoom by wheel or by dragging a rectangle, double click or Home back to all. Repaints at most ten times a
/// second, however often data arrives.
class CurvePlot : public QCustomPlot {
  Q_OBJECT
 public:
  explicit CurvePlot(QWidget* parent = nullptr);
  ~CurvePlot() override;

  void setCurves(std::shared_ptr<const CurveSet> curves);
  const std::shared_ptr<const CurveSet>& curves() const { return curves_; }

  /// Shows the read-out at the place with data that is nearest to `place` on the x axis; NaN hides it.
  void showReadout(double place);
  /// The read-out's text, empty while hidden.
  QString readoutText() const;

  bool isZoomed() const { return zoomed_; }
  void resetZoom();
  PlotRanges ranges() const;
  /// Takes over the part that another plot of the same panes and axes shows. Emits nothing.
  void setRanges(const PlotRanges& ranges);
  /// `factor` < 1 zooms in around the middle of the x axis.
  void zoom(double factor);

  /// How often the plot was repainted for new data.
  int replots() const { return replots_; }

 signals:
  /// A label at a curve's end was clicked.
  void labelClicked(const QString& key, Qt::KeyboardModifiers modifiers);
  /// The user moved the read-out; NaN: away.
  void readoutMoved(double place);
  /// The user zoomed, or went back to all.
  void zoomChanged();

 protected:
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void schedule();
  void emphasise(const QString& key);
  void draw();
  void layPanes();
  void fillPane(const Pane& pane, QCPAxisRect* rect);
  void styleAxes();
  void makeRoomForLabels();
  void step(int direction);
  void moveReadout(double place);

  std::shared_ptr<const CurveSet> curves_;  ///< the newest
  std::shared_ptr<const CurveSet> drawn_;   ///< those that axes, graphs and labels were made for
  QList<QCPAxisRect*> rects_;
  std::unique_ptr<EndLabels> labels_;
  std::unique_ptr<HoverReadout> hover_;
  QCPMarginGroup* margins_ = nullptr;
  QTimer timer_;
  QElapsedTimer sinceReplot_;
  std::vector<double> places_;  ///< CurveSet::places() of those drawn
  QString emphasis_;            ///< key of the curve whose label is under the mouse; the others step back
  bool zoomed_ = false, settingRanges_ = false;
  int replots_ = 0;
};

}  // namespace skewscope::ui
