#include "core/learn/long_tail_losses.h"

#include <gtest/gtest.h>

#include <cmath>
#include <tuple>
#include <vector>

#include "core/base/error.h"
#include "core/learn/label_loss.h"
#include "core/learn/losses.h"
#include "core/nn/precision.h"
#include "tests/core/learn/numeric.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

const std::vector<std::int64_t> kCounts{500, 120, 30, 7};

Tensor someScores() {
  return waves({6, 4}, 0.9) * 3;
}
Tensor someLabels() {
  return torch::tensor({0, 3, 2, 2, 1, 3}, torch::kInt64);
}

/// Probability of class c by the definition of the softmax.
double probability(const Tensor& scores, std::int64_t i, std::int64_t c) {
  double partition = 0;
  for (std::int64_t k = 0; k < scores.size(1); ++k) partition += std::exp(scores[i][k].item<double>());
  return std::exp(scores[i][c].item<double>()) / partition;
}

Tensor mixed(const Tensor& losses) {
  return (losses * waves({losses.size(0)}, 1.3, 0.4)).sum();
}

double gradientError(const std::function<Tensor(const Tensor&)>& scalar, const Tensor& x) {
  return distance(numericGradient(scalar, x), autogradGradient(scalar, x));
}

TEST(Focal, IsThePowerOfTheMissTimesTheCrossEntropy) {
  const Tensor scores = someScores(), labels = someLabels();
  for (const double gamma : {0.5, 1.0, 2.0, 3.5}) {
    const Tensor losses = focal(scores, labels, gamma);
    for (std::int64_t i = 0; i < 6; ++i) {
      const double p = probability(scores, i, labels[i].item<std::int64_t>());
      EXPECT_NEAR(losses[i].item<double>(), -std::pow(1 - p, gamma) * std::log(p), 1e-12) << gamma;
    }
  }
}

TEST(Focal, ClosedFormForEqualScores) {
  const Tensor loss = focal(torch::zeros({1, 10}, torch::kFloat64), torch::tensor({3}, torch::kInt64), 2);
  EXPECT_NEAR(loss.item<double>(), 0.81 * std::log(10.0), 1e-14);
}

TEST(Focal, GammaZeroIsTheCrossEntropyBitForBit) {
  const Tensor scores = someScores().to(torch::kFloat32);
  EXPECT_TRUE(focal(scores, someLabels(), 0).equal(crossEntropy(scores, someLabels())));
}

TEST(Focal, GradientMatchesDifferences) {
  for (const double gamma : {0.5, 1.0, 2.0}) {
    const auto scalar = [&](const Tensor& x) { return mixed(focal(x, someLabels(), gamma)); };
    EXPECT_LT(gradientError(scalar, someScores()), 1e-8) << gamma;
  }
}

// Where p rounds to 1, (1 - p)^gamma has no finite slope for gamma < 1, but the loss has none at all.
TEST(Focal, StaysFiniteWhereTheLabelIsCertain) {
  for (const double gamma : {0.01, 0.5, 2.0}) {
    const Tensor scores = torch::tensor({{300.0f, 0.0f}, {-300.0f, 0.0f}}).requires_grad_();
    const Tensor losses = focal(scores, torch::tensor({0, 0}, torch::kInt64), gamma);
    EXPECT_EQ(losses[0].item<double>(), 0);
    EXPECT_EQ(losses[1].item<double>(), 300);
    losses.sum().backward();
    EXPECT_EQ(scores.grad()[0].abs().max().item<double>(), 0) << gamma;
    EXPECT_EQ(scores.grad()[1][0].item<double>(), -1) << gamma;
  }
}

// exp(z_y) n_y / sum_c exp(z_c) n_c, from the paper's equation, without logarithms of counts.
TEST(BalancedSoftmax, WeighsTheSoftmaxByTheCounts) {
  const Tensor scores = someScores(), labels = someLabels();
  const Tensor losses = shiftedCrossEntropy(scores, labels, balancedSoftmaxOffsets(kCounts));
  for (std::int64_t i = 0; i < 6; ++i) {
    double partition = 0;
    for (std::int64_t c = 0; c < 4; ++c) {
      partition +=
          static_cast<double>(kCounts[static_cast<std::size_t>(c)]) * std::exp(scores[i][c].item<double>());
    }
    const auto y = labels[i].item<std::int64_t>();
    const double p = static_cast<double>(kCounts[static_cast<std::size_t>(y)]) *
                     std::exp(scores[i][y].item<double>()) / partition;
    EXPECT_NEAR(losses[i].item<double>(), -std::log(p), 1e-12);
  }
}

