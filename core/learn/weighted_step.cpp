#include "core/learn/weighted_step.h"

#include <cmath>
#include <vector>

#include "core/base/error.h"

namespace skewscope::learn {

using torch::Tensor;

StepResult weightedStep(const LossFunction& lossFunction, const Tensor& weights,
                        const std::function<StepResult(const LossFunction&)>& step) {
  const double sum = weights.sum().item<double>();
  if (!std::isfinite(sum) || sum <= 0 || weights.min().item<double>() < 0) {
    throw Error(ErrorKind::Internal, "Weights of a loss must be finite, not negative, and not all 0");
  }
  const Tensor factors = weights * (static_cast<double>(weights.numel()) / sum);
  std::vector<Tensor> passes;
  StepResult result = step([&] {
    const Tensor losses = lossFunction();
    if (losses.sizes() != weights.sizes()) {
      throw Error(ErrorKind::Internal, "A weighted step needs one weight per image of the batch");
    }
    passes.push_back(losses.detach());
    return losses * factors.to(losses.scalar_type());
  });
  result.losses = passes.at(0);
  result.loss = result.losses.mean().item<double>();
  if (result.perturbedLosses.defined()) {
    result.perturbedLosses = passes.at(1);
    result.perturbedLoss = result.perturbedLosses.mean().item<double>();
  }
  return result;
}

}  // namespace skewscope::learn
