#include "ui/plots/map_chart.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/report/figure_spec.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/plots/csv_head.h"
#include "ui/plots/curve_overlay.h"
#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kBesidePanels = 1.2;  ///< type sizes between two panels
/// Points of a chart that have the radius of the lines' width; of fewer it is more, but not without end.
constexpr double kUsualPoints = 2000, kLeastRadius = 0.85, kMostRadius = 1.7;
constexpr double kEdge = 0.22;  ///< of the radius: the white line around a point

// Texts whose functions lupdate would file under another name.
QString howToMake() {
  return ui::tr("Compute it in the tab Map, or by skewscope-engine evaluate RUN --protocol feature-map.");
}
QString otherData() {
  return ui::tr("This run is on other data: its test images are not those of the first.");
}
QString nothingPredicted() {
  return ui::tr("No predictions are kept, so that right and wrong are not known.");
}
QString nothingWeighted() {
  return ui::tr("Only runs with density weights (rwSAM) can be coloured by them.");
}
QString projectionTitle(MapProjection projection) {
  return projection == MapProjection::Tsne ? ui::tr("t-SNE") : ui::tr("principal components");
}
QString titleOfMany(MapProjection projection) {
  return ui::tr("Test images by their features: %1").arg(projectionTitle(projection));
}
QString epochText(std::int64_t epoch) {
  return ui::tr("epoch %1").arg(epoch);
}

/// "SimCLR r .01 s1 (kNN), epoch 100": the run, whose predictions are shown, and when.
QString panelTitle(const RunMap& run, MapColouring colouring) {
  QString said = text(run.record.name);
  if (colouring == MapColouring::Correct && !run.metric.empty()) {
    const bool same = run.map && run.epoch == run.map->epoch;
    const QString metric = metricName(run.metric);
    said += QStringLiteral(" (%1)").arg(same ? metric
                                             : QStringLiteral("%1, %2").arg(metric, epochText(run.epoch)));
  }
  return run.map ? QStringLiteral("%1, %2").arg(said, epochText(run.map->epoch)) : said;
}

/// Why a run has no map in the figure; empty if it has.
QString panelMessage(const RunMap& run, const RunMap& first) {
  // A run that was not begun has no data yet.
  if (run.record.dataDigest != first.record.dataDigest && !run.record.dataDigest.empty()) return otherData();
  if (run.map) return {};
  const NoMap none = noMap(run);
  return none.canBeMade ? none.why + u' ' + howToMake() : none.why;
}

/// Why no run of a chart can be coloured so; empty if one can.
QString colouringMessage(const RunMapList& runs, MapColouring colouring) {
  const auto none = [&](auto known) { return std::ranges::none_of(runs, known); };
  if (colouring == MapColouring::Correct && none([](const auto& run) { return !run->predicted.empty(); }))
    return nothingPredicted();
  if (colouring == MapColouring::Weights && none([](const auto& run) { return !run->weights.empty(); }))
    return nothingWeighted();
  return {};
}

/// A text in the middle of an area, in as many lines as it needs.
void drawMessage(PlotPainter& plot, const QString& message, const QRectF& area) {
  const double unit = plot.style().fontSize, height = 1.3 * unit;
  const QStringList lines = plot.lines(message, unit, area.width() - unit);
  double y = area.center().y() - height * static_cast<double>(lines.size() - 1) / 2;
  for (const QString& line : lines) {
    plot.text(area.center().x(), y, line, plot.fittingSize(line, unit, area.width() - unit), Qt::AlignHCenter,
              plot.style().muted);
    y += height;
  }
}

void drawPoints(PlotPainter& plot, const MapPoints& points, const QRectF& area, double radius) {
  const QRectF seen = mapExtent(points, area.size(), 2 * radius);
  const PlotPainter::Scale x{seen.left(), seen.right(), area.left(), area.right()};
  const PlotPainter::Scale y{seen.top(), seen.bottom(), area.bottom(), area.top()};
  // An edge keeps points apart that overlap.
  const QPen edge(Qt::white, kEdge * radius);
  for (const std::size_t i : mapDrawingOrder(points)) {
    const auto& group = points.groups[static_cast<std::size_t>(points.groupOf[i])];
    drawMarker(plot.painter(), group.sign, {x(points.places[i].x()), y(points.places[i].y())}, radius,
               group.colour, edge);
  }
}

void drawPanel(PlotPainter& plot, const MapChart& chart, std::size_t index, const QRectF& area) {
  const auto& style = plot.style();
  const MapChart::Panel& panel = chart.panels[index];
  const double unit = style.fontSize;
  const QString across = mapAxisTitle(chart.projection, 0), up = mapAxisTitle(chart.projection, 1);
  QRectF inside = area.adjusted((up.isEmpty() ? 0.5 : 1.7) * unit, 0.5 * unit, -0.5 * unit,
                                -(across.isEmpty() ? 0.5 : 1.7) * unit);
  if (chart.panels.size() > 1) {
    inside.setTop(area.top() + 1.8 * unit);
    const QString letter =
        text(report::panelLetter(style.panelLetter.toStdString(), static_cast<int>(index)));
    const QString title = (letter + u' ' + panel.title).trimmed();
    plot.text(inside.left(), area.top() + 0.9 * unit, title,
              plot.fittingSize(title, unit, inside.width(), true), Qt::AlignLeft, style.ink, true);
  }
  plot.painter().setBrush(Qt::NoBrush);
  plot.painter().setPen(QPen(style.grid, 0.08 * unit));
  plot.painter().drawRect(inside);
  if (panel.points.isEmpty()) return drawMessage(plot, panel.message, inside);
  plot.text(inside.center().x(), inside.bottom() + 0.9 * unit, across, unit, Qt::AlignHCenter, style.ink);
  plot.text(inside.left() - 0.9 * unit, inside.center().y(), up, unit, Qt::AlignHCenter, style.ink, false,
            -90);
  drawPoints(plot, panel.points, inside, mapPointRadius(chart, style.lineWidth));
}

}  // namespace

