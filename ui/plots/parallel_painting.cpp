#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/plots/axis_ticks.h"
#include "ui/plots/parallel_chart.h"
#include "ui/plots/thin_lines.h"
#include "ui/theme/tabular_text.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr std::size_t kMany = 150;  ///< runs from which on lines are thin
constexpr double kWidth = 1.6, kThinWidth = 1, kMarkedWidth = 3.2;
constexpr double kBrushHalf = 6;

/// A round tick as it is written beside the axis, shorter than a value.
QString tickLabel(const compare::ParallelAxis& axis, double tick) {
  const bool own = axis.kind == compare::AxisKind::Categories || !axis.column.option.empty();
  if (own) return axisValueText(axis, tick);
  return tickText(store::isShare(axis.column.metric.metric) ? 100 * tick : tick);
}

QColor colourOf(const ParallelChart& chart, std::size_t run) {
  if (chart.scaleTitle.isEmpty()) return tokens().accent;
  return std::isnan(chart.shade[run]) ? tokens().muted : valueColour(chart.shade[run], tokens().dark);
}

/// `title` in two lines at most.
QStringList titleLines(const QString& title, const QFontMetricsF& metrics, double room) {
  if (metrics.horizontalAdvance(title) <= room) return {title};
  QString first, rest = title;
  const QStringList words = title.split(u' ');
  for (qsizetype i = 0; i + 1 < words.size(); ++i) {
    const QString longer = words.mid(0, i + 1).join(u' ');
    if (metrics.horizontalAdvance(longer) > room) break;
    first = longer;
    rest = words.mid(i + 1).join(u' ');
  }
  if (first.isEmpty()) return {metrics.elidedText(title, Qt::ElideMiddle, room)};
  return {first, metrics.elidedText(rest, Qt::ElideRight, room)};
}

void drawTitle(QPainter& painter, const ParallelChart::Axis& axis, const QRectF& room) {
  const QFontMetricsF metrics(painter.font());
  QString title = axis.title;
  if (axis.flipped) title += QStringLiteral(" ↓");
  const QStringList lines = titleLines(title, metrics, room.width());
  painter.setPen(tokens().text);
  double baseline =
      room.bottom() - metrics.descent() - metrics.height() * static_cast<double>(lines.size() - 1);
  for (const QString& line : lines) {
    painter.drawText(QPointF(room.center().x() - metrics.horizontalAdvance(line) / 2, baseline), line);
    baseline += metrics.height();
  }
}

/// Text on a ground of the window, so that lines behind it do not cross it out.
void drawLabel(QPainter& painter, QPointF leftMiddle, const QString& words) {
  const QFontMetricsF metrics(painter.font());
  QColor ground = tokens().window;
  ground.setAlphaF(0.78F);
  const QRectF box(leftMiddle.x() - 2, leftMiddle.y() - metrics.capHeight() / 2 - 3,
                   metrics.horizontalAdvance(words) + 4, metrics.capHeight() + 6);
  painter.fillRect(box, ground);
  painter.drawText(QPointF(leftMiddle.x(), leftMiddle.y() + metrics.capHeight() / 2), words);
}

void drawAxis(QPainter& painter, const ParallelChart::Axis& axis, const ParallelLayout& layout,
              std::size_t index) {
  const QFontMetricsF metrics(painter.font());
  const double x = layout.x(index), room = (layout.spacing() > 0 ? layout.spacing() : 200) - 20;
  const double bottom = compare::lowestOf(axis.values);
  painter.setPen(QPen(tokens().muted, 1.2));
  painter.drawLine(QLineF(x, layout.y(bottom), x, layout.y(1)));
  const auto tick = [&](double at, const QString& words) {
    painter.setPen(QPen(tokens().muted, 1.2));
    painter.drawLine(QLineF(x - 3, at, x + 3, at));
    painter.setPen(tokens().text);
    drawLabel(painter, {x + 8, at}, metrics.elidedText(words, Qt::ElideMiddle, room));
  };
  if (axis.values.hasNone) {
    painter.setPen(QPen(tokens().muted, 1, Qt::DotLine));
    painter.drawLine(QLineF(x, layout.y(bottom), x, layout.y(0)));
    tick(layout.y(0), axisValueText(axis.values, std::nan("")));
  }
  const double height = metrics.height();
  double taken = axis.values.hasNone ? layout.y(0) : layout.bottom() + 2 * height;
  auto ticks = compare::ticksOf(axis.values, 6);
  std::ranges::sort(ticks, {},
                    [&](double value) { return compare::positionOf(axis.values, value, axis.flipped); });
  for (const double value : ticks) {  // from below; one that would touch the one before is left out
    const double at = layout.y(compare::positionOf(axis.values, value, axis.flipped));
    if (taken - at < 0.85 * height) continue;
    tick(at, tickLabel(axis.values, value));
    taken = at;
  }
}

void drawBrush(QPainter& painter, const ParallelChart::Axis& axis, const ParallelLayout& layout,
               std::size_t index) {
  if (!axis.brush) return;
  QColor fill = tokens().accent;
  fill.setAlphaF(0.3F);
  painter.setPen(QPen(tokens().accent, 1.2));
  painter.setBrush(fill);
  for (const auto& [low, high] : compare::brushSpans(axis.values, *axis.brush, axis.flipped)) {
    const double from = layout.y(high), to = std::max(layout.y(low), from + 3);
    painter.drawRect(QRectF(layout.x(index) - kBrushHalf, from, 2 * kBrushHalf, to - from));
  }
  painter.setBrush(Qt::NoBrush);
}

