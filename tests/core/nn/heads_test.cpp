#include "core/nn/heads.h"

#include <gtest/gtest.h>

namespace skewscope::nn {
namespace {

using torch::Tensor;

spec::ExperimentSpec someSpec() {
  spec::ExperimentSpec spec;
  spec.projectorHidden = 24;
  spec.projectorOutput = 12;
  spec.predictorHidden = 6;
  return spec;
}

std::int64_t parameterCount(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const Tensor& parameter : module.parameters()) count += parameter.numel();
  return count;
}

Tensor someFeatures() {
  return torch::sin(torch::arange(160, torch::kFloat32) * 0.71f).view({10, 16});
}

TEST(Heads, SimClrProjectorIsLinearReluLinear) {
  torch::nn::Sequential projector = simClrProjector(someSpec(), 16);
  EXPECT_EQ(parameterCount(*projector), 16 * 24 + 24 + 24 * 12 + 12);
  const auto p = projector->named_parameters();
  const Tensor hidden = torch::addmm(p["0.bias"], someFeatures(), p["0.weight"].t()).relu();
  const Tensor expected = torch::addmm(p["2.bias"], hidden, p["2.weight"].t());
  EXPECT_TRUE(torch::allclose(projector->forward(someFeatures()), expected, 1e-5, 1e-6));
}

TEST(Heads, SimSiamProjectorEndsInANormWithoutParameters) {
  torch::nn::Sequential projector = simSiamProjector(someSpec(), 16);
  EXPECT_EQ(parameterCount(*projector), 16 * 24 + 2 * 24 + 24 * 12);
  const Tensor z = projector->forward(someFeatures()).detach();
  EXPECT_EQ(z.size(1), 12);
  EXPECT_LT(z.mean(0).abs().max().item<float>(), 1e-5);
  EXPECT_TRUE(torch::allclose(z.var(0, /*unbiased=*/false), torch::ones({12}), 1e-2, 1e-2));
}

TEST(Heads, SimSiamPredictorNarrowsAndEndsInABias) {
  torch::nn::Sequential predictor = simSiamPredictor(someSpec());
  EXPECT_EQ(parameterCount(*predictor), 12 * 6 + 2 * 6 + 6 * 12 + 12);
  const auto p = predictor->named_parameters();
  EXPECT_FALSE(p.contains("0.bias"));
  EXPECT_EQ(p["3.bias"].size(0), 12);
}

// The sizes of the paper's CIFAR set-up: 512 -> 2048 -> 2048 and 2048 -> 512 -> 2048.
TEST(Heads, SizesOfTheReleasedSetUp) {
  spec::ExperimentSpec spec;
  spec.projectorHidden = 2048;
  spec.projectorOutput = 2048;
  spec.predictorHidden = 512;
  EXPECT_EQ(parameterCount(*simSiamProjector(spec, 512)) + parameterCount(*simSiamPredictor(spec)),
            512 * 2048 + 2048 * 2048 + 2 * 2048 + 2 * 2048 * 512 + 2 * 512 + 2048);
}

TEST(Heads, ClassifierIsOneLinearWithBias) {
  torch::nn::Linear head = classifier(16, 10);
  EXPECT_EQ(parameterCount(*head), 16 * 10 + 10);
  EXPECT_EQ(head->forward(someFeatures()).sizes(), (std::vector<std::int64_t>{10, 10}));
}

}  // namespace
}  // namespace skewscope::nn
