#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace skewscope::evaluate {

/// Weighted k-nearest-neighbour classes of features (Wu et al. 2018, "Unsupervised Feature Learning via
/// Non-Parametric Instance Discrimination", section 3.4): each of the `k` nearest rows of the bank by cosine
/// similarity s votes for its class with weight exp(s / temperature). Rows are normalised here; a row of
/// zeros has similarity 0 to everything. `bank` [m, d] and `queries` [q, d] floating, `bankLabels` int64 [m]
/// in [0, classes); k >= 1 (m if larger), temperature > 0. Returns int64 [q]; equal votes go to the lower
/// class. Memory is bounded whatever q and m are. Throws Error (Usage) for an empty bank or arguments out of
/// range.
torch::Tensor knnPredict(const torch::Tensor& bank, const torch::Tensor& bankLabels,
                         const torch::Tensor& queries, int classes, std::int64_t k, double temperature);

}  // namespace skewscope::evaluate
