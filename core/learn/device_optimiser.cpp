#include "core/learn/device_optimiser.h"

#include "core/learn/flat_optimiser.h"
#include "core/learn/sam.h"

namespace skewscope::learn {
namespace {

/// By operations of LibTorch.
class OperationsOptimiser final : public DeviceOptimiser {
 public:
  explicit OperationsOptimiser(Sgd& sgd) : sgd_(sgd) {}
  void zeroGradients() override { sgd_.zeroGradients(); }
  torch::Tensor perturb(double rho, bool adaptive) override {
    return sam_.perturbUnread(sgd_.parameters(), rho, adaptive);
  }
  void restore() override { sam_.restore(); }
  void forget() override { sam_.forget(); }
  void step(const torch::Tensor& rate, const torch::Tensor& failed) override { sgd_.step(rate, failed); }

 private:
  Sgd& sgd_;
  SamStep sam_;
};

}  // namespace

std::unique_ptr<DeviceOptimiser> makeDeviceOptimiser(const Model& model, Sgd& sgd) {
  if (model.kernels) return std::make_unique<FlatOptimiser>(model, sgd);
  return std::make_unique<OperationsOptimiser>(sgd);
}

}  // namespace skewscope::learn
