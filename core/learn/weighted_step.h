#pragma once

#include <functional>

#include "core/learn/step.h"
#include "core/nn/torch.h"

namespace skewscope::learn {

/// A step on the weighted mean sum_j w_j l_j / sum_j w_j of the losses per image, as PyTorch's losses with
/// class weights have it; both passes of SAM take the weighted mean. `weights` [N] on the processor, not
/// negative, not all 0.
/// `step` is given losses whose plain mean is the weighted one and does one plainStep or samStep with them.
/// What it returns has the losses and their means without the weights, so that they compare with those of any
/// other step.
StepResult weightedStep(const LossFunction& losses, const torch::Tensor& weights,
                        const std::function<StepResult(const LossFunction&)>& step);

}  // namespace skewscope::learn
