#include "core/compare/parallel_axes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <variant>

#include "core/compare/option_cell.h"
#include "core/spec/options.h"

namespace skewscope::compare {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kNoneRoom = 0.14;   ///< of the axis: below the values, where there is a level "none"
constexpr double kLogarithmic = 20;  ///< ratio of the ends from which on an axis is logarithmic
constexpr std::size_t kMostOwnTicks = 7;
constexpr double kSlack = 1e-9;  ///< of the axis: a range holds the values that it was drawn around

/// `option` is the column's, or null for a metric.
double numberOf(const store::RunRecord& run, const RunColumn& column, const spec::Option* option) {
  if (option == nullptr) return valueOf(run, column.metric);
  const report::Cell cell = optionCell(*option, run);
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&cell)) return *real;
  return kNone;
}

void fillNumbers(ParallelAxis& axis, std::span<const store::RunRecord> runs) {
  axis.low = std::numeric_limits<double>::infinity();
  axis.high = -axis.low;
  const spec::Option* option = axis.column.option.empty() ? nullptr : &spec::option(axis.column.option);
  for (const store::RunRecord& run : runs) {
    const double value = numberOf(run, axis.column, option);
    axis.values.push_back(std::isfinite(value) ? value : kNone);
    if (!std::isfinite(value)) continue;
    axis.low = std::min(axis.low, value);
    axis.high = std::max(axis.high, value);
  }
  if (axis.low > axis.high) axis.low = axis.high = 0;
  if (axis.low > 0 && axis.high > kLogarithmic * axis.low) axis.kind = AxisKind::Logarithmic;
}

void fillCategories(ParallelAxis& axis, std::span<const store::RunRecord> runs) {
  axis.kind = AxisKind::Categories;
  const spec::Option& option = spec::option(axis.column.option);
  std::map<std::string, std::string> found;  // by key
  std::vector<std::optional<std::string>> keys;
  for (const store::RunRecord& run : runs) {
    const report::Cell cell = optionCell(option, run);
    const auto* key = std::get_if<std::string>(&cell);
    keys.push_back(key != nullptr ? std::optional(*key) : std::nullopt);
    if (key != nullptr) found.try_emplace(*key, optionText(option, run));
  }
  for (const spec::Choice& choice : option.choices) {
    if (const auto entry = found.extract(std::string(choice.name)))
      axis.categories.push_back({entry.key(), entry.mapped()});
  }
  for (const auto& [key, shown] : found) axis.categories.push_back({key, shown});
  std::map<std::string, double> places;
  for (const AxisCategory& category : axis.categories)
    places.emplace(category.key, static_cast<double>(places.size()));
  for (const auto& key : keys) axis.values.push_back(key ? places.at(*key) : kNone);
}

/// Where a value is among the values: 0 the lowest, 1 the highest.
double partOf(const ParallelAxis& axis, double value) {
  if (axis.kind == AxisKind::Categories)
    return (value + 0.5) / static_cast<double>(std::max<std::size_t>(axis.categories.size(), 1));
  if (axis.high <= axis.low) return value < axis.low ? 0 : value > axis.high ? 1 : 0.5;
  if (axis.kind == AxisKind::Linear) return (value - axis.low) / (axis.high - axis.low);
  return value > 0 ? std::log(value / axis.low) / std::log(axis.high / axis.low) : 0;
}

double valueAt(const ParallelAxis& axis, double part) {
  const double inside = std::clamp(part, 0.0, 1.0);
  if (inside == 1) return axis.high;  // exactly
  if (axis.kind == AxisKind::Logarithmic) return axis.low * std::pow(axis.high / axis.low, inside);
  return std::lerp(axis.low, axis.high, inside);
}

double placed(const ParallelAxis& axis, double part, bool flipped) {
  const double bottom = lowestOf(axis);
  return bottom + (flipped ? 1 - part : part) * (1 - bottom);
}

std::set<double> differentValues(const ParallelAxis& axis) {
  std::set<double> found;
  for (const double value : axis.values) {
    if (!std::isnan(value)) found.insert(value);
  }
  return found;
}

