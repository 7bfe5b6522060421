#pragma once

#include <cuda_runtime_api.h>

#include <span>

#include "core/cuda/reduction.h"
#include "core/cuda/update_task.h"

namespace skewscope::cuda {

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

/// SamNorm of the gradient of all groups together, of which there are 1 to kMostParameterGroups, summed in
/// float64 in the order of samSum(): the same bits on every device. `partial`: room for kReductionBlocks
/// values of each group.
cudaError_t launchSamNorm(std::span<const FlatParameters> groups, bool adaptive, const StepScalars* scalars,
                          double* partial, SamNorm* norm, cudaStream_t stream);

/// samPerturbed() of every master into the shadow. The gradient must still be that of launchSamNorm.
cudaError_t launchSamPerturb(const FlatParameters& parameters, bool adaptive, const SamNorm* norm,
                             cudaStream_t stream);

/// The shadow becomes the rounded master: bit for bit what it was before a perturbation. SGD does so itself.
cudaError_t launchRestore(const FlatParameters& parameters, cudaStream_t stream);

}  // namespace skewscope::cuda
