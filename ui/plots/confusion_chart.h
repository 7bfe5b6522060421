#pragma once

#include <QColor>
#include <QString>
#include <QStringList>
#include <QWidget>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/report/confusion.h"
#include "core/report/table.h"
#include "ui/plots/plot_painter.h"

namespace skewscope::ui {

/// What a run takes for what: rows are true classes, columns predicted ones.
struct ConfusionChart {
  using Kind = report::ConfusionValues;
  Kind kind = Kind::Rows;
  QString title;
  QStringList classes;         ///< names in the order of rows and columns
  std::vector<int> indices;    ///< class index of each
  std::vector<double> values;  ///< classes * classes, row by row; NaN where a class has no test image
  QString message;             ///< why there is nothing to draw; else empty
  QString provenance;

  report::CellNumbers numbers = report::CellNumbers::Automatic;
  report::ShareUnit unit = report::ShareUnit::Percent;
  std::optional<int> decimals;  ///< of shares; none: as many as tell something
  /// Colours from nothing to the largest value, and to the largest negative one of a difference; empty: those
  /// of the scheme.
  std::vector<QColor> more, less;

  /// Whether there is nothing to draw.
  bool isEmpty() const { return classes.isEmpty(); }
  double at(int row, int column) const;
};

/// The largest value, of a difference with either sign; 0 if there is none.
double largestValue(const ConfusionChart& chart);
/// What a cell of that value says: "62", "+3.1", "–" (NaN), in the chart's unit and decimals.
QString cellValueText(const ConfusionChart& chart, double value);
/// What the values are, with their unit: "share of the true class (%)".
QString valuesTitle(const ConfusionChart& chart);
/// Titles of rows and columns.
QString trueClassTitle();
QString predictedClassTitle();

/// Colour of a value on paper (or the panel): nothing for 0, the accent for the largest; for less of a
/// difference the colour of errors; NaN in that of the grid.
QColor cellColour(const ConfusionChart& chart, double value, double most, const PlotPainter::Style& style);
/// Colour of a value's text on a cell of that colour: the ink of the style or white, whichever reads better;
/// for nothing a muted one.
QColor cellInk(double value, const QColor& cell, const PlotPainter::Style& style);

/// Whether drawConfusionChart() writes values into cells that are `side` wide.
bool hasNumbers(const ConfusionChart& chart, double side, double fontSize);
/// The same in an area as it is given to drawConfusionChart().
bool hasNumbers(const PlotPainter& plot, const ConfusionChart& chart, const QRectF& area, bool title);
/// Whether a key takes less of the cells on the right of an area than below it.
inline bool isWide(const QSizeF& area) {
  return area.width() > 1.25 * area.height();
}

/// Draws the cells with their values, as far as they have room, names and axis titles into `area`.
void drawConfusionChart(PlotPainter& plot, const ConfusionChart& chart, const QRectF& area, bool title);

/// The matrix as a table: a row for each true class; shares and differences in the unit of the chart, for
/// people.
report::Table confusionTable(const ConfusionChart& chart);

/// Every cell after csvHead(), exactly: indices and names of both classes, and its value.
QByteArray confusionCsv(const ConfusionChart& chart);

/// The chart on screen, in the colours of the scheme. A click or the arrow keys choose a cell; the pointer
/// reads one out.
class ConfusionView : public QWidget {
  Q_OBJECT
 public:
  explicit ConfusionView(QWidget* parent = nullptr);

  /// Shows a chart; a chosen cell stays chosen while the classes are the same.
  void setChart(const ConfusionChart& chart);
  /// What is shown.
  const ConfusionChart& chart() const { return chart_; }
  /// Row and column of the chosen cell; (-1, -1): none.
  QPoint chosen() const { return chosen_; }
  /// Chooses a cell, or none.
  void choose(QPoint cell);
  /// "cat taken for dog: 37 images".
  QString cellText(QPoint cell) const;

  QSize minimumSizeHint() const override;

 signals:
  /// Another cell is chosen, or none.
  void cellChosen(QPoint cell);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QPoint cellAt(QPointF position) const;

  ConfusionChart chart_;
  QPoint chosen_{-1, -1};
};

}  // namespace skewscope::ui
