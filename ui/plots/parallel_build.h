#pragma once

#include <QJsonObject>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/store/records.h"
#include "ui/plots/parallel_chart.h"

namespace skewscope::ui {

/// What the user has chosen of parallel coordinates. Axes are named by compare::keyOf() of their columns.
struct ParallelState {
  bool selected = false;  ///< the selected runs alone
  std::string metric;     ///< that colours the runs; empty, or one that none of them has: the usual one
  compare::Aggregate aggregate = compare::Aggregate::Last;
  std::vector<std::string> order;                     ///< of axes; what is not in it has its usual place
  std::set<std::string> added;                        ///< beside the usual ones
  std::set<std::string> hidden, flipped;              ///< hidden ones are of the usual ones
  std::map<std::string, compare::AxisBrush> brushes;  ///< by axis

  /// As at first in all that concerns axes.
  void resetAxes();
};

QJsonObject toJson(const ParallelState& state);
/// Reads what toJson() wrote; what is missing, wrong or of another version is as at first.
ParallelState parallelStateFrom(const QJsonObject& object);

/// Metrics that some of the runs have, by name.
std::set<std::string> metricsOf(const std::vector<store::RunRecord>& runs);

/// The metric that colours the runs: the chosen one, else the linear probe, own head, kNN or another that
/// some run has; without a name if there is none.
compare::RunColumn colouringOf(const ParallelState& state, const std::vector<store::RunRecord>& runs);

/// Keys of all axes that can be shown, in their order: those that tell the runs apart, those that were added,
/// and the metric that colours them. Those that are hidden are among them.
std::vector<std::string> axesOf(const ParallelState& state, const std::vector<store::RunRecord>& runs);

/// The chart of `runs` over `axes`, as axesOf() gives them, without those that are hidden.
ParallelChart parallelChart(const ParallelState& state, const std::vector<store::RunRecord>& runs,
                            const std::vector<std::string>& axes);

}  // namespace skewscope::ui
