#include <limits>

#include "core/cuda/nearest.h"
#include "core/cuda/reduction.h"
#include "core/cuda/value.cuh"

namespace skewscope::cuda {
namespace {

constexpr int kSorted = 2 * NearestTask::kMostNeighbours;  // a power of 2: a list and what may enter it
constexpr int kAhead = 4;                                  // similarities that a thread has in flight

/// Sorts a block's numbers, the largest first, by Batcher's bitonic network.
__device__ void sortDown(std::uint64_t (&keys)[kSorted]) {
  for (int size = 2; size <= kSorted; size *= 2) {
    for (int distance = size / 2; distance > 0; distance /= 2) {
      __syncthreads();
#pragma unroll
      for (int round = 0; round < kSorted / 2 / kReductionThreads; ++round) {
        const int pair = round * kReductionThreads + static_cast<int>(threadIdx.x);
        const int first = 2 * pair - (pair & (distance - 1)), second = first + distance;
        const bool down = (first & size) == 0;
        const std::uint64_t a = keys[first], b = keys[second];
        if ((a < b) == down) {
          keys[first] = b;
          keys[second] = a;
        }
      }
    }
  }
  __syncthreads();
}

/// One block for each query. Keys that may enter the list are collected behind it, and sorted in when another
/// round might not find room: in what order they were collected is not seen, since no two are equal.
__global__ void __launch_bounds__(kReductionThreads) mergeNearest(const NearestTask task) {
  __shared__ std::uint64_t keys[kSorted];
  __shared__ int places;  // that were handed out behind the list
  const int thread = static_cast<int>(threadIdx.x), count = task.neighbours, room = kSorted - count;
  std::uint64_t* list = task.lists + std::int64_t{blockIdx.x} * count;
  const float* similarities = task.similarities + std::int64_t{blockIdx.x} * task.columns;
  for (int i = thread; i < count; i += kReductionThreads) keys[i] = list[i];
  if (thread == 0) places = 0;
  __syncthreads();
  std::uint64_t last = keys[count - 1];
  int filled = 0;  // the same as `places`, which other threads may be changing already
  const auto sortIn = [&] {
    for (int i = count + filled + thread; i < kSorted; i += kReductionThreads) keys[i] = 0;
    if (thread == 0) places = 0;
    sortDown(keys);
    last = keys[count - 1];
    filled = 0;
  };
  for (int begin = thread; begin - thread < task.columns; begin += kAhead * kReductionThreads) {
    float ahead[kAhead];
#pragma unroll
    for (int i = 0; i < kAhead; ++i) {
      const int column = begin + i * kReductionThreads;
      ahead[i] = column < task.columns ? similarities[column] : 0.0f;
    }
#pragma unroll
    for (int i = 0; i < kAhead; ++i) {
      const int column = begin + i * kReductionThreads;
      const std::uint64_t key = column < task.columns ? neighbourOf(ahead[i], task.firstRow + column) : 0;
      const bool enters = key > last;
      if (enters) keys[count + atomicAdd(&places, 1)] = key;
      filled += __syncthreads_count(enters);
      if (room - filled < kReductionThreads) sortIn();
    }
  }
  if (filled > 0) sortIn();
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
