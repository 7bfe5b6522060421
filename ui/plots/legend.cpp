#include "ui/plots/legend.h"

#include <algorithm>

#include "ui/plots/bar_chart.h"
#include "ui/plots/confusion_chart.h"
#include "ui/plots/curve_overlay.h"
#include "ui/plots/point_chart.h"
#include "ui/plots/weight_chart.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

constexpr double kSize = 0.9, kRow = 1.4;      // in type sizes
constexpr double kSample = 2.2, kAfter = 0.5;  // length of a sample and the room after it, in type sizes
constexpr double kMostWidth = 0.45, kMostHeight = 0.4;  // of the figure

double sampleWidth(const LegendEntry& entry) {
  return entry.sample == LegendEntry::Sample::None   ? 0
         : entry.sample == LegendEntry::Sample::Line ? kSample + kAfter
                                                     : 0.8 + kAfter;
}

void drawSample(PlotPainter& plot, const LegendEntry& entry, double x, double y) {
  const double unit = plot.style().fontSize;
  QPainter& painter = plot.painter();
  switch (entry.sample) {
    case LegendEntry::Sample::None:
      return;
    case LegendEntry::Sample::Line:
      painter.setPen(curvePen(entry.colour, plot.style().lineWidth, entry.style));
      painter.drawLine(QLineF(x, y, x + kSample * unit, y));
      if (entry.marker != Marker::None)
        drawMarker(painter, entry.marker, {x + 0.5 * kSample * unit, y}, 0.25 * unit, entry.colour);
      return;
    case LegendEntry::Sample::Square:
      painter.setPen(Qt::NoPen);
      painter.setBrush(entry.colour);
      painter.drawRect(QRectF(x, y - 0.4 * unit, 0.8 * unit, 0.8 * unit));
      return;
    case LegendEntry::Sample::Sign:
      drawMarker(painter, entry.marker, {x + 0.4 * unit, y}, 0.32 * unit, entry.colour);
  }
}

/// An entry for each name and dash: the panes of one run, and small multiples, show one in several plots.
void addCurves(const CurveSet& set, std::vector<LegendEntry>& entries) {
  for (const Pane& pane : set.panes) {
    for (const Curve& curve : pane.curves) {
      if (!curve.labelled || curve.label.isEmpty()) continue;
      const auto known = std::find_if(entries.begin(), entries.end(), [&](const LegendEntry& entry) {
        return entry.text == curve.label && entry.style == curve.style;
      });
      if (known == entries.end()) {
        entries.push_back({LegendEntry::Sample::Line, curve.label, curve.colour, curve.style, curve.marker});
      } else if (known->colour != curve.colour && set.runs.size() == 1) {
        known->colour = PlotPainter::Style().muted;  // in each plot in the colour of its run
      }
    }
  }
}

}  // namespace

std::vector<LegendEntry> legendOf(const CurveSet& set) {
  std::vector<LegendEntry> entries;
  if (set.multiples) {
    for (const CurveSet& part : splitByRun(set)) addCurves(part, entries);
    return entries;  // the runs are named above their plots
  }
  addCurves(set, entries);
  const bool overlaid = std::any_of(set.runs.begin(), set.runs.end(),
                                    [](const PlottedRun& run) { return run.marker != Marker::None; });
  for (std::size_t r = 0; r < set.runs.size(); ++r) {
    const PlottedRun& run = set.runs[r];
    if (!run.undrawn.isEmpty()) entries.push_back({LegendEntry::Sample::None, keyText(run), {}});
    if (!run.undrawn.isEmpty() || !overlaid) continue;
    entries.push_back({LegendEntry::Sample::Line, keyText(run), PlotPainter::Style().muted, run.style,
                       r == 0 ? Marker::Circle : run.marker});
  }
  return entries;
}

std::vector<LegendEntry> legendOf(const BarChart& chart) {
  std::vector<LegendEntry> entries;
  for (const auto& series : chart.series)
    entries.push_back({LegendEntry::Sample::Square, series.name, series.colour});
  if (const QString spread = chart.spread(); !spread.isEmpty())
    entries.push_back({LegendEntry::Sample::None, spread, {}});
  return entries;
}

std::vector<LegendEntry> legendOf(const WeightChart& chart) {
  std::vector<LegendEntry> entries;
  for (const auto& series : chart.series) {
    entries.push_back({LegendEntry::Sample::Sign, series.run + QStringLiteral(": ") + correlationText(series),
                       PlotPainter::Style().muted, Qt::SolidLine, series.marker});
  }
  return entries;
}

