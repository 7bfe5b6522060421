#include <limits>

#include "core/cuda/nearest.h"
#include "core/cuda/reduction.h"
#include "core/cuda/value.cuh"

namespace skewscope::cuda {
namespace {

constexpr int kSorted = 2 * NearestTask::kMostNeighbours;  // a power of 2: a list and what may enter it

/// Sorts a block's numbers, the largest first, by Batcher's bitonic network.
__device__ void sortDown(std::uint64_t (&keys)[kSorted]) {
  for (int size = 2; size <= kSorted; size *= 2) {
    for (int distance = size / 2; distance > 0; distance /= 2) {
      __syncthreads();
      for (int pair = static_cast<int>(threadIdx.x); pair < kSorted / 2; pair += kReductionThreads) {
        const int first = 2 * pair - pair % distance, second = first + distance;
        const bool down = (first & size) == 0;
        const std::uint64_t a = keys[first], b = keys[second];
        if ((a < b) == down) {
          keys[first] = b;
          keys[second] = a;
        }
      }
    }
  }
}

/// One block for each query.
__global__ void __launch_bounds__(kReductionThreads) mergeNearest(const NearestTask task) {
  __shared__ std::uint64_t keys[kSorted];
  const int thread = static_cast<int>(threadIdx.x), count = task.neighbours, room = kSorted - count;
  std::uint64_t* list = task.lists + std::int64_t{blockIdx.x} * count;
  const float* similarities = task.similarities + std::int64_t{blockIdx.x} * task.columns;
  for (int i = thread; i < count; i += kReductionThreads) keys[i] = list[i];
  for (int begin = 0; begin < task.columns; begin += room) {
    __syncthreads();
    const std::uint64_t last = keys[count - 1];
    bool enters = false;
    for (int i = thread; i < room; i += kReductionThreads) {
      const int column = begin + i;
      const std::uint64_t key =
          column < task.columns ? neighbourOf(similarities[column], task.firstRow + column) : 0;
      keys[count + i] = key;
      enters = enters || key > last;
    }
    if (__syncthreads_or(enters)) sortDown(keys);
  }
  __syncthreads();
  for (int i = thread; i < count; i += kReductionThreads) list[i] = keys[i];
}

}  // namespace

cudaError_t launchMergeNearest(const NearestTask& task, cudaStream_t stream) {
  if (task.queries < 1 || task.columns < 1 || task.firstRow < 0 ||
      task.firstRow > std::numeric_limits<std::int32_t>::max() - task.columns || task.neighbours < 1 ||
      task.neighbours > NearestTask::kMostNeighbours || !task.similarities || !task.lists) {
    return cudaErrorInvalidValue;
  }
  return launchKernel(mergeNearest, static_cast<unsigned>(task.queries), kReductionThreads, 0, stream, task);
}

}  // namespace skewscope::cuda
