#pragma once

#include <qcustomplot.h>

#include <QElapsedTimer>
#include <QTimer>
#include <memory>
#include <optional>

#include "ui/models/newest_job.h"
#include "ui/plots/curve_isolation.h"
#include "ui/plots/curve_picture.h"
#include "ui/plots/plot_ranges.h"

namespace skewscope::ui {

class CurveLayer;
class EndLabels;
class HoverReadout;

/// Draws a CurveSet: curves labelled at their ends, a read-out under the mouse (or moved by Left and Right),
/// zoom by wheel or by dragging a rectangle, double click or Home back to all. A curve is chosen by a click
/// on it or on its label, or by Up, Down and Enter. The curves are drawn on another thread (CurvePicture) and
/// put between axes and labels when they are ready; those of the same runs at most ten times a second,
/// however often new rows arrive.
class CurvePlot : public QCustomPlot {
  Q_OBJECT
 public:
  explicit CurvePlot(QWidget* parent = nullptr);
  ~CurvePlot() override;

  void setCurves(std::shared_ptr<const CurveSet> curves);
  const std::shared_ptr<const CurveSet>& curves() const { return curves_; }
  /// The newest picture of curves, which is on screen.
  const DrawnCurves& drawn() const;

  /// Shows the read-out at the place with data that is nearest to `place` on the x axis; NaN hides it.
  void showReadout(double place);
  /// The read-out's text, empty while hidden.
  QString readoutText() const;

  /// What the labels at the curves' ends say, from top to bottom: "airplane 84.6 · n=500".
  QStringList labelTexts() const;

  bool isZoomed() const { return zoomed_; }
  void resetZoom();
  PlotRanges ranges() const;
  /// Takes over the part that another plot of the same panes and axes shows, once the newest curves are
  /// drawn. Emits nothing.
  void setRanges(const PlotRanges& ranges);
  /// `factor` < 1 zooms in around the middle of the x axis.
  void zoom(double factor);

  /// How often the plot was repainted for new data.
  int replots() const { return replots_; }

 signals:
  /// A curve or the label at its end was clicked. `what` is its isolationOf(), or its key where it has none.
  void curveClicked(const QString& what, Qt::KeyboardModifiers modifiers);
  /// A place without a curve was clicked.
  void groundClicked();
  /// The user moved the read-out; NaN: away.
  void readoutMoved(double place);
  /// The user zoomed, or went back to all.
  void zoomChanged();

 protected:
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void schedule();
  void emphasise(const CurveName& curve);
  /// The curve that is drawn close to `position` and can be isolated, or none.
  CurveName lineAt(const QPointF& position) const;
  void click(const CurveName& curve, Qt::KeyboardModifiers modifiers);
  void stepCurve(int direction);
  void applyRanges(const PlotRanges& ranges);
  void draw();
  void layPanes();
  /// Has the curves drawn for the axes of now.
  void drawCurves();
  void styleAxes();
  void makeRoomForLabels();
  void step(int direction);
  void moveReadout(double place);

  std::shared_ptr<const CurveSet> curves_;  ///< the newest
  std::shared_ptr<const CurveSet> laid_;    ///< those that axes and labels were made for
  QList<QCPAxisRect*> rects_;
  std::unique_ptr<CurveLayer> layer_;
  std::unique_ptr<EndLabels> labels_;
  std::unique_ptr<HoverReadout> hover_;
  QCPMarginGroup* margins_ = nullptr;
  QTimer timer_;
  QElapsedTimer sinceReplot_;
  NewestJob<DrawnCurves> drawing_;
  CurveName emphasis_;              ///< the curve under the mouse, or chosen by keys; the others step back
  std::optional<QPointF> pressed_;  ///< where the button went down on the axes, while it may be a click
  CurveName lastClick_;             ///< what the click before meant; a double click takes it back
  std::optional<PlotRanges> wantedRanges_;  ///< for the curves that are not drawn yet
  bool zoomed_ = false, settingRanges_ = false;
  int replots_ = 0;
};

}  // namespace skewscope::ui
