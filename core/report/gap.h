#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/report/metrics.h"

namespace skewscope::report {

/// What the relative gap needs to know of a run.
struct GapRun {
  std::string id;
  std::string pairHash;       ///< equal for a run and its balanced twin (spec::pairHash)
  std::string groupHash;      ///< equal for repetitions over seeds (spec::groupHash)
  bool balancedTwin = false;  ///< trained on the balanced subset
  std::string dataDigest;     ///< empty until the run has started
  std::int64_t n = 0;         ///< images in its subset; 0 until started
  double accuracy = 0;        ///< of the protocol that is compared, in [0, 1]; NaN while there is none
};

/// Why a gap can or cannot be given.
enum class GapState {
  Complete,
  RunUnfinished,   ///< the imbalanced run has no accuracy yet
  TwinMissing,     ///< no run on the balanced subset exists
  TwinUnfinished,  ///< one exists, without an accuracy yet
  DataDiffers,     ///< the twin has another n or was trained on other data: not comparable
};
/// For a table: "complete", "run unfinished", "twin missing", "twin unfinished", "data differs".
std::string_view toText(GapState state);

/// An imbalanced run beside its balanced twin.
struct Gap {
  std::string run;        ///< id of the imbalanced run
  std::string twin;       ///< id of the twin; empty if missing
  std::string groupHash;  ///< of the imbalanced run
  GapState state = GapState::TwinMissing;
  double imbalanced = 0;  ///< A(n, r); NaN if not known
  double balanced = 0;    ///< A(n, 1); NaN if not known or not comparable
  double relative = 0;    ///< relativeGap(); NaN unless complete
};

/// One gap for each imbalanced run, in the order of `runs` (oldest first). Of several twins of one run the
/// latest that makes the gap complete is taken, else the latest. Twins alone make no gap.
std::vector<Gap> pairGaps(std::span<const GapRun> runs);

/// The gaps of one setting over its seeds.
struct GapBand {
  std::string groupHash;
  std::vector<std::string> runs;  ///< imbalanced runs whose gap is complete
  std::vector<std::string> open;  ///< imbalanced runs whose gap is not
  Band imbalanced, balanced,
      relative;  ///< over complete pairs only, so that all three speak of the same seeds
};

/// Bands in order of first appearance.
std::vector<GapBand> gapBands(std::span<const Gap> gaps);

}  // namespace skewscope::report
