#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>
#include <cstring>
#include <vector>

#include "core/cuda/step_scalars.h"

// The network's types on the processor, for what is compared with a device.
namespace skewscope::cuda {

/// The bytes of values that are rounded to `type`, halves to even.
inline std::vector<std::uint8_t> encoded(const std::vector<float>& values, ValueType type) {
  std::vector<std::uint8_t> bytes(values.size() * static_cast<std::size_t>(bytesOf(type)));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (type == ValueType::Float32) {
      std::memcpy(bytes.data() + 4 * i, &values[i], 4);
    } else if (type == ValueType::Float16) {
      const __half value = __float2half_rn(values[i]);
      std::memcpy(bytes.data() + 2 * i, &value, 2);
    } else {
      const __nv_bfloat16 value = __float2bfloat16_rn(values[i]);
      std::memcpy(bytes.data() + 2 * i, &value, 2);
    }
  }
  return bytes;
}

/// The values that `bytes` encode.
inline std::vector<float> decoded(const std::vector<std::uint8_t>& bytes, ValueType type) {
  std::vector<float> values(bytes.size() / static_cast<std::size_t>(bytesOf(type)));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (type == ValueType::Float32) {
      std::memcpy(&values[i], bytes.data() + 4 * i, 4);
    } else if (type == ValueType::Float16) {
      __half value;
      std::memcpy(&value, bytes.data() + 2 * i, 2);
      values[i] = __half2float(value);
    } else {
      __nv_bfloat16 value;
      std::memcpy(&value, bytes.data() + 2 * i, 2);
      values[i] = __bfloat162float(value);
    }
  }
  return values;
}

}  // namespace skewscope::cuda
