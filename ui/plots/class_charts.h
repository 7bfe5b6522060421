#pragma once

#include <QColor>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/compare/class_results.h"
#include "ui/models/run_data.h"
#include "ui/plots/bar_chart.h"
#include "ui/plots/point_chart.h"

namespace skewscope::ui {

/// What is asked of the classes of runs.
struct ClassQuestion {
  std::string metric;  ///< an accuracy of the store; empty: usualClassMetric()
  compare::AtEpoch at = compare::AtEpoch::Last;
  std::optional<report::Spread> band;  ///< joins runs that differ in the seed alone; none: each by itself

  bool operator==(const ClassQuestion&) const = default;
};

/// What is drawn of them.
struct ClassAnswer {
  std::string metric;
  std::vector<compare::ClassResult> results;  ///< in the order of the runs
  std::vector<QColor> colours;                ///< of `results`
  QStringList without;                        ///< names of runs that have no such values
  report::Spread spread = report::Spread::StandardDeviation;
};

/// The accuracies per class that any of the runs has, probes before kNN before heads.
std::vector<std::string> classMetrics(const RunDataList& runs);
/// The first of these that most of the runs have; empty if there is none.
std::string usualClassMetric(const RunDataList& runs);

/// The runs' values, each run or group of runs with a colour of its first run.
ClassAnswer classAnswer(const RunDataList& runs, const ClassQuestion& question,
                        const std::function<QColor(const store::RunRecord&)>& runColour);

/// Accuracy against training images of a class, a line for each result. Classes whose number of images is not
/// known have no point.
PointChart classPoints(const ClassAnswer& answer);
/// Bars of each class, from many to few images, a bar for each result; the bars' lines are standard
/// deviations.
BarChart classBars(const ClassAnswer& answer);

}  // namespace skewscope::ui
