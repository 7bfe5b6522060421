#pragma once

#include "core/nn/torch.h"

namespace skewscope::learn {

// The losses of core/learn/losses.h by the kernels of nn::deviceKernels(), float32 [N], with their gradients,
// which cannot be differentiated again. Undefined where the kernels do not take the vectors: no kernels, on
// the processor, float64.

torch::Tensor simSiamByKernels(const torch::Tensor& p1, const torch::Tensor& p2, const torch::Tensor& z1,
                               const torch::Tensor& z2);
torch::Tensor ntXentByKernels(const torch::Tensor& z1, const torch::Tensor& z2, double temperature);

}  // namespace skewscope::learn
