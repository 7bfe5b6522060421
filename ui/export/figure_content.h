#pragma once

#include <QString>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/report/figure_file.h"
#include "core/report/figure_spec.h"
#include "ui/export/summary_figure.h"
#include "ui/plots/bar_chart.h"
#include "ui/plots/confusion_chart.h"
#include "ui/plots/curve_set.h"
#include "ui/plots/map_chart.h"
#include "ui/plots/point_chart.h"
#include "ui/plots/weight_chart.h"

namespace skewscope::store {
class Reader;
}

namespace skewscope::ui {

/// The confusion matrices that a figure's first run has.
struct MatrixChoices {
  std::vector<std::string> metrics;
  std::vector<std::int64_t> epochs;  ///< of the one that is shown

  bool operator==(const MatrixChoices&) const = default;
};

/// The values of a figure, in colours of paper.
struct FigureContent {
  std::variant<CurveSet, WeightChart, BarChart, SummaryChart, PointChart, ConfusionChart, MapChart> plot;
  MatrixChoices matrices;               ///< of a confusion matrix
  std::vector<std::string> predictors;  ///< of a map: accuracies whose predictions its runs keep
  report::FigureOrigin origin;

  /// Whether there is nothing to draw.
  bool isEmpty() const;
  /// Why there is nothing to draw; empty if there is no more to say.
  QString message() const;
  /// Name of what is shown, for a title and a file.
  QString title() const;
  /// Ids, hashes, digests and versions in one line, for CSV and descriptions.
  QString provenance() const;
};

/// Reads all values of a figure; blocks. Throws Error (Usage) if a run or an experiment is not in the store,
/// and what Reader throws. A summary without runs is of all that are done, gaps without runs of all pairs;
/// both find the balanced twins of their runs by themselves.
FigureContent readFigure(store::Reader& reader, const report::FigureSpec& spec);

/// Values that are in no store, such as those of a lab. `set` says in its provenance where they are from.
FigureContent figureContent(const CurveSet& set);

/// The content with the title, palette, axes and ticks of `spec`: what is drawn, and what the other formats
/// list.
FigureContent styled(FigureContent content, const report::FigureSpec& spec);

}  // namespace skewscope::ui
