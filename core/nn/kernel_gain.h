#pragma once

#include <cstdint>

#include "core/nn/device.h"

namespace skewscope::nn {

/// How many times as fast as LibTorch's operations the plug-in's kernels are on a device at what they are
/// for: batch normalisation, a residual and a ReLU, forwards and backwards, of the values [images, 64, 32,
/// 32] that the first stage of a ResNet-18 has in bfloat16, or in float32 where `bf16` is false. Both are
/// recorded where the device can, so that it is the device that is timed. `device.plugin` is not null.
double kernelGain(const Device& device, bool bf16, std::int64_t images = 256);

}  // namespace skewscope::nn
