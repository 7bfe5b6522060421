#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/nn/torch.h"

namespace skewscope::learn {

/// Smooth values without a generator: sin of an arithmetic sequence, float64 in [-1, 1].
inline torch::Tensor waves(std::vector<std::int64_t> shape, double frequency, double phase = 0) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) count *= size;
  return torch::sin(torch::arange(count, torch::kFloat64) * frequency + phase).view(shape);
}

/// Gradient of a scalar function by central differences; `x` float64.
inline torch::Tensor numericGradient(const std::function<torch::Tensor(const torch::Tensor&)>& scalar,
                                     const torch::Tensor& x, double step = 1e-5) {
  const torch::NoGradGuard noGrad;
  torch::Tensor gradient = torch::empty_like(x);
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    torch::Tensor plus = x.clone(), minus = x.clone();
    plus.view(-1)[i] += step;
    minus.view(-1)[i] -= step;
    gradient.view(-1)[i] = (scalar(plus).item<double>() - scalar(minus).item<double>()) / (2 * step);
  }
  return gradient;
}

/// Gradient of the same by LibTorch.
inline torch::Tensor autogradGradient(const std::function<torch::Tensor(const torch::Tensor&)>& scalar,
                                      const torch::Tensor& x) {
  const torch::Tensor leaf = x.clone().requires_grad_();
  return torch::autograd::grad({scalar(leaf)}, {leaf})[0];
}

/// Largest absolute difference.
inline double distance(const torch::Tensor& a, const torch::Tensor& b) {
  return (a.detach().to(torch::kFloat64) - b.detach().to(torch::kFloat64)).abs().max().item<double>();
}

}  // namespace skewscope::learn
