#include "core/learn/model.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/learn/losses.h"
#include "tests/core/learn/numeric.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

spec::ExperimentSpec smallSpec(spec::Mode mode, spec::Method method = spec::Method::SimClr) {
  spec::ExperimentSpec spec;
  spec.mode = mode;
  spec.method = method;
  spec.width = 8;
  spec.projectorHidden = 32;
  spec.projectorOutput = 16;
  spec.predictorHidden = 8;
  spec.temperature = 0.3;
  spec.precision = spec::Precision::Float32;
  return spec;
}

Tensor view(double frequency) {
  return waves({8, 3, 16, 16}, frequency).to(torch::kFloat32).contiguous(torch::MemoryFormat::ChannelsLast);
}

Tensor someLabels() {
  return torch::tensor({0, 1, 2, 3, 4, 0, 1, 2}, torch::kInt64);
}

TEST(Model, SupervisedLossIsTheCrossEntropyOfItsScores) {
  const Model model = makeModel(smallSpec(spec::Mode::Supervised), 5);
  EXPECT_EQ(model.viewCount(), 1);
  const Tensor logits = model.logits(view(0.3));
  EXPECT_EQ(logits.sizes(), (std::vector<std::int64_t>{8, 5}));
  EXPECT_TRUE(model.losses({view(0.3)}, someLabels()).equal(crossEntropy(logits, someLabels())));
  const Tensor features = model.features(view(0.3));
  const auto p = model.root->named_parameters();
  EXPECT_LT(distance(logits, torch::addmm(p["classifier.bias"], features, p["classifier.weight"].t())), 1e-5);
}

// Each view alone through the network gives the loss; both at once would normalise by their common
// statistics.
TEST(Model, EveryViewHasItsOwnBatchStatistics) {
  for (const spec::Method method : {spec::Method::SimClr, spec::Method::SimSiam}) {
    const Model model = makeModel(smallSpec(spec::Mode::SelfSupervised, method), 5);
    EXPECT_EQ(model.viewCount(), 2);
    torch::nn::Sequential projector = model.projector, predictor = model.predictor;
    const Tensor a = view(0.3), b = view(0.41) * 3 + 1;
    const Tensor z1 = projector->forward(model.features(a)), z2 = projector->forward(model.features(b));
    const Tensor expected = method == spec::Method::SimClr
                                ? ntXent(z1, z2, 0.3)
                                : simSiam(predictor->forward(z1), predictor->forward(z2), z1, z2);
    const Tensor found = model.losses({a, b}, {});
    EXPECT_LT(distance(found, expected), 1e-6);
    const Tensor both = projector->forward(model.features(torch::cat({a, b})));
    EXPECT_GT(distance(both, torch::cat({z1, z2})), 1e-2);
  }
}

TEST(Model, EveryParameterTakesPartInTheLoss) {
  const std::vector<std::pair<spec::Mode, spec::Method>> modes{
      {spec::Mode::Supervised, spec::Method::SimClr},
      {spec::Mode::SelfSupervised, spec::Method::SimClr},
      {spec::Mode::SelfSupervised, spec::Method::MoCo},
      {spec::Mode::RwSam, spec::Method::SimSiam}};
  for (const auto& [mode, method] : modes) {
    const Model model = makeModel(smallSpec(mode, method), 5);
    std::vector<Tensor> views{view(0.3)};
    if (model.viewCount() == 2) views.push_back(view(0.41));
    model.beginStep(views);
    const Tensor losses = model.losses(views, mode == spec::Mode::Supervised ? someLabels() : Tensor());
    ASSERT_EQ(losses.sizes(), (std::vector<std::int64_t>{8}));
    losses.mean().backward();
    for (const auto& [name, parameter] : model.namedParameters()) {
      ASSERT_TRUE(parameter.grad().defined()) << name;
      EXPECT_GT(parameter.grad().abs().max().item<float>(), 0) << name;
    }
  }
}

TEST(Model, LdamHasAHeadOfCosines) {
  auto spec = smallSpec(spec::Mode::Supervised);
  spec.loss = spec::Loss::Ldam;
  spec.ldamScale = 20;
  Model model = makeModel(spec, 5);
  const auto parameters = model.root->named_parameters();
  EXPECT_FALSE(parameters.contains("classifier.bias"));
  const Tensor weight = parameters["classifier.weight"];
  EXPECT_LT(distance(weight.norm(2, {1}), torch::ones({5})), 1e-6);
  const Tensor features = model.features(view(0.3)), logits = model.logits(view(0.3));
  for (std::int64_t c = 0; c < 5; ++c) {
    EXPECT_LT(
        distance(logits.select(1, c), 20 * torch::cosine_similarity(features, weight[c].unsqueeze(0), 1)),
        1e-4);
  }
  // The length of a class's row says nothing.
  {
    const torch::NoGradGuard noGrad;
    weight[2].mul_(7);
  }
  EXPECT_LT(distance(model.logits(view(0.3)), logits), 1e-4);
  model.labelLoss = LabelLoss(spec, std::vector<std::int64_t>{100, 50, 20, 10, 5});
  const Tensor losses = model.losses({view(0.3)}, someLabels());
  EXPECT_GT((losses - crossEntropy(logits, someLabels())).min().item<double>(), 0);  // margins only add
  losses.mean().backward();
  for (const auto& [name, parameter] : model.namedParameters()) {
    EXPECT_GT(parameter.grad().abs().max().item<float>(), 0) << name;
  }
}

