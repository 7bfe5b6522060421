#pragma once

#include <QJsonObject>
#include <QString>
#include <array>
#include <optional>

#include "core/report/progress_axis.h"
#include "core/report/seed_curve.h"

namespace skewscope::ui {

/// How curves are drawn, whatever they show.
struct CurveOptions {
  report::ProgressAxis x = report::ProgressAxis::Epoch;
  bool logX = false, logY = false;
  double smoothing = 0;                ///< factor of report::smoothed(), in [0, 1); 0: none
  std::optional<report::Spread> band;  ///< of runs that repeat one setting with other seeds, which are then
                                       ///< joined; none: every run by itself
  bool multiples = false;              ///< a plot for each run instead of all in one

  bool operator==(const CurveOptions&) const = default;
};

inline constexpr std::array kProgressAxes{report::ProgressAxis::Epoch, report::ProgressAxis::Step,
                                          report::ProgressAxis::Time, report::ProgressAxis::Images};
inline constexpr std::array kSpreads{report::Spread::StandardDeviation, report::Spread::StandardError,
                                     report::Spread::Range, report::Spread::Confidence95};

/// As the command line takes it: "epoch", "step", "time", "images".
QString axisName(report::ProgressAxis axis);
std::optional<report::ProgressAxis> axisFromName(const QString& name);
/// As the command line takes it: "sd", "se", "min-max", "95".
QString spreadName(report::Spread spread);
std::optional<report::Spread> spreadFromName(const QString& name);

/// What a band is, for people: "standard deviation", "95 % interval of the mean (Student's t)".
QString spreadText(report::Spread spread);

/// As kept for the next start. What is missing or not understood is as in CurveOptions().
QJsonObject toJson(const CurveOptions& options);
CurveOptions curveOptionsFrom(const QJsonObject& json);

}  // namespace skewscope::ui
