#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/store/records.h"

namespace skewscope::ui {

struct RunData;

/// The relative gap between a run and its balanced twin.
struct TwinGap {
  double gap = 0;       ///< (A_balanced - A_imbalanced) / A_balanced
  double balanced = 0;  ///< accuracies in [0, 1]
  double imbalanced = 0;
  std::string metric;      ///< what both were measured by
  std::int64_t epoch = 0;  ///< the latest epoch that both have
};

/// The run's other half: same settings (pairHash), but balanced where `run` is not, or the other way round.
/// Among several the one that is done, then the newest. Null if there is none.
const store::RunRecord* findTwin(const std::vector<store::RunRecord>& runs, const store::RunRecord& run);

/// Gap by probe accuracy where both were probed, else by the live accuracy at the latest epoch that both
/// have. Empty if there is no such value or the balanced accuracy is 0.
std::optional<TwinGap> twinGap(const RunData& run, const RunData& twin);

/// Gap by the live accuracy alone, also where both were probed.
std::optional<TwinGap> liveTwinGap(const RunData& run, const RunData& twin);

}  // namespace skewscope::ui
