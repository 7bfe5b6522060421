#include "ui/plots/plot_painter.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPolygonF>
#include <algorithm>
#include <cmath>

#include "core/report/figure_spec.h"
#include "ui/plots/curve_overlay.h"
#include "ui/plots/label_layout.h"
#include "ui/theme/colours.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr int kLayoutPixels = 200;  ///< size at which text is laid out before it is scaled
constexpr double kSmall = 0.9;      ///< of the font size: tick and end labels

/// Inter where it is installed, as in the window, so that a figure looks the same from either.
QString defaultFamily() {
  static const bool inter = QFontDatabase::families().contains(QStringLiteral("Inter"));
  return inter ? QStringLiteral("Inter") : QGuiApplication::font().family();
}

/// Whether a curve leaves the axes, which only happens where their ends were set.
bool beyond(const Curve& curve, const CurveSet& set, const Pane& pane) {
  for (std::size_t k = 0; k < curve.x.size(); ++k) {
    if (!std::isfinite(curve.y[k])) continue;
    if (curve.x[k] < set.xLow || curve.x[k] > set.xHigh || curve.y[k] < pane.yLow || curve.y[k] > pane.yHigh)
      return true;
  }
  return false;
}

QString tickText(double value) {
  return QString::number(std::abs(value) < 1e-12 ? 0 : value, 'g', 6);
}

}  // namespace

PlotPainter::Style PlotPainter::screenStyle() {
  const Tokens& t = tokens();
  Style style;
  style.fontSize = 12.5;
  style.paper = QColor();
  style.ink = t.text;
  style.muted = t.muted;
  style.grid = t.grid;
  return style;
}

PlotPainter::PlotPainter(QPainter& painter, Style style) : painter_(painter), style_(std::move(style)) {
  painter_.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
}

QFont PlotPainter::font(bool bold) const {
  QFont font = QGuiApplication::font();
  font.setFamily(style_.family.isEmpty() ? defaultFamily() : style_.family);
  font.setPixelSize(kLayoutPixels);
  font.setHintingPreference(QFont::PreferNoHinting);
  // The alternate signs that fonts put in by context (Inter's brackets beside digits) have no letter in a
  // PDF, so that they would be missing from text that is copied or searched.
  font.setStyleStrategy(QFont::PreferNoShaping);
  font.setWeight(bold ? QFont::DemiBold : QFont::Normal);
  return font;
}

double PlotPainter::textWidth(const QString& text, double size, bool bold) const {
  return QFontMetricsF(font(bold)).horizontalAdvance(text) * size / kLayoutPixels;
}

double PlotPainter::capHeight(double size) const {
  return QFontMetricsF(font(false)).capHeight() * size / kLayoutPixels;
}

double PlotPainter::fittingSize(const QString& text, double size, double room, bool bold) const {
  const double wanted = textWidth(text, size, bold);
  return wanted > room ? size * std::max(room, 0.0) / wanted : size;
}

void PlotPainter::text(double x, double y, const QString& text, double size, Qt::Alignment alignment,
                       const QColor& colour, bool bold, double angle) {
  if (text.isEmpty()) return;
  const QFont big = font(bold);
  const QFontMetricsF metrics(big);
  const double width = metrics.horizontalAdvance(text);
  double left = 0;
  if (alignment & Qt::AlignHCenter) left = -width / 2;
  if (alignment & Qt::AlignRight) left = -width;
  painter_.save();
  painter_.translate(x, y);
  painter_.rotate(angle);
  painter_.scale(size / kLayoutPixels, size / kLayoutPixels);
  painter_.setFont(big);
  painter_.setPen(colour);
  painter_.drawText(QPointF(left, metrics.capHeight() / 2), text);
  painter_.restore();
}

std::vector<double> PlotPainter::yTicks(const Pane& pane) {
  return pane.yTicks.empty() ? ticks(pane.yLow, pane.yHigh, pane.share < 1 ? 3 : 5)
                             : inside(pane.yTicks, pane.yLow, pane.yHigh);
}

std::vector<double> PlotPainter::inside(const std::vector<double>& ticks, double low, double high) {
  std::vector<double> kept;
  for (const double tick : ticks) {
    if (tick >= low && tick <= high) kept.push_back(tick);
  }
  return kept;
}

std::vector<double> PlotPainter::ticks(double low, double high, int count, bool whole) {
  const double span = high - low;
  if (!(span > 0)) return {low};
  const double raw = span / std::max(1, count);
  const double magnitude = std::pow(10, std::floor(std::log10(raw)));
  double step = 10 * magnitude;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * magnitude >= raw * 0.999) {
      step = factor * magnitude;
      break;
    }
  }
  if (whole) step = std::max(1.0, std::round(step));
  std::vector<double> ticks;
  for (auto k = static_cast<long long>(std::ceil(low / step - 1e-9));
       static_cast<double>(k) * step <= high + 1e-9 * span; ++k) {
    ticks.push_back(static_cast<double>(k) * step);
  }
  return ticks;
}

