#pragma once

#include <cstdint>

namespace skewscope::cuda {

/// What changes from one training step to the next. Kernels read it from device memory, so that a step that
/// was captured as a CUDA graph is repeated as it is: the host copies the next step's scalars, then launches
/// the graph.
struct StepScalars {
  std::uint64_t seed = 0;  ///< of the run: key of all draws
  std::int64_t epoch = 0;  ///< counted from 0
  std::int64_t step = 0;   ///< within the epoch, counted from 0
  float learningRate = 0;
  float momentum = 0;
  float weightDecay = 0;
  float rho = 0;            ///< length of SAM's perturbation
  float gradientScale = 1;  ///< what gradients are multiplied by: 1 / loss scale of float16
};

/// What a number of the network is stored as.
enum class ValueType { Float32, Float16, Bfloat16 };

/// Bytes of one value.
constexpr int bytesOf(ValueType type) {
  return type == ValueType::Float32 ? 4 : 2;
}

}  // namespace skewscope::cuda
