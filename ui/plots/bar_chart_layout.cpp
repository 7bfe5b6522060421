#include "ui/plots/bar_chart_layout.h"

#include <algorithm>
#include <cmath>

namespace skewscope::ui {
namespace {

constexpr double kSmall = 0.9;        ///< of the type size: labels and key
constexpr double kLeastSize = 0.75;   ///< of the labels' size, before they are turned
constexpr double kMostHeight = 0.35;  ///< of the chart's, for turned labels
constexpr double kReadable = 0.62;    ///< of the type size: smaller ones are left out

double widest(const PlotPainter& plot, const std::vector<QStringList>& all, double size) {
  double width = 0;
  for (const auto& lines : all) {
    for (const auto& line : lines) width = std::max(width, plot.textWidth(line, size));
  }
  return width;
}

}  // namespace

GroupLabels groupLabels(const PlotPainter& plot, const std::vector<QStringList>& categories, double slot,
                        double most) {
  const double unit = plot.style().fontSize;
  GroupLabels labels{kSmall * unit, false, 0, categories};
  qsizetype lines = 1;
  for (const auto& category : categories) lines = std::max(lines, category.size());
  const double room = slot - 0.5 * labels.size, wanted = widest(plot, categories, labels.size);
  if (wanted > room) {
    labels.turned = room < kLeastSize * wanted;
    if (!labels.turned) labels.size *= room / wanted;
  }
  if (!labels.turned) {
    labels.height = 0.6 * unit + 1.3 * labels.size * static_cast<double>(lines);
    return labels;
  }
  const double line = 0.9 * slot;  // that one label may be high
  const auto every = static_cast<std::size_t>(std::max(1.0, std::ceil(kReadable * unit / line)));
  labels.size = std::min(labels.size, line * static_cast<double>(every));
  for (std::size_t c = 0; c < labels.lines.size(); ++c) {
    QStringList& category = labels.lines[c];
    category = {c % every == 0 ? plot.elided(category.join(u' '), labels.size, most - unit) : QString()};
  }
  labels.height = unit + widest(plot, labels.lines, labels.size);
  return labels;
}

BarChartLayout::BarChartLayout(const PlotPainter& plot, const BarChart& chart, const QRectF& area) {
  const double unit = plot.style().fontSize, scale = chart.percent ? 100 : 1;
  double low = 0, high = 0;
  for (const auto& series : chart.series) {
    for (const auto& band : series.bars) {
      if (band.n == 0) continue;
      low = std::min(low, scale * (band.mean - deviationOf(band)));
      high = std::max(high, scale * (band.mean + deviationOf(band)));
    }
  }
  if (high <= low) high = low + (chart.percent ? 10 : 0.1);
  const double room = 0.1 * (high - low);  // for the numbers
  high += room;
  if (low < 0) low -= room;
  low = chart.y.low.value_or(low);
  high = chart.y.high.value_or(high);
  if (high <= low) (chart.y.high ? low = high - 1 : high = low + 1);  // one end was set beyond all bars
  ticks_ = chart.y.ticks.empty() ? PlotPainter::ticks(low, high, 5)
                                 : PlotPainter::inside(chart.y.ticks, low, high);
  const double left = area.left() + plot.tickWidth(ticks_) + 2.6 * unit, right = area.right() - 0.5 * unit;
  slot_ = (right - left) / static_cast<double>(std::max<std::size_t>(chart.categories.size(), 1));
  labels_ = groupLabels(plot, chart.categories, slot_, kMostHeight * area.height());

  std::vector<double> widths;
  for (const auto& series : chart.series)
    widths.push_back(1.2 * unit + plot.textWidth(series.name, kSmall * unit));
  widths.push_back(plot.textWidth(chart.spread(), kSmall * unit));
  key_ = keyRows(widths, 1.4 * unit, right - left);
  keyTop_ = area.top() + 0.8 * unit;
  keyRow_ = 1.4 * unit;
  const double top = plot.style().key ? keyTop_ + keyRow_ * static_cast<double>(key_.back().row) + 1.6 * unit
                                      : keyTop_ + unit;
  plot_ = QRectF(QPointF(left, top), QPointF(right, area.bottom() - labels_.height));
  y_ = {low, high, plot_.bottom(), plot_.top()};
  width_ =
      std::min(0.8 * slot_ / static_cast<double>(std::max<std::size_t>(chart.series.size(), 1)), 5.0 * unit);
}

QPointF BarChartLayout::key(std::size_t entry) const {
  const KeyPlace& place = key_.at(entry);
  return {plot_.left() + place.left, keyTop_ + keyRow_ * static_cast<double>(place.row)};
}

double BarChartLayout::middle(std::size_t category) const {
  return plot_.left() + (static_cast<double>(category) + 0.5) * slot_;
}

QRectF BarChartLayout::bar(const BarChart& chart, std::size_t series, std::size_t category) const {
  const report::Band& band = chart.series[series].bars[category];
  if (band.n == 0) return {};
  const double count = static_cast<double>(chart.series.size());
  const double left = middle(category) + (static_cast<double>(series) - count / 2) * width_;
  const double gap = 0.06 * width_, mean = (chart.percent ? 100 : 1) * band.mean;
  return QRectF(QPointF(left + gap, y_(std::max(mean, 0.0))),
                QPointF(left + width_ - gap, y_(std::min(mean, 0.0))));
}

}  // namespace skewscope::ui
