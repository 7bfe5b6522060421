#include "ui/models/twin_gap.h"

#include <algorithm>
#include <cmath>

#include "core/report/metrics.h"
#include "ui/models/run_data.h"

namespace skewscope::ui {
namespace {

/// Value at the latest epoch that both series have, with that epoch.
std::optional<TwinGap> latestCommon(const RunData& balanced, const RunData& imbalanced, const char* metric) {
  const auto left = balanced.metrics.find(metric);
  const auto right = imbalanced.metrics.find(metric);
  if (left == balanced.metrics.end() || right == imbalanced.metrics.end()) return std::nullopt;
  const store::Series& a = left->second;
  const store::Series& b = right->second;
  auto i = static_cast<std::ptrdiff_t>(a.epochs.size()) - 1;
  auto j = static_cast<std::ptrdiff_t>(b.epochs.size()) - 1;
  while (i >= 0 && j >= 0) {
    const auto ai = static_cast<std::size_t>(i);
    const auto bj = static_cast<std::size_t>(j);
    if (a.epochs[ai] > b.epochs[bj]) {
      --i;
    } else if (a.epochs[ai] < b.epochs[bj]) {
      --j;
    } else if (!std::isfinite(a.values[ai]) || !std::isfinite(b.values[bj])) {
      --i;
      --j;
    } else {
      TwinGap gap{0, a.values[ai], b.values[bj], metric, a.epochs[ai]};
      gap.gap = report::relativeGap(gap.balanced, gap.imbalanced);
      if (!std::isfinite(gap.gap)) return std::nullopt;
      return gap;
    }
  }
  return std::nullopt;
}

/// The probe is measured once, at the end: its last value counts, whatever epoch it carries.
std::optional<TwinGap> byProbe(const RunData& balanced, const RunData& imbalanced) {
  const auto left = balanced.metrics.find(store::metric::kProbeAccuracy);
  const auto right = imbalanced.metrics.find(store::metric::kProbeAccuracy);
  if (left == balanced.metrics.end() || right == imbalanced.metrics.end()) return std::nullopt;
  if (left->second.values.empty() || right->second.values.empty()) return std::nullopt;
  TwinGap gap{0, left->second.values.back(), right->second.values.back(), store::metric::kProbeAccuracy,
              std::min(left->second.epochs.back(), right->second.epochs.back())};
  gap.gap = report::relativeGap(gap.balanced, gap.imbalanced);
  if (!std::isfinite(gap.gap)) return std::nullopt;
  return gap;
}

}  // namespace

const store::RunRecord* findTwin(const std::vector<store::RunRecord>& runs, const store::RunRecord& run) {
  if (store::isImported(run)) return nullptr;
  const store::RunRecord* best = nullptr;
  const auto better = [](const store::RunRecord& a, const store::RunRecord& b) {
    const bool aDone = a.status == store::RunStatus::Done;
    const bool bDone = b.status == store::RunStatus::Done;
    return aDone != bDone ? aDone : a.createdMs >= b.createdMs;
  };
  for (const store::RunRecord& other : runs) {
    if (other.id == run.id || other.pairHash != run.pairHash || other.pairHash.empty()) continue;
    if (store::isImported(other) || other.spec.balancedTwin == run.spec.balancedTwin) continue;
    if (best == nullptr || better(other, *best)) best = &other;
  }
  return best;
}

std::optional<TwinGap> twinGap(const RunData& run, const RunData& twin) {
  if (run.record.spec.balancedTwin == twin.record.spec.balancedTwin) return std::nullopt;
  const RunData& balanced = run.record.spec.balancedTwin ? run : twin;
  const RunData& imbalanced = run.record.spec.balancedTwin ? twin : run;
  if (const auto probe = byProbe(balanced, imbalanced)) return probe;
  return liveTwinGap(run, twin);
}

std::optional<TwinGap> liveTwinGap(const RunData& run, const RunData& twin) {
  if (run.record.spec.balancedTwin == twin.record.spec.balancedTwin) return std::nullopt;
  const RunData& balanced = run.record.spec.balancedTwin ? run : twin;
  const RunData& imbalanced = run.record.spec.balancedTwin ? twin : run;
  return latestCommon(balanced, imbalanced, store::liveAccuracyMetric(run.record.spec.mode));
}

}  // namespace skewscope::ui
