#pragma once

#include <torch/torch.h>

namespace skewscope::nn {

// A 3x3 convolution of stride 1 with a border of one zero over maps of 2x2, in float32 without bias, as one
// product of matrices: every input reaches every output, by 16 of the 36 weights that meet it or the border,
// so that an image's 4 x inputs numbers are multiplied by a matrix of 4 x inputs by 4 x outputs. Maps are
// [images, channels, 2, 2] and weights [outputs, inputs, 3, 3], both channels_last.

torch::Tensor tinyConvolution(const torch::Tensor& x, const torch::Tensor& weight);
torch::Tensor tinyInputGradient(const torch::Tensor& dy, const torch::Tensor& weight);
torch::Tensor tinyWeightGradient(const torch::Tensor& x, const torch::Tensor& dy);

}  // namespace skewscope::nn