void drawScale(QPainter& painter, const ParallelChart& chart, const QRectF& bar) {
  const QFontMetricsF metrics(painter.font());
  QLinearGradient gradient(bar.topLeft(), bar.topRight());
  constexpr int kStops = 20;
  for (int k = 0; k <= kStops; ++k)
    gradient.setColorAt(1.0 * k / kStops, valueColour(1.0 * k / kStops, tokens().dark));
  painter.setPen(tokens().muted);
  const double baseline = bar.top() - 6;
  painter.drawText(QPointF(bar.left(), baseline), chart.scaleLow);
  painter.drawText(QPointF(bar.right() - metrics.horizontalAdvance(chart.scaleHigh), baseline),
                   chart.scaleHigh);
  painter.fillRect(bar, gradient);
  painter.setPen(tokens().text);
  painter.drawText(QPointF(bar.right() + 10, bar.bottom()), chart.scaleTitle);
}

/// The lines of all runs from below to above: those outside of the ranges, then the others, then those that
/// are marked.
std::vector<ManyLines::Line> linesOf(const ParallelChart& chart, const ParallelLayout& layout,
                                     const std::vector<bool>& kept, double width) {
  std::vector<ManyLines::Line> below, inside, marked;
  for (std::size_t run = 0; run < kept.size(); ++run) {
    const QPolygonF& points = layout.lines()[run];
    if (!kept[run]) {
      below.push_back({points, tokens().line.rgba(), width});
    } else if (run < chart.marked.size() && chart.marked[run]) {
      marked.push_back({points, colourOf(chart, run).rgba(), kMarkedWidth});
    } else {
      inside.push_back({points, colourOf(chart, run).rgba(), width});
    }
  }
  below.insert(below.end(), inside.begin(), inside.end());
  below.insert(below.end(), marked.begin(), marked.end());
  return below;
}

}  // namespace

QImage ManyLines::draw() const {
  if (lines.empty()) return {};
  ThinLines thin(size, ratio);
  for (const Line& line : lines) thin.draw(line.points, line.colour, line.width);
  return thin.image();
}

ManyLines manyLines(const ParallelChart& chart, const ParallelLayout& layout, const std::vector<bool>& kept,
                    double ratio) {
  if (layout.lines().size() <= kMany) return {};
  return {linesOf(chart, layout, kept, kThinWidth), {layout.width(), layout.bottom() + 4}, ratio};
}

void drawParallelChart(QPainter& painter, const ParallelChart& chart, const ParallelLayout& layout,
                       const std::vector<bool>& kept, const QImage& many) {
  painter.setRenderHint(QPainter::Antialiasing);
  if (layout.lines().size() > kMany) {
    painter.drawImage(QPointF(0, 0), many);
  } else {
    for (const ManyLines::Line& line : linesOf(chart, layout, kept, kWidth)) {
      painter.setPen(QPen(QColor::fromRgba(line.colour), line.width));
      painter.drawPolyline(line.points);
    }
  }
  for (std::size_t a = 0; a < chart.axes.size(); ++a) {
    drawAxis(painter, chart.axes[a], layout, a);
    drawBrush(painter, chart.axes[a], layout, a);
    drawTitle(painter, chart.axes[a], layout.title(a));
  }
  if (!layout.scale().isEmpty()) drawScale(painter, chart, layout.scale());
}

void drawParallelReadout(QPainter& painter, const ParallelChart& chart, const ParallelLayout& layout, int run,
                         QPointF place, const QRectF& inside) {
  constexpr double kPad = 10, kGap = 14, kMostName = 360;
  const auto index = static_cast<std::size_t>(run);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(tokens().window, 6));
  painter.drawPolyline(layout.lines()[index]);
  painter.setPen(QPen(tokens().text, 2.6));
  painter.drawPolyline(layout.lines()[index]);

  const QFont plain = painter.font();
  QFont bold = plain;
  bold.setBold(true);
  const QFontMetricsF metrics(plain), boldMetrics(bold);
  const QString name = elidedName(boldMetrics, chart.names[run], kMostName);
  double titles = 0, values = 0;
  for (const auto& axis : chart.axes) {
    titles = std::max(titles, metrics.horizontalAdvance(axis.title));
    values = std::max(values, tabularWidth(metrics, axisValueText(axis.values, axis.values.values[index])));
  }
  const double row = metrics.height() + 2;
  const QSizeF size(std::max(boldMetrics.horizontalAdvance(name), titles + kGap + values) + 2 * kPad,
                    row * static_cast<double>(chart.axes.size() + 1) + 2 * kPad);
  QRectF card(place + QPointF(kGap, kGap), size);
  if (card.right() > inside.right()) card.moveRight(place.x() - kGap);
  if (card.bottom() > inside.bottom()) card.moveBottom(inside.bottom() - 2);
  if (card.left() < inside.left()) card.moveLeft(inside.left() + 2);
  if (card.top() < inside.top()) card.moveTop(inside.top() + 2);
  painter.setPen(QPen(tokens().line, 1));
  painter.setBrush(tokens().panel);
  painter.drawRoundedRect(card, 6, 6);
  painter.setBrush(Qt::NoBrush);
  QRectF line(card.left() + kPad, card.top() + kPad, card.width() - 2 * kPad, row);
  painter.setPen(tokens().text);
  painter.setFont(bold);
  painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, name);
  painter.setFont(plain);
  for (const auto& axis : chart.axes) {
    line.translate(0, row);
    painter.setPen(tokens().muted);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, axis.title);
    painter.setPen(tokens().text);
    drawTabular(painter, line, Qt::AlignRight | Qt::AlignVCenter,
                axisValueText(axis.values, axis.values.values[index]));
  }
}

}  // namespace skewscope::ui
