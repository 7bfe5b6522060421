// What bfloat16 leaves of SAM's perturbation (docs/methods/sam.md).
#include <gtest/gtest.h>

#include "core/learn/sam.h"
#include "tests/core/learn/numeric.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

/// A network in bfloat16, its images, and its weights: the parameters that autocast rounds.
struct Rounded {
  Rounded() {
    spec::ExperimentSpec spec;
    spec.mode = spec::Mode::Supervised;
    spec.network = spec::Network::ResNet10;
    spec.width = 16;
    spec.stemStride = 2;
    spec.precision = spec::Precision::BFloat16;
    model = makeModel(spec, 10);
    for (const auto& [name, tensor] : model.namedParameters()) {
      if (tensor.dim() > 1) weights.push_back(tensor);
    }
  }
  Tensor losses() const { return model.losses({images}, labels); }
  Tensor values() const {
    std::vector<Tensor> parts;
    for (const Tensor& weight : weights) parts.push_back(weight.detach().flatten().to(torch::kFloat64));
    return torch::cat(parts);
  }
  /// Weights that bfloat16 has.
  void roundWeights() const {
    const torch::NoGradGuard noGrad;
    for (const Tensor& weight : weights) weight.copy_(weight.to(torch::kBFloat16));
  }

  Model model;
  std::vector<Tensor> weights;
  Tensor images =
      waves({16, 3, 32, 32}, 0.37).to(torch::kFloat32).contiguous(torch::MemoryFormat::ChannelsLast);
  Tensor labels = torch::arange(16) % 10;
};

TEST(SamInBfloat16, TheNetworkReadsItsWeightsRounded) {
  const Rounded network;
  const Tensor before = network.losses(), values = network.values();
  network.roundWeights();
  EXPECT_GT(distance(network.values(), values), 1e-5);
  EXPECT_TRUE(network.losses().equal(before));
}

// Most steps are below half a unit in the last place of their weight, and are lost; the few that are not
// become a whole unit. Which ones depends on where a weight lies between two numbers of bfloat16, so that on
// average over many weights the step is the one that was asked for, with noise of its own length at a right
// angle to it.
TEST(SamInBfloat16, ThePerturbationKeepsItsPartAlongTheGradient) {
  const Rounded network;
  network.losses().mean().backward();
  const auto rounded = [&] { return network.values().to(torch::kBFloat16).to(torch::kFloat64); };
  const Tensor start = network.values(), startSeen = rounded();
  SamStep sam;
  sam.perturb(network.model.root->parameters(), 0.05);
  const Tensor asked = network.values() - start, seen = rounded() - startSeen;
  EXPECT_GT((seen == 0).to(torch::kFloat64).mean().item<double>(), 0.5);
  EXPECT_NEAR(seen.dot(asked).item<double>() / asked.dot(asked).item<double>(), 1, 0.03);
  const Tensor noise = seen - asked;
  EXPECT_LT(noise.norm().item<double>(), 2 * asked.norm().item<double>());
  EXPECT_NEAR(noise.dot(asked).item<double>() / (noise.norm() * asked.norm()).item<double>(), 0, 0.03);
}

}  // namespace
}  // namespace skewscope::learn
