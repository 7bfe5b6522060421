#pragma once

#include "core/nn/torch.h"

namespace skewscope::nn {

/// A layer of batch normalisation; its tensors share their memory.
struct NormLayer {
  torch::Tensor weight, bias;                  ///< undefined: 1 and 0
  torch::Tensor runningMean, runningVariance;  ///< undefined: none are kept
  torch::Tensor batches;                       ///< count of batches; undefined: not kept
  double eps = 0, momentum = 0;
  bool training = true;
};

/// Batch normalisation of x [N, C, H, W] in channels_last memory or [N, C] by the kernels of deviceKernels(),
/// plus `residual` (of the same shape; undefined: none), with a ReLU where `relu` is: the numbers of
/// batchNorm(), and its gradients, which cannot be differentiated again. In training the N images are those
/// of deviceKernels().views views, each of which is a batch of its own; running statistics follow them one
/// after the other.
///
/// Undefined where the kernels do not take this: no kernels; on the processor; types, memory or a number of
/// values that they do not know; gradients outside of training.
torch::Tensor normByKernels(const NormLayer& layer, const torch::Tensor& x, const torch::Tensor& residual,
                            bool relu);

}  // namespace skewscope::nn
