#pragma once

#include <string>
#include <vector>

#include "core/learn/model.h"
#include "core/nn/torch.h"

namespace skewscope::learn {

/// Stochastic gradient descent with momentum m and weight decay d on every parameter, as in PyTorch:
/// v = m v + (g + d p); p = p - rate v, or with Nesterov's form p = p - rate (g + d p + m v); v starts at 0.
/// All parameters are updated by one fused call.
class Sgd {
 public:
  /// Takes the parameters (float32 or float64 leaves, in their final memory format) and makes a momentum
  /// buffer of each. `nesterov` has no effect without momentum.
  Sgd(NamedTensors parameters, double momentum, double weightDecay, bool nesterov = false);

  /// One update from the gradients that the parameters hold; a parameter without a gradient is left as it is,
  /// its momentum too.
  void step(double rate);
  /// The same at a rate that lies where the parameters do, and only while `failed` is 0; both float32
  /// scalars. Nothing is read from them here.
  void step(const torch::Tensor& rate, const torch::Tensor& failed);
  /// Drops all gradients (they become undefined, no memory is filled).
  void zeroGradients();
  double momentum() const { return momentum_; }
  double weightDecay() const { return weightDecay_; }
  bool nesterov() const { return nesterov_; }  ///< false without momentum
  /// The parameters in the order given.
  const std::vector<torch::Tensor>& parameters() const { return parameters_; }
  /// The live momentum buffers under their parameters' names: write them to a checkpoint, or copy_ into them
  /// to resume.
  NamedTensors momentumBuffers() const;

 private:
  /// What the fused kernel takes, of the parameters that have a gradient.
  struct Arguments {
    std::vector<torch::Tensor> parameters, gradients, momenta;
  };
  Arguments arguments() const;

  std::vector<std::string> names_;
  std::vector<torch::Tensor> parameters_;
  std::vector<torch::Tensor> momenta_;
  double momentum_;
  double weightDecay_;
  bool nesterov_;
};

}  // namespace skewscope::learn
