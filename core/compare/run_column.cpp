#include "core/compare/run_column.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/spec/options.h"

namespace skewscope::compare {
namespace {

constexpr std::string_view kOption = "option:", kMetric = "metric:";

}  // namespace

std::string keyOf(const RunColumn& column) {
  if (!column.option.empty()) return std::string(kOption) + column.option;
  return std::string(kMetric)
      .append(column.metric.metric)
      .append(":")
      .append(nameOf(column.metric.aggregate));
}

std::optional<RunColumn> runColumnFrom(std::string_view key) {
  if (key.starts_with(kOption)) {
    const auto name = key.substr(kOption.size());
    const bool known =
        std::ranges::any_of(spec::options(), [&](const spec::Option& option) { return option.name == name; });
    if (!known || name == "name") return std::nullopt;
    return RunColumn{std::string(name), {}};
  }
  if (!key.starts_with(kMetric)) return std::nullopt;
  const auto rest = key.substr(kMetric.size());
  if (rest.starts_with(':') || std::ranges::count(rest, ':') != 1) return std::nullopt;
  try {
    return RunColumn{{}, metricColumnFrom(rest)};
  } catch (const Error&) {
    return std::nullopt;  // an aggregate of another version
  }
}

bool isNumeric(const RunColumn& column) {
  if (column.option.empty()) return true;
  const auto type = spec::option(column.option).type;
  return type == spec::OptionType::Integer || type == spec::OptionType::Real;
}

}  // namespace skewscope::compare
