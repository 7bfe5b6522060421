// PlotPainter::curves(): a whole CurveSet with axes, key, end labels and caption, or as small multiples.
#include <algorithm>
#include <cmath>

#include "core/report/figure_spec.h"
#include "ui/plots/axis_ticks.h"
#include "ui/plots/curve_overlay.h"
#include "ui/plots/label_layout.h"
#include "ui/plots/plot_painter.h"
#include "ui/theme/colours.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kSmall = 0.9;  ///< of the font size: tick and end labels

/// Those that were set, or round ones.
std::vector<double> ticksOf(const std::vector<double>& set, double low, double high, int count, bool log,
                            bool whole = false) {
  if (!set.empty()) return PlotPainter::inside(set, low, high);
  return log ? logTicks(low, high, count) : PlotPainter::ticks(low, high, count, whole);
}

std::vector<double> yTicksOf(const Pane& pane) {
  return ticksOf(pane.yTicks, pane.yLow, pane.yHigh, pane.share < 1 ? 3 : 5, pane.logY);
}

/// Whether a curve leaves the axes, which only happens where their ends were set. Edges of bands do not
/// count: they end at the axis.
bool beyond(const Curve& curve, const CurveSet& set, const Pane& pane) {
  for (std::size_t k = 0; k < curve.x.size(); ++k) {
    for (const auto* values : {&curve.y, &curve.line()}) {
      const double value = (*values)[k];
      if (!std::isfinite(value)) continue;
      if (curve.x[k] < set.xLow || curve.x[k] > set.xHigh || value < pane.yLow || value > pane.yHigh)
        return true;
    }
  }
  return false;
}

}  // namespace

/// The last measured value inside the axis, so that label and end of the line agree where the axis was cut.
QString PlotPainter::endLabel(const Pane& pane, const Curve& curve, double xHigh) const {
  const double last = curve.lastValue(xHigh);
  if (std::isnan(last)) return {};
  return pane.percent ? percentText(last / 100) : QString::number(last, 'g', 3);
}

double PlotPainter::endLabelWidth(const CurveSet& set) const {
  const double size = kSmall * style_.fontSize;
  double width = 0;
  for (const Pane& p : set.panes) {
    for (const Curve& curve : p.curves) {
      if (!curve.labelled) continue;
      width = std::max(width, textWidth(curve.label, size, true) +
                                  textWidth(QStringLiteral("  ") + endLabel(p, curve, set.xHigh), size));
    }
  }
  return width;
}

QStringList PlotPainter::lines(const QString& text, double size, double room) const {
  QStringList lines;
  for (const QString& word : text.split(u' ', Qt::SkipEmptyParts)) {
    const QString longer = lines.isEmpty() ? word : lines.last() + u' ' + word;
    if (!lines.isEmpty() && textWidth(longer, size) <= room) {
      lines.last() = longer;
    } else {
      lines.append(word);
    }
  }
  return lines;
}

void PlotPainter::curves(const CurveSet& set, const QRectF& area) {
  if (style_.paper.isValid()) painter_.fillRect(area, style_.paper);
  const double unit = style_.fontSize, size = kSmall * unit;
  QRectF inner = area;
  const QStringList caption = lines(set.caption, size, area.width() - 0.8 * unit);
  inner.setBottom(inner.bottom() - 1.2 * size * static_cast<double>(caption.size()));
  double y = inner.bottom() + 0.4 * size;
  for (const QString& line : caption) {
    text(area.left() + 0.4 * unit, y, line, size, Qt::AlignLeft, style_.muted);
    y += 1.2 * size;
  }
  if (set.multiples) return grid(set, inner);
  plot(set, inner, QString());
}

void PlotPainter::grid(const CurveSet& set, const QRectF& area) {
  const std::vector<CurveSet> parts = splitByRun(set);
  const int columns = multipleColumns(parts.size());
  const int rows = (static_cast<int>(parts.size()) + columns - 1) / columns;
  const QSizeF cell(area.width() / columns, area.height() / rows);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const int place = static_cast<int>(i);
    const QString letter = ui::text(report::panelLetter(style_.panelLetter.toStdString(), place));
    const QPointF corner(area.left() + place % columns * cell.width(),
                         area.top() + place / columns * cell.height());
    plot(parts[i], QRectF(corner, cell), (letter + u' ' + parts[i].title).trimmed());
  }
}

