#pragma once

#include <functional>

#include "core/nn/torch.h"

namespace skewscope::evaluate {

/// When and how L-BFGS stops.
struct LbfgsSettings {
  int memory = 10;  ///< pairs of steps and gradient differences kept
  int maxIterations = 500;
  double tolerance = 1e-4;  ///< converged when no component of the gradient is larger in absolute value
  /// Rounding error of the objective's values, times max(1, |value|): a step may raise the value by that.
  double noise = 1e-7;
};

struct LbfgsResult {
  torch::Tensor x;      ///< float64, the last accepted point
  double value = 0;     ///< objective there
  double gradient = 0;  ///< largest absolute component of the gradient there
  int iterations = 0;   ///< accepted steps
  int evaluations = 0;  ///< of the objective
  bool converged = false;
};

/// Value of the objective at `x` [p] float64; writes the gradient [p] float64.
using Objective = std::function<double(const torch::Tensor& x, torch::Tensor& gradient)>;
/// Multiplies a vector [p] float64 by a fixed symmetric positive definite matrix near the inverse Hessian.
using Preconditioner = std::function<torch::Tensor(const torch::Tensor& vector)>;

/// Minimises a smooth function by L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4) with a
/// weak Wolfe line search (Lewis and Overton 2013). The initial matrix of each iteration is `preconditioner`
/// (identity if empty) times s'y / y'Hy of the last step. Stops early, not converged, if no step along the
/// direction lowers the objective.
LbfgsResult minimise(const Objective& objective, const torch::Tensor& start, const LbfgsSettings& settings,
                     const Preconditioner& preconditioner = {});

}  // namespace skewscope::evaluate
