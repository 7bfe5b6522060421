#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/store/records.h"

namespace skewscope::compare {

/// What is taken of a metric's curve. The numbers stand in saved views.
enum class Aggregate {
  Last = 0,       ///< at the last epoch that has a value
  Best = 1,       ///< largest over the epochs; smallest for losses, sharpness and errors
  MeanLast5 = 2,  ///< mean over the last five epochs that have a value
  AtBest = 3,     ///< at the epoch at which the run's live accuracy was best (store::liveAccuracyMetric())
};

/// All of them, in the order in which they are offered.
std::span<const Aggregate> aggregates();

/// "last", "best", "at_best", "mean5".
std::string_view nameOf(Aggregate aggregate);

/// Reads what nameOf() gives; nothing for another word.
std::optional<Aggregate> aggregateFrom(std::string_view name);

/// Its value of a summary; NaN where there is none.
double valueOf(const store::MetricSummary& summary, Aggregate aggregate);

}  // namespace skewscope::compare
