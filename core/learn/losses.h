#pragma once

#include "core/nn/torch.h"

namespace skewscope::learn {

// Losses per image, [N], differentiable; their mean is the loss of the batch. 16-bit inputs are computed in
// float32, float32 and float64 in their own precision, and autocast is off inside. Where nn::deviceKernels()
// are set, simSiam() and ntXent() are theirs (losses_on_device.h).

/// Cross-entropy: -log softmax(logits)[label]. `logits` [N, C], `labels` int64 [N] in [0, C).
torch::Tensor crossEntropy(const torch::Tensor& logits, const torch::Tensor& labels);

/// SimSiam (Chen, He, CVPR 2021): -1/2 [cos(p1, sg(z2)) + cos(p2, sg(z1))], in [-1, 1]. Predictions p and
/// projections z of two views, each [N, D]. No gradient reaches z (sg).
torch::Tensor simSiam(const torch::Tensor& p1, const torch::Tensor& p2, const torch::Tensor& z1,
                      const torch::Tensor& z2);

/// NT-Xent (Chen et al., ICML 2020) of projections z1, z2, each [N, D]: with s = cosine / temperature over
/// all 2N vectors, an anchor i with positive p has the loss log sum_{k != i} exp(s_ik) - s_ip; an image's
/// loss is the mean of its two anchors'. `temperature` > 0.
torch::Tensor ntXent(const torch::Tensor& z1, const torch::Tensor& z2, double temperature);

/// InfoNCE as MoCo has it (He et al., CVPR 2020): with q the cosine-normalised rows of `projections` [N, D],
/// an image's loss is -log [exp(q k / t) / (exp(q k / t) + sum_j exp(q n_j / t))], k its own row of `keys`
/// [N, D] and n_j all rows of `queue` [K, D], both of unit length. No gradient reaches keys or queue.
/// `temperature` t > 0.
torch::Tensor momentumContrast(const torch::Tensor& projections, const torch::Tensor& keys,
                               const torch::Tensor& queue, double temperature);

/// The same with the keys of the other rows in place of a queue: -log [exp(q k / t) / sum_j exp(q k_j / t)].
/// For comparing losses of images that have not been through the queue with those that have.
torch::Tensor batchContrast(const torch::Tensor& projections, const torch::Tensor& keys, double temperature);

/// sum w l / sum w of losses [N] and weights [N], float64, finite and not negative, which is not looked at; 0
/// where all weights are. Undefined weights: the mean.
torch::Tensor weightedMean(const torch::Tensor& losses, const torch::Tensor& weights);

}  // namespace skewscope::learn