TEST(BalancedSoftmax, EqualCountsGiveTheCrossEntropy) {
  const std::vector<std::int64_t> equal{40, 40, 40, 40};
  EXPECT_LT(distance(shiftedCrossEntropy(someScores(), someLabels(), balancedSoftmaxOffsets(equal)),
                     crossEntropy(someScores(), someLabels())),
            1e-12);
}

TEST(BalancedSoftmax, AClassWithoutImagesIsOutOfTheSoftmax) {
  const std::vector<std::int64_t> counts{5, 0, 5, 5};
  const Tensor labels = torch::tensor({0, 2, 2, 3, 0, 3}, torch::kInt64);
  const Tensor kept = torch::tensor({0, 2, 3}, torch::kInt64);
  const Tensor scores = someScores().requires_grad_();
  const Tensor losses = shiftedCrossEntropy(scores, labels, balancedSoftmaxOffsets(counts));
  const Tensor three = torch::tensor({0, 1, 1, 2, 0, 2}, torch::kInt64);
  EXPECT_LT(distance(losses, crossEntropy(someScores().index_select(1, kept), three)), 1e-12);
  losses.sum().backward();
  EXPECT_TRUE(torch::isfinite(scores.grad()).all().item<bool>());
  EXPECT_EQ(scores.grad().select(1, 1).abs().max().item<double>(), 0);
}

TEST(LogitAdjustment, IsThePairwiseFormOfThePaper) {
  const Tensor scores = someScores(), labels = someLabels();
  const double tau = 1.7, n = 657;
  const Tensor losses = shiftedCrossEntropy(scores, labels, logitAdjustmentOffsets(kCounts, tau));
  const auto share = [&](std::int64_t c) {
    return static_cast<double>(kCounts[static_cast<std::size_t>(c)]) / n;
  };
  for (std::int64_t i = 0; i < 6; ++i) {
    const auto y = labels[i].item<std::int64_t>();
    double sum = 0;  // log[1 + sum over others of (pi_c / pi_y)^tau exp(z_c - z_y)]
    for (std::int64_t c = 0; c < 4; ++c) {
      if (c == y) continue;
      sum += std::pow(share(c) / share(y), tau) *
             std::exp(scores[i][c].item<double>() - scores[i][y].item<double>());
    }
    EXPECT_NEAR(losses[i].item<double>(), std::log1p(sum), 1e-12);
  }
}

TEST(LogitAdjustment, TauZeroIsTheCrossEntropyBitForBit) {
  const Tensor scores = someScores().to(torch::kFloat32);
  const std::vector<std::int64_t> withNone{5, 0, 5, 5};
  for (const auto& counts : {kCounts, withNone}) {
    EXPECT_TRUE(shiftedCrossEntropy(scores, someLabels(), logitAdjustmentOffsets(counts, 0))
                    .equal(crossEntropy(scores, someLabels())));
  }
}

TEST(LogitAdjustment, TauOneIsBalancedSoftmax) {
  EXPECT_LT(distance(shiftedCrossEntropy(someScores(), someLabels(), logitAdjustmentOffsets(kCounts, 1)),
                     shiftedCrossEntropy(someScores(), someLabels(), balancedSoftmaxOffsets(kCounts))),
            1e-12);
}

TEST(ShiftedCrossEntropy, GradientMatchesDifferences) {
  for (const double tau : {0.0, 1.0, 2.5}) {
    const Tensor offsets = logitAdjustmentOffsets(kCounts, tau);
    const auto scalar = [&](const Tensor& x) { return mixed(shiftedCrossEntropy(x, someLabels(), offsets)); };
    EXPECT_LT(gradientError(scalar, someScores()), 1e-9) << tau;
  }
}

TEST(LdamMargins, FallWithTheFourthRootOfTheCounts) {
  const Tensor margins = ldamMargins(std::vector<std::int64_t>{10000, 625, 16, 1}, 0.5);
  EXPECT_LT(distance(margins, torch::tensor({0.05, 0.1, 0.25, 0.5}, torch::kFloat64)), 1e-15);
  EXPECT_LT(distance(ldamMargins(std::vector<std::int64_t>{0, 81, 256}, 0.4),
                     torch::tensor({0.0, 0.4, 0.3}, torch::kFloat64)),
            1e-15);
}

TEST(MarginCrossEntropy, LowersTheLabelsScoreAlone) {
  const Tensor scores = someScores(), labels = someLabels();
  const Tensor margins = ldamMargins(kCounts, 0.5) * 30;
  const Tensor losses = marginCrossEntropy(scores, labels, margins);
  for (std::int64_t i = 0; i < 6; ++i) {
    const auto y = labels[i].item<std::int64_t>();
    const double own = scores[i][y].item<double>() - margins[y].item<double>();
    double partition = std::exp(own);
    for (std::int64_t c = 0; c < 4; ++c) {
      if (c != y) partition += std::exp(scores[i][c].item<double>());
    }
    EXPECT_NEAR(losses[i].item<double>(), std::log(partition) - own, 1e-12);
  }
}

