#include "core/store/class_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>

namespace skewscope::store {

std::string classValuesText(std::span<const double> values) {
  std::string text = "[";
  for (const double value : values) {
    if (text.size() > 1) text.push_back(',');
    if (std::isfinite(value)) {
      fmt::format_to(std::back_inserter(text), "{}", value);
    } else {
      text += "null";
    }
  }
  text.push_back(']');
  return text;
}

bool readClassValues(std::string_view text, std::vector<double>& values) {
  values.clear();
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return false;
  text = text.substr(1, text.size() - 2);
  while (!text.empty()) {
    if (values.size() >= static_cast<std::size_t>(kMaxClasses)) return false;
    if (text.starts_with("null")) {
      values.push_back(std::numeric_limits<double>::quiet_NaN());
      text.remove_prefix(4);
    } else {
      double value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error != std::errc() || !std::isfinite(value)) return false;
      values.push_back(value);
      text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    }
    if (text.empty()) break;
    if (text.front() != ',' || text.size() < 2) return false;
    text.remove_prefix(1);
  }
  return true;
}

bool append(ClassSeries& series, std::int64_t epoch, std::span<const double> values) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const std::size_t before = series.epochs.size();
  if ((before + 1) * std::max(series.values.size(), values.size()) > kMaxClassValues) return false;
  while (series.values.size() < values.size()) series.values.emplace_back(before, kNone);
  series.epochs.push_back(epoch);
  for (std::size_t c = 0; c < series.values.size(); ++c)
    series.values[c].push_back(c < values.size() ? values[c] : kNone);
  return true;
}

}  // namespace skewscope::store
