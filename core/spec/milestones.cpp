#include "core/spec/milestones.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace skewscope::spec {

std::optional<std::vector<double>> parseMilestones(std::string_view text) {
  std::vector<double> values;
  while (true) {
    const auto comma = text.find(',');
    std::string_view word = text.substr(0, comma);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
    if (!std::isfinite(value) || value <= 0 || (!values.empty() && value <= values.back()))
      return std::nullopt;
    values.push_back(value);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  const auto isWhole = [](double value) { return value == std::floor(value); };
  if (values.back() >= 1 && !std::ranges::all_of(values, isWhole)) return std::nullopt;
  return values;
}

std::string milestoneProblem(const ExperimentSpec& spec) {
  const auto milestones = parseMilestones(spec.milestones);
  if (!milestones) {
    return fmt::format(
        "Milestones must be ascending shares of the training (0.6,0.8) or epochs (160,180); they are '{}'.",
        spec.milestones.substr(0, 80));
  }
  if (milestones->back() >= static_cast<double>(spec.epochs)) {
    return fmt::format("The milestone {} lies after the last of {} epochs.", milestones->back(), spec.epochs);
  }
  return {};
}

}  // namespace skewscope::spec