double PlotPainter::tickWidth(const std::vector<double>& ticks) const {
  double width = 0;
  for (const double tick : ticks)
    width = std::max(width, textWidth(tickText(tick), kSmall * style_.fontSize));
  return width;
}

void PlotPainter::verticalAxis(const QRectF& area, const Scale& y, const std::vector<double>& ticks,
                               const QString& title, double titleX, double below) {
  for (const double tick : ticks) {
    painter_.setPen(QPen(style_.grid, 0.5, Qt::SolidLine, Qt::FlatCap));
    painter_.drawLine(QLineF(area.left(), y(tick), area.right(), y(tick)));
    text(area.left() - 0.5 * style_.fontSize, y(tick), tickText(tick), kSmall * style_.fontSize,
         Qt::AlignRight, style_.muted);
  }
  verticalTitle(area, title, titleX, below);
}

void PlotPainter::verticalTitle(const QRectF& area, const QString& title, double titleX, double below) {
  const double over = 0.25 * style_.fontSize, room = area.height() + 2 * over + below;
  const double size = fittingSize(title, style_.fontSize, room);
  const double half = textWidth(title, size) / 2;
  text(titleX, std::max(area.center().y(), area.top() - over + half), title, size, Qt::AlignHCenter,
       style_.ink, false, -90);
}

void PlotPainter::horizontalAxis(const QRectF& area, const Scale& x, const std::vector<double>& ticks,
                                 const QString& title) {
  painter_.setPen(QPen(style_.muted, 0.5, Qt::SolidLine, Qt::FlatCap));
  painter_.drawLine(QLineF(area.left(), area.bottom(), area.right(), area.bottom()));
  for (const double tick : ticks) {
    painter_.setPen(QPen(style_.muted, 0.5));
    painter_.drawLine(QLineF(x(tick), area.bottom(), x(tick), area.bottom() + 2));
    text(x(tick), area.bottom() + 2 + 0.8 * style_.fontSize, tickText(tick), kSmall * style_.fontSize,
         Qt::AlignHCenter, style_.muted);
  }
  text(area.center().x(), area.bottom() + 2 + 2.1 * style_.fontSize, title, style_.fontSize, Qt::AlignHCenter,
       style_.ink);
}

void PlotPainter::line(const std::vector<double>& xs, const std::vector<double>& ys, const Scale& x,
                       const Scale& y, const QColor& colour, Qt::PenStyle style, double width) {
  const QPen pen = curvePen(colour, width, style);
  QPolygonF part;
  const auto flush = [&] {
    if (part.size() == 1) {
      painter_.setPen(Qt::NoPen);
      painter_.setBrush(colour);
      painter_.drawEllipse(part.front(), 0.9 * width, 0.9 * width);
    } else if (part.size() > 1) {
      painter_.setBrush(Qt::NoBrush);
      painter_.setPen(pen);
      painter_.drawPolyline(part);
    }
    part.clear();
  };
  for (std::size_t k = 0; k < xs.size(); ++k) {
    if (std::isfinite(ys[k])) {
      part << QPointF(x(xs[k]), y(ys[k]));
    } else {
      flush();
    }
  }
  flush();
}

