#pragma once

#include <QByteArray>
#include <QColor>
#include <QString>
#include <QStringList>
#include <QWidget>
#include <vector>

#include "core/report/figure_spec.h"
#include "core/report/metrics.h"
#include "ui/plots/plot_painter.h"

namespace skewscope::ui {

/// Means over seeds as groups of bars, one bar of each series in each group.
struct BarChart {
  /// The bars of one colour.
  struct Series {
    QString name;
    QColor colour;
    std::vector<report::Band> bars;  ///< one for each category; n = 0 leaves a gap
  };
  QString title, yTitle;
  QString measure;  ///< what the bars are, for programs too: the title of the axis without a unit
  std::vector<QStringList> categories;  ///< lines of text below each group
  std::vector<Series> series;
  bool percent = true;   ///< values are shares in [0, 1] and shown times 100
  report::FigureAxis y;  ///< of a figure that has its axis set, in the units that are shown
  QString message;       ///< why there is nothing to draw, and what would fill it
  QString provenance;    ///< kept in exported files

  /// Whether there is no bar.
  bool isEmpty() const;
  /// What bars and lines are, with the number of seeds: "mean ± standard deviation, N = 3". Empty without
  /// bars.
  QString spread() const;
  /// A value as it is shown, without a unit.
  QString valueText(double value) const;
};

/// Half the length of a bar's line: the standard deviation; 0 where one seed has none.
double deviationOf(const report::Band& band);

/// Draws axes, bars with a line of one standard deviation to either side, values and key into `area`; of an
/// empty chart the message.
void drawBarChart(PlotPainter& plot, const BarChart& chart, const QRectF& area);

/// What is drawn, exactly, after csvHead(): category, series, measure, unit ("share": in [0, 1]), n, mean,
/// standard deviation, smallest and largest.
QByteArray barChartCsv(const BarChart& chart);

/// A chart on screen, in the colours of the scheme; the pointer reads a bar out. Where categories can be
/// chosen, a click or the arrow keys do.
class BarChartView : public QWidget {
  Q_OBJECT
 public:
  explicit BarChartView(QWidget* parent = nullptr);

  /// Shows a chart; its values are the accessible description too.
  void setChart(const BarChart& chart);
  /// What is shown.
  const BarChart& chart() const { return chart_; }
  /// Whether categories can be chosen.
  void setChoosable(bool choosable);
  /// Emphasises a category; -1: none.
  void setHighlighted(int category);
  int highlighted() const { return highlighted_; }
  /// "cat 500: SimCLR 61.0 ± 1.2, Supervised 40.3", in per cent where the chart is.
  QString categoryText(int category) const;
  /// Middle of a category's bars in the widget.
  QPointF positionOf(int category) const;

  QSize minimumSizeHint() const override { return {240, 160}; }

 signals:
  /// The pointer is at the bars of another category; -1: of none. Where categories can be chosen.
  void pointed(int category);
  /// A category is chosen, or none (-1) by a click beside them or Escape.
  void chosen(int category);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QString textAt(QPointF place) const;
  int categoryAt(QPointF position) const;

  BarChart chart_;
  bool choosable_ = false, framed_ = false;  ///< framed: the keys have brought the focus here
  int highlighted_ = -1, pointed_ = -1;
};

}  // namespace skewscope::ui
