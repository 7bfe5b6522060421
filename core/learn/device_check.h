#pragma once

#include <string>

#include "core/nn/device.h"

namespace skewscope::learn {

// How far the numbers of a device may be from the processor's in deviceProblem(). Rounding alone changes the
// first losses by about 1e-5; it moves some values over the edge of a ReLU, which SAM amplifies, so that what
// comes later differs by up to 0.01 (losses) and a tenth (updates).
inline constexpr double kFirstLossTolerance = 1e-3;  ///< of each loss before the first update
inline constexpr double kLossTolerance = 0.05;       ///< of each loss after it
/// Of all that the steps have changed in the parameters, as one vector: length of the difference by length.
inline constexpr double kUpdateTolerance = 0.2;
// In bfloat16 the rounding of a processor changes them by up to 0.01, 0.03 and 0.27.
inline constexpr double kBf16FirstLossTolerance = 0.05, kBf16LossTolerance = 0.2, kBf16UpdateTolerance = 0.6;

/// Whether training on `device` gives the processor's numbers: two steps of tiny networks in float32, one
/// supervised, one of SimSiam with SAM and one of SimCLR, on both, and losses and parameters compared. Empty
/// if they agree; otherwise a sentence that says what does not. Takes a second or two.
std::string deviceProblem(const nn::Device& device);

/// The same in bfloat16 on the device, whose autocast LibTorch knows, within what that rounding changes: a
/// library has other kernels for numbers of that type.
std::string bf16Problem(const nn::Device& device);

/// deviceProblem() of steps of SimSiam with SAM of which the second is recorded by `device.recorder` and
/// replayed.
std::string recordingProblem(const nn::Device& device);

}  // namespace skewscope::learn
