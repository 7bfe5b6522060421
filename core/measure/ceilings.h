#pragma once

#include <cstdint>

#include "core/measure/device_clock.h"
#include "core/nn/torch.h"

namespace skewscope::measure {

/// Floating-point operations a second of a large product of two square matrices of that type where `clock`
/// counts, on LibTorch's threads on the processor: the fastest of as many as `seconds` hold, two at least.
/// Their side is 2048, or up to 8192 on a device that is too fast for that.
double productFlopPerSecond(DeviceClock& clock, torch::ScalarType type, double seconds);

/// Bytes a second between memory and processor, or what else computes where `clock` counts, by a triad
/// a = b + s c over arrays that together are several times the last cache (McCalpin's STREAM: three arrays
/// count, what is read before it is written does not): the fastest of as many as `seconds` hold, two at
/// least. `cacheBytes`: of the processor's last cache, 0 if not known; of no meaning on a device.
double memoryBytesPerSecond(DeviceClock& clock, std::int64_t cacheBytes, double seconds);

/// Size of the processor's last cache in bytes; 0 where the system does not say.
std::int64_t lastCacheBytes();

}  // namespace skewscope::measure
