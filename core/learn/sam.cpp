#include "core/learn/sam.h"

#include <ATen/ops/_foreach_abs.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_copy.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_norm.h>
#include <ATen/record_function.h>

#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <span>

#include "core/base/error.h"
#include "core/learn/losses.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

/// Norms of single tensors, float64.
Tensor normsOf(const std::vector<Tensor>& tensors) {
  RECORD_USER_SCOPE("skewscope::sam_norm");
  return torch::stack(at::_foreach_norm(tensors, 2, torch::kFloat64));
}

double jointNorm(const std::vector<Tensor>& tensors) {
  if (tensors.empty()) return 0;
  const Tensor norms = normsOf(tensors).to(torch::kCPU);  // of a device, all in one copy
  double squares = 0;
  for (const double norm : std::span(norms.const_data_ptr<double>(), tensors.size())) squares += norm * norm;
  return std::sqrt(squares);
}

/// The weights in float64, if they are some.
Tensor checked(const Tensor& weights, const Tensor& losses) {
  if (!weights.defined()) return {};
  if (weights.sizes() != losses.sizes()) {
    throw Error(ErrorKind::Internal, "The SAM step needs one weight per image of the batch");
  }
  const Tensor wide = weights.to(torch::kFloat64);
  if (!std::isfinite(wide.sum().item<double>()) || wide.min().item<double>() < 0) {
    throw Error(ErrorKind::Internal, "Weights of the SAM step must be finite and not negative");
  }
  return wide;
}

}  // namespace

SamStep::Direction SamStep::direction(const std::vector<Tensor>& parameters, bool adaptive) const {
  if (perturbed_)
    throw Error(ErrorKind::Internal, "Perturbed parameters must be restored before the next perturbation");
  Direction found;
  for (const Tensor& parameter : parameters) {
    if (!parameter.grad().defined()) continue;
    found.parameters.push_back(parameter);
    found.gradients.push_back(parameter.grad());
  }
  if (adaptive) {
    found.sizes = at::_foreach_abs(found.parameters);
    found.gradients = at::_foreach_mul(found.gradients, found.sizes);
  }
  return found;
}

void SamStep::save(const std::vector<Tensor>& parameters) {
  bool fits = saved_.size() == parameters.size();
  for (std::size_t i = 0; fits && i < parameters.size(); ++i) fits = parameters_[i].is_same(parameters[i]);
  if (!fits) {
    saved_.clear();
    for (const Tensor& parameter : parameters) saved_.push_back(torch::empty_like(parameter));
    parameters_ = parameters;
  }
  at::_foreach_copy_(saved_, parameters_);
  perturbed_ = true;
}

double SamStep::perturb(const std::vector<Tensor>& parameters, double rho, bool adaptive) {
  const torch::NoGradGuard noGrad;
  Direction along = direction(parameters, adaptive);
  const double norm = jointNorm(along.gradients);
  if (!std::isfinite(norm) || norm == 0) return norm;
  RECORD_USER_SCOPE("skewscope::sam_perturb");
  save(along.parameters);
  if (adaptive) at::_foreach_mul_(along.gradients, along.sizes);
  at::_foreach_add_(parameters_, along.gradients, rho / norm);
  return norm;
}

Tensor SamStep::perturbUnread(const std::vector<Tensor>& parameters, double rho, bool adaptive) {
  const torch::NoGradGuard noGrad;
  const Direction along = direction(parameters, adaptive);
  if (along.parameters.empty())
    throw Error(ErrorKind::Internal, "A perturbation needs parameters with gradients");
  Tensor norm = normsOf(along.gradients).square().sum().sqrt();
  RECORD_USER_SCOPE("skewscope::sam_perturb");
  save(along.parameters);
  const Tensor length = torch::where(norm == 0, torch::zeros_like(norm), rho / norm).to(torch::kFloat32);
  std::vector<Tensor> steps = at::_foreach_mul(along.gradients, length);
  if (adaptive) at::_foreach_mul_(steps, along.sizes);
  at::_foreach_add_(parameters_, steps);
  return norm;
}

void SamStep::restore() {
  if (!perturbed_) return;
  RECORD_USER_SCOPE("skewscope::sam_restore");
  const torch::NoGradGuard noGrad;
  at::_foreach_copy_(parameters_, saved_);
  perturbed_ = false;
}

BatchNormFreeze::BatchNormFreeze(const torch::nn::Module& module) {
  const auto hide = [this](auto* norm) {
    if (!norm || !norm->is_training()) return;
    for (Tensor* member : {&norm->running_mean, &norm->running_var, &norm->num_batches_tracked}) {
      layers_.push_back({member, *member});
      *member = Tensor();
    }
  };
  for (const std::shared_ptr<torch::nn::Module>& child : module.modules(/*include_self=*/false)) {
    owners_.push_back(child);
    hide(child->as<torch::nn::BatchNorm2d>());
    hide(child->as<torch::nn::BatchNorm1d>());
  }
}

BatchNormFreeze::~BatchNormFreeze() {
  for (Layer& layer : layers_) *layer.member = layer.buffer;
}

StepResult samStep(const LossFunction& lossFunction, const torch::nn::Module& network, const Tensor& weights,
                   Sgd& optimiser, double rate, SamStep& sam, const SamSettings& settings) {
  optimiser.zeroGradients();
  StepResult result;
  result.perturbedLoss = result.gradientNorm = std::numeric_limits<double>::quiet_NaN();
  result.finite = false;
  {
    const Tensor losses = lossFunction();
    weightedMean(losses, checked(weights, losses)).backward();
    result.losses = losses.detach();
  }
  result.loss = result.losses.mean().item<double>();
  if (!std::isfinite(result.loss)) {
    optimiser.zeroGradients();
    return result;
  }
  result.gradientNorm = sam.perturb(optimiser.parameters(), settings.rho, settings.adaptive);
  optimiser.zeroGradients();
  if (!std::isfinite(result.gradientNorm)) return result;

  {
    std::optional<BatchNormFreeze> freeze;
    if (settings.batchNorm == spec::SamBatchNorm::First) freeze.emplace(network);
    try {
      const Tensor losses = lossFunction();
      losses.mean().backward();
      result.perturbedLosses = losses.detach();
      result.perturbedLoss = result.perturbedLosses.mean().item<double>();
    } catch (...) {
      sam.restore();
      throw;
    }
  }
  sam.restore();
  result.finite = std::isfinite(result.perturbedLoss);
  if (result.finite) optimiser.step(rate);
  optimiser.zeroGradients();
  return result;
}

StepResult samStep(const Model& model, const std::vector<Tensor>& views, const Tensor& labels,
                   const Tensor& weights, Sgd& optimiser, double rate, SamStep& sam,
                   const SamSettings& settings) {
  model.beginStep(views);
  StepResult result = samStep([&] { return model.losses(views, labels); }, *model.root, weights, optimiser,
                              rate, sam, settings);
  if (result.finite) model.endStep();
  return result;
}

}  // namespace skewscope::learn
