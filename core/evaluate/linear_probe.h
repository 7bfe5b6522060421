#pragma once

#include <cstdint>

#include "core/nn/torch.h"

namespace skewscope::evaluate {

/// How a linear probe is fitted.
struct ProbeSettings {
  double l2 = 1e-4;         ///< weight of |W|^2 / 2 in the objective, on standardised features; >= 0
  int maxIterations = 500;  ///< of L-BFGS
  double tolerance = 1e-4;  ///< converged when no component of the gradient is larger in absolute value
};

/// Multinomial logistic regression on standardised features.
struct Probe {
  torch::Tensor weight;  ///< [classes, d] float32, acts on (x - mean) / stddev
  torch::Tensor bias;    ///< [classes] float32
  torch::Tensor mean,
      stddev;  ///< [d] float32 of the training features; stddev 1 where a dimension is constant
  int iterations = 0;
  double objective = 0;    ///< at the end: mean cross-entropy (nats) + l2 / 2 |W|^2
  double gradient = 0;     ///< largest absolute component of the gradient at the end
  bool converged = false;  ///< gradient <= tolerance
};

/// Minimises mean cross-entropy + l2 / 2 |W|^2 (bias free) over all of `features` [n, d] floating, `labels`
/// int64 [n] in [0, classes), with L-BFGS from zero. Deterministic at an equal thread count. Throws Error
/// (Usage) for empty or inconsistent input, and Error (Data) for features that are not finite.
///
/// `device`: where the objective is computed: the optimum is the same but for rounding and the tolerance. The
/// features lie there as a whole; the processor computes where it has no room for them. The probe is the
/// processor's.
Probe fitProbe(const torch::Tensor& features, const torch::Tensor& labels, int classes,
               const ProbeSettings& settings, const torch::Device& device = torch::kCPU);

/// Scores [q, classes] of features [q, d], before the softmax.
torch::Tensor probeLogits(const Probe& probe, const torch::Tensor& features);

/// Classes int64 [q] of features [q, d]; equal scores go to the lower class.
torch::Tensor predict(const Probe& probe, const torch::Tensor& features);

}  // namespace skewscope::evaluate
