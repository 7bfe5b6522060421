// The optimiser over flat memory, against learn::Sgd and learn::SamStep on the processor.
#include "core/learn/flat_optimiser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/learn/sam.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/nn/device_under_test.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

spec::ExperimentSpec smallNetwork() {
  spec::ExperimentSpec spec;
  spec.mode = spec::Mode::SelfSupervised;
  spec.method = spec::Method::SimSiam;
  spec.width = 5;  // parameters whose number is no multiple of 8
  spec.projectorHidden = 24;
  spec.projectorOutput = 12;
  spec.predictorHidden = 6;
  spec.precision = spec::Precision::Float32;
  return spec;
}

/// A model with its optimiser.
struct Trained {
  explicit Trained(const nn::Device& where, bool bf16 = false, bool nesterov = false)
      : model(makeModel(smallNetwork(), 4)) {
    model.bf16 = bf16;
    model.moveTo(where);
    sgd = std::make_unique<Sgd>(model.namedParameters(), 0.9, 0.01, nesterov);
  }
  Model model;
  std::unique_ptr<Sgd> sgd;
};

class FlatOptimiserTest : public test::OnDevice {
 protected:
  static Tensor rate(double value) {
    return torch::full({}, value, torch::dtype(torch::kFloat32).device(device().torch));
  }
  /// Gradients of the same values for all of `to`, rounded to the type of those of `like`.
  static void giveGradients(const std::vector<Tensor>& to, const std::vector<Tensor>& like, int seed) {
    torch::manual_seed(seed);
    for (std::size_t i = 0; i < to.size(); ++i) {
      const Tensor values = torch::randn(to[i].sizes()).to(like[i].scalar_type());
      Tensor parameter = to[i];
      parameter.mutable_grad() = values.to(to[i].scalar_type()).to(to[i].device());
    }
  }
  static void expectSame(const Tensor& there, const Tensor& here, double tolerance) {
    const Tensor expected = here.detach().to(torch::kFloat64);
    const Tensor difference = (there.detach().to(torch::kCPU, torch::kFloat64) - expected).abs();
    EXPECT_LE(difference.max().item<double>(), tolerance * (1 + expected.abs().max().item<double>()));
  }
};

TEST_F(FlatOptimiserTest, TakesOverParametersAndMomentaAsTheyAre) {
  Trained there(device()), here({});
  const auto before = there.model.namedParameters();
  for (const auto& [name, momentum] : there.sgd->momentumBuffers()) Tensor(momentum).fill_(0.5);
  const FlatOptimiser flat(there.model, *there.sgd);
  const auto now = there.model.namedParameters(), expected = here.model.namedParameters();
  for (std::size_t i = 0; i < now.size(); ++i) {
    SCOPED_TRACE(now[i].first);
    EXPECT_TRUE(now[i].second.is_same(before[i].second));
    EXPECT_EQ(now[i].second.strides(), expected[i].second.strides());
    EXPECT_TRUE(torch::equal(now[i].second.detach().to(torch::kCPU), expected[i].second.detach()));
    EXPECT_TRUE(torch::equal(flat.shadows()[i].detach().to(torch::kCPU), expected[i].second.detach()));
  }
  for (const auto& [name, momentum] : there.sgd->momentumBuffers())
    EXPECT_TRUE((momentum == 0.5).all().item<bool>()) << name;
  // The network computes with the copies.
  EXPECT_TRUE(there.model.backbone->named_modules()["stem"]->as<torch::nn::Conv2d>()->weight.is_same(
      flat.shadows()[0]));
}

