#include "ui/plots/point_chart.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "core/report/table.h"
#include "ui/plots/axis_ticks.h"
#include "ui/plots/csv_head.h"
#include "ui/plots/curve_overlay.h"
#include "ui/plots/legend.h"
#include "ui/plots/point_chart_layout.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

constexpr std::size_t kMostTicks = 6;    ///< places of points that are ticks by themselves
constexpr std::size_t kManyPoints = 30;  ///< of a line: their signs are smaller
constexpr double kOnePlace = 1.05;       ///< points that are not farther apart than by this factor

double markerRadius(const PointChart::Line& line, double unit) {
  return (line.points.size() > kManyPoints ? 0.18 : 0.3) * unit;
}

void drawBars(PlotPainter& plot, const PointChart::Line& line, const PanelLayout& panel, double shift) {
  const double unit = plot.style().fontSize, half = 0.3 * unit;
  plot.painter().setPen(QPen(line.colour, 0.8 * plot.style().lineWidth, Qt::SolidLine, Qt::FlatCap));
  for (const auto& point : line.points) {
    if (std::isnan(point.low) || std::isnan(point.high)) continue;
    const double x = panel.x(point.x) + shift, low = panel.y(100 * point.low),
                 high = panel.y(100 * point.high);
    plot.painter().drawLine(QLineF(x, low, x, high));
    plot.painter().drawLine(QLineF(x - half, low, x + half, low));
    plot.painter().drawLine(QLineF(x - half, high, x + half, high));
  }
}

void drawLine(PlotPainter& plot, const PointChart::Panel& of, std::size_t index, const PanelLayout& panel,
              bool areas) {
  const PointChart::Line& line = of.lines[index];
  std::vector<double> xs, ys, lows, highs;
  for (const auto& point : line.points) {
    xs.push_back(point.x);
    ys.push_back(100 * point.y);
    lows.push_back(100 * point.low);
    highs.push_back(100 * point.high);
  }
  if (areas && isJoined(line)) {
    plot.band(xs, lows, highs, panel.x, panel.y, line.colour);
  } else {
    drawBars(plot, line, panel, panel.shift[index]);
  }
  plot.painter().save();
  plot.painter().translate(panel.shift[index], 0);
  if (isJoined(line)) plot.line(xs, ys, panel.x, panel.y, line.colour, line.style, plot.style().lineWidth);
  plot.painter().restore();
  for (const auto& point : line.points)
    drawMarker(plot.painter(), line.marker, panel.at(index, point), markerRadius(line, plot.style().fontSize),
               line.colour);
}

void drawPanel(PlotPainter& plot, const PointChart& chart, std::size_t index, const PanelLayout& layout) {
  const auto& style = plot.style();
  const PointChart::Panel& panel = chart.panels[index];
  const double unit = style.fontSize;
  const QRectF& inside = layout.inside;
  if (chart.panels.size() > 1) {
    const QString letter =
        style.panelLetter.isEmpty()
            ? QString()
            : text(report::panelLetter(style.panelLetter.toStdString(), static_cast<int>(index))) + u' ';
    const QString title = letter + panel.title;
    plot.text(inside.left(), inside.top() - 0.9 * unit, title,
              plot.fittingSize(title, unit, inside.width(), true), Qt::AlignLeft, style.ink, true);
  }
  if (panel.lines.empty()) {
    plot.text(inside.center().x(), inside.center().y(), panel.message,
              plot.fittingSize(panel.message, unit, inside.width()), Qt::AlignHCenter, style.muted);
    return;
  }
  plot.verticalAxis(inside, layout.y, layout.yTicks, panel.yTitle, layout.titleX, 3 * unit);
  plot.horizontalAxis(inside, layout.x, layout.xTicks, panel.xTitle);
  if (layout.y.low < 0 && layout.y.high > 0) {
    plot.painter().setPen(QPen(style.muted, 0.06 * unit, Qt::DashLine, Qt::FlatCap));
    plot.painter().drawLine(QLineF(inside.left(), layout.y(0), inside.right(), layout.y(0)));
  }
  plot.painter().save();
  // Points at the very edge keep their whole sign; what lies beyond ends that were set is cut.
  plot.painter().setClipRect(inside.adjusted(-0.4 * unit, -0.4 * unit, 0.4 * unit, 0.4 * unit));
  for (std::size_t l = 0; l < panel.lines.size(); ++l) drawLine(plot, panel, l, layout, chart.areas);
  plot.painter().restore();
}

}  // namespace

bool PointChart::isEmpty() const {
  return std::ranges::all_of(panels, [](const Panel& panel) { return panel.lines.empty(); });
}

QString pointCountText(const PointChart& chart) {
  int least = 0, most = 0;
  for (const auto& panel : chart.panels) {
    for (const auto& line : panel.lines) {
      for (const auto& point : line.points) {
        least = least == 0 ? point.n : std::min(least, point.n);
        most = std::max(most, point.n);
      }
    }
  }
  if (most == 0) return {};
  return least == most ? QStringLiteral("N = %1").arg(most)
                       : QStringLiteral("N = %1–%2").arg(least).arg(most);
}

bool isJoined(const PointChart::Line& line) {
  return line.points.size() > 1 && line.points.back().x > kOnePlace * line.points.front().x;
}

