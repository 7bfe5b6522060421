#include "core/compare/aggregate.h"

#include <limits>

namespace skewscope::compare {

std::span<const Aggregate> aggregates() {
  static constexpr Aggregate kAll[] = {Aggregate::Last, Aggregate::Best, Aggregate::AtBest,
                                       Aggregate::MeanLast5};
  return kAll;
}

std::string_view nameOf(Aggregate aggregate) {
  switch (aggregate) {
    case Aggregate::Best:
      return "best";
    case Aggregate::AtBest:
      return "at_best";
    case Aggregate::MeanLast5:
      return "mean5";
    case Aggregate::Last:
      break;
  }
  return "last";
}

std::optional<Aggregate> aggregateFrom(std::string_view name) {
  for (const Aggregate each : aggregates()) {
    if (nameOf(each) == name) return each;
  }
  return std::nullopt;
}

double valueOf(const store::MetricSummary& summary, Aggregate aggregate) {
  switch (aggregate) {
    case Aggregate::Best:
      return summary.best;
    case Aggregate::AtBest:
      return summary.atBest.value_or(std::numeric_limits<double>::quiet_NaN());
    case Aggregate::MeanLast5:
      return summary.meanLast5;
    case Aggregate::Last:
      break;
  }
  return summary.last;
}

}  // namespace skewscope::compare
