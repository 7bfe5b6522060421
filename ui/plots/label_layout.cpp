#include "ui/plots/label_layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace skewscope::ui {

std::vector<double> layoutLabels(const std::vector<double>& wanted, double height, double low, double high) {
  const std::size_t count = wanted.size();
  if (count == 0) return {};
  const double room = std::max(0.0, high - low);
  const double spacing = std::min(height, room / static_cast<double>(count));
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return wanted[a] < wanted[b]; });

  // With y_k = position_k - k * spacing the rule "no overlap" becomes "y does not decrease": isotonic
  // regression by pooling adjacent violators; the limits then only clip the pools.
  struct Pool {
    double sum;
    std::size_t size;
    double mean() const { return sum / static_cast<double>(size); }
  };
  std::vector<Pool> pools;
  for (std::size_t k = 0; k < count; ++k) {
    pools.push_back({wanted[order[k]] - static_cast<double>(k) * spacing, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back().sum += last.sum;
      pools.back().size += last.size;
    }
  }
  const double first = low + spacing / 2;
  const double lastStart = high - spacing / 2 - static_cast<double>(count - 1) * spacing;
  std::vector<double> placed(count);
  std::size_t k = 0;
  for (const Pool& pool : pools) {
    const double start = std::clamp(pool.mean(), first, std::max(first, lastStart));
    for (std::size_t i = 0; i < pool.size; ++i, ++k)
      placed[order[k]] = start + static_cast<double>(k) * spacing;
  }
  return placed;
}

std::vector<std::size_t> labelsThatFit(std::size_t count, std::size_t capacity) {
  std::vector<std::size_t> chosen;
  if (count <= capacity) {
    chosen.resize(count);
    std::iota(chosen.begin(), chosen.end(), std::size_t{0});
    return chosen;
  }
  if (capacity == 1) return {0};
  for (std::size_t i = 0; i < capacity; ++i) chosen.push_back(i * (count - 1) / (capacity - 1));
  return chosen;
}

std::vector<KeyPlace> keyRows(const std::vector<double>& widths, double gap, double room) {
  std::vector<KeyPlace> places;
  double left = 0;
  std::size_t row = 0;
  for (const double width : widths) {
    if (left > 0 && left + width > room) {
      left = 0;
      ++row;
    }
    places.push_back({left, row});
    left += width + gap;
  }
  return places;
}

LabelLeader leaderTo(const QPointF& end, double right, const QPointF& label, double unit) {
  const bool far = right - end.x() > 5 * unit / 3;
  const bool moved = std::abs(label.y() - end.y()) > unit / 4;
  if (!far && !moved) return {};
  const double from = far ? end.x() : right;
  return {QLineF(from + unit / 3, end.y(), label.x() - unit / 4, label.y()),
          far ? Qt::DotLine : Qt::SolidLine};
}

}  // namespace skewscope::ui
