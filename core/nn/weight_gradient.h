#pragma once

#include "core/nn/convolution_call.h"
#include "core/nn/torch.h"

namespace skewscope::nn {

/// Parts of the batch in which the weight gradient of a bfloat16 convolution on the processor is computed, by
/// a thread each; 1: the batch is left whole, to LibTorch. oneDNN lets its threads work on one sum instead,
/// which for strided convolutions and small maps takes as long on two threads as on one or longer
/// (docs/performance.md).
std::int64_t weightGradientParts(const torch::Tensor& dy, const torch::Tensor& x, const torch::Tensor& weight,
                                 const ConvolutionCall& call);

/// The weight gradient in `parts`, which are added in float32. It depends on their number and on nothing
/// else.
torch::Tensor weightGradientInParts(const torch::Tensor& dy, const torch::Tensor& x,
                                    const torch::Tensor& weight, const ConvolutionCall& call,
                                    std::int64_t parts);

}  // namespace skewscope::nn
