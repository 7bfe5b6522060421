#include "core/learn/device_step.h"

#include <optional>

#include "core/learn/losses.h"

namespace skewscope::learn {
using torch::Tensor;

void noteFailure(const Tensor& failed, const Tensor& number) {
  const torch::NoGradGuard noGrad;
  failed.copy_(torch::maximum(failed, torch::isfinite(number).logical_not().to(failed.scalar_type())));
}

DeviceLosses deviceStep(const Model& model, const std::vector<Tensor>& views, const Tensor& labels,
                        const DeviceTerms& terms, DeviceOptimiser& optimiser) {
  model.beginStep(views);
  Tensor factors;  // of each image's loss, in both passes
  if (terms.classWeights.defined()) {
    const auto count = static_cast<double>(terms.classWeights.numel());
    factors = terms.classWeights * (count / terms.classWeights.sum());
  }
  /// One pass: losses, their gradients, what was not finite.
  const auto pass = [&](const Tensor& weights) {
    const Tensor losses = model.losses(views, labels);
    const Tensor mean =
        weightedMean(factors.defined() ? losses * factors.to(losses.scalar_type()) : losses, weights);
    mean.backward();
    noteFailure(terms.failed, mean.detach());
    return losses.detach();
  };
  optimiser.zeroGradients();
  DeviceLosses left;
  left.first = pass(terms.sam ? terms.samWeights : Tensor());
  if (terms.sam) {
    std::optional<BatchNormFreeze> freeze;
    try {
      noteFailure(terms.failed, optimiser.perturb(terms.samSettings.rho, terms.samSettings.adaptive));
      optimiser.zeroGradients();
      if (terms.samSettings.batchNorm == spec::SamBatchNorm::First) freeze.emplace(*model.root);
      left.perturbed = pass({});
    } catch (...) {
      optimiser.restore();
      throw;
    }
    optimiser.restore();
  }
  optimiser.step(terms.rate, terms.failed);
  optimiser.zeroGradients();
  model.endStep();
  return left;
}

}  // namespace skewscope::learn
