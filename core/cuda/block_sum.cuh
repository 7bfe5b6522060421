#pragma once

#include "core/cuda/reduction.h"

namespace skewscope::cuda {

/// Sum of one value of each thread of a block of kReductionThreads, in the order of treeSum(): the same bits
/// on every device. Every thread gets it.
__device__ inline double blockSum(double value) {
  __shared__ double sums[kReductionThreads];
  __syncthreads();  // the result of a call before this one has been read by all
  sums[threadIdx.x] = value;
  for (unsigned half = kReductionThreads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) sums[threadIdx.x] += sums[threadIdx.x + half];
  }
  __syncthreads();
  return sums[0];
}

}  // namespace skewscope::cuda
