#include "ui/plots/parallel_chart.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "core/store/records.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kEdge = 16;        ///< free around the chart
constexpr double kMostBeside = 64;  ///< left of the first axis, for half of its title
constexpr double kMostLabels = 96;  ///< right of the last axis, for its ticks
constexpr double kReach = 8;        ///< of the pointer, to lines and axes
constexpr double kSpread = 2.5;     ///< between runs that share a value
constexpr double kMostSpread = 28;  ///< of all of them
constexpr double kScaleHeight = 10, kScaleRoom = 34;

double distanceTo(const QPointF& a, const QPointF& b, const QPointF& p) {
  const QPointF along = b - a;
  const double length = QPointF::dotProduct(along, along);
  const double t = length > 0 ? std::clamp(QPointF::dotProduct(p - a, along) / length, 0.0, 1.0) : 0;
  const QPointF off = p - (a + t * along);
  return std::hypot(off.x(), off.y());
}

QString noneText() {
  return ui::tr("none");
}

/// Runs that share a value stand a little apart around it, from `top` to `bottom`, those with the higher
/// place on the scale of colours above: on top of each other, many would look like the one that is drawn
/// last.
void spread(std::vector<QPolygonF>& lines, qsizetype axis, const std::vector<double>& shade, double top,
            double bottom) {
  std::vector<std::size_t> order(lines.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto place = [&](std::size_t run) { return lines[run][axis].y(); };
  const auto shadeOf = [&](std::size_t run) {
    return shade.empty() || std::isnan(shade[run]) ? -1 : shade[run];
  };
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return std::tuple(place(a), -shadeOf(a), a) < std::tuple(place(b), -shadeOf(b), b);
  });
  std::vector<std::pair<std::size_t, std::size_t>> groups;  // of equal values: first and behind the last
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || place(order[i]) != place(order[i - 1])) groups.emplace_back(i, i);
    groups.back().second = i + 1;
  }
  double nearest = bottom - top;
  for (std::size_t g = 1; g < groups.size(); ++g)
    nearest = std::min(nearest, place(order[groups[g].first]) - place(order[groups[g - 1].first]));
  for (const auto& [first, end] : groups) {
    if (end - first < 2) continue;
    const auto between = static_cast<double>(end - first - 1);
    const double wide = std::min({kSpread * between, kMostSpread, nearest / 3});
    const double begin = std::clamp(place(order[first]) - wide / 2, top, std::max(top, bottom - wide));
    for (std::size_t i = first; i < end; ++i)
      lines[order[i]][axis].setY(begin + wide * static_cast<double>(i - first) / between);
  }
}

}  // namespace

std::vector<bool> ParallelChart::kept() const {
  std::vector<bool> inside(static_cast<std::size_t>(ids.size()), true);
  for (const Axis& axis : axes) {
    if (!axis.brush) continue;
    for (std::size_t run = 0; run < inside.size(); ++run)
      inside[run] = inside[run] && compare::keeps(axis.values, *axis.brush, run);
  }
  return inside;
}

bool ParallelChart::isBrushed() const {
  return std::ranges::any_of(axes, [](const Axis& axis) { return axis.brush.has_value(); });
}

QString axisValueText(const compare::ParallelAxis& axis, double value) {
  if (std::isnan(value)) return noneText();
  if (axis.kind == compare::AxisKind::Categories) {
    const auto& category = axis.categories.at(static_cast<std::size_t>(value));
    return category.key == "true"    ? ui::tr("yes")
           : category.key == "false" ? ui::tr("no")
                                     : optionText(category.shown);
  }
  const bool share = axis.column.option.empty() && store::isShare(axis.column.metric.metric);
  if (share) return percentText(value);
  const bool whole = value == std::round(value) && std::abs(value) < 1e9;
  return whole ? QString::number(static_cast<qlonglong>(value)) : QString::number(value, 'g', 4);
}

QString brushText(const compare::ParallelAxis& axis, const compare::AxisBrush& brush) {
  QStringList parts;
  if (brush.range)
    parts.append(ui::tr("%1 to %2")
                     .arg(axisValueText(axis, brush.range->first), axisValueText(axis, brush.range->second)));
  for (std::size_t i = 0; i < axis.categories.size(); ++i) {
    if (std::ranges::find(brush.categories, axis.categories[i].key) != brush.categories.end())
      parts.append(axisValueText(axis, static_cast<double>(i)));
  }
  if (brush.none) parts.append(noneText());
  return parts.join(QStringLiteral(", "));
}

