#include "core/report/gap.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace skewscope::report {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// The state of a run beside one twin.
GapState stateOf(const GapRun& run, const GapRun& twin) {
  // Runs that have not started know neither n nor digest; they are unfinished, not different.
  const bool bothStarted = run.n > 0 && twin.n > 0;
  if (bothStarted && (run.n != twin.n || run.dataDigest != twin.dataDigest)) return GapState::DataDiffers;
  if (std::isnan(run.accuracy)) return GapState::RunUnfinished;
  if (std::isnan(twin.accuracy)) return GapState::TwinUnfinished;
  return GapState::Complete;
}

Gap gapOf(const GapRun& run, std::span<const GapRun* const> twins) {
  Gap gap;
  gap.run = run.id;
  gap.groupHash = run.groupHash;
  gap.imbalanced = run.accuracy;
  gap.balanced = gap.relative = kNaN;
  gap.state = std::isnan(run.accuracy) ? GapState::RunUnfinished : GapState::TwinMissing;
  if (twins.empty()) return gap;
  const auto complete = std::find_if(twins.rbegin(), twins.rend(), [&](const GapRun* twin) {
    return stateOf(run, *twin) == GapState::Complete;
  });
  const GapRun& twin = complete != twins.rend() ? **complete : *twins.back();
  gap.twin = twin.id;
  gap.state = stateOf(run, twin);
  if (gap.state != GapState::DataDiffers) gap.balanced = twin.accuracy;
  if (gap.state == GapState::Complete) gap.relative = relativeGap(gap.balanced, gap.imbalanced);
  return gap;
}

}  // namespace

std::string_view toText(GapState state) {
  switch (state) {
    case GapState::Complete:
      return "complete";
    case GapState::RunUnfinished:
      return "run unfinished";
    case GapState::TwinMissing:
      return "twin missing";
    case GapState::TwinUnfinished:
      return "twin unfinished";
    case GapState::DataDiffers:
      return "data differs";
  }
  return "";
}

std::vector<Gap> pairGaps(std::span<const GapRun> runs) {
  std::map<std::string_view, std::vector<const GapRun*>> twins;
  for (const GapRun& run : runs) {
    if (run.balancedTwin) twins[run.pairHash].push_back(&run);
  }
  std::vector<Gap> gaps;
  for (const GapRun& run : runs) {
    if (run.balancedTwin) continue;
    const auto found = twins.find(run.pairHash);
    gaps.push_back(gapOf(run, found == twins.end() ? std::span<const GapRun* const>{} : found->second));
  }
  return gaps;
}

std::vector<GapBand> gapBands(std::span<const Gap> gaps) {
  struct Values {
    std::vector<double> imbalanced, balanced, relative;
  };
  std::vector<GapBand> bands;
  std::vector<Values> values;
  std::map<std::string_view, std::size_t> position;
  for (const Gap& gap : gaps) {
    const auto [entry, isNew] = position.try_emplace(gap.groupHash, bands.size());
    if (isNew) {
      bands.push_back({.groupHash = gap.groupHash,
                       .runs = {},
                       .open = {},
                       .imbalanced = {},
                       .balanced = {},
                       .relative = {}});
      values.emplace_back();
    }
    GapBand& target = bands[entry->second];
    if (gap.state != GapState::Complete) {
      target.open.push_back(gap.run);
      continue;
    }
    target.runs.push_back(gap.run);
    values[entry->second].imbalanced.push_back(gap.imbalanced);
    values[entry->second].balanced.push_back(gap.balanced);
    values[entry->second].relative.push_back(gap.relative);
  }
  for (std::size_t i = 0; i < bands.size(); ++i) {
    bands[i].imbalanced = band(values[i].imbalanced);
    bands[i].balanced = band(values[i].balanced);
    bands[i].relative = band(values[i].relative);
  }
  return bands;
}

}  // namespace skewscope::report
