#include "core/data/balanced_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/data/subset.h"

namespace skewscope::data {
namespace {

constexpr RandomKey kKey{.seed = 5, .purpose = Purpose::Order, .epoch = 3, .item = 0, .view = 1};

/// Classes 0, 1 and 3 with 60, 12 and 3 images, mixed; no image of class 2.
std::vector<std::int64_t> someLabels() {
  std::vector<std::int64_t> labels;
  for (int i = 0; i < 75; ++i) labels.push_back(i % 25 == 0 ? 3 : i % 25 < 5 ? 1 : 0);
  return labels;
}

TEST(BalancedDraws, EveryClassAndWithinItEveryImageIsAsLikely) {
  const auto labels = someLabels();
  std::vector<int> perClass(4, 0), perImage(75, 0);
  constexpr std::int64_t kDraws = 90'000;
  for (const auto position : balancedDraws(labels, kDraws, kKey).positions) {
    ++perImage.at(static_cast<std::size_t>(position));
    ++perClass[static_cast<std::size_t>(labels[static_cast<std::size_t>(position)])];
  }
  const auto expectShare = [&](int count, double p) {
    EXPECT_NEAR(count / static_cast<double>(kDraws), p, 5 * std::sqrt(p * (1 - p) / kDraws));
  };
  for (const int c : {0, 1, 3}) expectShare(perClass[static_cast<std::size_t>(c)], 1.0 / 3);
  EXPECT_EQ(perClass[2], 0);
  const std::vector<double> sizes{60, 12, 0, 3};
  for (std::size_t i = 0; i < 75; ++i) {
    expectShare(perImage[i], 1.0 / (3 * sizes[static_cast<std::size_t>(labels[i])]));
  }
}

// Successive draws are independent: the pairs of classes are as likely as each other.
TEST(BalancedDraws, SuccessiveDrawsAreIndependent) {
  const auto labels = someLabels();
  constexpr std::int64_t kPairs = 30'000;
  const auto draws = balancedDraws(labels, 2 * kPairs, kKey);
  std::vector<int> pairs(16, 0);
  for (std::size_t i = 0; i < 2 * kPairs; i += 2) {
    const auto a = labels[static_cast<std::size_t>(draws.positions[i])];
    const auto b = labels[static_cast<std::size_t>(draws.positions[i + 1])];
    ++pairs[static_cast<std::size_t>(4 * a + b)];
  }
  for (const int a : {0, 1, 3}) {
    for (const int b : {0, 1, 3}) {
      EXPECT_NEAR(pairs[static_cast<std::size_t>(4 * a + b)] / static_cast<double>(kPairs), 1.0 / 9,
                  5 * std::sqrt(8.0 / 81 / kPairs));
    }
  }
}

TEST(BalancedDraws, RepeatsCountEarlierDraws) {
  const auto draws = balancedDraws(someLabels(), 200, kKey);
  ASSERT_EQ(draws.positions.size(), 200u);
  ASSERT_EQ(draws.repeats.size(), 200u);
  std::vector<int> seen(75, 0);
  int most = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    EXPECT_EQ(draws.repeats[i], seen[static_cast<std::size_t>(draws.positions[i])]++);
    most = std::max(most, draws.repeats[i]);
  }
  EXPECT_GT(most, 10);  // three images share a third of the draws
}

TEST(BalancedDraws, AreAFunctionOfTheKeyAndNestInLongerOnes) {
  const auto labels = someLabels();
  const auto draws = balancedDraws(labels, 100, kKey);
  EXPECT_EQ(draws.positions, balancedDraws(labels, 100, kKey).positions);
  const auto longer = balancedDraws(labels, 150, kKey);
  EXPECT_TRUE(std::equal(draws.positions.begin(), draws.positions.end(), longer.positions.begin()));
  RandomKey other = kKey;
  other.epoch = 4;
  EXPECT_NE(balancedDraws(labels, 100, other).positions, draws.positions);
  EXPECT_TRUE(balancedDraws(labels, 0, kKey).positions.empty());
  EXPECT_THROW(balancedDraws({}, 1, kKey), Error);
}

TEST(BalancedDraws, StayTheSameInLaterVersions) {
  // Recorded with version 0.1.0. Stored runs can be repeated only while these draws do not change.
  spec::ExperimentSpec spec;
  spec.sampling = spec::Sampling::ClassBalanced;
  EXPECT_EQ(epochDraws(spec, someLabels(), 8, 0).positions,
            (std::vector<std::int64_t>{28, 25, 11, 36, 52, 29, 0, 27}));
}

TEST(EpochDraws, AreEpochOrderUnlessASupervisedRunAsksForMore) {
  const auto labels = someLabels();
  spec::ExperimentSpec spec;
  spec.seed = 9;
  const auto plain = epochDraws(spec, labels, 64, 2);
  EXPECT_EQ(plain.positions, epochOrder(75, 9, 2));
  EXPECT_TRUE(plain.repeats.empty());
  spec.sampling = spec::Sampling::ClassBalanced;
  const auto balanced = epochDraws(spec, labels, 64, 2);
  EXPECT_EQ(balanced.positions.size(), 64u);
  EXPECT_EQ(balanced.repeats.size(), 64u);
  std::set<std::vector<std::int64_t>> epochs;
  for (std::int64_t epoch = 0; epoch < 5; ++epoch) {
    epochs.insert(epochDraws(spec, labels, 64, epoch).positions);
  }
  EXPECT_EQ(epochs.size(), 5u);
  spec.mode = spec::Mode::SelfSupervised;  // labels are never read
  EXPECT_EQ(epochDraws(spec, labels, 64, 2).positions, plain.positions);
}

TEST(BalancedChoice, TakesEquallyManyOfEachClassWhileThereAreAny) {
  std::vector<std::uint16_t> labels;
  for (const std::int64_t label : someLabels()) labels.push_back(static_cast<std::uint16_t>(label));
  const auto countsOf = [&](std::int64_t count) {
    std::vector<int> counts(4, 0);
    for (const auto image : balancedChoice(labels, count, kKey))
      ++counts[labels[static_cast<std::size_t>(image)]];
    return counts;
  };
  EXPECT_EQ(countsOf(9), (std::vector<int>{3, 3, 0, 3}));
  EXPECT_EQ(countsOf(29), (std::vector<int>{14, 12, 0, 3}));  // the others have no more
  EXPECT_EQ(countsOf(1000), (std::vector<int>{60, 12, 0, 3}));
  EXPECT_TRUE(balancedChoice(labels, 0, kKey).empty());
  const auto more = balancedChoice(labels, 30, kKey), fewer = balancedChoice(labels, 12, kKey);
  EXPECT_TRUE(std::ranges::is_sorted(more));
  EXPECT_TRUE(std::ranges::includes(more, fewer));
  EXPECT_EQ(std::set<std::int64_t>(more.begin(), more.end()).size(), 30U);
  EXPECT_NE(balancedChoice(labels, 9, {.seed = 6, .purpose = Purpose::Order}),
            balancedChoice(labels, 9, kKey));
}

}  // namespace
}  // namespace skewscope::data
