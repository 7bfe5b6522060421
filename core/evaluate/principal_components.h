#pragma once

#include <cstdint>
#include <vector>

#include "core/nn/torch.h"

namespace skewscope::evaluate {

/// The directions of largest variance of some features.
struct PrincipalComponents {
  torch::Tensor values;           ///< [n, k] float64: of each image, along directions of falling variance
  torch::Tensor directions;       ///< [k, d] float64, orthonormal rows
  std::vector<double> variances;  ///< share of each direction in the whole variance; 0 without any variance
};

/// Principal components of features [n, d], n >= 2, d >= 1, of any floating type, at most `most` of them;
/// exact, by the eigenvectors of the covariance in float64. A direction's coordinate of largest size is
/// positive (the first of equal ones), so that a map is not mirrored at the whim of a solver. Throws Error
/// (Usage) for fewer than two images and Error (Data) for features that are not finite.
PrincipalComponents principalComponents(const torch::Tensor& features, std::int64_t most);

}  // namespace skewscope::evaluate
