#pragma once

#include <qcustomplot.h>

#include <memory>
#include <vector>

#include "ui/plots/curve_isolation.h"
#include "ui/plots/curve_picture.h"

namespace skewscope::ui {

/// Width of the curves on screen, and of their samples in the key.
constexpr double kCurveWidth = 1.6;

/// Pen of a curve: DashLine is the dash of the rare classes, DotLine the short one of overlaid runs. Plots,
/// figures and keys all take it from here, so that a key shows what is drawn.
QPen curvePen(const QColor& colour, double width, Qt::PenStyle style);

/// Colour of measured values behind a smoothed line of `colour`, and of the area of its band.
QColor steppedBack(QColor colour);
QColor bandFill(QColor colour);

/// Draws a sign around `centre`, with `edge` as its outline; a cross, which is lines alone, has none.
void drawMarker(QPainter& painter, Marker marker, const QPointF& centre, double radius, const QColor& colour,
                const QPen& edge = Qt::NoPen);

/// The picture of the curves, between the axes of a CurvePlot and the labels.
class CurveLayer : public QCPLayerable {
  Q_OBJECT
 public:
  CurveLayer(QCustomPlot* plot, const QString& layer);

  void setDrawn(DrawnCurves drawn) { drawn_ = std::move(drawn); }
  const DrawnCurves& drawn() const { return drawn_; }

 protected:
  void applyDefaultAntialiasingHint(QCPPainter*) const override {}
  void draw(QCPPainter* painter) override;

 private:
  DrawnCurves drawn_;
};

/// The axes of a plot as its pictures take them.
std::vector<CurvePicture::Axes> pictureAxes(const QCustomPlot& plot);

/// What CurvePlot writes over the curves: the labels at their ends, and the message of an empty plot.
class EndLabels : public QCPLayerable {
  Q_OBJECT
 public:
  EndLabels(QCustomPlot* plot, const QString& layer);

  void setCurves(std::shared_ptr<const CurveSet> curves);
  void setEmphasis(const CurveName& curve) { emphasis_ = curve; }
  /// Room that the labels need to the right of the curves' ends, in pixels.
  double width() const { return width_; }
  /// The curve whose label is at `position`, or none.
  CurveName curveAt(const QPointF& position) const;
  /// What they say, pane by pane from top to bottom: "airplane 84.6 · n=500".
  QStringList texts() const;

 protected:
  void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
  void draw(QCPPainter* painter) override;

 private:
  struct Hit {
    QRectF area;
    CurveName curve;
    QString text;
  };
  void drawPane(QCPPainter* painter, const Pane& pane, QCPAxisRect* rect);
  void measure();
  QFont labelFont(bool bold) const;

  std::shared_ptr<const CurveSet> curves_;
  CurveName emphasis_;
  double width_ = 0, nameWidth_ = 0;
  std::vector<Hit> hits_;
};

/// The vertical line at one place of the x axis and the sorted list of values there.
class HoverReadout : public QCPLayerable {
  Q_OBJECT
 public:
  HoverReadout(QCustomPlot* plot, const QString& layer);

  void setCurves(std::shared_ptr<const CurveSet> curves) { curves_ = std::move(curves); }
  /// NaN hides it.
  void setPlace(double place) { place_ = place; }
  double place() const { return place_; }
  /// The read-out as text, best first, for tests and assistive technology.
  QString text() const;

 protected:
  void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
  void draw(QCPPainter* painter) override;

 private:
  struct Row {
    const Curve* curve;
    std::vector<double> values;  ///< one a run; NaN where there is none
  };
  /// Rows of one pane: curves of one key share a row, sorted by the first run's value.
  std::vector<Row> rows(const Pane& pane) const;
  void drawPane(QCPPainter* painter, const Pane& pane, QCPAxisRect* rect);

  std::shared_ptr<const CurveSet> curves_;
  double place_;
};

}  // namespace skewscope::ui
