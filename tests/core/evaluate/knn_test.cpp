#include "core/evaluate/knn.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/base/error.h"
#include "tests/core/evaluate/blobs.h"

namespace skewscope::evaluate {
namespace {

torch::Tensor classesOf(std::initializer_list<std::int64_t> values) {
  return torch::tensor(std::vector<std::int64_t>(values), torch::kInt64);
}

/// Votes of one query by definition, in double, without tiles, heaps or matrix products.
std::vector<double> votesByDefinition(const torch::Tensor& bank, const torch::Tensor& labels,
                                      const torch::Tensor& query, int classes, std::int64_t k,
                                      double temperature) {
  const torch::Tensor rows = bank.to(torch::kFloat64), point = query.to(torch::kFloat64);
  const auto a = rows.accessor<double, 2>();
  const auto b = point.accessor<double, 1>();
  const auto label = labels.accessor<std::int64_t, 1>();
  std::vector<std::pair<double, std::int64_t>> similarities;
  for (std::int64_t i = 0; i < a.size(0); ++i) {
    double dot = 0, aa = 0, bb = 0;
    for (std::int64_t j = 0; j < a.size(1); ++j) {
      dot += a[i][j] * b[j];
      aa += a[i][j] * a[i][j];
      bb += b[j] * b[j];
    }
    similarities.emplace_back(-dot / std::sqrt(aa * bb), i);
  }
  std::sort(similarities.begin(), similarities.end());
  std::vector<double> votes(static_cast<std::size_t>(classes));
  for (std::size_t i = 0; i < std::min(similarities.size(), static_cast<std::size_t>(k)); ++i) {
    votes[static_cast<std::size_t>(label[similarities[i].second])] +=
        std::exp(-similarities[i].first / temperature);
  }
  return votes;
}

/// Compares with the definition wherever it is not a near tie, which float32 may decide either way.
void expectAsDefined(const Blobs& bank, const Blobs& queries, int classes, std::int64_t k,
                     double temperature) {
  const torch::Tensor predicted =
      knnPredict(bank.features, bank.labels, queries.features, classes, k, temperature);
  ASSERT_EQ(predicted.scalar_type(), torch::kInt64);
  ASSERT_EQ(predicted.numel(), queries.labels.numel());
  std::int64_t nearTies = 0;
  for (std::int64_t q = 0; q < predicted.numel(); ++q) {
    const auto votes =
        votesByDefinition(bank.features, bank.labels, queries.features[q], classes, k, temperature);
    auto sorted = votes;
    std::sort(sorted.rbegin(), sorted.rend());
    if (sorted[0] - sorted[1] < 1e-4 * sorted[0]) {
      ++nearTies;
      continue;
    }
    const auto winner = std::distance(votes.begin(), std::max_element(votes.begin(), votes.end()));
    ASSERT_EQ(predicted[q].item<std::int64_t>(), winner) << "query " << q << ", k " << k;
  }
  EXPECT_LT(nearTies, predicted.numel() / 10);
}

TEST(Knn, AgreesWithTheDefinition) {
  const Blobs bank = makeBlobs(403, 5, 12, 1.5, 1), queries = makeBlobs(60, 5, 12, 1.5, 2);
  for (std::int64_t k : {1, 3, 20, 65, 200, 403, 1000}) expectAsDefined(bank, queries, 5, k, 0.1);
  for (double temperature : {0.02, 1.0, 50.0}) expectAsDefined(bank, queries, 5, 20, temperature);
}

TEST(Knn, AgreesWithTheDefinitionAcrossTiles) {
  // 1,024 queries and bank rows a tile; enough products for 16 bits, where the processor has them.
  const Blobs bank = makeBlobs(70000, 3, 3, 1.0, 3), queries = makeBlobs(1300, 3, 3, 1.0, 4);
  const torch::Tensor together = knnPredict(bank.features, bank.labels, queries.features, 3, 20, 0.1);
  for (std::int64_t q : {0, 1023, 1024, 1025, 1299}) {
    const auto votes = votesByDefinition(bank.features, bank.labels, queries.features[q], 3, 20, 0.1);
    const auto winner = std::distance(votes.begin(), std::max_element(votes.begin(), votes.end()));
    EXPECT_EQ(together[q].item<std::int64_t>(), winner) << q;
  }
}

TEST(Knn, SeparatedBlobsAreClassifiedPerfectly) {
  const Blobs bank = makeBlobs(400, 4, 8, 30, 5), queries = makeBlobs(100, 4, 8, 30, 6);
  EXPECT_TRUE(
      torch::equal(knnPredict(bank.features, bank.labels, queries.features, 4, 20, 0.1), queries.labels));
}

TEST(Knn, EqualVotesGoToTheLowerClass) {
  const torch::Tensor bank = torch::tensor({{1.0f, 0.0f}, {1.0f, 0.0f}, {0.0f, 1.0f}});
  const torch::Tensor query = torch::tensor({{2.0f, 0.0f}});
  EXPECT_EQ(knnPredict(bank, classesOf({2, 1, 0}), query, 3, 2, 0.1).item<std::int64_t>(), 1);
  EXPECT_EQ(knnPredict(bank, classesOf({1, 2, 0}), query, 3, 2, 0.1).item<std::int64_t>(), 1);
}

TEST(Knn, OfEquallyNearRowsTheFirstAreTaken) {
  // One direction whose similarity is exactly 1 in any order of summation.
  const torch::Tensor bank = torch::tensor({{1.0f, 0.0f}}).repeat({200, 1});
  torch::Tensor labels = torch::ones({200}, torch::kInt64);
  labels.narrow(0, 0, 3).zero_();
  EXPECT_EQ(knnPredict(bank, labels, bank.narrow(0, 0, 1), 2, 5, 1.0).item<std::int64_t>(), 0);
  EXPECT_EQ(knnPredict(bank, labels, bank.narrow(0, 0, 1), 2, 7, 1.0).item<std::int64_t>(), 1);
}

TEST(Knn, TheNearerRowOutvotesTheMajorityAtALowTemperature) {
  // Cosines 1, .8, .8 with the query.
  const torch::Tensor bank = torch::tensor({{1.0f, 0.0f}, {0.8f, 0.6f}, {0.8f, -0.6f}});
  const torch::Tensor query = torch::tensor({{3.0f, 0.0f}});
  // exp(1/T) > 2 exp(.8/T) if and only if T < .2 / ln 2 = .2885.
  EXPECT_EQ(knnPredict(bank, classesOf({1, 0, 0}), query, 2, 3, 0.28).item<std::int64_t>(), 1);
  EXPECT_EQ(knnPredict(bank, classesOf({1, 0, 0}), query, 2, 3, 0.30).item<std::int64_t>(), 0);
  // exp(1 / 1e-4) overflows a double: votes must not.
  EXPECT_EQ(knnPredict(bank, classesOf({1, 0, 0}), query, 2, 3, 1e-4).item<std::int64_t>(), 1);
}

TEST(Knn, LengthsOfFeaturesDoNotMatter) {
  const Blobs bank = makeBlobs(150, 3, 6, 1.5, 7), queries = makeBlobs(40, 3, 6, 1.5, 8);
  const torch::Tensor plain = knnPredict(bank.features, bank.labels, queries.features, 3, 10, 0.1);
  // Powers of two, so that scaling is exact; the largest squares are beyond float32.
  const torch::Tensor scale = torch::pow(2.0f, torch::arange(150).remainder(150).sub(75).unsqueeze(1));
  EXPECT_TRUE(
      torch::equal(plain, knnPredict(bank.features * scale, bank.labels, queries.features, 3, 10, 0.1)));
  EXPECT_TRUE(
      torch::equal(plain, knnPredict(bank.features, bank.labels, queries.features * 0x1p-100, 3, 10, 0.1)));
}

TEST(Knn, RowsWithoutDirectionAreNeverNearest) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const torch::Tensor bank = torch::tensor({{0.0f, 0.0f}, {nan, 1.0f}, {0.1f, 1.0f}});
  const torch::Tensor labels = classesOf({0, 1, 2});
  EXPECT_EQ(knnPredict(bank, labels, torch::tensor({{0.0f, 1.0f}}), 3, 1, 0.1).item<std::int64_t>(), 2);
  // A query without direction is equally far from all: the first row decides.
  EXPECT_EQ(knnPredict(bank, labels, torch::tensor({{nan, nan}}), 3, 1, 0.1).item<std::int64_t>(), 0);
}

TEST(Knn, RefusesWhatHasNoAnswer) {
  const torch::Tensor bank = torch::ones({2, 2}), labels = classesOf({0, 1});
  EXPECT_EQ(knnPredict(bank, labels, torch::ones({0, 2}), 2, 1, 0.1).numel(), 0);
  EXPECT_THROW(knnPredict(torch::ones({0, 2}), classesOf({}), bank, 2, 1, 0.1), Error);
  EXPECT_THROW(knnPredict(bank, labels, torch::ones({1, 3}), 2, 1, 0.1), Error);
  EXPECT_THROW(knnPredict(bank, labels, bank, 1, 1, 0.1), Error);
  EXPECT_THROW(knnPredict(bank, classesOf({0, -1}), bank, 2, 1, 0.1), Error);
  EXPECT_THROW(knnPredict(bank, classesOf({0}), bank, 2, 1, 0.1), Error);
  EXPECT_THROW(knnPredict(bank, labels, bank, 2, 0, 0.1), Error);
  EXPECT_THROW(knnPredict(bank, labels, bank, 2, 1, 0.0), Error);
}

}  // namespace
}  // namespace skewscope::evaluate
