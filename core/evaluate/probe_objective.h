#pragma once

#include "core/evaluate/lbfgs.h"
#include "core/nn/torch.h"

namespace skewscope::evaluate {

/// Mean cross-entropy of multinomial logistic regression plus l2 / 2 |W|^2 as a function of one vector: W row
/// by row [classes, d], then the bias [classes]. Matrix products in float32, sums and parameters in float64.
/// Products with the features are computed where these lie. That vector and its gradient, float64, are the
/// processor's: they are small beside the features.
class ProbeObjective {
 public:
  /// `features` [n, d] float32 with columns of mean zero (the preconditioner counts on it), `labels` int64
  /// [n], both on one device.
  ProbeObjective(torch::Tensor features, torch::Tensor labels, int classes, double l2);

  /// Zero: every class equally likely.
  torch::Tensor start() const;
  /// Value, and the gradient into `gradient`. A device is read from once.
  double evaluate(const torch::Tensor& x, torch::Tensor& gradient) const;
  /// Inverse of the bound of the Hessian by Böhning (1992), 1/2 (X'X / n) + l2 I for each class, without its
  /// coupling of the classes: with it L-BFGS takes a fraction of the iterations on correlated features.
  /// Computed once here.
  Preconditioner preconditioner() const;

  torch::Tensor weight(const torch::Tensor& x) const;  ///< [classes, d], a view of x
  torch::Tensor bias(const torch::Tensor& x) const;    ///< [classes], a view of x

 private:
  torch::Tensor features_;  ///< [n, d] float32
  torch::Tensor labels_;    ///< [n, 1] int64
  std::int64_t n_, d_, classes_;
  double l2_;
};

}  // namespace skewscope::evaluate
