#pragma once

#include <cstdint>

#include "core/nn/torch.h"

namespace skewscope::nn {

// Convolutions in float32 without bias that are one product of matrices, on the processor. Maps are [images,
// channels, height, width] and weights [outputs, inputs, height, width], all channels_last.

// 3x3 of stride 1 with a border of one zero over maps of 2x2: every input reaches every output, by 16 of the
// 36 weights that meet it or the border, so that an image's 4 x inputs numbers are multiplied by a matrix of
// 4 x inputs by 4 x outputs.

torch::Tensor tinyConvolution(const torch::Tensor& x, const torch::Tensor& weight);
torch::Tensor tinyInputGradient(const torch::Tensor& dy, const torch::Tensor& weight);
torch::Tensor tinyWeightGradient(const torch::Tensor& x, const torch::Tensor& dy);

// 1x1 with a stride, no border: the pixels that the stride takes, then the product.

torch::Tensor pointConvolution(const torch::Tensor& x, const torch::Tensor& weight, std::int64_t stride);
torch::Tensor pointInputGradient(const torch::Tensor& dy, const torch::Tensor& x, const torch::Tensor& weight,
                                 std::int64_t stride);
torch::Tensor pointWeightGradient(const torch::Tensor& x, const torch::Tensor& dy,
                                  const torch::Tensor& weight, std::int64_t stride);

}  // namespace skewscope::nn
