#pragma once

#include <memory>
#include <vector>

#include "core/learn/model.h"
#include "core/learn/sgd.h"
#include "core/learn/step.h"
#include "core/nn/torch.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::learn {

/// The perturbation of sharpness-aware minimisation (Foret, Kleiner, Mobahi, Neyshabur, ICLR 2021) and its
/// undoing. Keeps one copy of the parameters, made at the first use.
class SamStep {
 public:
  SamStep() = default;

  /// Saves the parameters and adds eps = rho g / ||g||, g the gradients that they hold, the norm over all
  /// parameters jointly in float64. Returns ||g||. A zero gradient leaves the parameters as they are; so does
  /// one that is not finite, and the value returned then is not finite either. A parameter without a gradient
  /// counts as zero. With `adaptive` (ASAM: Kwon, Kim, Park, Choi, ICML 2021, without their shift eta) the
  /// step scales with the parameters: eps = rho w^2 g / || |w| g ||, elementwise over all parameters with
  /// BatchNorm and biases, and
  /// || |w| g || is what is returned.
  double perturb(const std::vector<torch::Tensor>& parameters, double rho, bool adaptive = false);

  /// The same where the parameters lie on a device of which nothing shall be read: the norm, float64 scalar,
  /// stays there. A gradient that is not finite gives parameters that are not finite either, until restore().
  torch::Tensor perturbUnread(const std::vector<torch::Tensor>& parameters, double rho, bool adaptive);

  /// What was asked for since the parameters were saved was not done: there is nothing to undo.
  void forget() { perturbed_ = false; }

  /// Copies the saved values back, bit for bit (nothing is subtracted). Does nothing if there is nothing to
  /// undo.
  void restore();

 private:
  /// The parameters that have a gradient, and what the perturbation goes along: g, or of ASAM |w| g.
  struct Direction {
    std::vector<torch::Tensor> parameters, gradients, sizes;  ///< sizes: |w|, of ASAM
  };
  Direction direction(const std::vector<torch::Tensor>& parameters, bool adaptive) const;
  void save(const std::vector<torch::Tensor>& parameters);

  std::vector<torch::Tensor> parameters_;
  std::vector<torch::Tensor> saved_;
  bool perturbed_ = false;
};

/// While it lives, BatchNorm layers inside `module` that are in training state normalise by batch statistics
/// as before but update neither running statistics nor the count of batches: those buffers are not touched at
/// all.
class BatchNormFreeze {
 public:
  explicit BatchNormFreeze(const torch::nn::Module& module);
  ~BatchNormFreeze();
  BatchNormFreeze(const BatchNormFreeze&) = delete;
  BatchNormFreeze& operator=(const BatchNormFreeze&) = delete;

 private:
  struct Layer {
    torch::Tensor* member;  ///< a layer's handle to its buffer
    torch::Tensor buffer;
  };
  std::vector<Layer> layers_;
  std::vector<std::shared_ptr<torch::nn::Module>> owners_;
};

/// How a SAM step is done.
struct SamSettings {
  double rho = 0.05;                                         ///< length of the perturbation
  bool adaptive = false;                                     ///< ASAM: scaled by the parameters
  spec::SamBatchNorm batchNorm = spec::SamBatchNorm::First;  ///< passes that update running statistics
};

/// One step of rwSAM (Liu et al., ICLR 2022, section 4), or of SAM where `weights` is undefined or all equal:
/// 1. losses l_j at phi; g = gradient of sum_j w_j l_j / sum_j w_j;
/// 2. at phi + rho g / ||g|| (or ASAM's eps), same views: gradient of the unweighted mean of the losses;
/// 3. phi restored bit for bit, then one optimiser update with the gradient of 2.
/// `losses` is called once a pass; `network` is where BatchNorm layers are looked for. `weights`: [N] on
/// the processor, one per image of the batch, finite and not negative. Where a loss or the norm is not
/// finite, the parameters are left at phi and the result says so.
StepResult samStep(const LossFunction& losses, const torch::nn::Module& network, const torch::Tensor& weights,
                   Sgd& optimiser, double rate, SamStep& sam, const SamSettings& settings);

/// The same for a model; `views` and `labels` as in Model::losses.
StepResult samStep(const Model& model, const std::vector<torch::Tensor>& views, const torch::Tensor& labels,
                   const torch::Tensor& weights, Sgd& optimiser, double rate, SamStep& sam,
                   const SamSettings& settings);

}  // namespace skewscope::learn
