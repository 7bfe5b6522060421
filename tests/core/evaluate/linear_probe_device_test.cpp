#include <gtest/gtest.h>

#include <cmath>

#include "core/evaluate/evaluation.h"
#include "core/evaluate/probe_objective.h"
#include "tests/core/evaluate/blobs.h"
#include "tests/core/nn/device_under_test.h"

namespace skewscope::evaluate {
namespace {

class LinearProbeOnDevice : public test::OnDevice {};

/// Correlated features with columns of mean zero, and the objective of them in two places.
struct Probed {
  torch::Tensor features, labels;
  ProbeObjective there, here;
};

Probed probed(const torch::Device& device, double l2) {
  const Blobs blobs = makeBlobs(700, 5, 12, 1.0, 31);
  const torch::Tensor mixed = blobs.features.mm(torch::full({12, 12}, 0.3) + torch::eye(12));
  const torch::Tensor centred = mixed - mixed.mean(0);
  return {centred, blobs.labels, ProbeObjective(centred.to(device), blobs.labels.to(device), 5, l2),
          ProbeObjective(centred, blobs.labels, 5, l2)};
}

TEST_F(LinearProbeOnDevice, ValueAndGradientAreThoseOfAutomaticDifferentiation) {
  const Probed each = probed(device().torch, 0.1);
  const torch::Tensor x = torch::sin(torch::arange(65, torch::kFloat64));
  torch::Tensor far = torch::empty_like(x), near = torch::empty_like(x);
  const double farValue = each.there.evaluate(x, far), nearValue = each.here.evaluate(x, near);

  torch::Tensor w = each.here.weight(x).clone().requires_grad_();
  torch::Tensor b = each.here.bias(x).clone().requires_grad_();
  const torch::Tensor value =
      torch::nn::functional::cross_entropy(each.features.to(torch::kFloat64).mm(w.t()) + b, each.labels) +
      0.05 * w.square().sum();
  value.backward();
  const torch::Tensor expected = torch::cat({w.grad().flatten(), b.grad()});
  EXPECT_NEAR(farValue, value.item<double>(), 1e-6);
  EXPECT_NEAR(nearValue, value.item<double>(), 1e-6);
  EXPECT_TRUE(far.is_cpu());
  EXPECT_TRUE(torch::allclose(far, expected, 0, 2e-6));
  EXPECT_TRUE(torch::allclose(near, expected, 0, 2e-6));
}

TEST_F(LinearProbeOnDevice, ThePreconditionerIsTheInverseOfTheBound) {
  const Probed each = probed(device().torch, 0.1);
  const torch::Tensor x = each.features.to(torch::kFloat64);
  const torch::Tensor bound =
      x.t().mm(x) / (2.0 * static_cast<double>(x.size(0))) + 0.1 * torch::eye(12, torch::kFloat64);
  const torch::Tensor vector = torch::cos(torch::arange(65, torch::kFloat64));
  const torch::Tensor found = each.there.preconditioner()(vector);
  ASSERT_TRUE(found.is_cpu());
  // A ridge of a millionth and float32 products are between them.
  EXPECT_TRUE(torch::allclose(each.there.weight(found).mm(bound), each.there.weight(vector), 0, 1e-4));
  EXPECT_TRUE(torch::allclose(each.there.bias(found), 2 * each.there.bias(vector)));
  EXPECT_TRUE(torch::allclose(found, each.here.preconditioner()(vector), 0, 1e-4));
}

TEST_F(LinearProbeOnDevice, ReachesTheOptimumOfTheProcessor) {
  const Blobs train = makeBlobs(900, 4, 10, 1.2, 32), test = makeBlobs(2000, 4, 10, 1.2, 33);
  ProbeSettings settings;
  settings.l2 = 1e-3;
  settings.tolerance = 1e-6;
  const Probe far = fitProbe(train.features, train.labels, 4, settings, device().torch);
  const Probe near = fitProbe(train.features, train.labels, 4, settings);
  ASSERT_TRUE(far.converged);
  ASSERT_TRUE(near.converged);
  EXPECT_TRUE(far.weight.is_cpu());
  EXPECT_TRUE(torch::allclose(far.weight, near.weight, 0, 1e-3));
  EXPECT_TRUE(torch::allclose(far.bias, near.bias, 0, 1e-3));
  EXPECT_NEAR(far.objective, near.objective, 1e-6);
  // The same first-order condition in float64, by automatic differentiation.
  torch::Tensor w = far.weight.to(torch::kFloat64).requires_grad_();
  torch::Tensor b = far.bias.to(torch::kFloat64).requires_grad_();
  const torch::Tensor inputs = ((train.features - far.mean) / far.stddev).to(torch::kFloat64);
  (torch::nn::functional::cross_entropy(inputs.mm(w.t()) + b, train.labels) + 0.5e-3 * w.square().sum())
      .backward();
  EXPECT_LT(w.grad().abs().max().item<double>(), 5e-6);
  EXPECT_LT(b.grad().abs().max().item<double>(), 5e-6);

  const auto accuracy = [&](const torch::Device& where) {
    return classProbe(train.features, train.labels, test.features, test.labels, 4, settings, where)
        .confusion.accuracy();
  };
  EXPECT_NEAR(accuracy(device().torch), accuracy(torch::kCPU), 0.002);  // images on a border
}

}  // namespace
}  // namespace skewscope::evaluate
