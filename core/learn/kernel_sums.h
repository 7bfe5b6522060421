#pragma once

#include "core/nn/torch.h"

namespace skewscope::learn {

/// log of the sum over i != j of exp(-|x_i - x_j|^2 / (2 h^2)) for each row x_j of `rows` [n, d], float64 on
/// the processor, finite, n >= 2. Cancellation is least where their mean is 0. `bandwidth` h > 0. Returns
/// float64 [n] on the processor, finite however far apart rows are. Kernels are computed in float32, or in
/// float64 where they are narrow against the rows, and their sums in float64.
///
/// `device`: where it is computed, in tiles of at most 256 MiB beside the rows; only the result is read from
/// it. Throws c10::OutOfMemoryError where it has no room for that.
torch::Tensor logKernelSums(const torch::Tensor& rows, double bandwidth, const torch::Device& device);

}  // namespace skewscope::learn
