#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/compare/grouping.h"

namespace skewscope::compare {

/// What is shown of a run beside its name, as a column of a table or an axis: an option or a metric.
struct RunColumn {
  std::string option;   ///< a name of spec::options(); empty: the metric
  MetricColumn metric;  ///< where `option` is empty

  bool operator==(const RunColumn&) const = default;
};

/// "option:batch", "metric:probe_accuracy:best" (nameOf()), for settings.
std::string keyOf(const RunColumn& column);

/// Reads what keyOf() wrote; nothing for another text, for an option that this version does not know, and for
/// the name of a run, which is none of these.
std::optional<RunColumn> runColumnFrom(std::string_view key);

/// Whether its values are numbers: metrics, and options of whole and real numbers.
bool isNumeric(const RunColumn& column);

}  // namespace skewscope::compare
