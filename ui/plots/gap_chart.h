#pragma once

#include <vector>

#include "core/experiment/gap_lines.h"
#include "ui/plots/point_chart.h"

namespace skewscope::ui {

/// Relative gaps as a chart: a panel for each accuracy, the lines of one setting in one colour in all of
/// them. For a dark background or for paper. Without a message.
PointChart gapChart(const std::vector<experiment::GapLines>& all, bool dark);

/// The runs of a point and their twins, pair by pair, as a selection.
QStringList pairRuns(const experiment::GapPoint& point);

}  // namespace skewscope::ui
