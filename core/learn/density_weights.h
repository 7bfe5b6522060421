#pragma once

#include <cstdint>
#include <vector>

#include "core/nn/torch.h"

namespace skewscope::learn {

/// Settings of the inverse-density weights (docs/methods/rwsam.md).
struct KdeSettings {
  double bandwidth = 0.5;  ///< h as a multiple of the median distance between two images' features, > 0
  double alpha = 1.0;      ///< w = density^(-alpha), >= 0
  double clamp = 0.99;     ///< weights above this quantile are set to it, in (0, 1]; 1: none are
};

/// What the estimate went through, for the log.
struct KdeDetails {
  double medianDistance = 0;  ///< between L2-normalised features, in [0, 2]
  double bandwidth = 0;       ///< h
  std::int64_t pairs = 0;     ///< pairs whose median was taken
  bool sampled = false;       ///< those were a sample, not all n (n - 1) / 2
  std::int64_t clamped = 0;   ///< weights lowered to the quantile
};

/// Up to this many pairs the median is over all of them; above, over as many drawn (n > 1448).
inline constexpr std::int64_t kMedianPairs = 1 << 20;

/// Weights of the rwSAM perturbation from features [n, d] (any float type), n >= 2: rows are L2-normalised;
/// density_j = mean over i != j of exp(-|f_i - f_j|^2 / (2 h^2)) (leave-one-out); w = density^(-alpha),
/// values above the quantile (the ceil(clamp n)-th smallest) set to it, divided by their mean. Returns
/// float64 [n], finite, mean 1. The sum of kernels is kept as a logarithm, so a far outlier is finite too. A
/// function of the features alone, whatever the number of threads up to rounding; memory is O(n d) and one
/// tile. Throws Error (Data) where features are not finite, n < 2, or more than half of all pairs coincide (a
/// collapsed representation has no density).
///
/// `device`: where the distances of a sample and the sums of kernels are computed, to the same numbers but
/// for rounding; the processor draws the sample, and computes where the device has no room. The result is on
/// the processor.
torch::Tensor kdeWeights(const torch::Tensor& features, const KdeSettings& settings,
                         KdeDetails* details = nullptr, const torch::Device& device = torch::kCPU);

/// Weights by class rank, an oracle that uses the labels (the paper's released code): w_j = base^rank, rank 0
/// for the most frequent class, divided by their mean over the images. `labels` int64 [n]; `order`: classes
/// from many to few. float64 [n].
torch::Tensor rankWeights(const torch::Tensor& labels, const std::vector<int>& order, double base);

/// How weights go with class sizes.
struct WeightReport {
  std::vector<std::int64_t> counts;  ///< images per class
  std::vector<double> meanWeight;    ///< per class; NaN where there is no image
  double classCorrelation = 0;       ///< Spearman, over classes with images: mean weight and 1 / count
  double imageCorrelation = 0;       ///< Spearman, over images: weight and 1 / count of its class
};

/// Compares weights [n] with labels int64 [n] in [0, classes). Ties have their average rank; a correlation is
/// NaN where one side is constant.
WeightReport weightReport(const torch::Tensor& weights, const torch::Tensor& labels, int classes);

}  // namespace skewscope::learn
