#include "core/learn/sam.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/nn/initialise.h"
#include "core/nn/precision.h"
#include "core/nn/resnet.h"
#include "tests/core/learn/numeric.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

/// l_j(phi) = (phi - a_j)' A_j (phi - a_j) / 2 for j = 0..4 in four dimensions, phi split over two parameters
/// so that only a joint norm is right.
class Quadratics : public torch::nn::Module {
 public:
  static constexpr std::int64_t kLosses = 5, kSize = 4;

  Quadratics() : torch::nn::Module("quadratics") {
    first = register_parameter("first", torch::tensor({0.7}, torch::kFloat64));
    second = register_parameter("second", torch::tensor({-0.4, 1.2, 0.3}, torch::kFloat64));
    const Tensor roots = waves({kLosses, kSize, kSize}, 0.77);
    curvatures = torch::matmul(roots, roots.transpose(1, 2)) + 0.1 * torch::eye(kSize, torch::kFloat64);
    centres = waves({kLosses, kSize}, 1.9) * 2;
  }

  Tensor phi() const { return torch::cat({first, second}); }
  Tensor losses() const {
    const Tensor offset = (phi() - centres).unsqueeze(2);
    return torch::matmul(offset.transpose(1, 2), torch::matmul(curvatures, offset)).flatten() / 2;
  }
  /// sum_j share_j A_j (at - a_j), by the formula.
  Tensor gradient(const Tensor& at, const Tensor& shares) const {
    Tensor sum = torch::zeros({kSize}, torch::kFloat64);
    for (std::int64_t j = 0; j < kLosses; ++j) sum += shares[j] * torch::mv(curvatures[j], at - centres[j]);
    return sum;
  }
  NamedTensors named() const { return {{"first", first}, {"second", second}}; }

  Tensor first, second, curvatures, centres;
};

Tensor someWeights() {
  return torch::tensor({0.2, 3.0, 0.5, 1.0, 7.0}, torch::kFloat64);
}

Tensor stepped(const Tensor& weights, double rho, int steps) {
  Quadratics quadratics;
  Sgd sgd(quadratics.named(), 0.9, 0.01);
  SamStep sam;
  for (int i = 0; i < steps; ++i) {
    samStep([&] { return quadratics.losses(); }, quadratics, weights, sgd, 0.05, sam, {.rho = rho});
  }
  return quadratics.phi().detach();
}

TEST(SamStep, WeightedStepMatchesTheClosedForm) {
  constexpr double kRho = 0.3, kRate = 0.05, kMomentum = 0.9, kDecay = 0.01;
  const Quadratics reference;
  const Tensor equal = torch::full({Quadratics::kLosses}, 1.0 / Quadratics::kLosses, torch::kFloat64);
  Tensor phi = reference.phi().detach(), momentum = torch::zeros_like(phi);
  for (int step = 1; step <= 3; ++step) {
    const Tensor direction = reference.gradient(phi, someWeights());
    const Tensor eps = kRho * direction / direction.norm();
    momentum = kMomentum * momentum + reference.gradient(phi + eps, equal) + kDecay * phi;
    phi = phi - kRate * momentum;
    EXPECT_LT(distance(stepped(someWeights(), kRho, step), phi), 1e-12) << "step " << step;
  }
}

TEST(SamStep, AdaptiveStepMatchesTheClosedForm) {
  constexpr double kRho = 0.3, kRate = 0.05;
  Quadratics quadratics;
  const Tensor phi = quadratics.phi().detach();
  const Tensor equal = torch::full({Quadratics::kLosses}, 1.0 / Quadratics::kLosses, torch::kFloat64);
  const Tensor scaled = phi.abs() * quadratics.gradient(phi, someWeights() / someWeights().sum());
  const Tensor eps = kRho * phi.abs() * scaled / scaled.norm();
  const Tensor expected = phi - kRate * quadratics.gradient(phi + eps, equal);
  Sgd sgd(quadratics.named(), 0, 0);
  SamStep sam;
  const auto result = samStep([&] { return quadratics.losses(); }, quadratics, someWeights(), sgd, kRate, sam,
                              {.rho = kRho, .adaptive = true});
  EXPECT_LT(distance(quadratics.phi(), expected), 1e-12);
  EXPECT_NEAR(result.gradientNorm, scaled.norm().item<double>(), 1e-12);
}

