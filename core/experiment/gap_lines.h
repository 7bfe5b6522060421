#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/report/gap.h"
#include "core/report/seed_curve.h"
#include "core/report/table.h"
#include "core/store/records.h"

namespace skewscope::experiment {

/// What the relative gap is drawn against.
enum class GapAxis {
  Ratio,   ///< imbalance ratio r, in (0, 1)
  Images,  ///< n, images of either subset
};

/// The accuracies that gaps of a store's runs can be of: those that a trained imbalanced run has.
struct GapMetrics {
  std::vector<std::string> inDomain;     ///< the one to compare modes by first: probes, kNN, heads
  std::vector<std::string> outOfDomain;  ///< "ood_probe_<data set>", "fine_tune_<data set>"
};
GapMetrics gapMetrics(std::span<const store::RunRecord> runs);

/// What is asked of the runs.
struct GapQuestion {
  std::string metric;  ///< an accuracy of the store
  GapAxis x = GapAxis::Ratio;
  report::Spread spread = report::Spread::StandardDeviation;  ///< of GapPoint::edges
  /// Ids: only pairs of which the run or its twin is one of these. None: all runs.
  std::optional<std::vector<std::string>> only{};
};

/// The relative gaps of one setting over its seeds.
struct GapPoint {
  double x = 0;                               ///< r or n
  report::Band relative;                      ///< of the gaps; N is the number of pairs
  report::BandEdges edges;                    ///< of `relative`
  report::Band imbalanced, balanced;          ///< of the accuracies, over the same pairs
  std::vector<std::string> runs, twins;       ///< ids, pair by pair, by seed
  std::vector<std::string> names, twinNames;  ///< the same runs by name
};

/// The points that differ in r alone, or in n alone.
struct GapLine {
  std::vector<std::string> key;  ///< values of GapLines::options for people; "" where one does not apply
  std::vector<GapPoint> points;  ///< ascending x
};

/// All lines of one accuracy.
struct GapLines {
  GapQuestion question;
  std::vector<std::string> options;  ///< names of those that tell the lines apart; the mode in any case
  std::vector<GapLine> lines;        ///< in the order in which their first runs were made
  std::vector<report::Gap> open;     ///< pairs without a gap, with the reason
  int withoutRatio = 0;  ///< complete pairs that have no place on the axis: counts that a user gave have no r
};

/// Whether a run counts as imbalanced, so that it has a balanced twin: not a twin itself, not imported, and r
/// below 1.
bool isImbalanced(const store::RunRecord& run);

/// Pairs the trained runs with their balanced twins (report::pairGaps(): equal n, equal data, the same
/// accuracy after the last epoch), and joins pairs that differ in their seeds alone. Of a pair that was
/// trained twice with one seed the later counts, so that N is a number of seeds. Runs that are archived are
/// left out.
GapLines gapLines(std::span<const store::RunRecord> runs, const GapQuestion& question);

/// The first of these accuracies that some pair has both values of; else the first; "" if there are none.
std::string usualGapMetric(std::span<const store::RunRecord> runs, const std::vector<std::string>& offered,
                           GapQuestion question);

/// What the lines show as a table: metric, options, x, N, gap with its band, accuracies.
report::Table gapTable(std::span<const GapLines> all);

}  // namespace skewscope::experiment
