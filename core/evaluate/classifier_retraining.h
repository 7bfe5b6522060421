#pragma once

#include <cstdint>

#include "core/nn/torch.h"

namespace skewscope::evaluate {

/// How a classifier is re-trained.
struct RetrainingSettings {
  std::int64_t epochs = 10;   ///< of floor(n / batch) steps, at least one
  std::int64_t batch = 128;   ///< draws a step; n where that is less
  double learningRate = 0.1;  ///< of the first step; cosine to 0 step by step
  double momentum = 0.9;
  bool nesterov = false;
  double weightDecay = 5e-4;
  std::uint64_t seed = 1;  ///< of initial values and draws
};

/// A linear classifier on features as they are.
struct LinearClassifier {
  torch::Tensor weight;  ///< [classes, d] float32
  torch::Tensor bias;    ///< [classes] float32
  double firstLoss = 0;  ///< mean cross-entropy (nats) over the first epoch's draws
  double lastLoss = 0;   ///< and over the last one's
};

/// cRT, classifier re-training (Kang et al., ICLR 2020, section 4), on cached features: a new linear
/// classifier, uniform in +-1/sqrt(d), is trained by SGD on the cross-entropy of class-balanced draws.
/// `features` [n, d] floating, `labels` int64 [n] in [0, classes). Deterministic at an equal thread count.
/// Throws Error (Usage) for empty or inconsistent input, and Error (Data) if features or an epoch's loss are
/// not finite.
///
/// `device`: where it is trained, with the draws of the processor; the loss is read from it each epoch. The
/// features lie there as a whole; the processor trains where it has no room for them. The result is on the
/// processor.
LinearClassifier retrainClassifier(const torch::Tensor& features, const torch::Tensor& labels, int classes,
                                   const RetrainingSettings& settings,
                                   const torch::Device& device = torch::kCPU);

/// Scores [q, classes] of features [q, d].
torch::Tensor classifierScores(const LinearClassifier& classifier, const torch::Tensor& features);

}  // namespace skewscope::evaluate
