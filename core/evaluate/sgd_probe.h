#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/nn/torch.h"
#include "core/report/metrics.h"

namespace skewscope::evaluate {

/// The linear probe of the paper's released code: a head trained by SGD on features of freshly augmented
/// views.
struct SgdProbeSettings {
  std::int64_t epochs = 100;
  std::int64_t batch = 256;
  double learningRate = 30;                ///< times `gamma` from each milestone on
  std::vector<double> milestones{.6, .8};  ///< as shares of the epochs (60 and 80 of 100)
  double gamma = 0.1;
  double momentum = 0.9;
  double weightDecay = 0;
  std::uint64_t seed = 1;  ///< of initial values and order
};

/// What it found on the test images, after each epoch.
struct SgdProbeResult {
  report::Confusion last;  ///< after the last epoch: the number to report
  double best = 0;         ///< best accuracy of any epoch, which looks at the test set to choose
  std::int64_t bestEpoch = 0;
  double loss = 0;  ///< mean cross-entropy (nats) over the last epoch
};

/// Features [positions.size(), d] float32 of views of the training images at these positions, fresh in each
/// epoch, on the device of the probe.
using ViewFeatures =
    std::function<torch::Tensor(std::int64_t epoch, std::span<const std::int64_t> positions)>;

/// Trains the probe on n = labels.size() training images: each epoch is a permutation of them in batches, the
/// last of which may be smaller. Weights start from N(0, 0.01^2), biases from 0. `labels` and `testLabels`
/// are int64, `testFeatures` [q, d]. Throws Error (Usage) for empty input, and Error (Data) if an epoch's
/// loss is not finite.
///
/// `device`: where the probe is trained and tested, with the draws of the processor. Two tensors are read
/// from it each epoch: the loss and what is predicted.
SgdProbeResult sgdProbe(const ViewFeatures& views, const torch::Tensor& labels,
                        const torch::Tensor& testFeatures, const torch::Tensor& testLabels, int classes,
                        const SgdProbeSettings& settings, const torch::Device& device = torch::kCPU);

}  // namespace skewscope::evaluate
