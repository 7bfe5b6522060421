#pragma once

#include <QByteArray>
#include <QColor>
#include <QString>
#include <QWidget>
#include <cstdint>
#include <memory>
#include <vector>

#include "ui/plots/curve_set.h"
#include "ui/plots/plot_painter.h"

namespace skewscope::ui {

struct RunData;

/// Density weights of rwSAM against the sizes of classes: do images of rare classes weigh more, as they
/// should, although no label was read?
struct WeightChart {
  struct Point {
    QString name;
    std::int64_t count = 0;  ///< training images of the class, at least 1
    double weight = 0;       ///< mean of its images' weights, whose mean over all images is 1
    QColor colour;
  };
  struct Series {
    QString run;
    Marker marker = Marker::Circle;
    std::vector<Point> points;
    double correlation = 0;  ///< Spearman, over classes: mean weight and 1 / count; NaN if all are equal
  };
  QString title;
  std::vector<Series> series;
  QString message;     ///< why there is nothing to draw; else empty
  QString provenance;  ///< kept in exported files

  bool isEmpty() const { return series.empty(); }
};

/// What the selected runs have: those without weights are left out.
WeightChart weightChart(const std::vector<std::shared_ptr<const RunData>>& runs, bool dark);

/// Draws points on logarithmic axes with names, and the rank correlation of each run, into `area`.
void drawWeightChart(PlotPainter& plot, const WeightChart& chart, const QRectF& area, bool title);

/// Run, class, count, mean weight, exactly (RFC 4180).
QByteArray weightChartCsv(const WeightChart& chart);

/// The chart on screen, in the colours of the scheme.
class WeightChartView : public QWidget {
  Q_OBJECT
 public:
  explicit WeightChartView(QWidget* parent = nullptr);

  void setChart(const WeightChart& chart);
  const WeightChart& chart() const { return chart_; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  WeightChart chart_;
};

}  // namespace skewscope::ui
