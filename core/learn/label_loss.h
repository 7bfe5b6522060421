#pragma once

#include <cstdint>
#include <span>

#include "core/nn/torch.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::learn {

/// What a supervised run minimises: spec.loss and spec.reweight with the constants that they take from the
/// class counts. Cross-entropy without weights until it is made from a spec.
class LabelLoss {
 public:
  LabelLoss() = default;

  /// `counts`: images per class of the run's own subset, of which at least one is above 0. Of a spec that is
  /// not supervised: the default.
  LabelLoss(const spec::ExperimentSpec& spec, std::span<const std::int64_t> counts);

  /// Moves the constants that scores are computed with to the device of the scores.
  void moveTo(const torch::Device& device);

  /// Losses per image [N], without class weights, of the scores [N, C] of Model::logits; see
  /// long_tail_losses.h.
  torch::Tensor operator()(const torch::Tensor& scores, const torch::Tensor& labels) const;

  /// Weights of images of classes `labels` [N] in the (0-based) epoch, float64 [N], both on the processor;
  /// undefined where all images weigh the same: no re-weighting, or an epoch before it begins.
  torch::Tensor imageWeights(const torch::Tensor& labels, std::int64_t epoch) const;

  /// First epoch (0-based) in which class weights apply: floor(reweight_start * epochs); `epochs` without
  /// any.
  std::int64_t firstWeightedEpoch() const { return firstWeightedEpoch_; }

 private:
  spec::Loss loss_ = spec::Loss::CrossEntropy;
  double gamma_ = 0;
  torch::Tensor shift_;    ///< [C]: offsets or margins, whichever the loss has
  torch::Tensor weights_;  ///< [C]; undefined without re-weighting
  std::int64_t firstWeightedEpoch_ = 0;
};

}  // namespace skewscope::learn
