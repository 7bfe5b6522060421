#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/report/figure_word.h"
#include "core/report/progress_axis.h"
#include "core/report/seed_curve.h"

namespace skewscope::report {

/// How curves are drawn, whatever they show.
struct CurveOptions {
  ProgressAxis x = ProgressAxis::Epoch;
  bool logX = false, logY = false;
  double smoothing = 0;        ///< factor of smoothed(), in [0, 1); 0: none
  std::optional<Spread> band;  ///< of runs that repeat one setting with other seeds, which are then joined;
                               ///< none: every run by itself
  bool multiples = false;      ///< a plot for each run instead of all in one

  bool operator==(const CurveOptions&) const = default;
};

/// "epoch", "step", "time", "images".
std::span<const FigureWord> progressAxes();
std::string_view nameOf(ProgressAxis axis);
/// "sd", "se", "min-max", "95".
std::span<const FigureWord> spreads();
std::string_view nameOf(Spread spread);

}  // namespace skewscope::report
