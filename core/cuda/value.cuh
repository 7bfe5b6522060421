#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

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

/// Calls launch.template operator()<Value>() for the type that `type` names.
template <typename Launch>
cudaError_t launchFor(ValueType type, const Launch& launch) {
  switch (type) {
    case ValueType::Float32:
      launch.template operator()<float>();
      break;
    case ValueType::Float16:
      launch.template operator()<__half>();
      break;
    case ValueType::Bfloat16:
      launch.template operator()<__nv_bfloat16>();
      break;
  }
  return cudaGetLastError();
}

}  // namespace skewscope::cuda