TEST(MarginCrossEntropy, WithoutMarginsItIsTheCrossEntropyBitForBit) {
  const Tensor scores = someScores().to(torch::kFloat32);
  EXPECT_TRUE(marginCrossEntropy(scores, someLabels(), ldamMargins(kCounts, 0))
                  .equal(crossEntropy(scores, someLabels())));
}

TEST(MarginCrossEntropy, GradientMatchesDifferences) {
  const Tensor margins = ldamMargins(kCounts, 0.5) * 3;
  const auto scalar = [&](const Tensor& x) { return mixed(marginCrossEntropy(x, someLabels(), margins)); };
  EXPECT_LT(gradientError(scalar, someScores()), 1e-9);
}

// 1 + beta + beta^2 + ..., image by image.
TEST(EffectiveNumberWeights, AreInverseToTheSumOfThePowers) {
  for (const double beta : {0.3, 0.9, 0.99, 0.9999}) {
    std::vector<double> inverse;
    double sum = 0;
    for (const std::int64_t count : kCounts) {
      double effective = 0, power = 1;
      for (std::int64_t i = 0; i < count; ++i, power *= beta) effective += power;
      inverse.push_back(1 / effective);
      sum += inverse.back();
    }
    const Tensor weights = effectiveNumberWeights(kCounts, beta);
    for (std::size_t c = 0; c < 4; ++c) {
      EXPECT_NEAR(weights[static_cast<std::int64_t>(c)].item<double>(), inverse[c] * 4 / sum, 1e-11) << beta;
    }
  }
}

TEST(EffectiveNumberWeights, AtItsEnds) {
  EXPECT_TRUE(effectiveNumberWeights(kCounts, 0).equal(torch::ones({4}, torch::kFloat64)));
  const Tensor inverse = torch::tensor({500.0, 120.0, 30.0, 7.0}, torch::kFloat64).reciprocal();
  const Tensor expected = inverse * (4 / inverse.sum());
  EXPECT_LT(distance(effectiveNumberWeights(kCounts, 1), expected), 1e-14);
  EXPECT_LT(distance(effectiveNumberWeights(kCounts, 1 - 1e-12), expected), 1e-8);
  EXPECT_LT(distance(effectiveNumberWeights(std::vector<std::int64_t>{0, 4, 12}, 1),
                     torch::tensor({0.0, 1.5, 0.5}, torch::kFloat64)),
            1e-15);
}

TEST(CosineScores, AreScaledCosines) {
  const Tensor features = waves({5, 3}, 0.7) * 9, weight = waves({4, 3}, 0.4, 0.3) * 0.1;
  const Tensor scores = cosineScores(features, weight, 30);
  for (std::int64_t i = 0; i < 5; ++i) {
    for (std::int64_t c = 0; c < 4; ++c) {
      const double cosine = torch::dot(features[i], weight[c]).item<double>() /
                            (features[i].norm().item<double>() * weight[c].norm().item<double>());
      EXPECT_NEAR(scores[i][c].item<double>(), 30 * cosine, 1e-12);
    }
  }
}

TEST(CosineScores, GradientsMatchDifferences) {
  const Tensor features = waves({5, 3}, 0.7), weight = waves({4, 3}, 0.4, 0.3);
  const auto mix = [](const Tensor& scores) { return (scores * waves(scores.sizes().vec(), 1.1)).sum(); };
  EXPECT_LT(gradientError([&](const Tensor& x) { return mix(cosineScores(x, weight, 2)); }, features), 1e-8);
  EXPECT_LT(gradientError([&](const Tensor& x) { return mix(cosineScores(features, x, 2)); }, weight), 1e-8);
}

TEST(NormaliseRows, MakesUnitVectorsOfTheSameDirections) {
  Tensor weight = waves({4, 3}, 0.4, 0.3).requires_grad_();
  const Tensor before = weight.detach().clone();
  normaliseRows(weight);
  EXPECT_LT(distance(weight.norm(2, {1}), torch::ones({4})), 1e-12);
  EXPECT_LT(distance(cosineScores(weight, before, 1).diagonal(), torch::ones({4})), 1e-12);
  EXPECT_TRUE(weight.is_leaf());
}

TEST(LongTailLosses, NeedAClassWithImages) {
  const std::vector<std::int64_t> none{0, 0}, negative{3, -1};
  EXPECT_THROW(balancedSoftmaxOffsets(none), Error);
  EXPECT_THROW(logitAdjustmentOffsets(none, 1), Error);
  EXPECT_THROW(ldamMargins(negative, 0.5), Error);
  EXPECT_THROW(effectiveNumberWeights(negative, 0.5), Error);
}

