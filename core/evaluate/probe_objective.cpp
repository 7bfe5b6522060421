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
  const torch::Tensor w = weight(x);
  const torch::Tensor logits =
      torch::addmm(bias(x).to(torch::kFloat32), features_, w.to(torch::kFloat32).t());
  torch::Tensor logProbabilities = torch::log_softmax(logits, 1);
  const double loss = -logProbabilities.gather(1, labels_).sum(torch::kFloat64).item<double>();
  // d(cross-entropy) / d(logits) = probabilities - one-hot(label).
  torch::Tensor residual = logProbabilities.exp_();
  residual.scatter_add_(1, labels_, torch::full({n_, 1}, -1.0, residual.options()));
  const double scale = 1.0 / static_cast<double>(n_);
  weight(gradient).copy_(torch::mm(residual.t(), features_)).mul_(scale).add_(w, l2_);
  bias(gradient).copy_(residual.sum(0, false, torch::kFloat64)).mul_(scale);
  return loss * scale + 0.5 * l2_ * w.square().sum().item<double>();
}

Preconditioner ProbeObjective::preconditioner() const {
  const torch::NoGradGuard noGradients;
  torch::Tensor bound =
      torch::mm(features_.t(), features_).to(torch::kFloat64).mul_(0.5 / static_cast<double>(n_));
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
