#pragma once

#include <cstdint>

#include "core/nn/torch.h"

namespace skewscope::evaluate {

/// Weighted k-nearest-neighbour classes of features (Wu et al. 2018, "Unsupervised Feature Learning via
/// Non-Parametric Instance Discrimination", section 3.4): each of the `k` nearest rows of the bank by cosine
/// similarity s votes for its class with weight exp(s / temperature). Rows are normalised here; a row of
/// zeros has similarity 0 to everything. `bank` [m, d] and `queries` [q, d] floating, `bankLabels` int64 [m]
/// in [0, classes); k >= 1 (m if larger), temperature > 0. Returns int64 [q]; equal votes go to the lower
/// class. Memory is bounded whatever q and m are. Throws Error (Usage) for an empty bank or arguments out of
/// range.
///
/// `device`: where it is computed. On the processor neighbours are those of nearestRows(); on another device
/// similarities are its float32 products, and which of rows that are equally near is taken is its choice, so
/// that votes closer to each other than that rounding may fall either way. The bank lies there as a whole;
/// the processor computes where the device has no room for it. The result is on the processor.
torch::Tensor knnPredict(const torch::Tensor& bank, const torch::Tensor& bankLabels,
                         const torch::Tensor& queries, int classes, std::int64_t k, double temperature,
                         const torch::Device& device = torch::kCPU);

}  // namespace skewscope::evaluate