TEST(SamStep, AdaptivePerturbationDoesNotDependOnTheScaleOfAParameter) {
  // l(c phi / c) is the same function for any c > 0: ASAM's ball is too (Kwon et al., theorem 3).
  const auto perturbedLoss = [](double c) {
    Tensor x = (torch::tensor({0.8, -0.5}, torch::kFloat64) * c).requires_grad_();
    const auto loss = [&] { return (x / c).pow(4).sum(); };
    loss().backward();
    SamStep sam;
    sam.perturb({x}, 0.1, true);
    return loss().item<double>();
  };
  EXPECT_NEAR(perturbedLoss(1), perturbedLoss(1000), 1e-12);
}

TEST(SamStep, OnlyRelativeWeightsMatter) {
  EXPECT_LT(distance(stepped(someWeights(), 0.3, 3), stepped(someWeights() * 1e3, 0.3, 3)), 1e-12);
}

TEST(SamStep, EqualWeightsArePlainSam) {
  const Tensor plain = stepped({}, 0.3, 3);
  EXPECT_LT(distance(plain, stepped(torch::full({5}, 2.0), 0.3, 3)), 1e-12);
  EXPECT_GT(distance(plain, stepped(someWeights(), 0.3, 3)), 1e-3);
}

TEST(SamStep, WithoutPerturbationIsPlainSgd) {
  Quadratics quadratics;
  Sgd sgd(quadratics.named(), 0.9, 0.01);
  for (int i = 0; i < 3; ++i) plainStep([&] { return quadratics.losses(); }, sgd, 0.05);
  EXPECT_LT(distance(quadratics.phi(), stepped(someWeights(), 0, 3)), 1e-14);
  EXPECT_LT(distance(quadratics.phi(), stepped(torch::zeros({5}), 0.3, 3)), 1e-14);  // no direction to go
}

TEST(SamStep, ReportsLossesOfBothPasses) {
  Quadratics quadratics;
  const Tensor before = quadratics.losses().detach();
  const Tensor phi = quadratics.phi().detach();
  const Tensor direction = quadratics.gradient(phi, someWeights() / someWeights().sum());
  Sgd sgd(quadratics.named(), 0, 0);
  SamStep sam;
  const StepResult result =
      samStep([&] { return quadratics.losses(); }, quadratics, someWeights(), sgd, 0.05, sam, {.rho = 0.3});
  EXPECT_TRUE(result.finite);
  EXPECT_TRUE(result.losses.equal(before));
  EXPECT_NEAR(result.loss, before.mean().item<double>(), 1e-14);
  EXPECT_NEAR(result.gradientNorm, direction.norm().item<double>(), 1e-12);
  Quadratics moved;
  {
    const torch::NoGradGuard noGrad;
    const Tensor there = phi + 0.3 * direction / direction.norm();
    moved.first.copy_(there.slice(0, 0, 1));
    moved.second.copy_(there.slice(0, 1));
  }
  EXPECT_LT(distance(result.perturbedLosses, moved.losses()), 1e-12);
  EXPECT_NEAR(result.perturbedLoss, moved.losses().mean().item<double>(), 1e-12);
  EXPECT_FALSE(result.losses.requires_grad() || result.perturbedLosses.requires_grad());
  EXPECT_FALSE(quadratics.first.grad().defined());
}

TEST(SamStep, PerturbationHasTheLengthRhoAndIsUndoneBitForBit) {
  Tensor a =
      (waves({200, 3, 3, 3}, 0.31) * 10).to(torch::kFloat32).contiguous(torch::MemoryFormat::ChannelsLast);
  Tensor b = waves({77}, 0.57).to(torch::kFloat32);
  const std::vector<Tensor> parameters{a, b, torch::ones({3})};
  const Tensor a0 = a.clone(), b0 = b.clone();
  a.mutable_grad() = (waves({200, 3, 3, 3}, 0.11) * 1e-3).to(torch::kFloat32);
  b.mutable_grad() = (waves({77}, 0.13) * 5).to(torch::kFloat32);
  const double expected = std::hypot(a.grad().to(torch::kFloat64).norm().item<double>(),
                                     b.grad().to(torch::kFloat64).norm().item<double>());
  SamStep sam;
  for (const double rho : {0.05, 2.0}) {
    EXPECT_NEAR(sam.perturb(parameters, rho) / expected, 1, 1e-12);
    const double moved = std::hypot((a - a0).to(torch::kFloat64).norm().item<double>(),
                                    (b - b0).to(torch::kFloat64).norm().item<double>());
    EXPECT_NEAR(moved / rho, 1, 1e-4);
    EXPECT_LT(distance(b - b0, b.grad() * (rho / expected)), 1e-6);
    sam.restore();
    EXPECT_TRUE(a.equal(a0));
    EXPECT_TRUE(b.equal(b0));
    EXPECT_TRUE(parameters[2].equal(torch::ones({3})));
  }
}