double PlotPainter::key(const CurveSet& set, const QRectF& area) {
  const double unit = style_.fontSize;
  const bool needed = std::any_of(set.runs.begin(), set.runs.end(), [](const PlottedRun& run) {
    return run.marker != Marker::None || !run.undrawn.isEmpty();
  });
  if (!style_.key || !needed || set.runs.size() < 2) return 0;
  double x = area.left();
  double top = area.top();
  for (const PlottedRun& run : set.runs) {
    const QString name = keyText(run);
    const double width = textWidth(name, kSmall * unit) + 3.6 * unit;
    if (x > area.left() && x + width > area.right()) {
      x = area.left();
      top += 1.4 * unit;
    }
    const double y = top + 0.5 * unit;
    const bool byRun = run.marker == Marker::None;
    const QColor colour = style_.muted;
    if (run.undrawn.isEmpty()) {
      painter_.setPen(curvePen(colour, style_.lineWidth, run.style));
      painter_.drawLine(QLineF(x, y, x + 1.8 * unit, y));
    }
    drawMarker(painter_, byRun ? Marker::Circle : run.marker, QPointF(x + 1.8 * unit, y), 0.25 * unit,
               colour);
    text(x + 2.4 * unit, y, name, kSmall * unit, Qt::AlignLeft, style_.ink);
    x += width + 0.8 * unit;
  }
  return top - area.top() + 1.6 * unit;
}

void PlotPainter::plot(const CurveSet& set, const QRectF& area, const QString& title) {
  const double unit = style_.fontSize;
  QRectF inner = area.adjusted(0.4 * unit, 0.6 * unit, -0.4 * unit, 0);
  if (!title.isEmpty()) {
    text(inner.left(), inner.top() + 0.6 * unit, title, fittingSize(title, unit, inner.width(), true),
         Qt::AlignLeft, style_.ink, true);
    inner.setTop(inner.top() + 1.8 * unit);
  }
  inner.setTop(inner.top() + key(set, inner));
  double shares = 0;
  for (const Pane& p : set.panes) shares += p.share;
  const double axisHeight = 3.2 * unit;  // tick labels and title below the last pane
  // With a title of its own a plot has its letter there.
  const bool lettered = title.isEmpty() && !style_.panelLetter.isEmpty();
  const double gap = lettered ? 2 * unit : unit;
  const double height = inner.height() - axisHeight - gap * static_cast<double>(set.panes.size() - 1);
  double left = 0;
  for (const Pane& p : set.panes) left = std::max(left, tickWidth(yTicksOf(p)));
  left += 2.3 * unit;
  const double room = inner.width() - left;
  const double need =
      style_.endLabels ? std::min(endLabelWidth(set) + 1.1 * unit, 0.45 * inner.width()) : unit;
  // While epochs are still to come, labels stand in their room; only what is missing is taken from the plot.
  double last = set.xLow;
  for (const Pane& p : set.panes) {
    for (const Curve& curve : p.curves) {
      for (std::size_t k = 0; curve.labelled && k < curve.x.size(); ++k) {
        if (std::isfinite(curve.line()[k])) last = std::max(last, std::min(curve.x[k], set.xHigh));
      }
    }
  }
  const double part = Scale{set.xLow, set.xHigh, 0, 1, set.logX}.part(last);
  const double labels = std::clamp(part > 0 ? room - (room - need) / part : 0.0, unit, need);
  double top = inner.top();
  for (std::size_t p = 0; p < set.panes.size(); ++p) {
    const double own = height * set.panes[p].share / shares;
    const QRectF plotArea(inner.left() + left, top, inner.width() - left - labels, own);
    if (p > 0 && lettered) {
      text(inner.left(), top - 0.9 * unit,
           ui::text(report::panelLetter(style_.panelLetter.toStdString(), static_cast<int>(p))), unit,
           Qt::AlignLeft, style_.ink, true);
    }
    pane(set.panes[p], set, plotArea, p + 1 == set.panes.size(), labels);
    top += own + gap;
  }
}

