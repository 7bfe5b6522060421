#pragma once

#include <torch/torch.h>

namespace skewscope::nn {

/// What follows a batch normalisation in one pass over memory.
enum class Activation { None, Relu };

/// Batch normalisation of x [N, C, H, W], plus `residual` (the same shape) where that is defined, then the
/// activation: what norm->forward(x), add and relu compute, running statistics and the count of batches
/// included.
///
/// On the processor, for float32 and bfloat16 in channels_last memory with float32 parameters, this is one
/// function with its own gradient (norm_kernels.h): two passes over x forward and two backward, statistics
/// joined in double, the same bits on any number of threads and with any instruction set. Anything else goes
/// through LibTorch's operations. The gradient can be differentiated again.
torch::Tensor batchNorm(torch::nn::BatchNorm2dImpl& norm, const torch::Tensor& x,
                        const torch::Tensor& residual, Activation activation);

/// batchNorm() with a ReLU.
inline torch::Tensor normRelu(torch::nn::BatchNorm2d& norm, const torch::Tensor& x,
                              const torch::Tensor& residual = {}) {
  return batchNorm(*norm, x, residual, Activation::Relu);
}

/// A BatchNorm2d whose forward() is batchNorm() without an activation.
class BatchNormImpl : public torch::nn::BatchNorm2dImpl {
 public:
  using torch::nn::BatchNorm2dImpl::BatchNorm2dImpl;
  torch::Tensor forward(const torch::Tensor& x) { return batchNorm(*this, x, {}, Activation::None); }
};
TORCH_MODULE(BatchNorm);

}  // namespace skewscope::nn