std::pair<report::FigureAxis, report::FigureAxis> pointAxes(const PointChart::Panel& panel) {
  double least = 1e300, most = 0, low = 0, high = 0;  // 0 is always on the y axis
  std::set<double> places;
  for (const auto& line : panel.lines) {
    for (const auto& point : line.points) {
      least = std::min(least, point.x);
      most = std::max(most, point.x);
      places.insert(point.x);
      for (const double value : {point.y, point.low, point.high}) {
        if (std::isnan(value)) continue;
        low = std::min(low, 100 * value);
        high = std::max(high, 100 * value);
      }
    }
  }
  if (places.empty()) least = most = 1;
  report::FigureAxis x = panel.x;
  if (x.ticks.empty() && places.size() <= kMostTicks) x.ticks.assign(places.begin(), places.end());
  x = logAxisAround(x, least, most);
  report::FigureAxis y = panel.y;
  if (high <= low) high = low + 1;
  const double room = 0.06 * (high - low);
  double from = y.low.value_or(low < 0 ? low - room : 0), to = y.high.value_or(high + room);
  if (to <= from) (y.high ? from = to - 1 : to = from + 1);  // one end was set beyond all points
  y.ticks = y.ticks.empty() ? PlotPainter::ticks(from, to, 5) : PlotPainter::inside(y.ticks, from, to);
  y.low = from;
  y.high = to;
  return {x, y};
}

void shareYAxis(PointChart& chart) {
  std::optional<double> low, high;
  for (const auto& panel : chart.panels) {
    if (panel.y.low || panel.y.high) return;
    if (std::ranges::all_of(panel.lines, [](const auto& line) { return line.points.empty(); })) continue;
    const report::FigureAxis own = pointAxes(panel).second;
    low = std::min(low.value_or(*own.low), *own.low);
    high = std::max(high.value_or(*own.high), *own.high);
  }
  for (auto& panel : chart.panels) {
    panel.y.low = low;
    panel.y.high = high;
  }
}

std::vector<double> barShifts(const PointChart::Panel& panel, bool areas, double unit) {
  std::vector<double> shifts(panel.lines.size());
  std::set<double> taken;
  bool meet = false;
  for (const auto& line : panel.lines) {
    for (const auto& point : line.points) {
      if (!std::isnan(point.low) && !areas) meet = !taken.insert(point.x).second || meet;
    }
  }
  if (!meet) return shifts;
  const double middle = (static_cast<double>(shifts.size()) - 1) / 2;
  const double step = std::min(0.7, 3.0 / static_cast<double>(shifts.size())) * unit;
  for (std::size_t l = 0; l < shifts.size(); ++l) shifts[l] = (static_cast<double>(l) - middle) * step;
  return shifts;
}

PanelLayout::PanelLayout(const PlotPainter& plot, const PointChart::Panel& panel, const QRectF& area,
                         bool titled, bool areas) {
  const double unit = plot.style().fontSize;
  const auto [xAxis, yAxis] = pointAxes(panel);
  xTicks = xAxis.ticks;
  yTicks = yAxis.ticks;
  titleX = area.left() + 0.9 * unit;
  const double left = area.left() + plot.tickWidth(yTicks) + 2.6 * unit;
  const double top = area.top() + (titled ? 2.2 : 0.8) * unit;
  inside = QRectF(QPointF(left, top), QPointF(area.right() - unit, area.bottom() - 3.4 * unit));
  x = {*xAxis.low, *xAxis.high, inside.left(), inside.right(), true};
  y = {*yAxis.low, *yAxis.high, inside.bottom(), inside.top()};
  shift = barShifts(panel, areas, unit);
}

QPointF PanelLayout::at(std::size_t line, const PointChart::Point& point) const {
  return {x(point.x) + shift[line], y(100 * point.y)};
}

PointChartLayout::PointChartLayout(const PlotPainter& plot, const PointChart& chart, const QRectF& area)
    : legend(plot, plot.style().key ? legendOf(chart) : std::vector<LegendEntry>{}, Legend::Side::Top, area) {
  const QRectF rest = legend.rest();
  const auto count = static_cast<double>(std::max<std::size_t>(chart.panels.size(), 1));
  for (std::size_t p = 0; p < chart.panels.size(); ++p) {
    const double left = rest.left() + static_cast<double>(p) * rest.width() / count;
    panels.emplace_back(plot, chart.panels[p], QRectF(left, rest.top(), rest.width() / count, rest.height()),
                        chart.panels.size() > 1, chart.areas);
  }
}

void drawPointChart(PlotPainter& plot, const PointChart& chart, const QRectF& area) {
  const auto& style = plot.style();
  if (style.paper.isValid()) plot.painter().fillRect(area, style.paper);
  if (chart.isEmpty()) {
    const double unit = style.fontSize;
    plot.text(area.center().x(), area.center().y(), chart.message,
              plot.fittingSize(chart.message, unit, area.width() - unit), Qt::AlignHCenter, style.muted);
    return;
  }
  const PointChartLayout layout(plot, chart, area);
  layout.legend.draw(plot);
  for (std::size_t p = 0; p < chart.panels.size(); ++p) drawPanel(plot, chart, p, layout.panels[p]);
}

QByteArray pointChartCsv(const PointChart& chart) {
  std::string out = csvHead(chart.title, chart.provenance).toStdString();
  out.append("panel,series,label,x_name,x,y_name,y,low,high,n\n");
  const auto field = [](const QString& words) { return report::csvField(words.toStdString()) + ","; };
  const auto number = [](double value) { return report::exactNumber(value) + ","; };
  for (const auto& panel : chart.panels) {
    for (const auto& line : panel.lines) {
      for (const auto& point : line.points) {
        out.append(field(panel.title)).append(field(line.name)).append(field(point.label));
        out.append(field(panel.xName)).append(number(point.x)).append(field(panel.yName));
        out.append(number(point.y)).append(number(point.low)).append(number(point.high));
        out.append(std::to_string(point.n)).append("\n");
      }
    }
  }
  return QByteArray::fromStdString(out);
}

}  // namespace skewscope::ui
