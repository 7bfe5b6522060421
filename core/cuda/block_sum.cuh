#pragma once

#include "core/cuda/reduction.h"

namespace skewscope::cuda {

/// The sums of a block's threads, lane by lane: thread lane * across + column gets those of its column. Of
/// the lanes the second half is added to the first until one is left: the same bits on every device. All
/// kReductionThreads threads call it; those from lanes * across on take no part.
template <int Count>
__device__ void sumLanes(int across, int lanes, double (&values)[Count]) {
  __shared__ double sums[Count][kReductionThreads];
  const int thread = static_cast<int>(threadIdx.x);
  __syncthreads();  // the sums of a call before this one have been read
#pragma unroll
  for (int i = 0; i < Count; ++i) sums[i][thread] = values[i];
  for (int left = lanes; left > 1; left = (left + 1) / 2) {
    const int half = (left + 1) / 2;
    __syncthreads();
    if (thread < (left - half) * across) {
#pragma unroll
      for (int i = 0; i < Count; ++i) sums[i][thread] += sums[i][thread + half * across];
    }
  }
  __syncthreads();
#pragma unroll
  for (int i = 0; i < Count; ++i) values[i] = sums[i][thread % across];
}

/// Sum of one value of each thread of a block, in the order of treeSum().
__device__ inline double blockSum(double value) {
  double values[] = {value};
  sumLanes(1, kReductionThreads, values);
  return values[0];
}

}  // namespace skewscope::cuda
