#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/base/host_device.h"

// The order in which sums over many values are made. It is fixed by numbers of this file, not by the device,
// so that a sum has the same bits on every GPU and in every run, and so that the processor can repeat it.
namespace skewscope::cuda {

inline constexpr int kReductionThreads = 256;  ///< threads of a block, a power of 2
inline constexpr int kReductionBlocks = 1024;  ///< blocks of a sum over everything
/// Threads of all blocks: each sums every kReductionLanes-th group of values.
inline constexpr std::int64_t kReductionLanes = std::int64_t{kReductionBlocks} * kReductionThreads;

/// What one lane sums: term(i) for i = lane, lane + lanes, ... below `count`, in this order.
template <typename Term>
SKEWSCOPE_HOST_DEVICE double laneSum(std::int64_t lane, std::int64_t lanes, std::int64_t count,
                                     const Term& term) {
  double sum = 0;
  for (std::int64_t i = lane; i < count; i += lanes) sum += term(i);
  return sum;
}

/// The sum of a block: the second half is added to the first, value by value, until one is left.
inline double treeSum(std::array<double, kReductionThreads> values) {
  for (std::size_t half = kReductionThreads / 2; half > 0; half /= 2) {
    for (std::size_t i = 0; i < half; ++i) values[i] += values[i + half];
  }
  return values[0];
}

/// The sum over everything: lanes of every block, the blocks' trees, then one block over their sums. What the
/// two kernels of a sum do, on the processor.
template <typename Term>
double totalSum(std::int64_t count, const Term& term) {
  const auto block = [&](std::int64_t first, std::int64_t lanes, std::int64_t size, const auto& terms) {
    std::array<double, kReductionThreads> values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = laneSum(first + static_cast<std::int64_t>(i), lanes, size, terms);
    }
    return treeSum(values);
  };
  std::vector<double> blocks(kReductionBlocks);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    blocks[b] = block(static_cast<std::int64_t>(b) * kReductionThreads, kReductionLanes, count, term);
  }
  return block(0, kReductionThreads, kReductionBlocks,
               [&](std::int64_t i) { return blocks[static_cast<std::size_t>(i)]; });
}

}  // namespace skewscope::cuda
