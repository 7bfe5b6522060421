#include "core/data/subset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/digest.h"
#include "tests/core/base/expect_error.h"

namespace skewscope::data {
namespace {

using test::expectError;

// 10 classes x `perClass` images, classes interleaved; only labels matter to a subset.
ImageSet poolOf(std::int64_t perClass, int classes = 10) {
  ImageSet set;
  for (int c = 0; c < classes; ++c) set.classNames.push_back(std::string(1, static_cast<char>('a' + c)));
  for (std::int64_t i = 0; i < perClass * classes; ++i)
    set.labels.push_back(static_cast<std::uint16_t>(i % classes));
  return set;
}

TEST(DrawSubset, HasTheCountsWithoutRepetition) {
  const auto pool = poolOf(500);
  const auto counts = exponentialCounts(500, 0.01, 10);
  const auto subset = drawSubset(pool, counts, 7);
  EXPECT_TRUE(std::ranges::is_sorted(subset.indices));
  EXPECT_EQ(std::ranges::adjacent_find(subset.indices), subset.indices.end());
  std::vector<std::int64_t> found(10, 0);
  for (const auto index : subset.indices) ++found[pool.labels.at(static_cast<std::size_t>(index))];
  EXPECT_EQ(found, counts);
  EXPECT_EQ(subset.counts, counts);
}

TEST(DrawSubset, SmallerIsContainedInLarger) {
  const auto pool = poolOf(500);
  Subset larger = drawSubset(pool, std::vector<std::int64_t>(10, 500), 3);
  for (const double scale : {0.75, 0.5, 0.25, 0.125}) {
    const auto counts = exponentialCounts(static_cast<std::int64_t>(500 * scale), 0.02, 10);
    const auto smaller = drawSubset(pool, counts, 3);
    EXPECT_TRUE(std::ranges::includes(larger.indices, smaller.indices));
    larger = smaller;
  }
  const auto other = drawSubset(pool, std::vector<std::int64_t>(10, 50), 4);
  const auto same = drawSubset(pool, std::vector<std::int64_t>(10, 50), 3);
  EXPECT_NE(other.indices, same.indices);
}

TEST(DrawSubset, ClassesAreDrawnIndependently) {
  // A class's images do not depend on how many the others have: balanced twin and long tail share what they
  // can.
  const auto pool = poolOf(100);
  std::vector<std::int64_t> one(10, 0), two(10, 30);
  one[4] = two[4] = 20;
  const auto alone = drawSubset(pool, one, 5), among = drawSubset(pool, two, 5);
  EXPECT_TRUE(std::ranges::includes(among.indices, alone.indices));
}

TEST(DrawSubset, EveryImageIsAsLikely) {
  const auto pool = poolOf(20, 2);
  std::vector<int> chosen(40, 0);
  constexpr int kSeeds = 4000;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    for (const auto index : drawSubset(pool, std::vector<std::int64_t>{10, 5}, seed).indices) {
      ++chosen[static_cast<std::size_t>(index)];
    }
  }
  for (std::size_t i = 0; i < 40; ++i) {
    const double p = i % 2 == 0 ? 0.5 : 0.25;
    EXPECT_NEAR(chosen[i] / static_cast<double>(kSeeds), p, 5 * std::sqrt(p * (1 - p) / kSeeds));
  }
}

TEST(DrawSubset, DigestStandsForTheIndices) {
  const auto pool = poolOf(100);
  const auto subset = drawSubset(pool, exponentialCounts(100, 0.1, 10), 1);
  EXPECT_EQ(subset.digest, drawSubset(pool, exponentialCounts(100, 0.1, 10), 1).digest);
  EXPECT_NE(subset.digest, drawSubset(pool, exponentialCounts(100, 0.1, 10), 2).digest);
  std::string bytes;
  for (const auto index : subset.indices) {
    for (int i = 0; i < 8; ++i) bytes += static_cast<char>(index >> (8 * i) & 255);
  }
  EXPECT_EQ(subset.digest, sha256Hex(bytes));
}

TEST(DrawSubset, StaysTheSameInLaterVersions) {
  // Recorded with version 0.1.0. Stored runs can be repeated only while these draws do not change.
  const auto subset = drawSubset(poolOf(5000), exponentialCounts(5000, 0.01, 10), 1);
  EXPECT_EQ(subset.digest, "0cef90dbb39803d37e41fe62d1f9484d801e3d4ed2fa41288a064ce41a2c8932");
}

TEST(DrawSubset, TooFewImages) {
  const auto pool = poolOf(5);
  std::vector<std::int64_t> counts(10, 5);
  EXPECT_EQ(drawSubset(pool, counts, 1).indices.size(), 50u);
  counts[2] = 6;
  expectError(ErrorKind::Usage, "Class 2 (\"c\") has 5 training images; 6 were asked for.",
              [&] { drawSubset(pool, counts, 1); });
  counts[2] = -1;
  expectError(ErrorKind::Usage, "Class 2", [&] { drawSubset(pool, counts, 1); });
  expectError(ErrorKind::Usage, "3 class counts",
              [&] { drawSubset(pool, std::vector<std::int64_t>(3, 1), 1); });
}

TEST(SubsetFor, LongTailAndTwinHaveEqualSize) {
  const auto pool = poolOf(500);
  spec::ExperimentSpec spec;
  spec.nMax = 500;
  spec.seed = 9;
  const auto tail = subsetFor(spec, pool);
  EXPECT_EQ(tail.counts, exponentialCounts(500, 0.01, 10));
  spec.balancedTwin = true;
  const auto twin = subsetFor(spec, pool);
  EXPECT_EQ(twin.counts, balancedCounts(static_cast<std::int64_t>(tail.indices.size()), 10));
  EXPECT_EQ(twin.indices.size(), tail.indices.size());
  EXPECT_EQ(twin.digest, drawSubset(pool, twin.counts, 9).digest);
}

TEST(EpochOrder, IsAPermutationOfItsEpoch) {
  std::set<std::vector<std::int64_t>> seen;
  for (std::int64_t epoch = 0; epoch < 20; ++epoch) {
    const auto order = epochOrder(100, 1, epoch);
    EXPECT_EQ(order, epochOrder(100, 1, epoch));
    seen.insert(order);
    auto sorted = order;
    std::ranges::sort(sorted);
    for (std::int64_t i = 0; i < 100; ++i) ASSERT_EQ(sorted[static_cast<std::size_t>(i)], i);
  }
  seen.insert(epochOrder(100, 2, 0));
  EXPECT_EQ(seen.size(), 21u);
}

}  // namespace
}  // namespace skewscope::data
