#pragma once

#include <QFontMetricsF>
#include <QImage>
#include <QPolygonF>
#include <QRectF>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

#include "core/compare/parallel_axes.h"

namespace skewscope::ui {

/// Runs as lines over axes, each an option or a metric.
struct ParallelChart {
  /// An axis as it is shown.
  struct Axis {
    QString key;  ///< compare::keyOf() of its column
    QString title;
    compare::ParallelAxis values;
    bool flipped = false;                     ///< the largest value is below
    std::optional<compare::AxisBrush> brush;  ///< which runs are kept; none: all
  };
  std::vector<Axis> axes;
  QStringList ids, names;     ///< of the runs, in the order of the axes' values
  std::vector<bool> marked;   ///< runs that are drawn thicker; empty: none
  std::vector<double> shade;  ///< place of each run between the ends of the scale of colours; NaN: none
  QString scaleTitle, scaleLow, scaleHigh;  ///< of the scale of colours; an empty title: all in one colour
  QString message;                          ///< why there is nothing to draw; else empty

  /// Whether there is nothing to draw.
  bool isEmpty() const { return axes.empty() || ids.isEmpty(); }
  /// Whether each run is inside all brushes.
  std::vector<bool> kept() const;
  /// Whether some axis has a brush.
  bool isBrushed() const;
};

/// A value of an axis in words: "0.01", "62.1" (of a share, in per cent), "SimCLR", "none" (NaN).
QString axisValueText(const compare::ParallelAxis& axis, double value);

/// What a brush keeps, in words: "0.01 to 0.1", "SimCLR, none".
QString brushText(const compare::ParallelAxis& axis, const compare::AxisBrush& brush);

/// Where the parts of a chart stand in a widget of that size.
class ParallelLayout {
 public:
  ParallelLayout() = default;
  ParallelLayout(const ParallelChart& chart, const QSizeF& size, const QFontMetricsF& metrics);

  double x(std::size_t axis) const { return left_ + spacing_ * static_cast<double>(axis); }
  double y(double position) const { return bottom_ - position * (bottom_ - top_); }
  double positionAt(double y) const { return (bottom_ - y) / (bottom_ - top_); }
  double top() const { return top_; }
  double bottom() const { return bottom_; }
  double spacing() const { return spacing_; }
  double width() const { return width_; }
  /// Room of an axis's title, two lines.
  QRectF title(std::size_t axis) const;
  /// The scale of colours; empty if there is none.
  const QRectF& scale() const { return scale_; }
  /// The lines of the runs.
  const std::vector<QPolygonF>& lines() const { return lines_; }
  /// The axis whose title is there, or whose line is within reach; -1: none.
  int titleAt(QPointF place) const;
  int axisAt(QPointF place) const;
  /// The place of an axis that is dropped at `x`.
  int placeAt(double x) const;
  /// The run whose line is nearest, within reach; those that are kept before the others. -1: none.
  int runAt(QPointF place, const std::vector<bool>& kept) const;

 private:
  double left_ = 0, spacing_ = 0, top_ = 0, bottom_ = 1, titleHeight_ = 0, width_ = 0;
  std::size_t axes_ = 0;
  QRectF scale_;
  std::vector<QPolygonF> lines_;
};

/// The lines of so many runs that drawing them takes longer than a window may stand still.
struct ManyLines {
  struct Line {
    QPolygonF points;
    QRgb colour;
    double width;
  };
  std::vector<Line> lines;  ///< from below to above
  QSizeF size;              ///< of the picture
  double ratio = 1;         ///< pixels of a unit

  /// The picture, with its device pixel ratio; null without lines. Works on any thread.
  QImage draw() const;
};

/// The lines of a chart of many runs, in the colours of the scheme; none of a chart of few.
ManyLines manyLines(const ParallelChart& chart, const ParallelLayout& layout, const std::vector<bool>& kept,
                    double ratio);

/// Draws what does not follow the pointer: axes with titles and ticks, lines, brushes, scale. `many`: the
/// picture of manyLines().
void drawParallelChart(QPainter& painter, const ParallelChart& chart, const ParallelLayout& layout,
                       const std::vector<bool>& kept, const QImage& many);

/// Draws a run's line above the others, and a card with its name and values beside `place`.
void drawParallelReadout(QPainter& painter, const ParallelChart& chart, const ParallelLayout& layout, int run,
                         QPointF place, const QRectF& inside);

}  // namespace skewscope::ui
