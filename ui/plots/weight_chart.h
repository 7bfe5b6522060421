#pragma once

#include <QByteArray>
#include <QColor>
#include <QString>
#include <QWidget>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/report/figure_spec.h"
#include "ui/plots/curve_set.h"
#include "ui/plots/plot_painter.h"

namespace skewscope::ui {

struct RunData;

/// Density weights of rwSAM against the sizes of classes: do images of rare classes weigh more, as they
/// should, although no label was read?
struct WeightChart {
  /// A class.
  struct Point {
    QString name;
    std::int64_t count = 0;  ///< training images of the class, at least 1
    double weight = 0;       ///< mean of its images' weights, whose mean over all images is 1
    QColor colour;
  };
  /// A run.
  struct Series {
    QString runId, run;
    Marker marker = Marker::Circle;
    std::vector<Point> points;
    /// Spearman, over classes: mean weight and 1 / count; NaN where one of them is the same for all.
    double correlation = 0;
  };
  QString title;
  std::vector<Series> series;
  report::FigureAxis x, y;  ///< of a figure that has its axes set
  QString message;          ///< why there is nothing to draw; else empty
  QString provenance;       ///< kept in exported files

  /// Whether there is nothing to draw.
  bool isEmpty() const { return series.empty(); }
};

/// What the selected runs have: those without weights are left out.
WeightChart weightChart(const std::vector<std::shared_ptr<const RunData>>& runs, bool dark);

/// Draws points on logarithmic axes with names, and the rank correlation of as many runs as the key has room
/// for, into `area`.
void drawWeightChart(PlotPainter& plot, const WeightChart& chart, const QRectF& area);

/// The axes of a chart that has points, with ends and ticks: those that were set, else around the points.
std::pair<report::FigureAxis, report::FigureAxis> weightAxes(const WeightChart& chart);

/// What the key says of a run's correlation, or why there is none.
QString correlationText(const WeightChart::Series& series);

/// Run, class, count, mean weight, exactly, after csvHead().
QByteArray weightChartCsv(const WeightChart& chart);

/// The chart on screen, in the colours of the scheme; the pointer reads a point out.
class WeightChartView : public QWidget {
  Q_OBJECT
 public:
  explicit WeightChartView(QWidget* parent = nullptr);

  /// Shows a chart; its correlations are the accessible description too.
  void setChart(const WeightChart& chart);
  /// What is shown.
  const WeightChart& chart() const { return chart_; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QString textAt(QPointF place) const;

  WeightChart chart_;
};

}  // namespace skewscope::ui
