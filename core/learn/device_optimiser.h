#pragma once

#include <memory>

#include "core/learn/model.h"
#include "core/learn/sgd.h"
#include "core/nn/device.h"
#include "core/nn/torch.h"

namespace skewscope::learn {

/// SAM's perturbation and SGD on a device of which nothing is read.
class DeviceOptimiser {
 public:
  virtual ~DeviceOptimiser() = default;
  /// Drops all gradients.
  virtual void zeroGradients() = 0;
  /// From here to restore() the network computes at its parameters + eps (SamStep::perturb), eps from the
  /// gradients that it has. Returns their norm, float64 scalar on the device; where it is not finite, what
  /// the network computes until then need not be either.
  virtual torch::Tensor perturb(double rho, bool adaptive) = 0;
  /// The network computes at its parameters again, bit for bit as before.
  virtual void restore() = 0;
  /// What was asked for since perturb() was not done: there is nothing to undo.
  virtual void forget() = 0;
  /// Sgd::step() at a rate on the device, float32 scalar, and only while `failed`, likewise, is 0.
  virtual void step(const torch::Tensor& rate, const torch::Tensor& failed) = 0;
};

/// For the network of `model` and its optimiser, both of which it works on and which outlive it. Where a
/// device's kernels take the place of operations (model.kernels) it is a FlatOptimiser, otherwise
/// LibTorch's operations.
std::unique_ptr<DeviceOptimiser> makeDeviceOptimiser(const Model& model, Sgd& sgd);

}  // namespace skewscope::learn
