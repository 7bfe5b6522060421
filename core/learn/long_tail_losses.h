#pragma once

#include <cstdint>
#include <span>

#include "core/nn/torch.h"

namespace skewscope::learn {

// Supervised losses for long-tailed labels. Losses are per image, [N], differentiable; 16-bit scores are
// computed in float32, float32 and float64 in their own precision, and autocast is off inside. `scores` [N,
// C], `labels` int64 [N] in [0, C). Constants of the classes are float64 [C]; `counts` holds the training
// images of each class, of which at least one has some.

/// Focal loss (Lin, Goyal, Girshick, He, Dollar, ICCV 2017) of a softmax: -(1 - p)^gamma log p, p the
/// probability of the label. gamma >= 0; 0 is the cross-entropy, bit for bit.
torch::Tensor focal(const torch::Tensor& scores, const torch::Tensor& labels, double gamma);

/// Cross-entropy of scores + offsets: Balanced Softmax and logit adjustment.
torch::Tensor shiftedCrossEntropy(const torch::Tensor& scores, const torch::Tensor& labels,
                                  const torch::Tensor& offsets);

/// Offsets of Balanced Softmax (Ren et al., NeurIPS 2020): log n_c; minus infinity, which takes
/// the class out of the softmax, for a class without images.
torch::Tensor balancedSoftmaxOffsets(std::span<const std::int64_t> counts);

/// Offsets of the logit-adjusted loss (Menon et al., ICLR 2021): tau log(n_c / n). tau 0: zeros.
/// A class without images is out of the softmax otherwise.
torch::Tensor logitAdjustmentOffsets(std::span<const std::int64_t> counts, double tau);

/// Cross-entropy after the label's score is lowered by its margin: LDAM (Cao, Wei, Gaidon, Arechiga, Ma,
/// NeurIPS 2019) where scores are s cosines and margins are s Delta.
torch::Tensor marginCrossEntropy(const torch::Tensor& scores, const torch::Tensor& labels,
                                 const torch::Tensor& margins);

/// Margins Delta_c of LDAM: proportional to n_c^(-1/4), the largest being `largest`; 0 for a class without
/// images.
torch::Tensor ldamMargins(std::span<const std::int64_t> counts, double largest);

/// Class-balanced weights (Cui, Jia, Lin, Song, Belongie, CVPR 2019): inverse to the effective number
/// (1 - beta^n_c) / (1 - beta), with a mean of 1 over the classes that have images; 0 for the others. beta in
/// [0, 1]: 0 gives equal weights, 1 the limit, inverse to the counts.
torch::Tensor effectiveNumberWeights(std::span<const std::int64_t> counts, double beta);

/// scale times the cosines of features [N, D] and rows of `weight` [C, D]: [N, C], at least float32.
torch::Tensor cosineScores(const torch::Tensor& features, const torch::Tensor& weight, double scale);

/// Makes the rows of a parameter [C, D] unit vectors, in place and unrecorded.
void normaliseRows(torch::Tensor& weight);

}  // namespace skewscope::learn
