#pragma once

#include <QColor>
#include <QString>
#include <optional>

#include "core/store/records.h"
#include "ui/theme/text.h"

namespace skewscope::ui {

/// State of a run in words: "34/60" while it runs, else "done", "queued", "interrupted", "failed";
/// "imported".
QString statusText(const store::RunRecord& run);

/// Colour of statusText() in the current scheme.
QColor statusColour(store::RunStatus status);

/// The one accuracy that stands for a run, in [0, 1].
struct RunAccuracy {
  double value = 0;
  std::string metric;  ///< a name of store::metric, or that of an imported accuracy
  std::int64_t epoch = 0;
};

/// Probe accuracy where it was measured, else the last live one; empty before the first evaluation.
std::optional<RunAccuracy> headlineAccuracy(const store::RunRecord& run);

/// Best live accuracy over the epochs so far.
std::optional<RunAccuracy> bestAccuracy(const store::RunRecord& run);

/// Last value of a metric, or empty.
std::optional<RunAccuracy> lastValue(const store::RunRecord& run, const std::string& metric);

// What the settings say is "–" for a run that was imported: it has none.
/// "Supervised", "Self-supervised", "rwSAM" as in the form.
QString modeText(const store::RunRecord& run);
/// "SimCLR"; "–" for supervised runs, which have none.
QString methodText(const store::RunRecord& run);
/// On-screen name of the data set.
QString datasetText(const std::string& dataset);
/// "exponential", "step", ...
QString profileText(const store::RunRecord& run);
/// "0.01", or "twin of 0.01" for a balanced twin.
QString ratioText(const store::RunRecord& run);
/// The seed, or "–".
QString seedText(const store::RunRecord& run);
/// On-screen name of the run's data set.
QString runDatasetText(const store::RunRecord& run);
/// "figure 3, paper".
QString tagText(const store::RunRecord& run);
/// Images in the subset; 0 when not known.
std::int64_t imageCount(const store::RunRecord& run);
/// Wall time since the start, to the end or to the last heartbeat; empty before the start.
std::optional<std::int64_t> durationMs(const store::RunRecord& run);
/// "2 h 05 min", "3 min 20 s", "45 s".
QString durationText(std::int64_t ms);
/// Whole number with the locale's group separators.
QString countText(std::int64_t count);

/// What an accuracy metric is called in running text: "kNN", "head", "probe".
QString metricName(const std::string& metric);
/// Title of the axis that carries a metric: "kNN accuracy, test (%)", "training loss".
QString metricAxisTitle(const std::string& metric);

/// "CIFAR-10, exponential, n 12,406": what a run was trained on; "imported: table2.csv".
QString dataLine(const store::RunRecord& run);

/// The run's own colour, or that of the palette at `index`.
QColor runColourOf(const store::RunRecord& run, int index);

}  // namespace skewscope::ui
