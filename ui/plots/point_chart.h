#pragma once

#include <QByteArray>
#include <QColor>
#include <QString>
#include <QStringList>
#include <QWidget>
#include <optional>
#include <utility>
#include <vector>

#include "core/report/figure_spec.h"
#include "ui/plots/curve_set.h"
#include "ui/plots/plot_painter.h"

namespace skewscope::ui {

/// Shares against a number above 0, as points that are joined to lines: one pair of axes, or several beside
/// each other, all x axes logarithmic.
struct PointChart {
  /// A mean over repetitions, or one value.
  struct Point {
    double x = 0;              ///< above 0
    double y = 0;              ///< share; gaps may be below 0
    double low = 0, high = 0;  ///< ends of its band; NaN: it has none
    int n = 1;                 ///< repetitions
    QString label;             ///< of a point that has a name: "cat"
    QString said;              ///< what the pointer reads out
    QStringList runs;          ///< ids of the runs that it is made of
  };
  struct Line {
    QString name;
    QColor colour;
    Marker marker = Marker::Circle;
    Qt::PenStyle style = Qt::SolidLine;
    std::vector<Point> points;  ///< ascending x
  };
  /// One pair of axes.
  struct Panel {
    QString title;  ///< above the axes where there are several panels
    QString xTitle, yTitle;
    QString xName, yName;  ///< the same for programs: "ratio", "relative_gap"
    std::vector<Line> lines;
    QString message;          ///< why it has no lines beside one that has; else empty
    report::FigureAxis x, y;  ///< of a figure that has its axes set; y in per cent
  };
  QString title;
  std::vector<Panel> panels;
  bool areas = false;  ///< bands are areas between lines instead of bars at the points
  QString note;        ///< what points and bands are: "mean ± standard deviation, N = 3"
  QString message;     ///< why there is nothing to draw, and what would fill it
  QString provenance;  ///< kept in exported files

  /// Whether there is no point.
  bool isEmpty() const;
};

/// A point of a chart.
struct PointPlace {
  int panel = -1, line = -1, point = -1;  ///< -1: none
  bool isNone() const { return point < 0; }
  bool operator==(const PointPlace&) const = default;
};

/// "N = 3" or "N = 1–3" over all points that have a value; empty without points.
QString pointCountText(const PointChart& chart);

/// Whether the points of a line are joined: those of nearly one place, such as the classes of a balanced
/// subset, are not.
bool isJoined(const PointChart::Line& line);

/// How far each line of a panel is moved along x, in the unit of `unit` (type size), so that bars at the same
/// place do not hide each other; 0 where none meet, and of areas (PointChart::areas).
std::vector<double> barShifts(const PointChart::Panel& panel, bool areas, double unit);

/// The axes of a panel that has points, with ends and ticks: those that were set, else around the points,
/// with 0 on the y axis. A few places of points are the ticks of the x axis.
std::pair<report::FigureAxis, report::FigureAxis> pointAxes(const PointChart::Panel& panel);

/// Gives the panels with points one y axis, that around the points of all, where no end of theirs is set:
/// heights beside each other are compared by eye.
void shareYAxis(PointChart& chart);

/// Draws the panels beside each other and, if the style has one, the key above them into `area`; of an empty
/// chart the message.
void drawPointChart(PlotPainter& plot, const PointChart& chart, const QRectF& area);

/// What is drawn, exactly, after csvHead(): panel, series, label, x, y, ends of the band, n. Shares are in
/// [0, 1].
QByteArray pointChartCsv(const PointChart& chart);

/// A chart on screen, in the colours of the scheme. The pointer or the arrow keys read a point out; a click
/// or Enter chooses it.
class PointChartView : public QWidget {
  Q_OBJECT
 public:
  explicit PointChartView(QWidget* parent = nullptr);

  /// Shows a chart; its points are the accessible description too.
  void setChart(const PointChart& chart);
  /// What is shown.
  const PointChart& chart() const { return chart_; }
  /// Emphasises the points of that label; empty: none.
  void setHighlighted(const QString& label);
  const QString& highlighted() const { return highlighted_; }
  /// Where a point stands in the widget.
  QPointF positionOf(const PointPlace& place) const;
  /// The point that the pointer or the keys are at.
  PointPlace current() const { return current_; }
  /// That point, or nothing.
  const PointChart::Point* pointAt(const PointPlace& place) const;

  QSize minimumSizeHint() const override { return {240, 160}; }

 signals:
  /// The pointer or the keys are at another point: what is said of it, or nothing.
  void pointed(const QString& said);
  /// A point is chosen by a click or Enter; none by a click beside all points or Escape.
  void chosen(const skewscope::ui::PointPlace& place);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  PointPlace placeAt(QPointF position) const;
  void setCurrent(const PointPlace& place);

  PointChart chart_;
  QString highlighted_;
  PointPlace current_;
};

}  // namespace skewscope::ui