/// The last value inside the axis, so that label and end of the line agree where the axis was cut.
QString PlotPainter::endLabel(const Pane& pane, const Curve& curve, double xHigh) const {
  for (std::size_t k = curve.y.size(); k-- > 0;) {
    if (!std::isfinite(curve.y[k]) || curve.x[k] > xHigh) continue;
    return pane.percent ? percentText(curve.y[k] / 100) : QString::number(curve.y[k], 'g', 3);
  }
  return {};
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

void PlotPainter::curves(const CurveSet& set, const QRectF& area) {
  if (style_.paper.isValid()) painter_.fillRect(area, style_.paper);
  const double unit = style_.fontSize;
  QRectF inner = area.adjusted(0.4 * unit, 0.6 * unit, -0.4 * unit, 0);
  // Where several runs share the class colours, a key says which is drawn how.
  const bool overlaid = std::any_of(set.runs.begin(), set.runs.end(),
                                    [](const PlottedRun& run) { return run.marker != Marker::None; });
  if (overlaid && style_.key) {
    double x = inner.left();
    for (const PlottedRun& run : set.runs) {
      const QString name = keyText(run);
      const double width = textWidth(name, kSmall * unit) + 3.6 * unit;
      if (x > inner.left() && x + width > inner.right()) {
        x = inner.left();
        inner.setTop(inner.top() + 1.4 * unit);
      }
      const double y = inner.top() + 0.5 * unit;
      const bool first = run.marker == Marker::None;
      painter_.setPen(curvePen(style_.muted, style_.lineWidth, run.style));
      painter_.drawLine(QLineF(x, y, x + 1.8 * unit, y));
      drawMarker(painter_, first ? Marker::Circle : run.marker, QPointF(x + 1.8 * unit, y), 0.25 * unit,
                 style_.muted);
      text(x + 2.4 * unit, y, name, kSmall * unit, Qt::AlignLeft, style_.ink);
      x += width + 0.8 * unit;
    }
    inner.setTop(inner.top() + 1.6 * unit);
  }
  double shares = 0;
  for (const Pane& p : set.panes) shares += p.share;
  const double axisHeight = 3.2 * unit;  // tick labels and title below the last pane
  const double gap = style_.panelLetter.isEmpty() ? unit : 2 * unit;
  const double height = inner.height() - axisHeight - gap * static_cast<double>(set.panes.size() - 1);
  double left = 0;
  for (const Pane& p : set.panes) left = std::max(left, tickWidth(yTicks(p)));
  left += 2.3 * unit;
  const double room = inner.width() - left;
  const double need =
      style_.endLabels ? std::min(endLabelWidth(set) + 1.1 * unit, 0.45 * inner.width()) : unit;
  // While epochs are still to come, labels stand in their room; only what is missing is taken from the plot.
  double last = set.xLow;
  for (const Pane& p : set.panes) {
    for (const Curve& curve : p.curves) {
      for (std::size_t k = 0; curve.labelled && k < curve.x.size(); ++k) {
        if (std::isfinite(curve.y[k])) last = std::max(last, std::min(curve.x[k], set.xHigh));
      }
    }
  }
  const double part = (last - set.xLow) / (set.xHigh - set.xLow);
  const double labels = std::clamp(part > 0 ? room - (room - need) / part : 0.0, unit, need);
  double top = inner.top();
  for (std::size_t p = 0; p < set.panes.size(); ++p) {
    const double own = height * set.panes[p].share / shares;
    const QRectF plotArea(inner.left() + left, top, inner.width() - left - labels, own);
    if (p > 0) {
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
  const Scale x{set.xLow, set.xHigh, area.left(), area.right()};
  const Scale y{pane.yLow, pane.yHigh, area.bottom(), area.top()};
  const auto rows = yTicks(pane);
  verticalAxis(area, y, rows, pane.yTitle, area.left() - tickWidth(rows) - 1.4 * unit, last ? 2.5 * unit : 0);
  const auto columns = std::max(2, static_cast<int>(area.width() / (4 * unit)));
  const auto xTicks = !last                ? std::vector<double>{}
                      : set.xTicks.empty() ? ticks(set.xLow, set.xHigh, columns, set.wholeX)
                                           : inside(set.xTicks, set.xLow, set.xHigh);
  horizontalAxis(area, x, xTicks, last ? set.xTitle : QString());
  struct Label {
    const Curve* curve;
    QPointF end;
  };
  std::vector<Label> labels;
  const double margin = style_.lineWidth;  // a line on the edge keeps its width
  const QRectF visible = area.adjusted(-margin, -margin, margin, margin);
  for (const bool labelled : {false, true}) {
    for (const Curve& curve : pane.curves) {
      if (curve.labelled != labelled) continue;
      painter_.save();
      if (beyond(curve, set, pane)) painter_.setClipRect(visible);
      line(curve.x, curve.y, x, y, curve.colour, curve.style, style_.lineWidth);
      painter_.restore();
      for (std::size_t k = curve.y.size(); k-- > 0;) {
        if (!std::isfinite(curve.y[k]) || curve.x[k] > set.xHigh) continue;
        const QPointF end(x(curve.x[k]), y(curve.y[k]));
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
    QString name = label.curve->label;
    const QString value = QStringLiteral("  ") + endLabel(pane, *label.curve, set.xHigh);
    while (name.size() > 4 && textWidth(name, size, true) + textWidth(value, size) > room) {
      name = name.left(name.size() - 2) + QChar(u'…');
    }
    text(textX, placed[i], name, size, Qt::AlignLeft, readableOn(label.curve->colour, paper), true);
    text(textX + textWidth(name, size, true), placed[i], value, size, Qt::AlignLeft, style_.muted);
  }
}

}  // namespace skewscope::ui
