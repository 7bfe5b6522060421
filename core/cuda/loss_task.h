#pragma once

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
  float* loss = nullptr;                ///< [images]; null: not asked for
  const float* factor = nullptr;        ///< [images]: the gradient is that of the sum of factor * loss
  void *dp1 = nullptr, *dp2 = nullptr;  ///< null, as `factor`: not asked for
};

/// NT-Xent: an image's loss is the mean of its two anchors' log sum_{k != i} exp(s_ik) - s_ip, where s is
/// cosine / temperature over the 2 images vectors.
struct NtXentTask {
  ViewVectors shape;
  float temperature = 0;
  const void *z1 = nullptr, *z2 = nullptr;
  float* loss = nullptr;     ///< [images]; null: not asked for, and `scratch` is what made the losses left
  float* scratch = nullptr;  ///< room for ntXentScratch() values
  const float* factor = nullptr;        ///< as for SimSiam
  void *dz1 = nullptr, *dz2 = nullptr;  ///< null, as `factor`: not asked for
};

}  // namespace skewscope::cuda
