#pragma once

#include <QByteArray>
#include <QString>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/report/figure_spec.h"
#include "ui/plots/legend.h"
#include "ui/plots/plot_painter.h"

namespace skewscope::ui {

struct RunData;

/// One mode of a summary: probe accuracies of its imbalanced runs and of their balanced twins, over all seeds
/// given.
struct SummaryMode {
  QString title;  ///< "Supervised", "SimCLR", "rwSAM (SimCLR)"
  double ratio = 1;
  std::int64_t n = 0;                        ///< images of either subset
  std::vector<QString> classNames;           ///< from many to few, as all lists below
  std::vector<std::int64_t> counts;          ///< training images in the imbalanced subset
  std::vector<double> imbalanced, balanced;  ///< mean probe accuracy of each class, in [0, 1]
  std::vector<double> gaps;                  ///< relative gap of each pair
  int pairs = 0;
};

/// Pairs imbalanced runs with their twins by pairHash and joins seeds by groupHash, in the order of modes.
/// Throws Error (Usage) that says which run lacks a twin or a probe if no pair is left.
std::vector<SummaryMode> summariseRuns(const std::vector<std::shared_ptr<const RunData>>& runs);

/// Small multiples, one a mode: probe accuracy of each class from many to few, imbalanced against balanced;
/// and the relative gap of each mode as bars.
struct SummaryChart {
  QString title;
  std::vector<SummaryMode> modes;
  report::FigurePalette palette = report::FigurePalette::Standard;
  report::FigureAxis y, y2;  ///< accuracy and gap, in per cent; as far as they are set
  QString provenance;
};

/// The key: what points and signs are.
std::vector<LegendEntry> legendOf(const SummaryChart& chart);

/// Draws the multiples, each with its letter if there are letters, into `area`.
void drawSummary(PlotPainter& plot, const SummaryChart& chart, const QRectF& area);

/// What drawSummary() draws, exactly, after csvHead(): mode, ratio, n, class, its training images, both
/// accuracies.
QByteArray summaryCsv(const SummaryChart& chart);

}  // namespace skewscope::ui
