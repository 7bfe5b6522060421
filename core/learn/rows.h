#pragma once

#include "core/nn/torch.h"

namespace skewscope::learn {

/// x in float32 if it is of a 16-bit type, else as it is: losses are computed in at least float32.
inline torch::Tensor atLeastFloat32(const torch::Tensor& x) {
  return x.scalar_type() == torch::kBFloat16 || x.scalar_type() == torch::kHalf ? x.to(torch::kFloat32) : x;
}

/// Rows of x [N, D] divided by their lengths, at least float32 (rows shorter than 1e-12 stay that short).
inline torch::Tensor unitRows(const torch::Tensor& x) {
  return torch::nn::functional::normalize(atLeastFloat32(x),
                                          torch::nn::functional::NormalizeFuncOptions().dim(1));
}

}  // namespace skewscope::learn
