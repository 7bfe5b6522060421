#include "ui/plots/axis_ticks.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "ui/plots/plot_painter.h"

namespace skewscope::ui {

QString tickText(double value) {
  const double size = std::abs(value);
  if (size >= 1e6) return QString::number(value / 1e6, 'g', 6) + u'M';
  if (size >= 1e5) return QString::number(value / 1e3, 'g', 6) + u'k';
  return QString::number(size < 1e-12 ? 0 : value, 'g', 6);
}

std::vector<double> logTicks(double low, double high, int count) {
  if (!(low > 0 && high > low)) return {low};
  if (high / low < 5) return PlotPainter::ticks(low, high, count);
  const int first = static_cast<int>(std::floor(std::log10(low) + 1e-9));
  const int last = static_cast<int>(std::ceil(std::log10(high) - 1e-9));
  const int every = std::max(1, static_cast<int>(std::ceil((last - first) / static_cast<double>(count))));
  const auto at = [&](std::initializer_list<double> multiples, int step) {
    std::vector<double> ticks;
    for (int decade = first; decade <= last; decade += step) {
      for (const double multiple : multiples) {
        const double tick = multiple * std::pow(10, decade);
        if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push_back(tick);
      }
    }
    return ticks;
  };
  const std::vector<double> fine = at({1, 2, 5}, 1);
  return fine.size() <= static_cast<std::size_t>(2 * count) ? fine : at({1}, every);
}

report::FigureAxis logAxisAround(report::FigureAxis axis, double smallest, double largest) {
  const double room = std::max(0.08 * std::log10(largest / smallest), 0.05);
  double low = axis.low.value_or(smallest * std::pow(10.0, -room));
  double high = axis.high.value_or(largest * std::pow(10.0, room));
  if (high <= low) (axis.high ? low = high / 10 : high = low * 10);  // one end was set beyond all points
  axis.ticks = axis.ticks.empty() ? logTicks(low, high, 5) : PlotPainter::inside(axis.ticks, low, high);
  axis.low = low;
  axis.high = high;
  return axis;
}

}  // namespace skewscope::ui
