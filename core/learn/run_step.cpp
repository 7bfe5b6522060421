#include "core/learn/run_step.h"

#include "core/learn/weighted_step.h"

namespace skewscope::learn {

StepResult runStep(const Model& model, const std::vector<torch::Tensor>& views, const torch::Tensor& labels,
                   const StepTerms& terms, Sgd& optimiser, SamStep& sam) {
  if (terms.classWeights.defined()) {
    const auto step = [&](const LossFunction& losses) {
      return terms.sam ? samStep(losses, *model.root, {}, optimiser, terms.rate, sam, terms.samSettings)
                       : plainStep(losses, optimiser, terms.rate);
    };
    return weightedStep([&] { return model.losses(views, labels); }, terms.classWeights, step);
  }
  if (terms.sam)
    return samStep(model, views, labels, terms.samWeights, optimiser, terms.rate, sam, terms.samSettings);
  return plainStep(model, views, labels, optimiser, terms.rate);
}

}  // namespace skewscope::learn
