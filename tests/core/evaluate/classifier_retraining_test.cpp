#include "core/evaluate/classifier_retraining.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/evaluate/evaluation.h"
#include "core/evaluate/linear_probe.h"
#include "tests/core/evaluate/blobs.h"

namespace skewscope::evaluate {
namespace {

double accuracy(const torch::Tensor& predictions, const torch::Tensor& labels) {
  return predictions.eq(labels).to(torch::kFloat64).mean().item<double>();
}

/// The first counts[c] points of each class c.
Blobs longTail(const Blobs& blobs, const std::vector<std::int64_t>& counts) {
  std::vector<torch::Tensor> kept;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    kept.push_back(
        blobs.labels.eq(static_cast<std::int64_t>(c)).nonzero().squeeze(1).narrow(0, 0, counts[c]));
  }
  const torch::Tensor members = torch::cat(kept);
  return {blobs.features.index_select(0, members), blobs.labels.index_select(0, members)};
}

RetrainingSettings quick() {
  RetrainingSettings settings;
  settings.batch = 64;
  settings.weightDecay = 0;
  return settings;
}

TEST(RetrainClassifier, SeparableFeaturesAreSeparated) {
  const Blobs train = longTail(makeBlobs(2000, 4, 8, 12.0, 1), {400, 100, 25, 6});
  const Blobs test = makeBlobs(800, 4, 8, 12.0, 2);
  const auto classifier = retrainClassifier(train.features, train.labels, 4, quick());
  EXPECT_EQ(classifier.weight.sizes(), (torch::IntArrayRef{4, 8}));
  EXPECT_EQ(classifier.bias.sizes(), (torch::IntArrayRef{4}));
  EXPECT_FALSE(classifier.weight.requires_grad());
  EXPECT_EQ(accuracy(argmaxClasses(classifierScores(classifier, train.features)), train.labels), 1);
  EXPECT_GT(accuracy(argmaxClasses(classifierScores(classifier, test.features)), test.labels), 0.999);
  EXPECT_LT(classifier.lastLoss, classifier.firstLoss);
}

// Where classes overlap, a classifier fitted to the imbalanced points prefers the frequent class and one
// re-trained on class-balanced draws does not: with equal, spherical classes the best one has them at equal
// recall.
TEST(RetrainClassifier, GivesTheRareClassItsShare) {
  const Blobs train = longTail(makeBlobs(20'000, 2, 2, 1.5, 3), {10'000, 100});
  const Blobs test = makeBlobs(20'000, 2, 2, 1.5, 4);
  const auto recall = [&](const torch::Tensor& predictions, std::int64_t c) {
    const torch::Tensor mine = test.labels.eq(c).nonzero().squeeze(1);
    return accuracy(predictions.index_select(0, mine), test.labels.index_select(0, mine));
  };
  const Probe fitted = fitProbe(train.features, train.labels, 2, {});
  // Prior odds of 100 move the best border by log(100) / (1.5 sqrt(2)) towards the rare class: Phi(1.06
  // - 2.17).
  EXPECT_NEAR(recall(predict(fitted, test.features), 1), 0.133, 0.04);
  const auto classifier = retrainClassifier(train.features, train.labels, 2, quick());
  const torch::Tensor predictions = argmaxClasses(classifierScores(classifier, test.features));
  // Means at 1.5 on either axis: distance 1.5 sqrt(2), so that both recalls are Phi(1.5 / sqrt(2)) = 0.856 at
  // best.
  EXPECT_NEAR(recall(predictions, 0), 0.856, 0.05);
  EXPECT_NEAR(recall(predictions, 1), 0.856, 0.05);
}

TEST(RetrainClassifier, RepeatsBitForBitAndFollowsItsSeed) {
  const Blobs train = makeBlobs(300, 3, 5, 2.0, 5);
  RetrainingSettings settings = quick();
  settings.epochs = 2;
  const auto first = retrainClassifier(train.features, train.labels, 3, settings);
  const auto again = retrainClassifier(train.features.to(torch::kFloat64), train.labels, 3, settings);
  EXPECT_TRUE(first.weight.equal(again.weight));
  EXPECT_TRUE(first.bias.equal(again.bias));
  settings.seed = 2;
  EXPECT_FALSE(retrainClassifier(train.features, train.labels, 3, settings).weight.equal(first.weight));
}

// One point per class makes every balanced batch's expectation known: a step from the initial values is SGD
// on cross-entropy, followed here with the formula of its gradient.
TEST(RetrainClassifier, OneStepIsGradientDescentOnTheCrossEntropy) {
  const torch::Tensor x = torch::tensor({{1.0f, -2.0f, 0.5f}});
  const torch::Tensor y = torch::tensor({1}, torch::kInt64);
  RetrainingSettings settings;
  settings.epochs = 1;
  settings.weightDecay = 0.25;
  settings.learningRate = 1e-30;  // leaves the initial values
  const auto before = retrainClassifier(x, y, 2, settings);
  EXPECT_LE(before.weight.abs().max().item<double>(), 1 / std::sqrt(3.0));
  EXPECT_GT(before.weight.abs().max().item<double>(), 0.1);
  settings.learningRate = 0.3;
  const auto after = retrainClassifier(x, y, 2, settings);
  const torch::Tensor p = torch::softmax(classifierScores(before, x), 1)[0];
  const torch::Tensor slope = p - torch::tensor({0.0f, 1.0f});
  EXPECT_TRUE(torch::allclose(after.bias, before.bias - 0.3 * (slope + 0.25 * before.bias), 1e-5, 1e-6));
  EXPECT_TRUE(torch::allclose(
      after.weight, before.weight - 0.3 * (torch::outer(slope, x[0]) + 0.25 * before.weight), 1e-5, 1e-6));
  EXPECT_NEAR(after.firstLoss, -std::log(p[1].item<double>()), 1e-6);
}

TEST(RetrainClassifier, RefusesWhatItCannotUse) {
  const Blobs train = makeBlobs(30, 3, 4, 2.0, 6);
  EXPECT_THROW(retrainClassifier(train.features, train.labels, 2, quick()), Error);
  EXPECT_THROW(retrainClassifier(train.features.narrow(0, 0, 0), train.labels.narrow(0, 0, 0), 3, quick()),
               Error);
  EXPECT_THROW(retrainClassifier(train.features, train.labels.narrow(0, 0, 3), 3, quick()), Error);
  RetrainingSettings none = quick();
  none.epochs = 0;
  EXPECT_THROW(retrainClassifier(train.features, train.labels, 3, none), Error);
  torch::Tensor broken = train.features.clone();
  broken[3][1] = std::numeric_limits<float>::infinity();
  EXPECT_THROW(retrainClassifier(broken, train.labels, 3, quick()), Error);
  RetrainingSettings wild = quick();
  wild.learningRate = 1e38;
  EXPECT_THROW(retrainClassifier(train.features, train.labels, 3, wild), Error);
}

}  // namespace
}  // namespace skewscope::evaluate
