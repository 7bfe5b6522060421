#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/bench/report.h"

namespace skewscope::bench {

/// A report beside an earlier one. Ratios are now / earlier: below 1 is faster.
struct Comparison {
  struct StageRatio {
    Stage stage;
    std::optional<double> now, earlier;  ///< milliseconds; none where the step does not have the stage
    std::optional<double> ratio;         ///< where both have it and the earlier one took any time
  };
  std::vector<StageRatio> stages;
  double step = 1;                    ///< ratio of the whole step
  std::vector<std::string> warnings;  ///< sentences: what else differs, so that the ratios say less
};

Comparison compare(const Report& now, const Report& earlier);

/// One row per stage and one for the step.
report::Table comparisonTable(const Comparison& comparison, const Report& now, const Report& earlier);

}  // namespace skewscope::bench