TEST_F(FlatOptimiserTest, UpdatesAsSgdDoes) {
  for (const bool bf16 : {false, true}) {
    for (const bool nesterov : {false, true}) {
      Trained there(device(), bf16, nesterov), here({}, false, nesterov);
      FlatOptimiser flat(there.model, *there.sgd);
      for (int step = 0; step < 3; ++step) {
        giveGradients(flat.shadows(), flat.shadows(), step);
        giveGradients(here.sgd->parameters(), flat.shadows(), step);
        flat.step(rate(0.1), rate(0));
        here.sgd->step(0.1);
      }
      const auto momenta = there.sgd->momentumBuffers(), expected = here.sgd->momentumBuffers();
      for (std::size_t i = 0; i < momenta.size(); ++i) {
        SCOPED_TRACE(momenta[i].first);
        expectSame(there.sgd->parameters()[i], here.sgd->parameters()[i], 1e-6);
        expectSame(momenta[i].second, expected[i].second, 1e-6);
        // Matrices are what the network computes in.
        const Tensor& shadow = flat.shadows()[i];
        EXPECT_EQ(shadow.scalar_type(), bf16 && shadow.dim() > 1 ? torch::kBFloat16 : torch::kFloat32);
        EXPECT_TRUE(torch::equal(shadow.detach().to(torch::kCPU),
                                 there.sgd->parameters()[i].detach().to(torch::kCPU, shadow.scalar_type())));
      }
    }
  }
}

TEST_F(FlatOptimiserTest, PerturbsTheCopiesAlongTheJointGradient) {
  for (const bool bf16 : {false, true}) {
    for (const bool adaptive : {false, true}) {
      Trained there(device(), bf16), here({});
      FlatOptimiser flat(there.model, *there.sgd);
      SamStep sam;
      giveGradients(flat.shadows(), flat.shadows(), 5);
      giveGradients(here.sgd->parameters(), flat.shadows(), 5);
      const double norm = flat.perturb(0.5, adaptive).item<double>();
      EXPECT_NEAR(norm / sam.perturb(here.sgd->parameters(), 0.5, adaptive), 1, 1e-6);
      for (std::size_t i = 0; i < flat.shadows().size(); ++i) {
        const Tensor& shadow = flat.shadows()[i];
        expectSame(shadow, here.sgd->parameters()[i],
                   shadow.scalar_type() == torch::kBFloat16 ? 0x1p-8 : 1e-6);
      }
      flat.restore();
      for (std::size_t i = 0; i < flat.shadows().size(); ++i) {
        const Tensor& shadow = flat.shadows()[i];
        EXPECT_TRUE(torch::equal(shadow.detach().to(torch::kCPU),
                                 there.sgd->parameters()[i].detach().to(torch::kCPU, shadow.scalar_type())));
      }
    }
  }
}

TEST_F(FlatOptimiserTest, AStepThatFailedChangesNothing) {
  Trained there(device());
  FlatOptimiser flat(there.model, *there.sgd);
  std::vector<Tensor> before;
  for (const Tensor& each : there.sgd->parameters()) before.push_back(each.detach().to(torch::kCPU).clone());
  giveGradients(flat.shadows(), flat.shadows(), 1);
  flat.perturb(0.5, false);
  flat.step(rate(0.1), rate(1));
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_TRUE(torch::equal(there.sgd->parameters()[i].detach().to(torch::kCPU), before[i]));
    EXPECT_TRUE(torch::equal(flat.shadows()[i].detach().to(torch::kCPU), before[i]));
  }
  for (const auto& [name, momentum] : there.sgd->momentumBuffers())
    EXPECT_TRUE((momentum == 0).all().item<bool>()) << name;
}

TEST_F(FlatOptimiserTest, WantsAGradientOfEachParameter) {
  Trained there(device());
  FlatOptimiser flat(there.model, *there.sgd);
  giveGradients(flat.shadows(), flat.shadows(), 1);
  Tensor first = flat.shadows()[0];
  first.mutable_grad().reset();
  test::expectError(ErrorKind::Internal, "needs a gradient of each parameter",
                    [&] { flat.step(rate(0.1), rate(0)); });
}

}  // namespace
}  // namespace skewscope::learn
