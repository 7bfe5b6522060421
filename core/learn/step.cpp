#include "core/learn/step.h"

#include <cmath>
#include <limits>

namespace skewscope::learn {

StepResult plainStep(const LossFunction& lossFunction, Sgd& optimiser, double rate) {
  optimiser.zeroGradients();
  StepResult result;
  result.perturbedLoss = result.gradientNorm = std::numeric_limits<double>::quiet_NaN();
  {
    const torch::Tensor losses = lossFunction();
    losses.mean().backward();
    result.losses = losses.detach();
  }
  result.loss = result.losses.mean().item<double>();
  result.finite = std::isfinite(result.loss);
  if (result.finite) optimiser.step(rate);
  optimiser.zeroGradients();
  return result;
}

StepResult plainStep(const Model& model, const std::vector<torch::Tensor>& views, const torch::Tensor& labels,
                     Sgd& optimiser, double rate) {
  model.beginStep(views);
  StepResult result = plainStep([&] { return model.losses(views, labels); }, optimiser, rate);
  if (result.finite) model.endStep();
  return result;
}

}  // namespace skewscope::learn
