#pragma once

#include <QByteArray>
#include <QColor>
#include <QRectF>
#include <QString>
#include <vector>

#include "ui/models/run_map.h"
#include "ui/plots/plot_painter.h"

namespace skewscope::ui {

/// Feature maps of runs beside each other, as a figure shows them.
struct MapChart {
  /// The map of one run.
  struct Panel {
    std::shared_ptr<const RunMap> run;
    QString title;     ///< above it where there are several
    MapPoints points;  ///< none where there is a message
    QString message;   ///< why there is no map, and what would make one; else empty
  };
  MapProjection projection = MapProjection::Tsne;
  MapColouring colouring = MapColouring::Classes;
  MapScale scale;  ///< of all runs
  /// Colours from the least to the largest mean weight; empty: valueColour().
  std::vector<QColor> ramp;
  std::vector<Panel> panels;
  QString title;
  QString message;  ///< why there is nothing to draw, and what would fill it
  QString provenance;

  /// Whether there is nothing to draw.
  bool isEmpty() const;
  /// Colour on paper of a mean weight.
  QColor weightColour(double weight) const;
};

/// The maps of runs, which are there, in colours of paper. A run on other data than the first has a message
/// instead; so has the chart where no run has what the colours are to say.
MapChart mapChart(const RunMapList& runs, MapProjection projection, MapColouring colouring);

/// What of the plane fills an area of that size: all points with `margin` around them, in the middle, at one
/// scale along both axes. The rectangle's top is its least y.
QRectF mapExtent(const MapPoints& points, const QSizeF& area, double margin);

/// Radius of the points of a chart for lines of that width: more points are smaller.
double mapPointRadius(const MapChart& chart, double lineWidth);

/// The points in the order in which they are drawn: as the map has them, and crosses, which hide little,
/// last.
std::vector<std::size_t> mapDrawingOrder(const MapPoints& points);

/// Titles of the axes; empty where they have no meaning, as those of t-SNE.
QString mapAxisTitle(MapProjection projection, int axis);

/// Draws the maps beside each other into `area`, or the chart's message.
void drawMapChart(PlotPainter& plot, const MapChart& chart, const QRectF& area);

/// Every point after csvHead(), as exactly as the store has it: run, image, true and predicted class and
/// whose prediction it is, mean weight of the class, and its place.
QByteArray mapChartCsv(const MapChart& chart);

}  // namespace skewscope::ui