void PlotPainter::pane(const Pane& pane, const CurveSet& set, const QRectF& area, bool last,
                       double labelWidth) {
  const double unit = style_.fontSize;
  const Scale x{set.xLow, set.xHigh, area.left(), area.right(), set.logX};
  const Scale y{pane.yLow, pane.yHigh, area.bottom(), area.top(), pane.logY};
  const auto rows = yTicksOf(pane);
  verticalAxis(area, y, rows, pane.yTitle, area.left() - tickWidth(rows) - 1.4 * unit, last ? 2.5 * unit : 0);
  const auto columns = std::max(2, static_cast<int>(area.width() / (4 * unit)));
  const auto xTicks =
      last ? ticksOf(set.xTicks, set.xLow, set.xHigh, columns, set.logX, set.wholeX) : std::vector<double>{};
  horizontalAxis(area, x, xTicks, last ? set.xTitle : QString());
  struct Label {
    const Curve* curve;
    QPointF end;
  };
  std::vector<Label> labels;
  const double margin = style_.lineWidth;  // a line on the edge keeps its width
  const QRectF visible = area.adjusted(-margin, -margin, margin, margin);
  const auto clipped = [&](const Curve& curve, const auto& draw) {
    painter_.save();
    if (beyond(curve, set, pane)) painter_.setClipRect(visible);
    draw();
    painter_.restore();
  };
  for (const Curve& curve : pane.curves) {
    clipped(curve, [&] {
      if (!curve.low.empty()) band(curve.x, curve.low, curve.high, x, y, curve.colour);
      if (!curve.smooth.empty())
        line(curve.x, curve.y, x, y, steppedBack(curve.colour), curve.style, 0.5 * style_.lineWidth);
    });
  }
  for (const bool labelled : {false, true}) {
    for (const Curve& curve : pane.curves) {
      if (curve.labelled != labelled) continue;
      const std::vector<double>& values = curve.line();
      clipped(curve, [&] { line(curve.x, values, x, y, curve.colour, curve.style, style_.lineWidth); });
      for (std::size_t k = values.size(); k-- > 0;) {
        if (!std::isfinite(values[k]) || curve.x[k] > set.xHigh) continue;
        const QPointF end(x(curve.x[k]), y(values[k]));
        if (!visible.contains(end)) break;
        if (labelled) labels.push_back({&curve, end});
        QColor solid = curve.colour;
        solid.setAlphaF(1);
        drawMarker(painter_, labelled ? Marker::Circle : curve.marker, end, 1.6 * style_.lineWidth, solid);
        break;
      }
    }
  }
  if (!style_.endLabels) return;
  std::stable_sort(labels.begin(), labels.end(),
                   [](const auto& a, const auto& b) { return a.end.y() < b.end.y(); });
  const double lineHeight = 1.1 * unit;
  const double low = area.top() - 0.5 * lineHeight;
  const double high = area.bottom() + 0.5 * lineHeight;
  const auto shown =
      labelsThatFit(labels.size(), static_cast<std::size_t>(std::max(1.0, (high - low) / lineHeight)));
  std::vector<double> wanted;
  for (const std::size_t i : shown) wanted.push_back(labels[i].end.y());
  const auto placed = layoutLabels(wanted, lineHeight, low, high);
  const double size = kSmall * unit;
  double right = area.left();
  for (const Label& label : labels) right = std::max(right, label.end.x());
  const double textX = right + 0.9 * unit;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const Label& label = labels[shown[i]];
    const LabelLeader leader = leaderTo(label.end, right, QPointF(textX, placed[i]), 0.9 * unit);
    if (leader.style != Qt::NoPen) {
      painter_.setPen(QPen(label.curve->colour, 0.4, leader.style));
      painter_.drawLine(leader.line);
    }
    const QColor paper = style_.paper.isValid() ? style_.paper : QColor(Qt::white);
    const double room = area.right() + labelWidth - textX;
    if (textX < area.right()) {  // over grid and overlaid curves
      QColor veil = paper;
      veil.setAlphaF(0.8F);
      const double width = textWidth(label.curve->label, size, true) +
                           textWidth(QStringLiteral("  ") + endLabel(pane, *label.curve, set.xHigh), size);
      painter_.fillRect(
          QRectF(textX - 0.1 * unit, placed[i] - 0.5 * lineHeight, width + 0.2 * unit, lineHeight), veil);
    }
    const QString value = QStringLiteral("  ") + endLabel(pane, *label.curve, set.xHigh);
    const QString name = elided(label.curve->label, size, room - textWidth(value, size), true);
    text(textX, placed[i], name, size, Qt::AlignLeft, readableOn(label.curve->colour, paper), true);
    text(textX + textWidth(name, size, true), placed[i], value, size, Qt::AlignLeft, style_.muted);
  }
}

}  // namespace skewscope::ui
