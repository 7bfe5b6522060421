#pragma once

#include <QString>
#include <cstddef>
#include <vector>

#include "core/experiment/results.h"
#include "ui/plots/bar_chart.h"

namespace skewscope::ui {

/// What of an experiment is drawn in one chart.
struct ExperimentView {
  QString title;  ///< "Relative gap"
  std::vector<std::size_t>
      measures;  ///< of experiment::measures(); one: a bar for each method; more: for each
};

/// The charts of an experiment, the one that it is about first.
std::vector<ExperimentView> experimentViews(const experiment::Settings& settings);

/// The chart of a view, from the rows as they are now, in colours for a dark background or for paper.
BarChart experimentChart(const experiment::Settings& settings, const std::vector<experiment::Row>& rows,
                         const ExperimentView& view, bool dark);

}  // namespace skewscope::ui
