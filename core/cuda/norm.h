#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "core/cuda/norm_task.h"

namespace skewscope::cuda {

/// Values of `scratch` for both passes; 0 for a shape that makes no sense.
std::int64_t normScratch(const NormShape& shape);

// Every function returns CUDA's status of the launch; InvalidValue for shapes that make no sense, values that
// are not aligned, and pointers that are missing. Sums over a chunk of rows are made in float32, those over
// chunks in float64, in an order that is fixed by the shape: the same bits on every device.
// What is captured in a graph keeps shapes, pointers, `relu`, eps and momentum; values, parameters and
// statistics are read anew.

/// y = relu(normalised x + residual) by the statistics of each view. The running statistics follow one view
/// after the other, their variance divided by rows - 1, as if each had been a batch of its own.
cudaError_t launchNormForward(const NormForward& pass, cudaStream_t stream);

/// The same by the running statistics. One view; `scratch` is not used.
cudaError_t launchNormInference(const NormForward& pass, cudaStream_t stream);

/// The gradient of launchNormForward.
cudaError_t launchNormBackward(const NormBackward& pass, cudaStream_t stream);

}  // namespace skewscope::cuda
