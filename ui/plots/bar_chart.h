#pragma once

#include <QByteArray>
#include <QColor>
#include <QString>
#include <QStringList>
#include <QWidget>
#include <vector>

#include "core/report/metrics.h"
#include "ui/plots/plot_painter.h"

namespace skewscope::ui {

/// Means over seeds as groups of bars, one bar of each series in each group.
struct BarChart {
  struct Series {
    QString name;
    QColor colour;
    std::vector<report::Band> bars;  ///< one for each category; n = 0 leaves a gap
  };
  QString title, yTitle;
  std::vector<QStringList> categories;  ///< lines of text below each group
  std::vector<Series> series;
  bool percent = true;  ///< values are shares in [0, 1] and shown times 100
  QString provenance;   ///< kept in exported files

  /// Whether there is no bar.
  bool isEmpty() const;
};

/// Where the bars of a chart stand, for drawing and for the pointer.
class BarChartLayout {
 public:
  /// `area`: of the whole chart, in points; `title`: with a line above.
  BarChartLayout(const PlotPainter& plot, const BarChart& chart, const QRectF& area, bool title);

  QRectF plotArea() const { return plot_; }
  const PlotPainter::Scale& y() const { return y_; }
  const std::vector<double>& ticks() const { return ticks_; }
  double keyTop() const { return keyTop_; }
  /// Middle of a category.
  double middle(std::size_t category) const;
  /// Room of one category.
  double slot() const { return slot_; }
  /// The bar from zero to the mean; empty for one without a value.
  QRectF bar(const BarChart& chart, std::size_t series, std::size_t category) const;

 private:
  QRectF plot_;
  PlotPainter::Scale y_;
  std::vector<double> ticks_;
  double keyTop_ = 0, slot_ = 0, width_ = 0;
};

/// Draws axes, bars with a line of one standard deviation to either side, values and key into `area`.
void drawBarChart(PlotPainter& plot, const BarChart& chart, const QRectF& area, bool title);

/// What is drawn, exactly: category, series, n, mean, standard deviation, smallest and largest (RFC 4180).
QByteArray barChartCsv(const BarChart& chart);

/// A chart on screen, in the colours of the scheme; the pointer reads a bar out.
class BarChartView : public QWidget {
  Q_OBJECT
 public:
  explicit BarChartView(QWidget* parent = nullptr);

  void setChart(const BarChart& chart);
  const BarChart& chart() const { return chart_; }
  QSize minimumSizeHint() const override { return {240, 160}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  BarChart chart_;
};

}  // namespace skewscope::ui
