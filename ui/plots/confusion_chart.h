#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>
#include <cstdint>
#include <vector>

#include "core/report/table.h"
#include "ui/plots/plot_painter.h"

namespace skewscope::ui {

/// What a run takes for what: rows are true classes, columns predicted ones, both from many to few training
/// images.
struct ConfusionChart {
  enum class Kind {
    Counts,     ///< test images
    Rows,       ///< shares of the true class, each row sums to 1
    Difference  ///< shares of a second run minus those of the first
  };
  Kind kind = Kind::Rows;
  QString title;
  QStringList classes;         ///< names in the order of rows and columns
  std::vector<int> indices;    ///< class index of each
  std::vector<double> values;  ///< classes * classes, row by row; NaN where a class has no test image
  QString message;             ///< why there is nothing to draw; else empty

  /// Whether there is nothing to draw.
  bool isEmpty() const { return classes.isEmpty(); }
  double at(int row, int column) const;
};

/// The values of a chart from counts [truth][prediction] by class index, rows in the order of `indices`.
/// `second`, of the same size, is for Difference alone.
std::vector<double> confusionValues(ConfusionChart::Kind kind, const std::vector<int>& indices,
                                    const std::vector<std::int64_t>& counts,
                                    const std::vector<std::int64_t>& second = {});

/// Draws the cells with their values, as far as they have room, names and axis titles into `area`.
void drawConfusionChart(PlotPainter& plot, const ConfusionChart& chart, const QRectF& area, bool title);

/// The matrix as a table: a row for each true class; shares and differences in per cent for people.
report::Table confusionTable(const ConfusionChart& chart);

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