std::vector<double> linearTicks(double low, double high, int count) {
  const double raw = (high - low) / std::max(count, 1), magnitude = std::pow(10, std::floor(std::log10(raw)));
  double step = 10 * magnitude;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * magnitude >= 0.999 * raw) step = factor * magnitude;
  }
  std::vector<double> ticks;
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k)
    ticks.push_back(k * step);
  return ticks;
}

std::vector<double> logarithmicTicks(double low, double high, int count) {
  const int first = static_cast<int>(std::floor(std::log10(low))),
            last = static_cast<int>(std::ceil(std::log10(high)));
  const auto make = [&](std::initializer_list<double> factors, int every) {
    std::vector<double> ticks;
    for (int power = first; power <= last; ++power) {
      if (power % every != 0) continue;
      for (const double factor : factors) {
        const double tick = factor * std::pow(10, power);
        if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push_back(tick);
      }
    }
    return ticks;
  };
  if (auto all = make({1, 2, 5}, 1); static_cast<int>(all.size()) <= 2 * count) return all;
  return make({1}, std::max(1, (last - first) / std::max(count, 1)));
}

}  // namespace

ParallelAxis parallelAxis(std::span<const store::RunRecord> runs, const RunColumn& column) {
  ParallelAxis axis;
  axis.column = column;
  axis.values.reserve(runs.size());
  if (isNumeric(column)) {
    fillNumbers(axis, runs);
  } else {
    fillCategories(axis, runs);
  }
  axis.hasNone = std::ranges::any_of(axis.values, [](double value) { return std::isnan(value); });
  return axis;
}

std::vector<RunColumn> usualAxes(std::span<const store::RunRecord> runs, const MetricColumn& metric) {
  std::vector<std::string> names = distinguishingOptions(runs, repetitionOptions());
  if (names.empty()) names = distinguishingOptions(runs, std::vector<std::string>{"name", "weights_from"});
  std::vector<RunColumn> columns;
  for (const std::string& name : names) columns.push_back({name, {}});
  if (!metric.metric.empty()) columns.push_back({{}, metric});
  return columns;
}

std::vector<std::string> arranged(std::span<const std::string> present, std::span<const std::string> order) {
  std::vector<std::string> result;
  for (const std::string& key : order) {
    if (std::ranges::find(present, key) != present.end() && std::ranges::find(result, key) == result.end())
      result.push_back(key);
  }
  for (std::size_t i = 0; i < present.size(); ++i) {
    if (std::ranges::find(result, present[i]) != result.end()) continue;
    const auto before = i == 0 ? result.end() : std::ranges::find(result, present[i - 1]);
    result.insert(before == result.end() ? result.begin() : before + 1, present[i]);
  }
  return result;
}

double lowestOf(const ParallelAxis& axis) {
  return axis.hasNone ? kNoneRoom : 0;
}

double positionOf(const ParallelAxis& axis, double value, bool flipped) {
  return std::isnan(value) ? 0 : placed(axis, std::clamp(partOf(axis, value), 0.0, 1.0), flipped);
}

std::vector<double> ticksOf(const ParallelAxis& axis, int count) {
  std::vector<double> ticks;
  if (axis.kind == AxisKind::Categories) {
    for (std::size_t i = 0; i < axis.categories.size(); ++i) ticks.push_back(static_cast<double>(i));
    return ticks;
  }
  const auto different = differentValues(axis);
  const bool own = different.size() < 2 || (!axis.column.option.empty() && different.size() <= kMostOwnTicks);
  if (own) return {different.begin(), different.end()};
  if (axis.kind == AxisKind::Logarithmic) return logarithmicTicks(axis.low, axis.high, count);
  return linearTicks(axis.low, axis.high, count);
}

