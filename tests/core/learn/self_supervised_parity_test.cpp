// Ten steps of each self-supervised loss, plain and with SAM, ASAM and rwSAM, against a recorded PyTorch
// computation (tests/reference/self_supervised_training.py).
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "core/learn/losses.h"
#include "core/learn/model.h"
#include "core/learn/sam.h"
#include "tests/core/learn/numeric.h"
#include "tests/core/learn/torch_record.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

constexpr double kTolerance = 1e-5;

const nlohmann::json& record() {
  static const nlohmann::json all = readRecord("self_supervised_training.json");
  return all;
}
double number(const char* name) {
  return record()[name].get<double>();
}
std::vector<Tensor> viewsOf(const char* name) {
  std::vector<Tensor> views;
  for (const auto& view : record()[name]) views.push_back(tensorOf(view).to(torch::kFloat32));
  return views;
}

/// How a recorded case was made.
struct Recipe {
  const char* name;
  spec::Method method;
  double rho = 0;  ///< above 0: SAM
  bool adaptive = false, weighted = false;
};
void PrintTo(const Recipe& recipe, std::ostream* out) {
  *out << recipe.name;
}

SamSettings samOf(const Recipe& recipe) {
  return {.rho = recipe.rho, .adaptive = recipe.adaptive};
}
Tensor weightsOf(const Recipe& recipe) {
  return recipe.weighted ? tensorOf(record()["weights"]) : Tensor();
}

class SelfSupervisedParity : public testing::TestWithParam<Recipe> {
 protected:
  const nlohmann::json& expected() const { return record()["cases"][GetParam().name]; }

  void expectStep(const StepResult& result, std::size_t step) const {
    ASSERT_TRUE(result.finite);
    EXPECT_NEAR(result.loss, expected()["losses"].at(step).get<double>(), kTolerance) << "step " << step;
    if (GetParam().rho > 0) {
      EXPECT_NEAR(result.perturbedLoss, expected()["perturbed"].at(step).get<double>(), kTolerance)
          << "step " << step;
    }
  }
  /// `start`: where all parameters were; the steps must have gone somewhere.
  void expectEnd(const NamedTensors& parameters, const nlohmann::json& start) const {
    ASSERT_EQ(parameters.size(), expected()["parameters"].size());
    double moved = 0;
    for (const auto& [name, value] : parameters) {
      EXPECT_LT(distance(value, tensorOf(expected()["parameters"].at(name))), kTolerance) << name;
      moved = std::max(moved, distance(value, tensorOf(start.at(name))));
    }
    EXPECT_GT(moved, 0.02);
  }
};

/// The projector of two layers, with SimSiam's predictor behind it, on vectors in the place of features.
struct Heads {
  explicit Heads(bool predicts) {
    for (const auto& [name, value] : record()["heads"].items()) {
      if (predicts || name.starts_with("projector"))
        parameters.emplace_back(name, tensorOf(value).to(torch::kFloat32).requires_grad_());
    }
  }
  Tensor run(const std::string& head, const Tensor& x) const {
    std::map<std::string, Tensor> p(parameters.begin(), parameters.end());
    const auto layer = [&](const char* index, const Tensor& in) {
      const std::string key = std::string(head).append(".").append(index);
      return torch::addmm(p.at(std::string(key).append(".bias")), in,
                          p.at(std::string(key).append(".weight")).t());
    };
    return layer("2", layer("0", x).relu());
  }
  NamedTensors parameters;
};

