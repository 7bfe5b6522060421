#pragma once

#include <functional>
#include <vector>

#include "core/learn/model.h"
#include "core/learn/sgd.h"
#include "core/nn/torch.h"

namespace skewscope::learn {

/// What one training step measured. Steps here decide by their losses, which a device would be waited for:
/// there deviceStep() takes their place.
struct StepResult {
  torch::Tensor losses;           ///< per image at the parameters before the step: float32 [N], detached
  torch::Tensor perturbedLosses;  ///< SAM: per image at phi + eps, same views; undefined for a plain step and
                                  ///< where the first pass was not finite
  double loss = 0;                ///< mean of `losses`
  double perturbedLoss = 0;       ///< mean of `perturbedLosses`; NaN where that is undefined
  double gradientNorm = 0;        ///< SAM: norm of the (weighted) first gradient; NaN for a plain step
  bool finite = true;  ///< false: a loss or a gradient norm was NaN or infinite and NO update was made
};

/// Losses per image, [N], at the parameters as they are when it is called, with their graph.
using LossFunction = std::function<torch::Tensor()>;

/// One step on the mean loss: forward, backward, update at `rate`. Gradients are dropped before and after.
StepResult plainStep(const LossFunction& losses, Sgd& optimiser, double rate);

/// The same for a model; `views` and `labels` as in Model::losses.
StepResult plainStep(const Model& model, const std::vector<torch::Tensor>& views, const torch::Tensor& labels,
                     Sgd& optimiser, double rate);

}  // namespace skewscope::learn
