#include "core/learn/sgd.h"

#include <ATen/ops/_fused_sgd.h>
#include <ATen/record_function.h>

namespace skewscope::learn {
namespace {

/// The fused kernel walks parameter, gradient and momentum in memory order, so all three must lie in memory
/// alike.
bool sameLayout(const torch::Tensor& a, const torch::Tensor& b) {
  for (std::int64_t d = 0; d < a.dim(); ++d) {
    if (a.size(d) > 1 && a.stride(d) != b.stride(d)) return false;
  }
  return true;
}

}  // namespace

Sgd::Sgd(NamedTensors parameters, double momentum, double weightDecay, bool nesterov)
    : momentum_(momentum), weightDecay_(weightDecay), nesterov_(nesterov && momentum > 0) {
  for (auto& [name, parameter] : parameters) {
    names_.push_back(name);
    momenta_.push_back(torch::zeros_like(parameter));
    parameters_.push_back(parameter);
  }
}

Sgd::Arguments Sgd::arguments() const {
  Arguments found;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    torch::Tensor gradient = parameters_[i].grad();
    if (!gradient.defined()) continue;
    if (!sameLayout(parameters_[i], gradient)) {
      gradient = torch::empty_like(parameters_[i]).copy_(gradient);
    } else if (gradient.strides() != parameters_[i].strides()) {
      // The same memory, but the kernel for GPUs wants the strides of dimensions of size 1 to be equal too.
      gradient = gradient.as_strided(parameters_[i].sizes(), parameters_[i].strides());
    }
    found.parameters.push_back(parameters_[i]);
    found.gradients.push_back(std::move(gradient));
    if (momentum_ > 0) found.momenta.push_back(momenta_[i]);  // else the kernel asks for none; they stay 0
  }
  return found;
}

void Sgd::step(double rate) {
  RECORD_USER_SCOPE("skewscope::sgd");
  const torch::NoGradGuard noGrad;
  const Arguments of = arguments();
  if (of.parameters.empty()) return;
  at::_fused_sgd_(of.parameters, of.gradients, of.momenta, weightDecay_, momentum_, rate, /*dampening=*/0.0,
                  nesterov_, /*maximize=*/false, /*is_first_step=*/false);
}

void Sgd::step(const torch::Tensor& rate, const torch::Tensor& failed) {
  RECORD_USER_SCOPE("skewscope::sgd");
  const torch::NoGradGuard noGrad;
  const Arguments of = arguments();
  if (of.parameters.empty()) return;
  at::_fused_sgd_(of.parameters, of.gradients, of.momenta, weightDecay_, momentum_, rate, /*dampening=*/0.0,
                  nesterov_, /*maximize=*/false, /*is_first_step=*/false, /*grad_scale=*/std::nullopt,
                  /*found_inf=*/failed);
}

void Sgd::zeroGradients() {
  for (torch::Tensor& parameter : parameters_) parameter.mutable_grad().reset();
}

NamedTensors Sgd::momentumBuffers() const {
  NamedTensors buffers;
  for (std::size_t i = 0; i < names_.size(); ++i) buffers.emplace_back(names_[i], momenta_[i]);
  return buffers;
}

}  // namespace skewscope::learn
