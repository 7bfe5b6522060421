#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/store/records.h"

namespace skewscope::exchange {

/// What is imported is refused above these: the window reads a run whole, and while one is stored, in some
/// seconds, no engine can write.
inline constexpr std::size_t kMostValues = 2'000'000;  ///< of a run, all metrics and classes together
inline constexpr std::size_t kMostMetrics = 10'000;    ///< of a run, each class of a metric counted

struct ImportOptions {
  std::string name;         ///< of the run; empty: from the file
  bool percent = false;     ///< values of metrics that are shares (store::isShare()) are per cent
  std::string epochColumn;  ///< of CSV files; empty: "epoch", else "step", else "iteration"
  /// Names in the file and what the metrics are called here; FROM stands for FROM/NAME as well.
  std::vector<std::pair<std::string, std::string>> metrics;
};

/// A run as it was found in a file.
struct FoundRun {
  store::ImportedRun run;
  std::vector<std::string> remarks;  ///< what the user should know, one sentence or two each
  /// Some share has values above 1 and was taken as it is: it may be per cent.
  bool seemsPercent = false;
};

}  // namespace skewscope::exchange
