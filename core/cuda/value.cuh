#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>

#include "core/cuda/step_scalars.h"

namespace skewscope::cuda {

/// float to the nearest value of the network's type, halves to even.
template <typename Value>
__device__ Value rounded(float x);
template <>
__device__ inline float rounded<float>(float x) {
  return x;
}
template <>
__device__ inline __half rounded<__half>(float x) {
  return __float2half_rn(x);
}
template <>
__device__ inline __nv_bfloat16 rounded<__nv_bfloat16>(float x) {
  return __float2bfloat16_rn(x);
}

__device__ inline float widened(float x) {
  return x;
}
__device__ inline float widened(__half x) {
  return __half2float(x);
}
__device__ inline float widened(__nv_bfloat16 x) {
  return __bfloat162float(x);
}

/// Neighbouring values: one load or store; four of them are 8 or 16 bytes.
template <typename Value, int Width>
struct alignas(Width * sizeof(Value)) Group {
  Value at[Width];
};

/// Whether all addresses are multiples of `bytes`; null is. A load or store of a device at any other address
/// fails, and so does every later call of the process.
inline bool aligned(std::size_t bytes, std::initializer_list<const void*> addresses) {
  for (const void* each : addresses) {
    if (reinterpret_cast<std::uintptr_t>(each) % bytes != 0) return false;
  }
  return true;
}

/// What launch.template operator()<Value>() returns, for the type that `type` names; InvalidValue where it
/// names none.
template <typename Launch>
cudaError_t launchFor(ValueType type, const Launch& launch) {
  switch (type) {
    case ValueType::Float32:
      return launch.template operator()<float>();
    case ValueType::Float16:
      return launch.template operator()<__half>();
    case ValueType::Bfloat16:
      return launch.template operator()<__nv_bfloat16>();
  }
  return cudaErrorInvalidValue;
}

/// The shared memory that the launch of this kernel asked for.
template <typename T>
__device__ T* launchedMemory() {
#ifdef __CUDACC__
  extern __shared__ __align__(16) unsigned char memory[];
  return reinterpret_cast<T*>(memory);
#else
  return static_cast<T*>(emulatedSharedMemory());
#endif
}

/// Starts a kernel of `blocks` blocks of `threads` threads with `memory` bytes of shared memory. Returns the
/// status of this launch: cudaGetLastError() could be that of an earlier call.
template <typename... Parameters, typename... Arguments>
cudaError_t launchKernel(void (*kernel)(Parameters...), unsigned blocks, unsigned threads, std::size_t memory,
                         cudaStream_t stream, Arguments&&... arguments) {
  cudaLaunchConfig_t config{};
  config.gridDim = dim3(blocks);
  config.blockDim = dim3(threads);
  config.dynamicSmemBytes = memory;
  config.stream = stream;
  return cudaLaunchKernelEx(&config, kernel, std::forward<Arguments>(arguments)...);
}

}  // namespace skewscope::cuda
