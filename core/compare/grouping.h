#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/compare/aggregate.h"
#include "core/report/table.h"
#include "core/store/records.h"

namespace skewscope::compare {

/// A metric as a column of a run table.
struct MetricColumn {
  std::string metric;  ///< a name of the store: "probe_accuracy"
  Aggregate aggregate = Aggregate::Last;

  bool operator==(const MetricColumn&) const = default;
};

/// Reads "probe_accuracy", "knn_accuracy:best" (or at_best, mean5: nameOf()). Throws Error (Usage) for
/// another word behind the colon.
MetricColumn metricColumnFrom(std::string_view text);

/// Its value for a run; NaN where there is none.
double valueOf(const store::RunRecord& run, const MetricColumn& column);

/// The options that repetitions of one setting may differ in: seed, name, and the run that density weights
/// come from, which has the repetition's own seed.
std::span<const std::string> repetitionOptions();

/// Names of the options, in the order of spec::options(), that do not have the same value in all runs; those
/// of `but` are left out. An option that does not apply to a run differs from any value.
std::vector<std::string> differingOptions(std::span<const store::RunRecord> runs,
                                          std::span<const std::string> but);

/// Those of differingOptions() that it takes to tell the runs apart: in their order, each one that splits the
/// groups of those before it. What follows from them, such as a mode's learning rate, is left out.
std::vector<std::string> distinguishingOptions(std::span<const store::RunRecord> runs,
                                               std::span<const std::string> but);

/// Runs that have the same values of some options.
struct RunGroup {
  std::vector<report::Cell> key;   ///< values of the options; nothing where one does not apply
  std::vector<std::string> shown;  ///< the same for people
  std::vector<std::string> runs;   ///< ids, in the order of the runs
  std::vector<report::Band>
      values;  ///< over the runs, in the order of the metrics; N leaves out runs without one
};

/// Groups runs by the values of options (names of spec::options()), in the order in which each group first
/// appears. Runs that were imported are left out: what they have in common nobody knows. Throws Error (Usage)
/// for a name that no option has.
std::vector<RunGroup> groupRuns(std::span<const store::RunRecord> runs, std::span<const std::string> options,
                                std::span<const MetricColumn> metrics);

/// The groups as a table: options, number of runs, and mean ± sample standard deviation of each metric with
/// its N.
report::Table groupTable(std::span<const RunGroup> groups, std::span<const std::string> options,
                         std::span<const MetricColumn> metrics, bool people);

}  // namespace skewscope::compare
