// Ten steps of each supervised loss and optimiser against a recorded PyTorch computation, and learning rates
// against torch.optim.lr_scheduler (tests/reference/long_tail_training.py).
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/learn/label_loss.h"
#include "core/learn/long_tail_losses.h"
#include "core/learn/sam.h"
#include "core/learn/schedule.h"
#include "core/learn/weighted_step.h"
#include "tests/core/learn/numeric.h"
#include "tests/core/learn/torch_record.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

const nlohmann::json& record() {
  static const nlohmann::json all = readRecord("long_tail_training.json");
  return all;
}

/// How a recorded case was made, in this program's options.
struct Recipe {
  const char* name;
  spec::Loss loss = spec::Loss::CrossEntropy;
  double gamma = 0;       ///< of the focal loss
  bool weighted = false;  ///< with beta 0.999
  double start = 0;       ///< share of the steps before the weights
  bool nesterov = false;
  double momentum = 0.9;
  double rho = 0;  ///< above 0: SAM
};
void PrintTo(const Recipe& recipe, std::ostream* out) {
  *out << recipe.name;
}

class TorchParity : public testing::TestWithParam<Recipe> {};

TEST_P(TorchParity, TenStepsAgree) {
  const Recipe& recipe = GetParam();
  spec::ExperimentSpec spec;
  spec.loss = recipe.loss;
  spec.focalGamma = recipe.gamma;
  spec.logitTau = 1.5;
  spec.ldamMargin = 0.5;
  spec.ldamScale = record()["scale"].get<double>();
  spec.reweight = recipe.weighted ? spec::Reweight::ClassBalanced : spec::Reweight::None;
  spec.reweightBeta = 0.999;
  spec.reweightStart = recipe.start;
  spec.epochs = 10;  // one step each
  const LabelLoss loss(spec, record()["counts"].get<std::vector<std::int64_t>>());

  const bool cosine = recipe.loss == spec::Loss::Ldam;
  const Tensor x = tensorOf(record()["x"]).to(torch::kFloat32);
  const Tensor labels = torch::tensor(record()["labels"].get<std::vector<std::int64_t>>());
  Tensor weight = tensorOf(record()["weight"]).to(torch::kFloat32).requires_grad_();
  Tensor bias = tensorOf(record()["bias"]).to(torch::kFloat32).requires_grad_();
  NamedTensors parameters{{"weight", weight}};
  if (!cosine) parameters.emplace_back("bias", bias);
  Sgd sgd(parameters, recipe.momentum, record()["weight_decay"].get<double>(), recipe.nesterov);
  const LossFunction losses = [&] {
    return loss(cosine ? cosineScores(x, weight, spec.ldamScale) : torch::addmm(bias, x, weight.t()), labels);
  };

  SamStep sam;
  const torch::nn::Linear withoutBatchNorm(1, 1);
  const double rate = record()["rate"].get<double>();
  const auto step = [&](const LossFunction& objective) {
    return recipe.rho > 0 ? samStep(objective, *withoutBatchNorm, {}, sgd, rate, sam, {.rho = recipe.rho})
                          : plainStep(objective, sgd, rate);
  };
  const auto& expected = record()["cases"][recipe.name];
  const auto values = expected["losses"].get<std::vector<double>>();
  ASSERT_EQ(values.size(), 10u);
  for (std::int64_t i = 0; i < 10; ++i) {
    const Tensor weights = loss.imageWeights(labels, i);
    const StepResult result = weights.defined() ? weightedStep(losses, weights, step) : step(losses);
    const double value =
        weights.defined()
            ? (torch::dot(result.losses.to(torch::kFloat64), weights) / weights.sum()).item<double>()
            : result.loss;
    EXPECT_NEAR(value, values[static_cast<std::size_t>(i)], 1e-5) << "step " << i;
  }
  EXPECT_LT(distance(weight, tensorOf(expected["weight"])), 1e-5);
  if (!cosine) {
    EXPECT_LT(distance(bias, tensorOf(expected["bias"])), 1e-5);
  }
  // The steps went somewhere.
  EXPECT_GT(distance(weight, tensorOf(record()["weight"])), 0.05);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, TorchParity,
    testing::Values(
        Recipe{.name = "cross_entropy"}, Recipe{.name = "no_momentum", .momentum = 0},
        Recipe{.name = "nesterov", .nesterov = true}, Recipe{.name = "class_balanced", .weighted = true},
        Recipe{.name = "focal_2", .loss = spec::Loss::Focal, .gamma = 2},
        Recipe{.name = "focal_05", .loss = spec::Loss::Focal, .gamma = 0.5},
        Recipe{.name = "class_balanced_focal",
               .loss = spec::Loss::Focal,
               .gamma = 2,
               .weighted = true,
               .nesterov = true},
        Recipe{.name = "balanced_softmax", .loss = spec::Loss::BalancedSoftmax},
        Recipe{.name = "logit_adjustment", .loss = spec::Loss::LogitAdjustment},
        Recipe{.name = "ldam", .loss = spec::Loss::Ldam},
        Recipe{
            .name = "ldam_drw", .loss = spec::Loss::Ldam, .weighted = true, .start = 0.5, .nesterov = true},
        Recipe{.name = "sam", .rho = 0.05},
        Recipe{.name = "sam_focal", .loss = spec::Loss::Focal, .gamma = 2, .nesterov = true, .rho = 0.1},
        Recipe{.name = "sam_balanced_softmax", .loss = spec::Loss::BalancedSoftmax, .rho = 0.1},
        Recipe{.name = "sam_logit_adjustment", .loss = spec::Loss::LogitAdjustment, .rho = 0.1},
        Recipe{.name = "sam_class_balanced", .weighted = true, .rho = 0.1},
        Recipe{.name = "sam_ldam_drw", .loss = spec::Loss::Ldam, .weighted = true, .start = 0.5, .rho = 0.1}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(TorchRecord, EveryRecordedCaseIsCompared) {
  EXPECT_EQ(record()["cases"].size(), 17u);
}

TEST(TorchRecord, LearningRatesAgree) {
  spec::ExperimentSpec spec;
  spec.learningRate = 0.4;
  spec.epochs = 8;
  spec.schedule = spec::Schedule::Step;
  spec.milestones = "3,6";
  spec.stepGamma = 0.2;
  const auto steps = record()["schedules"]["step"].get<std::vector<double>>();
  ASSERT_EQ(steps.size(), 8u);
  for (std::int64_t i = 0; i < 8; ++i) {
    for (const std::int64_t step : {5 * i, 5 * i + 4}) {
      EXPECT_NEAR(learningRate(spec, step, 5), steps[static_cast<std::size_t>(i)], 1e-8) << step;
    }
  }
  spec.schedule = spec::Schedule::Cosine;
  const auto cosine = record()["schedules"]["cosine"].get<std::vector<double>>();
  ASSERT_EQ(cosine.size(), 40u);
  for (std::int64_t i = 0; i < 40; ++i) {
    EXPECT_NEAR(learningRate(spec, i, 5), cosine[static_cast<std::size_t>(i)], 1e-8) << i;
  }
}

}  // namespace
}  // namespace skewscope::learn