TEST_P(SelfSupervisedParity, TenStepsAgree) {
  const Recipe& recipe = GetParam();
  ASSERT_EQ(expected()["losses"].size(), 10u);
  SamStep sam;
  if (recipe.method == spec::Method::MoCo) {
    spec::ExperimentSpec spec;
    spec.mode = spec::Mode::RwSam;
    spec.method = recipe.method;
    spec.width = 1;
    spec.stemStride = 1;
    spec.projectorHidden = tensorOf(record()["network"]["projector.0.bias"]).size(0);
    spec.projectorOutput = tensorOf(record()["network"]["projector.2.bias"]).size(0);
    spec.mocoQueue = tensorOf(record()["queue"]).size(0);
    spec.mocoMomentum = number("key_momentum");
    spec.temperature = number("temperature");
    spec.precision = spec::Precision::Float32;
    const Model model = makeModel(spec, 10);
    {
      const torch::NoGradGuard noGrad;
      std::map<std::string, Tensor> state;
      for (const auto& entry : model.keyEncoder->namedState()) state.insert(entry);
      for (const auto& [name, value] : model.namedParameters()) {
        value.copy_(tensorOf(record()["network"].at(name)));
        state.at("key." + name).copy_(value);
      }
      state.at("key.queue").copy_(tensorOf(record()["queue"]));
    }
    const auto views = viewsOf("images");
    Sgd sgd(model.namedParameters(), number("momentum"), number("weight_decay"));
    for (std::size_t i = 0; i < 10; ++i) {
      expectStep(recipe.rho > 0
                     ? samStep(model, views, {}, weightsOf(recipe), sgd, number("rate"), sam, samOf(recipe))
                     : plainStep(model, views, {}, sgd, number("rate")),
                 i);
    }
    expectEnd(model.namedParameters(), record()["network"]);
    // Ours is a ring; the record's has the oldest key in front.
    const Tensor queue = model.keyEncoder->queue();
    const std::int64_t next = 10 * views[0].size(0) % queue.size(0);
    EXPECT_LT(distance(queue.roll(-next, 0), tensorOf(expected()["queue"])), kTolerance);
    // The record's key encoder has followed the last update too; ours does so when the next step begins.
    model.beginStep(views);
    for (const auto& [name, value] : model.keyEncoder->namedState()) {
      const std::string key = name.substr(4);
      if (!expected()["key"].contains(key)) continue;  // BatchNorm's statistics and the queue
      EXPECT_LT(distance(value, tensorOf(expected()["key"].at(key))), kTolerance) << name;
    }
    return;
  }
  const bool simSiamese = recipe.method == spec::Method::SimSiam;
  const Heads heads(simSiamese);
  const auto views = viewsOf("vectors");
  const LossFunction losses = [&] {
    const Tensor z1 = heads.run("projector", views[0]), z2 = heads.run("projector", views[1]);
    if (!simSiamese) return ntXent(z1, z2, number("temperature"));
    return simSiam(heads.run("predictor", z1), heads.run("predictor", z2), z1, z2);
  };
  Sgd sgd(heads.parameters, number("momentum"), number("weight_decay"));
  const torch::nn::Linear withoutBatchNorm(1, 1);
  for (std::size_t i = 0; i < 10; ++i) {
    expectStep(recipe.rho > 0 ? samStep(losses, *withoutBatchNorm, weightsOf(recipe), sgd, number("rate"),
                                        sam, samOf(recipe))
                              : plainStep(losses, sgd, number("rate")),
               i);
  }
  expectEnd(heads.parameters, record()["heads"]);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, SelfSupervisedParity,
    testing::Values(
        Recipe{.name = "simsiam", .method = spec::Method::SimSiam},
        Recipe{.name = "simsiam_sam", .method = spec::Method::SimSiam, .rho = 0.1},
        Recipe{.name = "simsiam_asam", .method = spec::Method::SimSiam, .rho = 0.5, .adaptive = true},
        Recipe{.name = "simsiam_rwsam", .method = spec::Method::SimSiam, .rho = 0.1, .weighted = true},
        Recipe{.name = "nt_xent", .method = spec::Method::SimClr},
        Recipe{.name = "nt_xent_sam", .method = spec::Method::SimClr, .rho = 0.1},
        Recipe{.name = "nt_xent_asam", .method = spec::Method::SimClr, .rho = 0.5, .adaptive = true},
        Recipe{.name = "nt_xent_rwsam", .method = spec::Method::SimClr, .rho = 0.1, .weighted = true},
        Recipe{.name = "nt_xent_rwasam",
               .method = spec::Method::SimClr,
               .rho = 0.5,
               .adaptive = true,
               .weighted = true},
        Recipe{.name = "moco", .method = spec::Method::MoCo},
        Recipe{.name = "moco_rwsam", .method = spec::Method::MoCo, .rho = 0.1, .weighted = true}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(SelfSupervisedRecord, EveryRecordedCaseIsCompared) {
  EXPECT_EQ(record()["cases"].size(), 11u);
}

}  // namespace
}  // namespace skewscope::learn