TEST(SamStep, GradientsBeyondTheRangeOfFloat32SquaresHaveTheirNorm) {
  Tensor p = torch::zeros({2});
  p.mutable_grad() = torch::tensor({3e30f, 4e30f});
  SamStep sam;
  EXPECT_NEAR(sam.perturb({p}, 1.0) / 5e30, 1, 1e-6);
  EXPECT_LT(distance(p, torch::tensor({0.6, 0.8})), 1e-6);
}

TEST(SamStep, RestoreTwiceOrWithoutPerturbationDoesNothing) {
  Tensor p = torch::ones({3});
  p.mutable_grad() = torch::ones({3});
  SamStep sam;
  sam.restore();
  sam.perturb({p}, 0.1);
  EXPECT_THROW(sam.perturb({p}, 0.1), Error);
  sam.restore();
  p.fill_(5);
  sam.restore();
  EXPECT_TRUE(p.equal(torch::full({3}, 5.0f)));
}

TEST(SamStep, ZeroOrInfiniteGradientsMoveNothing) {
  Tensor p = torch::ones({3});
  SamStep sam;
  p.mutable_grad() = torch::zeros({3});
  EXPECT_EQ(sam.perturb({p}, 0.1), 0);
  p.mutable_grad() = torch::tensor({1.0f, std::numeric_limits<float>::infinity(), 0.0f});
  EXPECT_TRUE(std::isinf(sam.perturb({p}, 0.1)));
  p.mutable_grad() = torch::tensor({1.0f, std::numeric_limits<float>::quiet_NaN(), 0.0f});
  EXPECT_TRUE(std::isnan(sam.perturb({p}, 0.1)));
  EXPECT_TRUE(p.equal(torch::ones({3})));
}

/// A parameter and a loss that fails in some way in one of the passes.
struct Failing {
  torch::nn::Module module;
  Tensor p = torch::full({2}, 0.1).requires_grad_();
  Sgd sgd{{{"p", p}}, 0.9, 0.1};
  SamStep sam;

  StepResult step(const LossFunction& losses) {
    return samStep(losses, module, {}, sgd, 0.1, sam, {.rho = 0.05});
  }
  void expectUntouched() const {
    EXPECT_TRUE(p.equal(torch::full({2}, 0.1)));
    EXPECT_EQ(sgd.momentumBuffers()[0].second.abs().max().item<float>(), 0);
  }
};

TEST(SamStep, ALossThatIsNotFiniteChangesNothing) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Failing failing;
  const StepResult first = failing.step([&] { return failing.p * kInfinity; });
  EXPECT_FALSE(first.finite);
  EXPECT_FALSE(first.perturbedLosses.defined());
  failing.expectUntouched();

  int pass = 0;
  const StepResult second =
      failing.step([&] { return ++pass == 2 ? failing.p * kInfinity : failing.p.square(); });
  EXPECT_EQ(pass, 2);
  EXPECT_FALSE(second.finite);
  EXPECT_TRUE(std::isfinite(second.loss));
  failing.expectUntouched();

  // A finite loss with an infinite slope.
  const StepResult slope = failing.step([&] { return (failing.p - failing.p.detach()).sqrt(); });
  EXPECT_FALSE(slope.finite);
  EXPECT_EQ(slope.loss, 0);
  EXPECT_FALSE(std::isfinite(slope.gradientNorm));
  failing.expectUntouched();
}

TEST(SamStep, AnErrorInTheSecondPassLeavesTheParametersRestored) {
  Failing failing;
  int pass = 0;
  EXPECT_THROW(failing.step([&]() -> Tensor {
    if (++pass == 2) throw Error(ErrorKind::Resource, "out of memory");
    return failing.p.square();
  }),
               Error);
  failing.expectUntouched();
}