std::vector<LegendEntry> legendOf(const PointChart& chart) {
  std::vector<LegendEntry> entries;
  for (const auto& panel : chart.panels) {
    for (const auto& line : panel.lines) {
      const bool known = std::any_of(entries.begin(), entries.end(),
                                     [&](const LegendEntry& entry) { return entry.text == line.name; });
      if (!known && !line.name.isEmpty())
        entries.push_back({LegendEntry::Sample::Line, line.name, line.colour, line.style, line.marker});
    }
  }
  if (!chart.note.isEmpty()) entries.push_back({LegendEntry::Sample::None, chart.note, {}});
  return entries;
}

std::vector<LegendEntry> legendOf(const ConfusionChart& chart) {
  const double most = largestValue(chart);
  const bool difference = chart.kind == report::ConfusionValues::Difference;
  std::vector<LegendEntry> entries{{LegendEntry::Sample::None, valuesTitle(chart), {}}};
  // Without negative values the ground is nothing, as one sees.
  const std::vector<double> parts =
      difference ? std::vector{1.0, 0.5, 0.0, -0.5, -1.0} : std::vector{1.0, 0.75, 0.5, 0.25};
  for (const double part : parts) {
    const double value = part * most;
    entries.push_back({LegendEntry::Sample::Square, cellValueText(chart, value),
                       cellColour(chart, value, most, PlotPainter::Style())});
    if (most == 0) break;
  }
  return entries;
}

Legend::Legend(const PlotPainter& plot, std::vector<LegendEntry> entries, Side side, const QRectF& area)
    : entries_(std::move(entries)), rest_(area) {
  if (entries_.empty()) return;
  if (side == Side::Right) {
    layColumn(plot, area);
  } else {
    layRows(plot, area, side == Side::Top);
  }
}

/// The first `count` entries stay; a last one says how many do not.
void Legend::keep(std::size_t count) {
  const std::size_t others = entries_.size() - count;
  if (others == 0) return;
  entries_.resize(count);
  entries_.push_back({LegendEntry::Sample::None, ui::tr("and %1 more").arg(others), {}});
}

void Legend::layColumn(const PlotPainter& plot, const QRectF& area) {
  const double unit = plot.style().fontSize;
  const auto rows = static_cast<std::size_t>(std::max(1.0, (area.height() - unit) / (kRow * unit)));
  if (entries_.size() > rows) keep(std::max<std::size_t>(rows, 2) - 1);
  double width = 0;
  for (std::size_t k = 0; k < entries_.size(); ++k) {
    places_.push_back({0, k});
    width = std::max(width, sampleWidth(entries_[k]) * unit + plot.textWidth(entries_[k].text, kSize * unit));
  }
  room_ = std::min(width, kMostWidth * area.width());
  left_ = area.right() - room_ - 0.4 * unit;
  top_ = area.top() + unit;
  rest_.setRight(left_ - 0.6 * unit);
}

void Legend::layRows(const PlotPainter& plot, const QRectF& area, bool top) {
  const double unit = plot.style().fontSize;
  room_ = area.width() - unit;
  const auto rows = static_cast<std::size_t>(std::max(1.0, kMostHeight * area.height() / (kRow * unit)));
  const std::vector<LegendEntry> all = entries_;
  for (std::size_t kept = all.size(); kept > 0; --kept) {
    entries_ = all;
    keep(kept);
    std::vector<double> widths;
    for (const LegendEntry& entry : entries_)
      widths.push_back(sampleWidth(entry) * unit + plot.textWidth(entry.text, kSize * unit));
    places_ = keyRows(widths, 1.4 * unit, room_);
    if (places_.back().row < rows) break;
  }
  const double height = kRow * unit * static_cast<double>(places_.back().row + 1);
  left_ = area.left() + 0.5 * unit;
  top_ = top ? area.top() + unit : area.bottom() - height + 0.4 * unit;
  if (top) {
    rest_.setTop(area.top() + height + 0.3 * unit);
  } else {
    rest_.setBottom(area.bottom() - height - 0.3 * unit);
  }
}

void Legend::draw(PlotPainter& plot) const {
  const double unit = plot.style().fontSize;
  for (std::size_t k = 0; k < entries_.size(); ++k) {
    const double x = left_ + places_[k].left;
    const double y = top_ + kRow * unit * static_cast<double>(places_[k].row);
    drawSample(plot, entries_[k], x, y);
    const double sample = sampleWidth(entries_[k]) * unit;
    // A name that is alone too long gets smaller rather than cut.
    plot.text(x + sample, y, entries_[k].text,
              plot.fittingSize(entries_[k].text, kSize * unit, room_ - sample), Qt::AlignLeft,
              entries_[k].sample == LegendEntry::Sample::None ? plot.style().muted : plot.style().ink);
  }
}

}  // namespace skewscope::ui
