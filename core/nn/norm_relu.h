#pragma once

#include "core/nn/torch.h"

namespace skewscope::nn {

/// What follows a batch normalisation in one pass over memory.
enum class Activation { None, Relu };

/// Batch normalisation of x [N, C, H, W], plus `residual` (the same shape) where that is defined, then the
/// activation: what norm->forward(x), add and relu compute, running statistics and the count of batches
/// included.
///
/// On the processor, for float32 and bfloat16 in channels_last memory with float32 parameters, this is one
/// function with its own gradient (norm_kernels.h): two passes over x forward and two backward, statistics
/// joined in double, the same bits on any number of threads and with any instruction set. On a device it is
/// one of deviceKernels(), where there are some (norm_on_device.h). Anything else goes through LibTorch's
/// operations. The gradient can be differentiated again, but for that of a device's kernels. In training
/// each of deviceKernels().views views is a batch of its own.
torch::Tensor batchNorm(torch::nn::BatchNorm2dImpl& norm, const torch::Tensor& x,
                        const torch::Tensor& residual, Activation activation);

/// The same of vectors x [N, C], without an activation: on the processor norm.forward().
torch::Tensor batchNorm(torch::nn::BatchNorm1dImpl& norm, const torch::Tensor& x);

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

/// A BatchNorm1d of vectors whose forward() is batchNorm().
class VectorNormImpl : public torch::nn::BatchNorm1dImpl {
 public:
  using torch::nn::BatchNorm1dImpl::BatchNorm1dImpl;
  torch::Tensor forward(const torch::Tensor& x) { return batchNorm(*this, x); }
};
TORCH_MODULE(VectorNorm);

}  // namespace skewscope::nn
