#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "core/cuda/reduction.h"
#include "core/cuda/step_scalars.h"
#include "core/cuda/update_rule.h"

namespace skewscope::cuda {

/// All parameters of a network one after the other, in device memory, each array aligned to 16 bytes. The
/// network reads `shadow` and nothing else, so that SAM perturbs the shadow and `master` is never changed but
/// by SGD.
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

// Every function returns CUDA's status of the launch; InvalidValue for a count that is not a positive
// multiple of 4, arrays that are not aligned, and pointers that are missing; of those only `gate` may be
// null. `scalars`, `gate`, `partial` and `norm` are in device memory. What is captured in a graph keeps the
// count, the pointers, `nesterov` and `adaptive`; scalars and arrays are read anew.

/// sgdUpdate() of every parameter; the shadow becomes the rounded master. With a `gate`, the norm of a
/// gradient of this step, master and velocity stay as they are where that is not finite: what the processor
/// decides before a step (learn::samStep), and what a captured graph cannot. The shadow is restored all the
/// same.
cudaError_t launchSgd(const FlatParameters& parameters, bool nesterov, const StepScalars* scalars,
                      const SamNorm* gate, cudaStream_t stream);

/// SamNorm of the gradient, summed in float64 in the order of samSum(): the same bits on every device.
/// `partial`: room for kReductionBlocks values.
cudaError_t launchSamNorm(const FlatParameters& parameters, bool adaptive, const StepScalars* scalars,
                          double* partial, SamNorm* norm, cudaStream_t stream);

/// samPerturbed() of every master into the shadow. The gradient must still be that of launchSamNorm.
cudaError_t launchSamPerturb(const FlatParameters& parameters, bool adaptive, const SamNorm* norm,
                             cudaStream_t stream);

/// The shadow becomes the rounded master: bit for bit what it was before a perturbation. SGD does so itself.
cudaError_t launchRestore(const FlatParameters& parameters, cudaStream_t stream);

}  // namespace skewscope::cuda
