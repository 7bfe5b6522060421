#include "core/evaluate/probe_objective.h"

#include <utility>

namespace skewscope::evaluate {

ProbeObjective::ProbeObjective(torch::Tensor features, torch::Tensor labels, int classes, double l2)
    : features_(features.contiguous()),
      labels_(labels.contiguous().unsqueeze(1)),
      n_(features_.size(0)),
      d_(features_.size(1)),
      classes_(classes),
      l2_(l2) {}

torch::Tensor ProbeObjective::start() const {
  return torch::zeros({classes_ * (d_ + 1)}, torch::kFloat64);
}

torch::Tensor ProbeObjective::weight(const torch::Tensor& x) const {
  return x.narrow(0, 0, classes_ * d_).view({classes_, d_});
}

torch::Tensor ProbeObjective::bias(const torch::Tensor& x) const {
  return x.narrow(0, classes_ * d_, classes_);
}

double ProbeObjective::evaluate(const torch::Tensor& x, torch::Tensor& gradient) const {
  const torch::NoGradGuard noGradients;
  const torch::Tensor there = x.to(torch::kFloat32).to(features_.device());
  const torch::Tensor logits = torch::addmm(bias(there), features_, weight(there).t());
  torch::Tensor logProbabilities = torch::log_softmax(logits, 1);
  // Gradient and loss in one piece: a device is read from once.
  torch::Tensor sums = torch::empty({x.numel() + 1}, x.options().device(features_.device()));
  sums[x.numel()].copy_(logProbabilities.gather(1, labels_).sum(torch::kFloat64));
  // d(cross-entropy) / d(logits) = probabilities - one-hot(label).
  torch::Tensor residual = logProbabilities.exp_();
  residual.scatter_add_(1, labels_, torch::full({n_, 1}, -1.0, residual.options()));
  weight(sums).copy_(torch::mm(residual.t(), features_));
  bias(sums).copy_(residual.sum(0, false, torch::kFloat64));
  const torch::Tensor here = sums.to(torch::kCPU);
  const double scale = 1.0 / static_cast<double>(n_), loss = -here[x.numel()].item<double>();
  gradient.copy_(here.narrow(0, 0, x.numel())).mul_(scale);
  weight(gradient).add_(weight(x), l2_);
  return loss * scale + 0.5 * l2_ * weight(x).square().sum().item<double>();
}

Preconditioner ProbeObjective::preconditioner() const {
  const torch::NoGradGuard noGradients;
  torch::Tensor bound = torch::mm(features_.t(), features_)
                            .to(torch::kCPU, torch::kFloat64)
                            .mul_(0.5 / static_cast<double>(n_));
  // The ridge keeps the factorisation possible where features are linearly dependent and l2 is zero.
  const double ridge = l2_ + 1e-6 * std::max(bound.diagonal().mean().item<double>(), 1e-6);
  bound.diagonal().add_(ridge);
  const torch::Tensor factor = std::get<0>(torch::linalg_cholesky_ex(bound));
  const ProbeObjective objective = *this;
  return [objective, factor](const torch::Tensor& vector) {
    torch::Tensor out = torch::empty_like(vector);
    objective.weight(out).copy_(torch::cholesky_solve(objective.weight(vector).t(), factor).t());
    objective.bias(out).copy_(objective.bias(vector)).mul_(2);
    return out;
  };
}

}  // namespace skewscope::evaluate
