#pragma once

#include <QPointF>
#include <QRectF>
#include <vector>

#include "ui/plots/legend.h"
#include "ui/plots/plot_painter.h"
#include "ui/plots/point_chart.h"

namespace skewscope::ui {

/// Where the axes of one panel stand.
struct PanelLayout {
  /// `areas`: as PointChart::areas.
  PanelLayout(const PlotPainter& plot, const PointChart::Panel& panel, const QRectF& area, bool titled,
              bool areas);

  QRectF inside;            ///< the axes
  PlotPainter::Scale x, y;  ///< y of per cent
  std::vector<double> xTicks, yTicks;
  double titleX = 0;          ///< middle of the turned title
  std::vector<double> shift;  ///< of each line along x, so that bars at the same place do not hide each other

  QPointF at(std::size_t line, const PointChart::Point& point) const;
};

/// Where the panels of a chart and its key stand, for drawing and for the pointer. `area`: of the whole
/// chart, in points.
struct PointChartLayout {
  PointChartLayout(const PlotPainter& plot, const PointChart& chart, const QRectF& area);

  Legend legend;
  std::vector<PanelLayout> panels;
};

}  // namespace skewscope::ui