TEST(SamStep, RefusesWeightsThatAreNone) {
  Quadratics quadratics;
  Sgd sgd(quadratics.named(), 0, 0);
  SamStep sam;
  const auto step = [&](const Tensor& weights) {
    samStep([&] { return quadratics.losses(); }, quadratics, weights, sgd, 0.05, sam, {});
  };
  EXPECT_THROW(step(torch::ones({4})), Error);
  EXPECT_THROW(step(torch::tensor({1.0, 1.0, -1.0, 1.0, 1.0})), Error);
  EXPECT_THROW(step(torch::full({5}, std::numeric_limits<double>::quiet_NaN())), Error);
}

struct Norms {
  torch::nn::Sequential net{torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 4, 3)), torch::nn::BatchNorm2d(4),
                            torch::nn::Flatten(), torch::nn::Linear(16, 5), torch::nn::BatchNorm1d(5)};
  Tensor images = waves({6, 3, 4, 4}, 0.33).to(torch::kFloat32);

  std::vector<Tensor> buffers() const {
    std::vector<Tensor> copies;
    for (const Tensor& buffer : net->buffers()) copies.push_back(buffer.clone());
    return copies;
  }
  bool buffersEqual(const std::vector<Tensor>& others) const {
    const std::vector<Tensor> mine = net->buffers();
    for (std::size_t i = 0; i < mine.size(); ++i) {
      if (!mine[i].equal(others[i])) return false;
    }
    return mine.size() == others.size();
  }
};

TEST(BatchNormFreeze, KeepsStatisticsButNormalisesByTheBatch) {
  Norms norms;
  norms.net->forward(norms.images);
  const std::vector<Tensor> before = norms.buffers();
  ASSERT_EQ(before.size(), 6u);
  const Tensor other = norms.images * 2 + 1;
  Tensor frozen;
  {
    const BatchNormFreeze freeze(*norms.net);
    frozen = norms.net->forward(other);
  }
  EXPECT_TRUE(norms.buffersEqual(before));
  EXPECT_TRUE(frozen.equal(norms.net->forward(other)));
  EXPECT_FALSE(norms.buffersEqual(before));
  EXPECT_EQ(norms.net->named_buffers()["1.num_batches_tracked"].item<std::int64_t>(), 2);
}

TEST(BatchNormFreeze, BuffersStayTheOnesThatCheckpointsSee) {
  Norms norms;
  { const BatchNormFreeze freeze(*norms.net); }
  const auto* norm = norms.net[1]->as<torch::nn::BatchNorm2d>();
  EXPECT_TRUE(norm->running_mean.is_same(norms.net->named_buffers()["1.running_mean"]));
  EXPECT_TRUE(norm->num_batches_tracked.is_same(norms.net->named_buffers()["1.num_batches_tracked"]));
}

TEST(BatchNormFreeze, HoldsForTheFusedLayersOfANetwork) {
  nn::ResNet net(nn::ResNetSettings{.network = spec::Network::ResNet10, .width = 8, .stemStride = 2});
  nn::initialise(*net, 1);
  nn::toChannelsLast(*net);
  const Tensor images =
      waves({6, 3, 16, 16}, 0.33).to(torch::kFloat32).contiguous(torch::MemoryFormat::ChannelsLast);
  ASSERT_NE(net->featureMaps(images).grad_fn()->name().find("BatchNormFunction"), std::string::npos);
  const auto copies = [&] {
    std::vector<Tensor> buffers;
    for (const Tensor& buffer : net->buffers()) buffers.push_back(buffer.clone());
    return buffers;
  };
  const auto differing = [](const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < a.size(); ++i) count += a[i].equal(b[i]) ? 0 : 1;
    return count;
  };
  const auto before = copies();
  Tensor frozen;
  {
    const BatchNormFreeze freeze(*net);
    frozen = net->forward(images * 2 + 1);
  }
  EXPECT_EQ(differing(before, copies()), 0u);
  EXPECT_TRUE(frozen.equal(net->forward(images * 2 + 1)));
  EXPECT_EQ(differing(before, copies()), before.size());
}

TEST(BatchNormFreeze, EvaluationIsNotTouched) {
  Norms norms;
  norms.net->forward(norms.images);
  norms.net->eval();
  const Tensor expected = norms.net->forward(norms.images);
  const BatchNormFreeze freeze(*norms.net);
  EXPECT_TRUE(norms.net->forward(norms.images).equal(expected));
}

}  // namespace
}  // namespace skewscope::learn
