// Every protocol on a small network and small images, each against what is known of it.
#include "core/train/protocol_evaluation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/base/error.h"
#include "core/data/shapes.h"
#include "core/data/subset.h"
#include "core/nn/batch.h"
#include "core/spec/presets.h"
#include "core/train/explain_run.h"

namespace skewscope::train {
namespace {

using spec::Protocol;
namespace metric = store::metric;

constexpr int kPerClass = 30;

struct ProtocolEvaluation : testing::Test {
  TrainedRun trained;
  RunData data;
  spec::EvaluationRequest request;
  store::EpochRows rows;

  /// The subset is the whole of the training images; `sameTest`: so are the test images.
  void make(spec::Mode mode, bool sameTest = false) {
    data::ShapesSettings settings;
    settings.trainPerClass = kPerClass;
    settings.testPerClass = 20;
    data.dataset = data::makeShapes(settings, serialFor());
    if (sameTest) data.dataset.test = data.dataset.train;
    auto& spec = trained.record.spec;
    spec = spec::defaults(spec::Preset::Quick, mode, spec::Method::SimSiam, data.dataset.name);
    spec.width = 4;
    spec.nMax = kPerClass;
    spec.ratio = 1;
    spec.batch = 64;
    data.plan = data::planSubset(spec, data.dataset.train.classCounts());
    data.subset = data::subsetFor(spec, data.dataset.train);
    trained.model = learn::makeModel(spec, data.dataset.train.classes());
  }
  void measure(Protocol protocol) {
    request.protocols = {protocol};
    const auto& spec = trained.record.spec;
    evaluateProtocols(trained, data, request, Evaluator(spec, data.dataset, data.subset, serialFor()),
                      serialFor(), {[](const char*) {}, [](const std::string&) {}}, rows);
  }
  nlohmann::json protocolOf(const std::string& name) {
    return nlohmann::json::parse(rows.protocols.at(name));
  }
};

TEST_F(ProtocolEvaluation, ProbesOfTheSameImagesAgree) {
  make(spec::Mode::SelfSupervised);
  measure(Protocol::Probe);
  measure(Protocol::LongTailProbe);
  request.shots = 1000;  // as many as there are
  request.repeats = 2;
  measure(Protocol::FewShotProbe);
  const double probe = rows.metrics.at(metric::kProbeAccuracy);
  EXPECT_GT(probe, 0.11);
  // The order of the images, and with it rounding, differs: an image on the border may too.
  EXPECT_NEAR(rows.metrics.at(metric::kLongTailProbeAccuracy), probe, 0.011);
  EXPECT_NEAR(rows.metrics.at(metric::kFewShotAccuracy), probe, 0.011);
  EXPECT_EQ(protocolOf(metric::kLongTailProbeAccuracy)["images"], 10 * kPerClass);
  EXPECT_EQ(protocolOf(metric::kFewShotAccuracy)["shots"], kPerClass);
  EXPECT_EQ(protocolOf(metric::kFewShotAccuracy)["accuracies"].size(), 2U);
  EXPECT_EQ(rows.classMetrics.at(metric::kFewShotAccuracy).size(), 10U);
}

TEST_F(ProtocolEvaluation, KnnIsOfASupervisedRunTooAndSaysHow) {
  make(spec::Mode::Supervised, true);
  trained.record.spec.knnK = 1;
  trained.record.spec.knnSpace = spec::KnnSpace::Projector;  // which it does not have
  measure(Protocol::Knn);
  // The nearest image of the bank is the test image itself.
  EXPECT_GT(rows.metrics.at(metric::kKnnAccuracy), 0.99);
  EXPECT_EQ(rows.metrics.count(metric::kHeadAccuracy), 0U);
  const auto protocol = protocolOf(metric::kKnnAccuracy);
  EXPECT_EQ(protocol["k"], 1);
  EXPECT_EQ(protocol["bank"], "subset");
  EXPECT_EQ(protocol["space"], "backbone");
  EXPECT_EQ(protocol["images"], 10 * kPerClass);
}

TEST_F(ProtocolEvaluation, FewerShotsAreWorseOnAverage) {
  make(spec::Mode::SelfSupervised);
  request.repeats = 8;
  request.shots = 2;
  measure(Protocol::FewShotProbe);
  const double few = rows.metrics.at(metric::kFewShotAccuracy);
  request.shots = kPerClass;
  measure(Protocol::FewShotProbe);
  EXPECT_LT(few, rows.metrics.at(metric::kFewShotAccuracy));
}

TEST_F(ProtocolEvaluation, TheFullProbeRepeatsItself) {
  make(spec::Mode::Supervised);
  request.epochs = 3;
  measure(Protocol::FullProbe);
  const auto first = rows.confusions.at(metric::kFullProbeAccuracy);
  measure(Protocol::FullProbe);
  EXPECT_EQ(rows.confusions.at(metric::kFullProbeAccuracy), first);
  const auto protocol = protocolOf(metric::kFullProbeAccuracy);
  EXPECT_EQ(protocol["epochs"], 3);
  EXPECT_EQ(protocol["images"], 10 * kPerClass);
  EXPECT_GE(protocol["best"].get<double>(), rows.metrics.at(metric::kFullProbeAccuracy));
}

TEST_F(ProtocolEvaluation, ThereIsNoLossGapBetweenASetAndItself) {
  make(spec::Mode::SelfSupervised, true);
  request.repeats = 2;
  measure(Protocol::LossGap);
  for (const double gap : rows.classMetrics.at(metric::kLossGap)) EXPECT_NEAR(gap, 0, 1e-5);
  EXPECT_NEAR(rows.metrics.at(metric::kLossGap), 0, 1e-5);
  const auto protocol = protocolOf(metric::kRareLossGap);
  EXPECT_NEAR(protocol["training_loss"].get<double>(), protocol["test_loss"].get<double>(), 1e-5);
  EXPECT_LE(std::abs(protocol["training_loss"].get<double>()), 1);  // SimSiam's loss is minus a cosine
}

TEST_F(ProtocolEvaluation, TheLossGapOfHalvesIsThatOfTheirClasses) {
  make(spec::Mode::SelfSupervised);
  measure(Protocol::LossGap);
  const auto& gaps = rows.classMetrics.at(metric::kLossGap);
  double frequent = 0, rare = 0;
  for (std::size_t rank = 0; rank < 10; ++rank) {
    (rank < 5 ? frequent : rare) += gaps.at(static_cast<std::size_t>(data.plan.order.at(rank))) / 5;
  }
  EXPECT_NEAR(rows.metrics.at(metric::kFrequentLossGap), frequent, 1e-12);
  EXPECT_NEAR(rows.metrics.at(metric::kRareLossGap), rare, 1e-12);
  EXPECT_NEAR(rows.metrics.at(metric::kLossGap), (frequent + rare) / 2, 1e-12);
}

/// Both contrastive losses, whose value for an image hangs on the negatives.
class ContrastiveEvaluation : public ProtocolEvaluation, public testing::WithParamInterface<spec::Method> {};
INSTANTIATE_TEST_SUITE_P(Methods, ContrastiveEvaluation,
                         testing::Values(spec::Method::SimClr, spec::Method::MoCo));

TEST_P(ContrastiveEvaluation, TheLossGapHasNegativesOfTheSameClasses) {
  // All images of a class are the same plain colour, so the loss of an image is decided by the classes of its
  // negatives: those of an imbalanced batch on one side and of a balanced one on the other would be a gap.
  make(spec::Mode::SelfSupervised);
  for (data::ImageSet* set : {&data.dataset.train, &data.dataset.test}) {
    for (std::int64_t i = 0; i < set->size(); ++i) {
      const auto label = set->labels[static_cast<std::size_t>(i)];
      for (std::size_t p = 0; p < set->imageBytes(); ++p) {
        set->pixels[static_cast<std::size_t>(i) * set->imageBytes() + p] =
            static_cast<std::uint8_t>(p % 3 == label % 3 ? 255 - 20 * label : 20 * label);
      }
    }
  }
  auto& spec = trained.record.spec;
  spec.method = GetParam();
  spec.ratio = 0.1;
  spec.jitterProbability = 0;
  spec.grayscale = 0;
  spec.temperature = 0.05;
  data.plan = data::planSubset(spec, data.dataset.train.classCounts());
  data.subset = data::subsetFor(spec, data.dataset.train);
  trained.model = learn::makeModel(spec, 10);
  request.repeats = 3;
  measure(Protocol::LossGap);
  EXPECT_NEAR(rows.metrics.at(metric::kFrequentLossGap), 0, 0.02);
  EXPECT_NEAR(rows.metrics.at(metric::kRareLossGap), 0, 0.02);
  EXPECT_EQ(protocolOf(metric::kLossGap)["negatives"], "of the subset's classes");
  // No image twice in a batch: 30 images of the subset are of the first class, which has 20 test images.
  EXPECT_EQ(protocolOf(metric::kLossGap)["batch"], 20 * data.subset.indices.size() / (2 * 30));
}

TEST_F(ProtocolEvaluation, SharpnessIsThatOfTheRunsOwnLossAndClassWeights) {
  make(spec::Mode::Supervised);
  auto& spec = trained.record.spec;
  spec.ratio = 0.1;
  spec.rho = 1e-3;
  spec.loss = spec::Loss::BalancedSoftmax;
  spec.reweight = spec::Reweight::ClassBalanced;
  data.plan = data::planSubset(spec, data.dataset.train.classCounts());
  data.subset = data::subsetFor(spec, data.dataset.train);
  trained.model = learn::makeModel(spec, 10);
  measure(Protocol::Sharpness);
  const double plain = rows.metrics.at(metric::kSubsetSharpness);
  EXPECT_EQ(protocolOf(metric::kSubsetSharpness)["class_weights"], false);
  trained.model.labelLoss = learn::LabelLoss(spec, data.subset.counts);
  measure(Protocol::Sharpness);
  const double sharpness = rows.metrics.at(metric::kSubsetSharpness);
  const double norm = protocolOf(metric::kSubsetSharpness)["gradient_norm"];
  EXPECT_EQ(protocolOf(metric::kSubsetSharpness)["class_weights"], true);
  EXPECT_NEAR(sharpness / (1e-3 * norm), 1, 0.05);  // first order, of the weighted mean
  EXPECT_GT(std::abs(sharpness / plain - 1), 0.02);
}

TEST_F(ProtocolEvaluation, SharpnessOfASmallBallIsItsRadiusTimesTheGradient) {
  make(spec::Mode::Supervised);
  trained.record.spec.rho = 1e-3;
  const auto before = trained.model.namedParameters().front().second.clone();
  measure(Protocol::Sharpness);
  const double sharpness = rows.metrics.at(metric::kSubsetSharpness);
  const double norm = protocolOf(metric::kSubsetSharpness)["gradient_norm"];
  EXPECT_GT(norm, 0);
  EXPECT_NEAR(sharpness / (1e-3 * norm), 1, 0.05);  // first order
  double mean = 0;
  for (const double value : rows.classMetrics.at(metric::kSubsetSharpness)) mean += value / 10;
  EXPECT_NEAR(mean, sharpness, 1e-9);  // equally many images of each class
  EXPECT_TRUE(torch::equal(trained.model.namedParameters().front().second, before));
}

TEST_F(ProtocolEvaluation, SharpnessOfMoCoLeavesItsKeysAndQueueAlone) {
  make(spec::Mode::SelfSupervised);
  auto& spec = trained.record.spec;
  spec.method = spec::Method::MoCo;
  spec.mocoQueue = 64;
  spec.rho = 1e-3;
  trained.model = learn::makeModel(spec, 10);
  std::vector<torch::Tensor> before;
  for (const auto& [name, tensor] : trained.model.namedBuffers()) before.push_back(tensor.clone());
  measure(Protocol::Sharpness);
  const double norm = protocolOf(metric::kSubsetSharpness)["gradient_norm"];
  EXPECT_GT(norm, 0);
  EXPECT_NEAR(rows.metrics.at(metric::kSubsetSharpness) / (1e-3 * norm), 1, 0.1);  // first order
  std::size_t i = 0;
  for (const auto& [name, tensor] : trained.model.namedBuffers())
    EXPECT_TRUE(torch::equal(tensor, before[i++])) << name;
}

TEST_F(ProtocolEvaluation, TheEffectiveRankLiesWithinTheDimensions) {
  make(spec::Mode::SelfSupervised);
  measure(Protocol::Spectrum);
  const auto protocol = protocolOf(metric::kEffectiveRank);
  EXPECT_GT(rows.metrics.at(metric::kEffectiveRank), 1);
  EXPECT_LE(rows.metrics.at(metric::kEffectiveRank), protocol["dimensions"].get<double>());
  EXPECT_EQ(protocol["variance_shares"].size(), protocol["dimensions"].get<std::size_t>());
}

TEST_F(ProtocolEvaluation, AFeatureMapIsOfTheTestFeatures) {
  make(spec::Mode::Supervised);
  data.dataset.digest = "the data";
  request.images = 50;  // of 200
  measure(Protocol::FeatureMap);
  ASSERT_TRUE(rows.featureMap);
  const store::FeatureMap& map = *rows.featureMap;
  ASSERT_EQ(map.images.size(), 50U);
  EXPECT_EQ(map.dataDigest, "the data");
  std::vector<int> perClass(10);
  for (const auto image : map.images) ++perClass[data.dataset.test.labels[static_cast<std::size_t>(image)]];
  for (const int count : perClass) EXPECT_EQ(count, 5);
  // Components keep distances where all directions are kept: 8 x width of them.
  ASSERT_EQ(map.dimensions, 32);
  trained.model.setTraining(false);
  trained.model.bf16 = false;  // as the protocol measures
  const Evaluator evaluator(trained.record.spec, data.dataset, data.subset, serialFor());
  const torch::Tensor features =
      evaluator.features(trained.model, data.dataset.test, map.images).to(torch::kFloat64);
  const torch::Tensor components =
      torch::tensor(at::ArrayRef<float>(map.components)).view({50, 32}).to(torch::kFloat64);
  const torch::Tensor apart = torch::cdist(features, features);
  EXPECT_LT((torch::cdist(components, components) - apart).abs().max().item<double>(),
            1e-5 * apart.max().item<double>());
  EXPECT_EQ(map.map.size(), 100U);
  const auto protocol = protocolOf(metric::kFeatureMap);
  EXPECT_EQ(protocol["images"], 50);
  EXPECT_EQ(protocol["perplexity"].get<double>(), 49.0 / 3);
  EXPECT_EQ(protocol["variance_shares"].size(), 32U);
  EXPECT_EQ(map.protocol, rows.protocols.at(metric::kFeatureMap));
  const auto first = map.map;
  measure(Protocol::FeatureMap);
  EXPECT_EQ(rows.featureMap->map, first);
}

TEST_F(ProtocolEvaluation, AnExplanationIsTheClassActivationMap) {
  make(spec::Mode::Supervised);
  const auto found = explainImage(trained, data, 7, ExplainedClass::Predicted, serialFor());
  ASSERT_TRUE(found.predicted);
  EXPECT_EQ(found.trueClass, data.dataset.test.labels[7]);
  ASSERT_EQ(found.map.size(), static_cast<std::size_t>(found.height * found.width));
  EXPECT_EQ(found.height, data.dataset.test.height);
  EXPECT_EQ(*std::ranges::max_element(found.scores),
            found.scores[static_cast<std::size_t>(*found.predicted)]);
  EXPECT_NEAR(std::accumulate(found.scores.begin(), found.scores.end(), 0.0), 1, 1e-6);
  // Of a linear head: relu(sum W A), as Zhou et al. have it.
  const torch::NoGradGuard noGradients;
  trained.model.setTraining(false);
  trained.model.bf16 = false;  // as an explanation is computed, whatever the run's precision
  nn::BatchBuffer buffer;
  const std::int64_t image[] = {7};
  const auto maps = trained.model.featureMaps(
      buffer.fill(augment::evaluationSettings(data.dataset), data.dataset.test, image, 0, 0, 0, serialFor()));
  const auto closed = [&](int label) {
    const auto cam = (trained.model.classifier->weight[label].view({1, -1, 1, 1}) * maps).sum(1, true).relu();
    const auto whole = torch::upsample_bilinear2d(cam, {found.height, found.width}, false);
    return (whole / whole.max().clamp_min(1e-12)).flatten().contiguous();
  };
  const auto same = [&](const std::vector<float>& map, int label) {
    return torch::allclose(torch::tensor(at::ArrayRef<float>(map)), closed(label), 1e-3, 1e-4);
  };
  EXPECT_TRUE(same(found.map, *found.predicted));
  // An image that is taken for another class: the map of its own is another one.
  for (std::int64_t i = 0; i < data.dataset.test.size(); ++i) {
    const auto own = explainImage(trained, data, i, ExplainedClass::True, serialFor());
    if (*own.predicted == own.trueClass) continue;
    EXPECT_NE(own.map, explainImage(trained, data, i, ExplainedClass::Predicted, serialFor()).map);
    EXPECT_NE(own.target.find(data.dataset.test.classNames[static_cast<std::size_t>(own.trueClass)]),
              std::string::npos);
    break;
  }
  EXPECT_THROW(explainImage(trained, data, -1, ExplainedClass::True, serialFor()), Error);
  EXPECT_THROW(explainImage(trained, data, data.dataset.test.size(), ExplainedClass::True, serialFor()),
               Error);
}

TEST_F(ProtocolEvaluation, AnExplanationWithoutAHeadIsOfTheFeatures) {
  make(spec::Mode::SelfSupervised);
  const auto found = explainImage(trained, data, 0, ExplainedClass::True, serialFor());
  EXPECT_FALSE(found.predicted);
  EXPECT_TRUE(found.scores.empty());
  EXPECT_EQ(found.target, "norm of the features");
  EXPECT_EQ(*std::ranges::max_element(found.map), 1);
  EXPECT_GE(*std::ranges::min_element(found.map), 0);
}

TEST_F(ProtocolEvaluation, CalibrationOfAConstantClassifierIsItsMargin) {
  make(spec::Mode::Supervised);
  {
    const torch::NoGradGuard noGradients;
    trained.model.classifier->weight.zero_();
    trained.model.classifier->bias.zero_();
    trained.model.classifier->bias.slice(0, 3, 4).fill_(std::log(9.0));  // 9 of 18: half sure of class 3
  }
  measure(Protocol::Calibration);
  EXPECT_NEAR(rows.metrics.at(metric::kCalibrationError), 0.5 - 0.1, 1e-6);
  EXPECT_NEAR(protocolOf(metric::kCalibrationError)["mean_confidence"].get<double>(), 0.5, 1e-6);
}

TEST_F(ProtocolEvaluation, AnotherDataSetIsProbedAndTunedOn) {
  make(spec::Mode::SelfSupervised);
  request.dataset = "shapes";
  request.epochs = 1;
  measure(Protocol::OutOfDomainProbe);
  const double probe = rows.metrics.at("ood_probe_shapes");
  EXPECT_GT(probe, 0.15);
  EXPECT_EQ(protocolOf("ood_probe_shapes")["per_class"].size(), 10U);
  const auto before = trained.model.namedParameters().front().second.clone();
  measure(Protocol::FineTuning);
  EXPECT_GT(rows.metrics.at("fine_tune_shapes"), 0.15);
  EXPECT_FALSE(torch::equal(trained.model.namedParameters().front().second, before));
}

TEST_F(ProtocolEvaluation, WhatARunCannotHaveIsRefusedBeforeAnythingIsMeasured) {
  make(spec::Mode::SelfSupervised);
  request.protocols = {Protocol::Spectrum, Protocol::Calibration};
  const Evaluator evaluator(trained.record.spec, data.dataset, data.subset, serialFor());
  EXPECT_THROW(evaluateProtocols(trained, data, request, evaluator, serialFor(),
                                 {[](const char*) {}, [](const std::string&) {}}, rows),
               Error);
  EXPECT_TRUE(rows.metrics.empty());
  make(spec::Mode::Supervised);
  EXPECT_THROW(measure(Protocol::LossGap), Error);
  EXPECT_THROW(measure(Protocol::OutOfDomainProbe), Error);  // of nothing
}

}  // namespace
}  // namespace skewscope::train
