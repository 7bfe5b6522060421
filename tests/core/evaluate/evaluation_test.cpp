#include "core/evaluate/evaluation.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>

#include "core/base/error.h"
#include "tests/core/evaluate/blobs.h"
#include "tests/core/evaluate/tiny_images.h"

namespace skewscope::evaluate {
namespace {

using testing::ElementsAre;

TEST(ConfusionOf, CountsPredictionsByTruth) {
  const torch::Tensor predictions = torch::tensor({0, 2, 2, 1}, torch::kInt64);
  const std::vector<std::uint16_t> labels{0, 0, 2, 2};
  const auto confusion = confusionOf(predictions, labels, 3);
  EXPECT_THAT(confusion.counts, ElementsAre(1, 0, 1, 0, 0, 0, 0, 1, 1));
  const auto same = confusionOf(predictions, torch::tensor({0, 0, 2, 2}, torch::kInt64), 3);
  EXPECT_EQ(same.counts, confusion.counts);
}

TEST(ConfusionOf, RefusesWhatDoesNotFit) {
  const torch::Tensor predictions = torch::tensor({0, 3}, torch::kInt64);
  EXPECT_THROW(confusionOf(predictions, std::vector<std::uint16_t>{0}, 4), Error);
  EXPECT_THROW(confusionOf(predictions, std::vector<std::uint16_t>{0, 1}, 3), Error);
}

TEST(ArgmaxClasses, TiesAndNaN) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  const torch::Tensor scores = torch::tensor(
      {{1.0f, 3.0f, 3.0f}, {nan, -5.0f, -6.0f}, {nan, nan, nan}, {0.0f, inf, nan}, {-inf, -inf, -9.0f}});
  EXPECT_TRUE(torch::equal(argmaxClasses(scores), torch::tensor({1, 1, 0, 1, 2}, torch::kInt64)));
}

TEST(HeadEvaluation, CountsWhatTheHeadSays) {
  // Byte 0 of image i is 7 i: the head that sees it below 28.5 says class 0, else class 1.
  const data::ImageSet images = tinyImages(10, 2);
  const Network head = [](const torch::Tensor& batch) {
    const torch::Tensor first = batch.select(3, 0).select(2, 0).select(1, 0);
    return torch::stack({torch::full_like(first, 28.5 / 255), first}, 1);
  };
  const auto confusion = headEvaluation(head, images, augment::Settings{}, 3, serialFor());
  // Images 0..4 are predicted 0 (classes 0 1 0 1 0), 5..9 are predicted 1 (classes 1 0 1 0 1).
  EXPECT_THAT(confusion.counts, ElementsAre(3, 2, 2, 3));
  EXPECT_DOUBLE_EQ(confusion.accuracy(), 0.6);
}

TEST(HeadEvaluation, WithoutTestImagesThereIsNoAccuracy) {
  const auto confusion = headEvaluation([](torch::Tensor batch) { return batch; }, tinyImages(0, 2),
                                        augment::Settings{}, 3, serialFor());
  EXPECT_TRUE(std::isnan(confusion.accuracy()));
  EXPECT_EQ(confusion.classes, 2);
}

TEST(ClassProbe, GeneralisesToTheTestFeatures) {
  const Blobs train = makeBlobs(600, 3, 6, 6, 31), test = makeBlobs(90, 3, 6, 6, 32);
  const auto result = classProbe(train.features, train.labels, test.features, test.labels, 3, {});
  EXPECT_TRUE(result.converged);
  EXPECT_GT(result.iterations, 0);
  EXPECT_EQ(result.trainImages, 600);
  EXPECT_GT(result.confusion.accuracy(), 0.97);
  EXPECT_THAT(result.confusion.perClass(), testing::SizeIs(3));
}

TEST(ClassProbe, KnowsClassesThatHaveNoTrainingImage) {
  Blobs train = makeBlobs(200, 2, 4, 6, 33);
  const auto result = classProbe(train.features, train.labels, train.features, train.labels, 5, {});
  EXPECT_EQ(result.confusion.classes, 5);
  EXPECT_GT(result.confusion.accuracy(), 0.97);
}

TEST(FactorProbe, FindsAFactorBesideTheClass) {
  // The factor is the sign of a dimension that the class does not touch.
  Blobs train = makeBlobs(400, 2, 5, 4, 34), test = makeBlobs(200, 2, 5, 4, 35);
  const torch::Tensor trainValues = train.features.select(1, 4).gt(0).to(torch::kInt64);
  const torch::Tensor testValues = test.features.select(1, 4).gt(0).to(torch::kInt64);
  EXPECT_GT(factorProbe(train.features, trainValues, test.features, testValues, 2, {}), 0.97);
  // Without that dimension nothing is left but guessing.
  const auto others = [](const torch::Tensor& features) { return features.narrow(1, 0, 4); };
  EXPECT_NEAR(factorProbe(others(train.features), trainValues, others(test.features), testValues, 2, {}), 0.5,
              0.12);
}

std::vector<std::int64_t> countsOf(const data::ImageSet& images, const std::vector<std::int64_t>& indices) {
  std::vector<std::int64_t> counts(images.classNames.size());
  for (std::int64_t index : indices) ++counts[images.labels[static_cast<std::size_t>(index)]];
  return counts;
}

TEST(BalancedIndices, TakesEquallyManyOfEachClass) {
  const data::ImageSet images = tinyImages(32, 3);  // 11, 11, 10
  const auto all = balancedIndices(images, 0, 1);
  EXPECT_THAT(countsOf(images, all), ElementsAre(10, 10, 10));
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  const auto four = balancedIndices(images, 4, 1);
  EXPECT_THAT(countsOf(images, four), ElementsAre(4, 4, 4));
  EXPECT_TRUE(std::includes(all.begin(), all.end(), four.begin(), four.end()));
  EXPECT_EQ(balancedIndices(images, 999, 1), all);
}

TEST(BalancedIndices, DependOnTheSeedAlone) {
  const data::ImageSet images = tinyImages(200, 4);
  EXPECT_EQ(balancedIndices(images, 10, 7), balancedIndices(images, 10, 7));
  EXPECT_NE(balancedIndices(images, 10, 7), balancedIndices(images, 10, 8));
}

TEST(BalancedIndices, RefusesAClassWithoutImages) {
  data::ImageSet images = tinyImages(6, 3);
  images.classNames.emplace_back("empty");
  try {
    balancedIndices(images, 1, 1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("empty"), std::string::npos);
  }
}

}  // namespace
}  // namespace skewscope::evaluate
