#include "ui/plots/plot_painter.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPolygonF>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/plots/axis_ticks.h"
#include "ui/plots/curve_overlay.h"
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

}  // namespace

PlotPainter::Style PlotPainter::screenStyle() {
  const Tokens& t = tokens();
  Style style;
  style.fontSize = 12.5;
  style.paper = QColor();
  style.ink = t.text;
  style.muted = t.muted;
  style.grid = t.line;  // charts stand on the ground of the window too, where t.grid is hardly seen
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

QString PlotPainter::elided(const QString& text, double size, double room, bool bold) const {
  if (textWidth(text, size, bold) <= room) return text;
  for (qsizetype kept = text.size() - 1; kept > 0; --kept) {
    const QString shorter = text.left((kept + 1) / 2) + u'…' + text.right(kept / 2);
    if (textWidth(shorter, size, bold) <= room) return shorter;
  }
  return QStringLiteral("…");
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

double PlotPainter::Scale::part(double value) const {
  if (!log) return (value - low) / (high - low);
  return value > 0 ? std::log(value / low) / std::log(high / low) : 0;
}

double PlotPainter::Scale::valueAt(double place) const {
  const double way = (place - from) / (to - from);
  return log ? low * std::pow(high / low, way) : low + way * (high - low);
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
  const double size = kSmall * style_.fontSize;
  double taken = -std::numeric_limits<double>::infinity();
  for (const double tick : ticks) {
    painter_.setPen(QPen(style_.muted, 0.5));
    painter_.drawLine(QLineF(x(tick), area.bottom(), x(tick), area.bottom() + 2));
    const double half = textWidth(tickText(tick), size) / 2;
    if (x(tick) - half < taken) continue;
    text(x(tick), area.bottom() + 2 + 0.8 * style_.fontSize, tickText(tick), size, Qt::AlignHCenter,
         style_.muted);
    taken = x(tick) + half + 0.3 * style_.fontSize;
  }
  text(area.center().x(), area.bottom() + 2 + 2.1 * style_.fontSize, title, style_.fontSize, Qt::AlignHCenter,
       style_.ink);
}

void PlotPainter::line(std::span<const double> xs, std::span<const double> ys, const Scale& x, const Scale& y,
                       const QColor& colour, Qt::PenStyle style, double width) {
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

void PlotPainter::band(std::span<const double> xs, std::span<const double> lows,
                       std::span<const double> highs, const Scale& x, const Scale& y, const QColor& colour) {
  painter_.setPen(Qt::NoPen);
  painter_.setBrush(bandFill(colour));
  QPolygonF upper, lower;
  const auto flush = [&] {
    std::reverse(lower.begin(), lower.end());
    if (upper.size() > 1) painter_.drawPolygon(upper + lower);
    upper.clear();
    lower.clear();
  };
  for (std::size_t k = 0; k < xs.size(); ++k) {
    if (std::isnan(lows[k]) || std::isnan(highs[k])) {
      flush();
      continue;
    }
    // A band may reach past the axis, as a deviation below 0 %.
    const auto inside = [&](double value) { return y(std::clamp(value, y.low, y.high)); };
    upper << QPointF(x(xs[k]), inside(highs[k]));
    lower << QPointF(x(xs[k]), inside(lows[k]));
  }
  flush();
}

}  // namespace skewscope::ui
