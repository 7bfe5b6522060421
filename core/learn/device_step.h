#pragma once

#include <vector>

#include "core/learn/device_optimiser.h"
#include "core/learn/model.h"
#include "core/learn/sam.h"
#include "core/nn/torch.h"

namespace skewscope::learn {

/// What decides a step on a device beside its images. The tensors lie there, and their values are read there,
/// when the step is done: one that was recorded (nn::Recording) is repeated with the values of the moment.
struct DeviceTerms {
  torch::Tensor rate{};        ///< learning rate: float32 scalar
  bool sam = false;            ///< a SAM step
  SamSettings samSettings{};   ///< of a SAM step
  torch::Tensor samWeights{};  ///< float64 [N], finite and not negative, of SAM's first pass; undefined: all
                               ///< equal
  torch::Tensor classWeights{};  ///< float64 [N], finite, not negative and not all 0,
                                 ///< LabelLoss::imageWeights(); undefined: all equal. Not with samWeights
  /// float32 scalar, 0 at first. It becomes 1 where losses or SAM's norm are not finite; parameters and
  /// momenta stay as they are in that step and in all that follow (running statistics and MoCo's queue do
  /// not).
  torch::Tensor failed{};
};

/// Sets a DeviceTerms::failed to 1 where a number is not finite.
void noteFailure(const torch::Tensor& failed, const torch::Tensor& number);

/// What it leaves on the device, float32 [N], detached.
struct DeviceLosses {
  torch::Tensor first;      ///< per image at the parameters before the step
  torch::Tensor perturbed;  ///< SAM: at phi + eps, same views; undefined for a plain step
};

/// runStep() of which nothing is read, and in which nothing is decided by the processor: the device is not
/// waited for, and the step can be recorded. Its numbers are those of runStep() but for the order of
/// roundings in SAM's perturbation. `views` and `labels` lie on the model's device.
DeviceLosses deviceStep(const Model& model, const std::vector<torch::Tensor>& views,
                        const torch::Tensor& labels, const DeviceTerms& terms, DeviceOptimiser& optimiser);

}  // namespace skewscope::learn
