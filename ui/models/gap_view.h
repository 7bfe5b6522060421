#pragma once

#include <QJsonObject>
#include <QString>
#include <string>
#include <vector>

#include "core/experiment/gap_lines.h"
#include "core/experiment/twins.h"

namespace skewscope::ui {

/// What the user asks the gap explorer for.
struct GapView {
  experiment::GapAxis x = experiment::GapAxis::Ratio;
  report::Spread spread = report::Spread::StandardDeviation;
  std::string metric, outOfDomain;  ///< accuracies; empty: the usual ones of what the pairs have
  bool withOutOfDomain = true;      ///< with the second chart, if any pair has such an accuracy
  bool selectedOnly = false;        ///< the pairs of the selected runs; else all

  bool operator==(const GapView&) const = default;
};

/// As kept for the next start. What is missing or not understood is as in GapView().
QJsonObject toJson(const GapView& view);
GapView gapViewFrom(const QJsonObject& json);

/// What there is to show.
struct GapFindings {
  experiment::GapMetrics metrics;            ///< that are offered
  std::vector<experiment::GapLines> panels;  ///< in domain and, if there is such an accuracy, out of domain
  std::vector<experiment::MissingTwin> missing;  ///< of the runs that are asked about
  bool imbalanced = false;                       ///< there are imbalanced runs among them
};

/// Looks through the runs; `selected` are ids. Works on any thread.
GapFindings findGaps(const std::vector<store::RunRecord>& runs, const GapView& view,
                     const std::vector<std::string>& selected);

/// How many pairs have no point, and why, in a sentence; empty if all have one.
QString openPairsText(const experiment::GapLines& lines);

}  // namespace skewscope::ui
