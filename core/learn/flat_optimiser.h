#pragma once

#include <array>
#include <vector>

#include "core/cuda/update_task.h"
#include "core/learn/device_optimiser.h"
#include "core/nn/torch.h"

namespace skewscope::learn {

/// The optimiser by the kernels of a device, over flat memory: one pass for SGD, one for the norm of the
/// gradient, one for the perturbation.
///
/// From its construction on the parameters of the model and the momenta of `sgd` lie one after the other in
/// memory of the device (they stay the same tensors, for checkpoints and whoever else has them), and the
/// network computes with copies: of 16 bits what autocast would convert (matrices and convolutions, where the
/// model computes in bfloat16), all others in float32. What else writes to the parameters after it was made
/// is not seen by the network before the next restore() or step().
class FlatOptimiser final : public DeviceOptimiser {
 public:
  /// `model.kernels` is not null, the parameters lie on the device, and `sgd` is the model's.
  FlatOptimiser(const Model& model, Sgd& sgd);
  void zeroGradients() override;
  torch::Tensor perturb(double rho, bool adaptive) override;
  void restore() override;
  void forget() override {}  // the next step restores
  void step(const torch::Tensor& rate, const torch::Tensor& failed) override;

  /// What the network computes with, in the order of sgd.parameters(); they have the gradients.
  const std::vector<torch::Tensor>& shadows() const { return shadows_; }

 private:
  /// Parameters of one type.
  struct Group {
    torch::Tensor master, velocity, gradient, shadow;  ///< [count] each
    std::vector<torch::Tensor> gradients;  ///< parts of `gradient`, in the shape of the parameters
    std::vector<std::size_t> members;      ///< places in shadows_
  };
  Group makeGroup(const std::vector<torch::Tensor>& parameters, const std::vector<torch::Tensor>& momenta,
                  std::vector<std::size_t> members, torch::ScalarType type);
  void gather();
  cuda::UpdateTask task() const;
  template <typename Function>
  void start(const Function& function, const cuda::UpdateTask& task) const;

  const SkewscopeCudaPlugin& plugin_;
  const torch::Device device_;
  const bool nesterov_;
  std::vector<torch::Tensor> shadows_;
  std::vector<Group> groups_;
  torch::Tensor scalars_;      ///< cuda::StepScalars
  torch::Tensor partial_;      ///< float64, of the norm
  torch::Tensor norm_, gate_;  ///< cuda::SamNorm
};

}  // namespace skewscope::learn