bool MapChart::isEmpty() const {
  return !message.isEmpty() ||
         std::ranges::all_of(panels, [](const Panel& panel) { return panel.points.isEmpty(); });
}

QColor MapChart::weightColour(double weight) const {
  return ramp.empty() ? valueColour(scale.placeOf(weight), false) : rampColour(ramp, scale.placeOf(weight));
}

MapChart mapChart(const RunMapList& runs, MapProjection projection, MapColouring colouring) {
  MapChart chart;
  chart.projection = projection;
  chart.colouring = colouring;
  chart.scale = mapScale(runs);
  QStringList messages;
  for (const auto& run : runs) {
    const QString message = panelMessage(*run, *runs.front());
    MapChart::Panel panel{run, panelTitle(*run, colouring), {}, message};
    if (message.isEmpty()) {
      panel.points = mapPoints(*run, projection, colouring, chart.scale, false);
    } else {
      messages.append(runs.size() > 1 ? text(run->record.name) + QStringLiteral(": ") + message : message);
    }
    chart.panels.push_back(std::move(panel));
  }
  chart.title = runs.size() == 1
                    ? chart.panels.front().title + QStringLiteral(": ") + projectionTitle(projection)
                    : titleOfMany(projection);
  chart.message = chart.isEmpty() ? messages.join(u' ') : colouringMessage(runs, colouring);
  return chart;
}

QRectF mapExtent(const MapPoints& points, const QSizeF& area, double margin) {
  QPointF low = points.places.front(), high = low;
  for (const QPointF& place : points.places) {
    low = {std::min(low.x(), place.x()), std::min(low.y(), place.y())};
    high = {std::max(high.x(), place.x()), std::max(high.y(), place.y())};
  }
  const double wide = std::max(area.width() - 2 * margin, 1e-3);
  const double tall = std::max(area.height() - 2 * margin, 1e-3);
  const double unit =
      std::max((high.x() - low.x()) / wide, (high.y() - low.y()) / tall);  // of the map a point
  const QSizeF size = area * (unit > 0 ? unit : 1);
  return {(low + high) / 2 - QPointF(size.width(), size.height()) / 2, size};
}

double mapPointRadius(const MapChart& chart, double lineWidth) {
  std::size_t most = 1;
  for (const auto& panel : chart.panels) most = std::max(most, panel.points.places.size());
  const double part = std::sqrt(kUsualPoints / static_cast<double>(most));
  return lineWidth * std::clamp(part, kLeastRadius, kMostRadius);
}

std::vector<std::size_t> mapDrawingOrder(const MapPoints& points) {
  std::vector<std::size_t> order(points.places.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_partition(order, [&](std::size_t i) {
    return points.groups[static_cast<std::size_t>(points.groupOf[i])].sign != Marker::Cross;
  });
  return order;
}

QString mapAxisTitle(MapProjection projection, int axis) {
  return projection == MapProjection::Components ? ui::tr("PC %1").arg(axis + 1) : QString();
}

void drawMapChart(PlotPainter& plot, const MapChart& chart, const QRectF& area) {
  const auto& style = plot.style();
  if (style.paper.isValid()) plot.painter().fillRect(area, style.paper);
  if (chart.isEmpty()) return drawMessage(plot, chart.message, area);
  const auto count = static_cast<double>(chart.panels.size());
  const double between = kBesidePanels * style.fontSize;
  const double width = (area.width() - between * (count - 1)) / count;
  for (std::size_t p = 0; p < chart.panels.size(); ++p) {
    const double left = area.left() + static_cast<double>(p) * (width + between);
    drawPanel(plot, chart, p, QRectF(left, area.top(), width, area.height()));
  }
}

QByteArray mapChartCsv(const MapChart& chart) {
  std::string out = csvHead(chart.title, chart.provenance).toStdString();
  out.append("run_id,run,image,true_index,true_class,predicted_index,predicted_class,metric,weight,x,y\n");
  const auto field = [](const QString& words) { return report::csvField(words.toStdString()) + ","; };
  for (const auto& panel : chart.panels) {
    if (panel.points.isEmpty()) continue;
    const RunMap& run = *panel.run;
    const store::FeatureMap& map = *run.map;
    const bool tsne = chart.projection == MapProjection::Tsne;
    const std::vector<float>& places = tsne ? map.map : map.components;
    const auto step = static_cast<std::size_t>(tsne ? 2 : map.dimensions);
    const std::string start = field(text(run.record.id)) + field(text(run.record.name));
    const std::string metric = field(text(run.metric));
    for (std::size_t i = 0; i < map.images.size(); ++i) {
      const std::int64_t image = map.images[i];
      const int truth = run.trueClass(image), guess = run.predictedClass(image);
      out.append(start).append(std::to_string(image)).append(",");
      for (const int index : {truth, guess})
        out.append(index < 0 ? ",," : std::to_string(index) + "," + field(run.className(index)));
      out.append(guess < 0 ? "," : metric).append(report::exactNumber(run.weightOf(truth))).append(",");
      out.append(report::exactNumber(places[step * i])).append(",");
      out.append(report::exactNumber(places[step * i + 1])).append("\n");
    }
  }
  return QByteArray::fromStdString(out);
}

}  // namespace skewscope::ui
