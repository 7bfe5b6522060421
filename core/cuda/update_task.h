#pragma once

#include <array>
#include <cstdint>

#include "core/cuda/step_scalars.h"
#include "core/cuda/update_rule.h"

namespace skewscope::cuda {

/// Parameters of a network one after the other, in device memory, each array aligned to 16 bytes. The network
/// reads `shadow` and nothing else, so that SAM perturbs the shadow and `master` is never changed but by SGD.
struct FlatParameters {
  float* master = nullptr;         ///< [count]: the parameters themselves
  float* velocity = nullptr;       ///< [count]: the momentum buffer, 0 before the first step
  const void* gradient = nullptr;  ///< [count] of `type`
  void* shadow = nullptr;  ///< [count] of `type`: what the network computes with; never `master` itself
  std::int64_t count = 0;  ///< a multiple of 4 (paddedCount); the padding is 0 everywhere
  ValueType type = ValueType::Float32;
};

/// The least count for FlatParameters that holds `parameters` values.
constexpr std::int64_t paddedCount(std::int64_t parameters) {
  return (parameters + 3) / 4 * 4;
}

/// Groups of parameters of a network that are stored as different types.
inline constexpr int kMostParameterGroups = 2;

/// An update of all parameters of a network, or a part of it.
struct UpdateTask {
  std::array<FlatParameters, kMostParameterGroups> groups{};
  std::int32_t count = 0;  ///< of groups, at least 1
  bool nesterov = false, adaptive = false;
  const StepScalars* scalars = nullptr;  ///< on the device, as all that follows
  double* partial = nullptr;             ///< room for kReductionBlocks values of each group
  SamNorm* norm = nullptr;               ///< of SAM: written, then read. Of SGD: the gate; null: open
};

}  // namespace skewscope::cuda
