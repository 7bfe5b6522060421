#pragma once

#include <map>
#include <optional>

#include "core/measure/recorder.h"

namespace skewscope::measure {

/// Milliseconds that a step's convolutions take when each is called by itself, in the same precision and
/// channels_last memory.
struct AloneMs {
  double forward = 0;
  double backward = 0;  ///< gradients of weights and inputs
};

/// Times each of `convolutions` (with how often a step calls it) alone, in about `seconds` altogether.
/// Nothing if that would not suffice for three calls of each.
std::optional<AloneMs> convolutionsAlone(const std::map<Convolution, int>& convolutions, double seconds);

}  // namespace skewscope::measure
