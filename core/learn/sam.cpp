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

namespace skewscope::learn {
namespace {

using torch::Tensor;

double jointNorm(const std::vector<Tensor>& tensors) {
  RECORD_USER_SCOPE("skewscope::sam_norm");
  if (tensors.empty()) return 0;
  // All at once, and read in one copy: of a device each reading would wait for it.
  const Tensor norms = torch::stack(at::_foreach_norm(tensors, 2, torch::kFloat64)).to(torch::kCPU);
  double squares = 0;
  for (const double norm : std::span(norms.const_data_ptr<double>(), tensors.size())) squares += norm * norm;
  return std::sqrt(squares);
}

/// sum w l / sum w; 0 where all weights are.
Tensor weightedMean(const Tensor& losses, const Tensor& weights) {
  if (!weights.defined()) return losses.mean();
  if (weights.sizes() != losses.sizes()) {
    throw Error(ErrorKind::Internal, "The SAM step needs one weight per image of the batch");
  }
  const Tensor shares = weights.to(torch::kFloat64);
  const double sum = shares.sum().item<double>();
  if (!std::isfinite(sum) || shares.min().item<double>() < 0) {
    throw Error(ErrorKind::Internal, "Weights of the SAM step must be finite and not negative");
  }
  return torch::dot(losses, (sum > 0 ? shares / sum : shares).to(losses.options(), /*non_blocking=*/true));
}

}  // namespace

double SamStep::perturb(const std::vector<Tensor>& parameters, double rho, bool adaptive) {
  const torch::NoGradGuard noGrad;
  if (perturbed_)
    throw Error(ErrorKind::Internal, "Perturbed parameters must be restored before the next perturbation");
  std::vector<Tensor> moved, gradients;
  for (const Tensor& parameter : parameters) {
    if (!parameter.grad().defined()) continue;
    moved.push_back(parameter);
    gradients.push_back(parameter.grad());
  }
  std::vector<Tensor> sizes;
  if (adaptive) {
    sizes = at::_foreach_abs(moved);
    gradients = at::_foreach_mul(gradients, sizes);
  }
  const double norm = jointNorm(gradients);
  if (!std::isfinite(norm) || norm == 0) return norm;

  RECORD_USER_SCOPE("skewscope::sam_perturb");
  bool fits = saved_.size() == moved.size();
  for (std::size_t i = 0; fits && i < moved.size(); ++i) fits = parameters_[i].is_same(moved[i]);
  if (!fits) {
    saved_.clear();
    for (const Tensor& parameter : moved) saved_.push_back(torch::empty_like(parameter));
    parameters_ = moved;
  }
  at::_foreach_copy_(saved_, parameters_);
  perturbed_ = true;
  if (adaptive) at::_foreach_mul_(gradients, sizes);
  at::_foreach_add_(parameters_, gradients, rho / norm);
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
    weightedMean(losses, weights).backward();
    result.losses = readLosses(losses);
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
      result.perturbedLosses = readLosses(losses);
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
