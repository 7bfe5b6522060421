#include "core/evaluate/linear_probe.h"

#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/evaluate/evaluation.h"
#include "core/evaluate/lbfgs.h"
#include "core/evaluate/probe_objective.h"
#include "core/learn/full_memory.h"

namespace skewscope::evaluate {
namespace {

void check(const torch::Tensor& features, const torch::Tensor& labels, int classes,
           const ProbeSettings& settings) {
  const auto require = [](bool condition, const char* what) {
    if (!condition) throw Error(ErrorKind::Usage, std::string("Linear probe: ") + what);
  };
  require(features.dim() == 2 && features.size(0) > 0 && features.size(1) > 0, "there are no features.");
  require(labels.dim() == 1 && labels.size(0) == features.size(0) && labels.scalar_type() == torch::kInt64,
          "one int64 label is needed for each row of features.");
  require(
      classes >= 2 && labels.min().item<std::int64_t>() >= 0 && labels.max().item<std::int64_t>() < classes,
      "two or more classes are needed, and labels within them.");
  require(settings.l2 >= 0 && std::isfinite(settings.l2), "l2 must be zero or positive.");
  require(settings.tolerance > 0 && settings.maxIterations >= 1,
          "tolerance and iterations must be positive.");
  if (!torch::isfinite(features).all().item<bool>()) {
    throw Error(ErrorKind::Data, "The features of the linear probe hold values that are not finite.",
                "The network has probably diverged; a lower learning rate avoids that.");
  }
}

torch::Tensor standardised(const Probe& probe, const torch::Tensor& features) {
  return (features.to(torch::kCPU, torch::kFloat32) - probe.mean).div_(probe.stddev);
}

/// Everything of a probe but how its features are standardised.
void solve(const ProbeObjective& objective, const ProbeSettings& settings, Probe& probe) {
  LbfgsSettings solver;
  solver.maxIterations = settings.maxIterations;
  solver.tolerance = settings.tolerance;
  const LbfgsResult result = minimise(
      [&](const torch::Tensor& x, torch::Tensor& gradient) { return objective.evaluate(x, gradient); },
      objective.start(), solver, objective.preconditioner());
  probe.weight = objective.weight(result.x).to(torch::kFloat32).contiguous();
  probe.bias = objective.bias(result.x).to(torch::kFloat32).contiguous();
  probe.iterations = result.iterations;
  probe.objective = result.value;
  probe.gradient = result.gradient;
  probe.converged = result.converged;
}

}  // namespace

Probe fitProbe(const torch::Tensor& features, const torch::Tensor& labels, int classes,
               const ProbeSettings& settings, const torch::Device& device) {
  const torch::NoGradGuard noGradients;
  check(features, labels, classes, settings);
  Probe probe;
  const torch::Tensor raw = features.to(torch::kCPU, torch::kFloat32);
  // Summed in double: the mean of a nearly constant dimension must not be lost in rounding.
  const torch::Tensor mean = raw.mean(0, false, torch::kFloat64);
  probe.mean = mean.to(torch::kFloat32);
  const torch::Tensor deviation = (raw - probe.mean).square_().mean(0, false, torch::kFloat64).sqrt_();
  // A deviation that is rounding of a constant says nothing; dividing by it would make noise a feature.
  const torch::Tensor constant = deviation <= mean.abs() * 1e-6;
  probe.stddev = torch::where(constant, torch::ones_like(deviation), deviation).to(torch::kFloat32);

  const torch::Tensor inputs = standardised(probe, raw);
  learn::whereThereIsRoom(device, [&](const torch::Device& where) {
    solve(ProbeObjective(inputs.to(where), labels.to(where), classes, settings.l2), settings, probe);
  });
  return probe;
}

torch::Tensor probeLogits(const Probe& probe, const torch::Tensor& features) {
  const torch::NoGradGuard noGradients;
  return torch::addmm(probe.bias, standardised(probe, features), probe.weight.t());
}

torch::Tensor predict(const Probe& probe, const torch::Tensor& features) {
  return argmaxClasses(probeLogits(probe, features));
}

}  // namespace skewscope::evaluate
