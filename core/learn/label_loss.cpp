#include "core/learn/label_loss.h"

#include <cmath>

#include "core/base/error.h"
#include "core/learn/long_tail_losses.h"
#include "core/learn/losses.h"

namespace skewscope::learn {

using torch::Tensor;

LabelLoss::LabelLoss(const spec::ExperimentSpec& spec, std::span<const std::int64_t> counts)
    : firstWeightedEpoch_(spec.epochs) {
  if (spec.mode != spec::Mode::Supervised) return;
  loss_ = spec.loss;
  gamma_ = spec.focalGamma;
  switch (loss_) {
    case spec::Loss::CrossEntropy:
    case spec::Loss::Focal:
      break;
    case spec::Loss::Ldam:
      shift_ = ldamMargins(counts, spec.ldamMargin) * spec.ldamScale;
      break;
    case spec::Loss::BalancedSoftmax:
      shift_ = balancedSoftmaxOffsets(counts);
      break;
    case spec::Loss::LogitAdjustment:
      shift_ = logitAdjustmentOffsets(counts, spec.logitTau);
      break;
  }
  if (spec.reweight == spec::Reweight::ClassBalanced) {
    weights_ = effectiveNumberWeights(counts, spec.reweightBeta);
    // The share of a whole number of epochs is that number, whatever its rounding.
    firstWeightedEpoch_ =
        static_cast<std::int64_t>(std::floor(spec.reweightStart * static_cast<double>(spec.epochs) + 1e-9));
  }
}

void LabelLoss::moveTo(const torch::Device& device) {
  if (shift_.defined()) shift_ = shift_.to(device);
}

Tensor LabelLoss::operator()(const Tensor& scores, const Tensor& labels) const {
  switch (loss_) {
    case spec::Loss::CrossEntropy:
      return crossEntropy(scores, labels);
    case spec::Loss::Focal:
      return focal(scores, labels, gamma_);
    case spec::Loss::Ldam:
      return marginCrossEntropy(scores, labels, shift_);
    case spec::Loss::BalancedSoftmax:
    case spec::Loss::LogitAdjustment:
      return shiftedCrossEntropy(scores, labels, shift_);
  }
  throw Error(ErrorKind::Internal, "Unknown supervised loss");
}

Tensor LabelLoss::imageWeights(const Tensor& labels, std::int64_t epoch) const {
  if (!weights_.defined() || epoch < firstWeightedEpoch_) return {};
  return weights_.index_select(0, labels);
}

}  // namespace skewscope::learn
