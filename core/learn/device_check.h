#pragma once

#include <torch/torch.h>

#include <string>

#include "core/nn/recording.h"

namespace skewscope::learn {

// How far the numbers of a device may be from the processor's in deviceProblem(). Rounding alone changes the
// first losses by about 1e-5; it moves some values over the edge of a ReLU, which SAM amplifies, so that what
// comes later differs by up to 0.01 (losses) and a tenth (updates).
inline constexpr double kFirstLossTolerance = 1e-3;  ///< of each loss before the first update
inline constexpr double kLossTolerance = 0.05;       ///< of each loss after it
/// Of all that the steps have changed in the parameters, as one vector: length of the difference by length.
inline constexpr double kUpdateTolerance = 0.2;

/// Whether training on `device` gives the processor's numbers: two steps of tiny networks in float32, one
/// supervised, one of SimSiam with SAM and one of SimCLR, on both, and losses and parameters compared. Empty
/// if they agree; otherwise a sentence that says what does not. Takes a second or two.
std::string deviceProblem(const torch::Device& device);

/// The same of steps of SimSiam with SAM of which the second is recorded and replayed.
std::string recordingProblem(const torch::Device& device, const nn::Recorder& recorder);

}  // namespace skewscope::learn
