#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "core/cuda/loss_task.h"

namespace skewscope::cuda {

/// Values of NtXentTask::scratch: no matrix of all pairs, but two of all vectors.
std::int64_t ntXentScratch(const ViewVectors& shape);

// Both functions return CUDA's status of the launch; InvalidValue for sizes and temperatures that are not
// positive, and pointers that are missing. Vectors shorter than 1e-12 are taken for that long. What is
// captured in a graph keeps the shape, the pointers and the temperature; vectors and factors are read anew.

cudaError_t launchSimSiam(const SimSiamTask& task, cudaStream_t stream);
cudaError_t launchNtXent(const NtXentTask& task, cudaStream_t stream);

}  // namespace skewscope::cuda
