#pragma once

#include <QColor>
#include <QString>
#include <vector>

#include "ui/plots/label_layout.h"
#include "ui/plots/plot_painter.h"

namespace skewscope::ui {

struct BarChart;
struct ConfusionChart;
struct MapChart;
struct PointChart;
struct WeightChart;

/// A line of the key of a figure: a sample of what is drawn, and what it stands for.
struct LegendEntry {
  enum class Sample { None, Line, Square, Sign };
  Sample sample = Sample::None;
  QString text;
  QColor colour;
  Qt::PenStyle style = Qt::SolidLine;  ///< Line
  Marker marker = Marker::None;        ///< Line: at its end; Sign: itself
};

/// One for each name: the curves of the first run, then the runs where several are laid over each other.
std::vector<LegendEntry> legendOf(const CurveSet& set);
/// The series, and what bars and lines are.
std::vector<LegendEntry> legendOf(const BarChart& chart);
/// Samples of the colours of the cells, and what they stand for.
std::vector<LegendEntry> legendOf(const ConfusionChart& chart);
/// The runs with their rank correlations.
std::vector<LegendEntry> legendOf(const WeightChart& chart);

/// The lines, each once, and what points and bands are.
std::vector<LegendEntry> legendOf(const PointChart& chart);

/// What colours and signs of the points are, and how many points there are. Many classes are shown by a few
/// of them.
std::vector<LegendEntry> legendOf(const MapChart& chart);

/// A key outside of the axes. What has no room is counted in a last entry, "and 3 more".
class Legend {
 public:
  /// Above, below or to the right of what `area` has left for the plot, which is rest().
  enum class Side { Top, Right, Bottom };
  Legend(const PlotPainter& plot, std::vector<LegendEntry> entries, Side side, const QRectF& area);

  const QRectF& rest() const { return rest_; }
  void draw(PlotPainter& plot) const;

 private:
  void layColumn(const PlotPainter& plot, const QRectF& area);
  void layRows(const PlotPainter& plot, const QRectF& area, bool top);
  void keep(std::size_t count);

  std::vector<LegendEntry> entries_;
  std::vector<KeyPlace> places_;
  QRectF rest_;
  double left_ = 0, top_ = 0, room_ = 0;
};

}  // namespace skewscope::ui
