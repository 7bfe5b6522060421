#pragma once

// The language of kernels: what nvcc knows before the first line of a .cu file, and launches. Grids and
// blocks have one dimension. See cuda_runtime_api.h.

#include <functional>
#include <tuple>
#include <utility>

#include "cuda_runtime_api.h"

#define __global__
#define __device__
#define __host__
#define __launch_bounds__(...)
// One block runs at a time.
#define __shared__ static

struct dim3 {
  dim3() = default;
  explicit dim3(unsigned count) : x(count) {}
  unsigned x = 1;
};
extern dim3 threadIdx, blockIdx, blockDim, gridDim;

/// Lets the other threads of the block come here too. Ends the process where one of them has ended: on a
/// device that may never return.
void __syncthreads();
/// The same; in how many of them `predicate` is true.
int __syncthreads_count(int predicate);
/// Returns what was there before: no two threads run at once.
inline int atomicAdd(int* to, int value) {
  return std::exchange(*to, *to + value);
}

/// The shared memory whose size the launch names.
void* emulatedSharedMemory();

struct cudaLaunchConfig_t {
  dim3 gridDim, blockDim;
  std::size_t dynamicSmemBytes = 0;
  cudaStream_t stream = nullptr;
};

/// Runs kernel() for each thread of each block, or keeps it where the stream is captured. Threads take turns
/// from barrier to barrier in an order that changes from block to block: forwards, backwards, shuffled; so
/// that a missing barrier shows as a wrong number.
cudaError_t emulateLaunch(const cudaLaunchConfig_t& config, const std::function<void()>& kernel);

template <typename... Parameters, typename... Arguments>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* config, void (*kernel)(Parameters...),
                               Arguments&&... arguments) {
  const std::tuple<Parameters...> values(std::forward<Arguments>(arguments)...);
  return emulateLaunch(*config, [kernel, values] { std::apply(kernel, values); });
}