TEST(Model, AllLossesStartFromTheSameBackbone) {
  auto spec = smallSpec(spec::Mode::Supervised);
  const NamedTensors plain = makeModel(spec, 5).namedParameters();
  spec.loss = spec::Loss::Ldam;
  const NamedTensors ldam = makeModel(spec, 5).namedParameters();
  for (std::size_t i = 0; i + 1 < ldam.size(); ++i) EXPECT_TRUE(ldam[i].second.equal(plain[i].second));
}

TEST(Model, NamesAreStableAndHandlesAreLive) {
  const spec::ExperimentSpec spec = smallSpec(spec::Mode::SelfSupervised, spec::Method::SimSiam);
  const Model first = makeModel(spec, 5), second = makeModel(spec, 5);
  const NamedTensors a = first.namedParameters(), b = second.namedParameters();
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].first, b[i].first);
    EXPECT_TRUE(a[i].second.equal(b[i].second)) << "same seed, same values: " << a[i].first;
    EXPECT_TRUE(a[i].second.is_same(first.namedParameters()[i].second));
  }
  EXPECT_EQ(a.front().first, "backbone.stem.weight");
  EXPECT_EQ(a.back().first, "predictor.3.bias");
  EXPECT_EQ(first.namedBuffers().front().first, "backbone.stem_norm.running_mean");
  spec::ExperimentSpec other = spec;
  other.seed = 2;
  EXPECT_FALSE(makeModel(other, 5).namedParameters()[0].second.equal(a[0].second));
}

TEST(Model, ConvolutionsAreChannelsLast) {
  for (const auto& [name, parameter] : makeModel(smallSpec(spec::Mode::Supervised), 5).namedParameters()) {
    if (parameter.dim() == 4) {
      EXPECT_TRUE(parameter.is_contiguous(torch::MemoryFormat::ChannelsLast)) << name;
    }
  }
}

TEST(Model, EvaluationDoesNotTouchStatistics) {
  const Model model = makeModel(smallSpec(spec::Mode::SelfSupervised), 5);
  const auto counts = [&] { return model.namedBuffers()[2].second.item<std::int64_t>(); };
  ASSERT_EQ(model.namedBuffers()[2].first, "backbone.stem_norm.num_batches_tracked");
  const torch::NoGradGuard noGrad;
  model.losses({view(0.3), view(0.41)}, {});
  EXPECT_EQ(counts(), 2);
  model.setTraining(false);
  const Tensor all = model.features(view(0.3));
  EXPECT_LT(distance(model.features(view(0.3).slice(0, 0, 1)), all.slice(0, 0, 1)), 1e-5);
  EXPECT_EQ(counts(), 2);
  model.setTraining(true);
  EXPECT_GT(distance(model.features(view(0.3)), all), 1e-3);
  EXPECT_EQ(counts(), 3);
}

TEST(Model, BFloat16IsCloseAndComesBackAsFloat32) {
  for (const spec::Mode mode : {spec::Mode::Supervised, spec::Mode::SelfSupervised}) {
    spec::ExperimentSpec spec = smallSpec(mode);
    const Model exact = makeModel(spec, 5);
    spec.precision = spec::Precision::BFloat16;
    const Model rounded = makeModel(spec, 5);
    EXPECT_FALSE(exact.bf16);
    EXPECT_TRUE(rounded.bf16);
    std::vector<Tensor> views{view(0.3)};
    if (exact.viewCount() == 2) views.push_back(view(0.41));
    const Tensor a = exact.losses(views, someLabels()), b = rounded.losses(views, someLabels());
    EXPECT_EQ(b.scalar_type(), torch::kFloat32);
    EXPECT_EQ(rounded.features(view(0.3)).scalar_type(), torch::kFloat32);
    EXPECT_LT(distance(a, b), 0.1);
    EXPECT_FALSE(a.equal(b));
  }
}

TEST(Model, RefusesTheWrongNumberOfViewsAndScoresItDoesNotHave) {
  const Model supervised = makeModel(smallSpec(spec::Mode::Supervised), 5);
  const Model ssl = makeModel(smallSpec(spec::Mode::SelfSupervised), 5);
  EXPECT_THROW(supervised.losses({view(0.3), view(0.3)}, someLabels()), Error);
  EXPECT_THROW(ssl.losses({view(0.3)}, {}), Error);
  EXPECT_THROW(ssl.logits(view(0.3)), Error);
}

}  // namespace
}  // namespace skewscope::learn
