#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/learn/key_encoder.h"
#include "core/learn/label_loss.h"
#include "core/nn/device.h"
#include "core/nn/resnet.h"
#include "core/nn/torch.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::learn {

/// Parameters or buffers with their names ("backbone.stem.weight"), in an order that depends on the spec
/// alone.
using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// A backbone with the head or heads that its training needs. Copies share the network.
struct Model {
  spec::Mode mode = spec::Mode::Supervised;
  spec::Method method = spec::Method::SimClr;  ///< used unless supervised
  double temperature = 0.2;                    ///< of the contrastive losses
  LabelLoss labelLoss;     ///< supervised: what losses() computes; cross-entropy until it is set
  double cosineScale = 0;  ///< supervised: above 0, scores are this times cosines (LDAM's normalised head)
  bool bf16 = false;       ///< forward passes run in bfloat16 (parameters stay float32)
  torch::Device device = torch::kCPU;            ///< where all of it lies; moveTo() changes it
  const SkewscopeCudaPlugin* kernels = nullptr;  ///< nn::DeviceKernels of its passes; moveTo() changes it

  std::shared_ptr<torch::nn::Module> root;  ///< owner of everything below
  nn::ResNet backbone{nullptr};
  torch::nn::Linear classifier{nullptr};     ///< supervised only
  torch::nn::Sequential projector{nullptr};  ///< self-supervised only
  torch::nn::Sequential predictor{nullptr};  ///< SimSiam only
  std::shared_ptr<KeyEncoder> keyEncoder;    ///< MoCo only

  // Views and labels may lie on the processor or where the model does, to where they are copied; what is
  // computed from them lies on the model's device.

  /// Moves the network to a device, with the handles to its parameters that were given out, whose kernels it
  /// then computes with where they are `fused`. To be called after `labelLoss` is set and before an optimiser
  /// is made. All copies share the network, but not `device` and `kernels`.
  void moveTo(const nn::Device& to);

  /// Number of views that losses() takes: 1 supervised, 2 self-supervised.
  int viewCount() const { return mode == spec::Mode::Supervised ? 1 : 2; }

  /// Losses per image, float32 [N], with their graph. `views`: viewCount() tensors [N, 3, H, W], each of
  /// which has BatchNorm's statistics of its own, as the methods have it, and on the processor a pass of its
  /// own: a device's kernels take both in one.
  /// `labels`: int64 [N], read in supervised mode only (may be undefined otherwise). MoCo: the first view is
  /// the query; the keys are those of beginStep().
  torch::Tensor losses(const std::vector<torch::Tensor>& views, const torch::Tensor& labels) const;

  /// What the contrast of a trained MoCo model is with.
  enum class Negatives { Queue, Batch };
  /// The losses of a trained model outside a step: as losses(), but MoCo's keys are those of the second view
  /// by its key encoder as it stands, against its queue or (batchContrast()) the keys of the batch.
  torch::Tensor trainedLosses(const std::vector<torch::Tensor>& views, const torch::Tensor& labels,
                              Negatives negatives) const;

  /// What a method does once in a step, however often losses() is called in it: before its losses, and after
  /// its update. MoCo's key encoder follows, encodes the second view, and its keys enter the queue; other
  /// methods do nothing.
  void beginStep(const std::vector<torch::Tensor>& views) const;
  void endStep() const;

  /// Class scores [N, classes], float32; supervised only (Error Internal otherwise).
  torch::Tensor logits(const torch::Tensor& view) const;

  /// Backbone features [N, featureDim], float32: what evaluations and density weights use. Call within
  /// NoGradGuard and with setTraining(false) for evaluation.
  torch::Tensor features(const torch::Tensor& view) const;

  /// What the projector makes of them, [N, projectorOutput], float32; self-supervised only (Error Internal
  /// otherwise).
  torch::Tensor projections(const torch::Tensor& view) const;
  /// The backbone's last feature maps [N, featureDim, h, w], float32; features() are their means over
  /// positions.
  torch::Tensor featureMaps(const torch::Tensor& view) const;

  /// Trainable tensors; handles to the live ones.
  NamedTensors namedParameters() const;
  /// All other state that a checkpoint holds: BatchNorm statistics and MoCo's key encoder with its queue;
  /// handles to the live ones.
  NamedTensors namedBuffers() const;
  /// Training (batch statistics, updated) or evaluation (running statistics) of every BatchNorm.
  void setTraining(bool training) const;

 private:
  /// What the loss of two views is made of.
  struct Heads {
    torch::Tensor projections, predictions;  ///< [N, projectorOutput]; predictions of SimSiam alone
  };
  Heads headsOf(const torch::Tensor& view) const;
  torch::Tensor lossesOf(const Heads& first, const Heads& second) const;
};

/// Builds the model of a spec, initialised from spec.seed, in channels_last memory and training state.
/// On the processor, and with Precision::Auto in what that computes best. `classes` is the size of the
/// supervised head.
Model makeModel(const spec::ExperimentSpec& spec, int classes);

}  // namespace skewscope::learn