bool keeps(const ParallelAxis& axis, const AxisBrush& brush, std::size_t run) {
  const double value = axis.values.at(run);
  if (std::isnan(value)) return brush.none;
  if (axis.kind == AxisKind::Categories) {
    const std::string& key = axis.categories.at(static_cast<std::size_t>(value)).key;
    return std::ranges::find(brush.categories, key) != brush.categories.end();
  }
  return brush.range && value >= brush.range->first && value <= brush.range->second;
}

std::optional<AxisBrush> brushBetween(const ParallelAxis& axis, double from, double to, bool flipped) {
  if (from > to) std::swap(from, to);
  const double bottom = lowestOf(axis);
  AxisBrush brush;
  brush.none = axis.hasNone && from <= bottom / 2;
  if (axis.kind == AxisKind::Categories) {
    for (std::size_t i = 0; i < axis.categories.size(); ++i) {
      const double at = positionOf(axis, static_cast<double>(i), flipped);
      if (at >= from - kSlack && at <= to + kSlack) brush.categories.push_back(axis.categories[i].key);
    }
    return brush.none || !brush.categories.empty() ? std::optional(brush) : std::nullopt;
  }
  if (to >= bottom - kSlack && !differentValues(axis).empty()) {
    const auto part = [&](double position) {
      const double up = (position - bottom) / (1 - bottom);
      return flipped ? 1 - up : up;
    };
    if (axis.high <= axis.low) {  // one value, in the middle
      if (from <= placed(axis, 0.5, false) && to >= placed(axis, 0.5, false))
        brush.range = {axis.low, axis.high};
    } else {
      double low = valueAt(axis, part(from) - (flipped ? -kSlack : kSlack));
      double high = valueAt(axis, part(to) + (flipped ? -kSlack : kSlack));
      if (low > high) std::swap(low, high);
      brush.range = {low, high};
    }
  }
  return brush.none || brush.range ? std::optional(brush) : std::nullopt;
}

std::vector<std::pair<double, double>> brushSpans(const ParallelAxis& axis, const AxisBrush& brush,
                                                  bool flipped) {
  std::vector<std::pair<double, double>> spans;
  const double bottom = lowestOf(axis);
  if (brush.none && axis.hasNone) spans.emplace_back(0, bottom / 2);
  const auto add = [&](double low, double high) {
    spans.emplace_back(std::min(low, high), std::max(low, high));
  };
  if (axis.kind == AxisKind::Categories) {
    const double half =
        (1 - bottom) / static_cast<double>(std::max<std::size_t>(axis.categories.size(), 1)) / 2;
    for (std::size_t i = 0; i < axis.categories.size(); ++i) {
      if (std::ranges::find(brush.categories, axis.categories[i].key) == brush.categories.end()) continue;
      const double at = positionOf(axis, static_cast<double>(i), flipped);
      add(at - half, at + half);
    }
  } else if (brush.range && brush.range->second >= axis.low && brush.range->first <= axis.high) {
    if (axis.high <= axis.low) {
      add(placed(axis, 0.4, flipped), placed(axis, 0.6, flipped));
    } else {
      add(positionOf(axis, brush.range->first, flipped), positionOf(axis, brush.range->second, flipped));
    }
  }
  std::ranges::sort(spans);
  std::vector<std::pair<double, double>> joined;
  for (const auto& span : spans) {
    if (!joined.empty() && span.first <= joined.back().second + kSlack) {
      joined.back().second = std::max(joined.back().second, span.second);
    } else {
      joined.push_back(span);
    }
  }
  return joined;
}

std::vector<double> levelsOf(const ParallelAxis& axis, std::size_t most, bool flipped) {
  std::vector<double> levels;
  if (axis.hasNone) levels.push_back(0);
  const auto different = differentValues(axis);
  if (different.size() <= most) {
    for (const double value : different) levels.push_back(positionOf(axis, value, flipped));
  } else {
    for (std::size_t k = 0; k <= most; ++k)
      levels.push_back(placed(axis, static_cast<double>(k) / static_cast<double>(most), flipped));
  }
  std::ranges::sort(levels);
  return levels;
}

}  // namespace skewscope::compare