TEST(LongTailLosses, SixteenBitScoresAndAutocastAreComputedInFloat32) {
  const Tensor scores = someScores().to(torch::kBFloat16), exact = scores.to(torch::kFloat64);
  const Tensor offsets = balancedSoftmaxOffsets(kCounts), margins = ldamMargins(kCounts, 0.5) * 30;
  const nn::AutocastGuard autocast(true);
  const auto compare = [](const Tensor& found, const Tensor& expected) {
    EXPECT_EQ(found.scalar_type(), torch::kFloat32);
    EXPECT_LT(distance(found, expected), 1e-5);
  };
  compare(focal(scores, someLabels(), 2), focal(exact, someLabels(), 2));
  compare(shiftedCrossEntropy(scores, someLabels(), offsets),
          shiftedCrossEntropy(exact, someLabels(), offsets));
  compare(marginCrossEntropy(scores, someLabels(), margins),
          marginCrossEntropy(exact, someLabels(), margins));
  compare(cosineScores(scores, scores, 2), cosineScores(exact, exact, 2));
}

spec::ExperimentSpec lossSpec(spec::Loss loss) {
  spec::ExperimentSpec spec;
  spec.loss = loss;
  spec.epochs = 10;
  return spec;
}

TEST(LabelLoss, IsTheLossOfItsSpec) {
  const Tensor scores = someScores(), labels = someLabels();
  EXPECT_TRUE(LabelLoss()(scores, labels).equal(crossEntropy(scores, labels)));
  EXPECT_TRUE(LabelLoss(lossSpec(spec::Loss::CrossEntropy), kCounts)(scores, labels)
                  .equal(crossEntropy(scores, labels)));
  auto spec = lossSpec(spec::Loss::Focal);
  spec.focalGamma = 1.5;
  EXPECT_TRUE(LabelLoss(spec, kCounts)(scores, labels).equal(focal(scores, labels, 1.5)));
  spec = lossSpec(spec::Loss::Ldam);
  spec.ldamMargin = 0.4;
  spec.ldamScale = 20;
  EXPECT_TRUE(LabelLoss(spec, kCounts)(scores, labels)
                  .equal(marginCrossEntropy(scores, labels, ldamMargins(kCounts, 0.4) * 20)));
  spec = lossSpec(spec::Loss::BalancedSoftmax);
  EXPECT_TRUE(LabelLoss(spec, kCounts)(scores, labels)
                  .equal(shiftedCrossEntropy(scores, labels, balancedSoftmaxOffsets(kCounts))));
  spec = lossSpec(spec::Loss::LogitAdjustment);
  spec.logitTau = 0.5;
  EXPECT_TRUE(LabelLoss(spec, kCounts)(scores, labels)
                  .equal(shiftedCrossEntropy(scores, labels, logitAdjustmentOffsets(kCounts, 0.5))));
  spec.mode = spec::Mode::SelfSupervised;
  spec.reweight = spec::Reweight::ClassBalanced;
  EXPECT_TRUE(LabelLoss(spec, kCounts)(scores, labels).equal(crossEntropy(scores, labels)));
  EXPECT_FALSE(LabelLoss(spec, kCounts).imageWeights(labels, 0).defined());
}

TEST(LabelLoss, WeightsBeginWithTheirEpoch) {
  auto spec = lossSpec(spec::Loss::Ldam);
  EXPECT_FALSE(LabelLoss(spec, kCounts).imageWeights(someLabels(), 9).defined());
  spec.reweight = spec::Reweight::ClassBalanced;
  spec.reweightBeta = 0.99;
  const Tensor expected = effectiveNumberWeights(kCounts, 0.99).index_select(0, someLabels());
  EXPECT_TRUE(LabelLoss(spec, kCounts).imageWeights(someLabels(), 0).equal(expected));
  spec.reweightStart = 0.8;
  EXPECT_EQ(LabelLoss(spec, kCounts).firstWeightedEpoch(), 8);
  EXPECT_FALSE(LabelLoss(spec, kCounts).imageWeights(someLabels(), 7).defined());
  EXPECT_TRUE(LabelLoss(spec, kCounts).imageWeights(someLabels(), 8).equal(expected));
  // Shares whose product with the epochs is whole but for its rounding, and one that is not.
  for (const auto& [share, epochs, first] : std::vector<std::tuple<double, std::int64_t, std::int64_t>>{
           {0.8, 200, 160}, {0.7, 10, 7}, {0.29, 100, 29}, {0.999, 3, 2}}) {
    spec.reweightStart = share;
    spec.epochs = epochs;
    EXPECT_EQ(LabelLoss(spec, kCounts).firstWeightedEpoch(), first) << share;
  }
}

}  // namespace
}  // namespace skewscope::learn
