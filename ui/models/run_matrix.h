#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/report/confusion.h"
#include "core/store/reader.h"
#include "ui/plots/confusion_chart.h"

namespace skewscope::ui {

/// The confusion counts of a run at an epoch, and what else there is.
struct RunMatrix {
  store::RunRecord record;
  std::vector<std::string> metrics;  ///< that have a matrix
  std::string metric;                ///< one of them; empty: there is none
  std::vector<std::int64_t> epochs;  ///< of the metric, ascending
  std::int64_t epoch = -1;
  std::vector<std::int64_t> counts;  ///< classes * classes, row = truth
};

/// Reads one matrix. `metric`: the wanted one; the first if the run has none of it. `epoch` -1: the last one;
/// an epoch without a matrix: the last before it, or the first. Blocks.
RunMatrix readMatrix(store::Reader& reader, const std::string& run, const std::string& metric,
                     std::int64_t epoch);

struct RunData;

/// The matrix of a run as a chart, in the classes of `data`, which is the first run; for a difference the
/// second run minus the first. With the reason in its message where there is nothing to draw.
ConfusionChart confusionChart(report::ConfusionValues kind, report::ClassOrder order, const RunMatrix& first,
                              const RunMatrix& second, const RunData& data);

}  // namespace skewscope::ui
