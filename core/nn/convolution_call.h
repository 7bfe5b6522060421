#pragma once

#include <ATen/ops/convolution_backward_compositeexplicitautograd_dispatch.h>
#include <ATen/ops/convolution_compositeexplicitautograd_dispatch.h>

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

#include "core/nn/torch.h"

namespace skewscope::nn {

/// Gradients of a convolution's input, weight and bias; what was not asked for is undefined.
using ConvolutionGradients = std::tuple<torch::Tensor, torch::Tensor, torch::Tensor>;

/// How LibTorch calls a convolution, without its tensors (arguments of at::convolution).
struct ConvolutionCall {
  at::IntArrayRef stride, padding, dilation;
  bool transposed;
  at::IntArrayRef outputPadding;
  std::int64_t groups;

  /// As LibTorch itself computes it.
  torch::Tensor plain(const torch::Tensor& x, const torch::Tensor& weight,
                      const std::optional<torch::Tensor>& bias) const {
    return at::compositeexplicitautograd::convolution(x, weight, bias, stride, padding, dilation, transposed,
                                                      outputPadding, groups);
  }
  ConvolutionGradients plainGradients(const torch::Tensor& dy, const torch::Tensor& x,
                                      const torch::Tensor& weight, at::OptionalIntArrayRef biasSizes,
                                      std::array<bool, 3> wanted) const {
    return at::compositeexplicitautograd::convolution_backward(
        dy, x, weight, biasSizes, stride, padding, dilation, transposed, outputPadding, groups, wanted);
  }
};

}  // namespace skewscope::nn
