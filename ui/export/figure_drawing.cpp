#include "ui/export/figure_drawing.h"

#include <optional>

#include "ui/plots/legend.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using report::FigureLegend;

PlotPainter::Style styleOf(const report::FigureSpec& spec) {
  PlotPainter::Style style;
  style.fontSize = spec.fontPt;
  style.lineWidth = spec.linePt;
  style.family = text(spec.font);
  style.paper = QColor();  // drawFigure() paints it
  style.key = spec.legend == FigureLegend::Automatic;
  style.endLabels = spec.legend == FigureLegend::Automatic;
  style.panelLetter = text(spec.panelLetter);
  return style;
}

/// Draws letter and title; returns what is left of `area`.
QRectF drawHeading(PlotPainter& plot, const QRectF& area, const FigureContent& content,
                   const report::FigureSpec& spec) {
  const double unit = spec.fontPt;
  // The panels of a summary, small multiples and panels beside each other have letters of their own.
  const auto* set = std::get_if<CurveSet>(&content.plot);
  const auto* points = std::get_if<PointChart>(&content.plot);
  const auto* maps = std::get_if<MapChart>(&content.plot);
  const bool lettered = !spec.panelLetter.empty() && !(set != nullptr && set->multiples) &&
                        !(points != nullptr && points->panels.size() > 1) &&
                        !(maps != nullptr && maps->panels.size() > 1) &&
                        !std::holds_alternative<SummaryChart>(content.plot);
  if (!lettered && !spec.withTitle) return area;
  const double left = area.left() + 0.5 * unit, right = area.right() - 0.5 * unit;
  const double y = area.top() + 1.2 * unit;
  double x = left;
  if (lettered) {
    plot.text(x, y, text(spec.panelLetter), unit, Qt::AlignLeft, plot.style().ink, true);
    x += plot.textWidth(text(spec.panelLetter), unit, true) + 0.6 * unit;
  }
  if (spec.withTitle) {
    const QString title = content.title();
    const double size = plot.fittingSize(title, unit, right - x, true);  // smaller rather than cut
    plot.text(x, y, title, size, Qt::AlignLeft, plot.style().ink, true);
    x += plot.textWidth(title, size, true) + 0.7 * unit;
    if (set != nullptr && x + plot.textWidth(set->subtitle, 0.9 * unit) <= right)
      plot.text(x, y, set->subtitle, 0.9 * unit, Qt::AlignLeft, plot.style().muted);
  }
  return area.adjusted(0, 1.8 * unit, 0, 0);
}

void drawPlot(PlotPainter& plot, const CurveSet& set, const QRectF& area) {
  plot.curves(set, area);
}
void drawPlot(PlotPainter& plot, const WeightChart& chart, const QRectF& area) {
  drawWeightChart(plot, chart, area);
}
void drawPlot(PlotPainter& plot, const BarChart& chart, const QRectF& area) {
  drawBarChart(plot, chart, area);
}
void drawPlot(PlotPainter& plot, const PointChart& chart, const QRectF& area) {
  drawPointChart(plot, chart, area);
}
void drawPlot(PlotPainter& plot, const ConfusionChart& chart, const QRectF& area) {
  drawConfusionChart(plot, chart, area, false);
}
void drawPlot(PlotPainter& plot, const MapChart& chart, const QRectF& area) {
  drawMapChart(plot, chart, area);
}
void drawPlot(PlotPainter& plot, const SummaryChart& chart, const QRectF& area) {
  drawSummary(plot, chart, area);
}

/// Side of a key outside of the axes; none if there is no such key.
template <typename Chart>
std::optional<Legend::Side> sideOf(const PlotPainter&, const Chart&, const QRectF&, FigureLegend legend) {
  switch (legend) {
    case FigureLegend::Top:
      return Legend::Side::Top;
    case FigureLegend::Right:
      return Legend::Side::Right;
    case FigureLegend::Bottom:
      return Legend::Side::Bottom;
    case FigureLegend::Automatic:
    case FigureLegend::None:
      break;
  }
  return std::nullopt;
}

/// By itself a matrix has a key where its cells have no numbers, on the side where it takes less of them.
std::optional<Legend::Side> sideOf(const PlotPainter& plot, const ConfusionChart& chart, const QRectF& area,
                                   FigureLegend legend) {
  const bool keyed =
      legend == FigureLegend::Automatic && !chart.isEmpty() && !hasNumbers(plot, chart, area, false);
  return sideOf<ConfusionChart>(plot, chart, area,
                                !keyed                ? legend
                                : isWide(area.size()) ? FigureLegend::Right
                                                      : FigureLegend::Bottom);
}

/// By itself the key of a map is where it takes less of it.
std::optional<Legend::Side> sideOf(const PlotPainter& plot, const MapChart& chart, const QRectF& area,
                                   FigureLegend legend) {
  if (chart.isEmpty()) return std::nullopt;
  return sideOf<MapChart>(plot, chart, area,
                          legend != FigureLegend::Automatic ? legend
                          : isWide(area.size())             ? FigureLegend::Right
                                                            : FigureLegend::Bottom);
}

}  // namespace

void drawFigure(QPainter& painter, const QSizeF& size, const FigureContent& content,
                const report::FigureSpec& spec) {
  PlotPainter plot(painter, styleOf(spec));
  QRectF area(QPointF(0, 0), size);
  if (spec.paper) painter.fillRect(area, Qt::white);
  area = drawHeading(plot, area, content, spec);
  std::visit(
      [&](const auto& each) {
        const auto side = sideOf(plot, each, area, spec.legend);
        if (!side) return drawPlot(plot, each, area);
        const Legend legend(plot, legendOf(each), *side, area);
        legend.draw(plot);
        drawPlot(plot, each, legend.rest());
      },
      content.plot);
}

}  // namespace skewscope::ui