ParallelLayout::ParallelLayout(const ParallelChart& chart, const QSizeF& size, const QFontMetricsF& metrics)
    : width_(size.width()), axes_(chart.axes.size()) {
  if (chart.isEmpty()) return;
  titleHeight_ = 2 * metrics.height();
  const bool scaled = !chart.scaleTitle.isEmpty();
  top_ = kEdge / 2 + titleHeight_ + 10;
  bottom_ = std::max(size.height() - kEdge - (scaled ? kScaleRoom : 0), top_ + 1);
  double labels = 0;  // of the last axis, which has no other behind it
  const auto& last = chart.axes.back().values;
  for (const double tick : compare::ticksOf(last, 6))
    labels = std::max(labels, metrics.horizontalAdvance(axisValueText(last, tick)));
  const double right = std::min(labels + 12, kMostLabels) + kEdge;
  const double room = std::max(size.width() - right - kEdge, 1.0);
  if (axes_ == 1) {
    left_ = size.width() / 2;
  } else {
    const double beside = std::min(kMostBeside, room / static_cast<double>(axes_) / 2);
    left_ = kEdge + beside;
    spacing_ = (room - beside) / static_cast<double>(axes_ - 1);
  }
  if (scaled)
    scale_ =
        QRectF(kEdge, size.height() - kEdge - kScaleHeight, std::min(180.0, size.width() / 3), kScaleHeight);
  lines_.reserve(static_cast<std::size_t>(chart.ids.size()));
  for (std::size_t run = 0; run < static_cast<std::size_t>(chart.ids.size()); ++run) {
    QPolygonF line;
    line.reserve(static_cast<qsizetype>(axes_));
    for (std::size_t a = 0; a < axes_; ++a) {
      const auto& axis = chart.axes[a];
      line.append({x(a), y(compare::positionOf(axis.values, axis.values.values[run], axis.flipped))});
    }
    lines_.push_back(std::move(line));
  }
  for (std::size_t a = 0; a < axes_; ++a)
    spread(lines_, static_cast<qsizetype>(a), chart.shade, top_, bottom_);
}

QRectF ParallelLayout::title(std::size_t axis) const {
  const double wide = axes_ == 1 ? width_ - 2 * kEdge : spacing_ - 10;
  // Of the outer axes as much as there is room on both sides.
  const double half = std::min({wide / 2, x(axis) - 4, width_ - 4 - x(axis)});
  return {x(axis) - half, kEdge / 2, 2 * half, titleHeight_};
}

int ParallelLayout::titleAt(QPointF place) const {
  for (std::size_t a = 0; a < axes_; ++a) {
    if (title(a).contains(place)) return static_cast<int>(a);
  }
  return -1;
}

int ParallelLayout::axisAt(QPointF place) const {
  if (place.y() < top_ - kReach || place.y() > bottom_ + kReach) return -1;
  for (std::size_t a = 0; a < axes_; ++a) {
    if (std::abs(place.x() - x(a)) <= kReach) return static_cast<int>(a);
  }
  return -1;
}

int ParallelLayout::placeAt(double at) const {
  if (axes_ < 2) return 0;
  return std::clamp(static_cast<int>(std::lround((at - left_) / spacing_)), 0, static_cast<int>(axes_) - 1);
}

int ParallelLayout::runAt(QPointF place, const std::vector<bool>& kept) const {
  if (axes_ < 2) return -1;
  const auto before = static_cast<qsizetype>(
      std::clamp(std::floor((place.x() - left_) / spacing_), 0.0, static_cast<double>(axes_ - 2)));
  int found = -1;
  double nearest = std::numeric_limits<double>::infinity();
  bool foundKept = false;
  for (std::size_t run = 0; run < lines_.size(); ++run) {
    if (foundKept && !kept[run]) continue;
    const double distance = distanceTo(lines_[run][before], lines_[run][before + 1], place);
    if (distance > kReach || (kept[run] == foundKept && distance >= nearest)) continue;
    found = static_cast<int>(run);
    nearest = distance;
    foundKept = kept[run];
  }
  return found;
}

}  // namespace skewscope::ui
