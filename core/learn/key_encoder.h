#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/nn/resnet.h"
#include "core/nn/torch.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::learn {

/// The slow half of MoCo (He, Fan, Wu, Xie, Girshick, CVPR 2020; v2: Chen, Fan, Girshick, He 2020): a key
/// encoder that follows the query encoder, theta_k = m theta_k + (1 - m) theta_q, and the queue of the last K
/// keys. It is no part of what SGD trains. A step is: beginStep() before the losses, endStep() after the
/// update.
class KeyEncoder {
 public:
  /// An encoder of the same architecture as the query's, with its parameters copied, and a queue of
  /// spec.mocoQueue random unit vectors that are a function of spec.seed. `queryParameters`: backbone, then
  /// projector, each in its own order.
  KeyEncoder(const spec::ExperimentSpec& spec, const std::vector<torch::Tensor>& queryParameters);

  /// Moves everything to a device; called before a step is done.
  void moveTo(const torch::Device& device);

  /// Moves the key parameters towards the query's and computes the step's keys from `view` [N, 3, H, W],
  /// BatchNorm by this view's own statistics, without gradients. Both passes of a SAM step use the same keys.
  void beginStep(const std::vector<torch::Tensor>& queryParameters, const torch::Tensor& view, bool bf16);
  /// Keys of `view` [N, 3, H, W] by the running statistics, unit rows, without gradients; changes nothing.
  torch::Tensor encode(const torch::Tensor& view, bool bf16) const;
  /// The step's keys enter the queue and push out the oldest.
  void endStep();

  /// Keys of the step, float32 [N, D], unit rows; undefined before the first beginStep().
  const torch::Tensor& keys() const { return keys_; }
  /// Negatives, float32 [K, D], unit rows.
  const torch::Tensor& queue() const { return queue_; }

  /// All that a checkpoint has to hold: key parameters and BatchNorm statistics, queue, and the queue's next
  /// place; handles to the live ones.
  std::vector<std::pair<std::string, torch::Tensor>> namedState() const;

 private:
  std::shared_ptr<torch::nn::Module> root_;
  nn::ResNet backbone_{nullptr};
  torch::nn::Sequential projector_{nullptr};
  std::vector<torch::Tensor> parameters_;
  double momentum_;
  torch::Tensor keys_;
  torch::Tensor queue_;
  torch::Tensor next_;  ///< int64 scalar: row of the queue that is overwritten next
};

}  // namespace skewscope::learn
