#pragma once

#include <vector>

#include "core/nn/torch.h"

namespace skewscope::evaluate {

/// How many directions features use.
struct Spectrum {
  /// Eigenvalues of the covariance, descending, as shares of their sum [min(n, d)].
  std::vector<double> variances;
  /// exp of the entropy of the singular values of the centred features as shares of their sum (Roy and
  /// Vetterli, "The effective rank", EUSIPCO 2007): 1 for one direction, d for d equally strong ones.
  double effectiveRank = 0;
  double participation = 0;  ///< 1 / sum of squared variance shares: the same for variances, less of the tail
};

/// The spectrum of features [n, d], n >= 2, of any floating type; computed in float64. All zero for features
/// that are all equal. Throws Error (Usage) for fewer rows and Error (Data) for values that are not finite.
Spectrum spectrumOf(const torch::Tensor& features);

}  // namespace skewscope::evaluate
