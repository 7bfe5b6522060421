#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace skewscope::measure {

/// Floating-point operations a second of a large matrix product [2048, 2048] x [2048, 2048] of that type on
/// LibTorch's threads: the fastest of as many as `seconds` hold, two at least.
double productFlopPerSecond(torch::ScalarType type, double seconds);

/// Bytes a second between processor and memory on LibTorch's threads, by a triad a = b + s c over arrays that
/// together are several times the last cache (McCalpin's STREAM: three arrays count, what the processor reads
/// before it writes does not): the fastest of as many as `seconds` hold, two at least. `cacheBytes`: of the
/// last cache, 0 if not known.
double memoryBytesPerSecond(std::int64_t cacheBytes, double seconds);

/// Size of the last cache in bytes; 0 where the system does not say.
std::int64_t lastCacheBytes();

}  // namespace skewscope::measure
