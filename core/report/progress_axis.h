#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/report/seed_curve.h"

namespace skewscope::report {

/// What the progress of a run is counted in.
enum class ProgressAxis {
  Epoch,
  Step,    ///< steps of the optimiser
  Time,    ///< seconds of training steps; evaluations and pauses do not count
  Images,  ///< images seen: those of the subset, once an epoch
};

/// What a run's epochs are, as far as it is known.
struct EpochSize {
  std::int64_t images = 0;  ///< of the subset; 0: not known
  std::int64_t steps = 0;   ///< of one epoch (spec::stepsPerEpoch()); 0: not known
  EpochValues seconds;      ///< wall time of single epochs
};

/// Place of each of the ascending `epochs` on an axis: the epoch; epoch * steps; the sum of the seconds up to
/// and with it; epoch * images. Epoch 0, before training, is at 0. NaN where it is not known: an epoch has no
/// time once an epoch before it, or it itself, has none.
std::vector<double> progress(ProgressAxis axis, std::span<const std::int64_t> epochs, const EpochSize& size);

}  // namespace skewscope::report
