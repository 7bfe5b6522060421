#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "core/cuda/step_scalars.h"

// Losses of two views and their gradients, with the formulas of core/learn/losses.h: computed in float32,
// sums over a vector in float64. All pointers are to device memory.
namespace skewscope::cuda {

/// Vectors of the two views of each image.
struct ViewVectors {
  int images = 0;
  int dimension = 0;
  ValueType type = ValueType::Float32;
};

/// SimSiam: -1/2 [cos(p1, z2) + cos(p2, z1)]. No gradient reaches z. Each array of vectors is
/// [images][dimension].
struct SimSiamTask {
  ViewVectors shape;
  const void *p1 = nullptr, *p2 = nullptr, *z1 = nullptr, *z2 = nullptr;
  const float* factor = nullptr;  ///< [images]: the gradient is that of the sum of factor * loss
  float* loss = nullptr;          ///< [images]
  void *dp1 = nullptr, *dp2 = nullptr;
};

/// NT-Xent: an image's loss is the mean of its two anchors' log sum_{k != i} exp(s_ik) - s_ip, where s is
/// cosine / temperature over the 2 images vectors.
struct NtXentTask {
  ViewVectors shape;
  float temperature = 0;
  const void *z1 = nullptr, *z2 = nullptr;
  const float* factor = nullptr;  ///< as for SimSiam
  float* loss = nullptr;          ///< [images]
  float* scratch = nullptr;       ///< room for ntXentScratch() values
  void *dz1 = nullptr, *dz2 = nullptr;
};

/// Values of NtXentTask::scratch: no matrix of all pairs, but two of all vectors.
std::int64_t ntXentScratch(const ViewVectors& shape);

// Both functions return CUDA's status of the launch; InvalidValue for sizes and temperatures that are not
// positive, and pointers that are missing. Vectors shorter than 1e-12 are taken for that long. What is
// captured in a graph keeps the shape, the pointers and the temperature; vectors and factors are read anew.

cudaError_t launchSimSiam(const SimSiamTask& task, cudaStream_t stream);
cudaError_t launchNtXent(const NtXentTask& task, cudaStream_t stream);

}  // namespace skewscope::cuda
