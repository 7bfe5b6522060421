#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "core/nn/torch.h"

namespace skewscope::evaluate {

/// A row of a bank and its cosine similarity to a query.
struct Neighbour {
  float similarity;
  std::int64_t row;
};

/// Rows divided by their Euclidean norm, float32. Rows of zeros, and rows with a value that is not finite,
/// become zero.
torch::Tensor unitRows(const torch::Tensor& features);

/// Finds the min(k, m) rows of `bank` [m, d] that are most similar to each row of `queries` [q, d]; both are
/// unitRows(), m, d, k >= 1. Calls found(query, neighbours) once for each query, from LibTorch's threads and
/// in any order of queries; the neighbours are sorted, nearest first, and of equal similarities the earlier
/// row comes first.
///
/// A matrix product in the precision `product` (kFloat32 or kBFloat16) says which rows may be among the
/// nearest: all whose similarity could be large enough, by a bound of the product's rounding errors. Their
/// similarities are then sums in float32 in a fixed order, so that the neighbours depend neither on that
/// precision nor on the number of threads.
void nearestRows(const torch::Tensor& bank, const torch::Tensor& queries, std::int64_t k,
                 torch::ScalarType product,
                 const std::function<void(std::int64_t query, std::span<const Neighbour>)>& found);

}  // namespace skewscope::evaluate
