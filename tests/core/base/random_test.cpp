#include "core/base/random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

namespace skewscope {
namespace {

using testing::ElementsAre;

// Known answers of the Random123 library (D. E. Shaw Research), file tests/kat_vectors, lines "philox4x32
// 10".
TEST(Philox, KnownAnswers) {
  EXPECT_THAT(philox4x32({0, 0, 0, 0}, {0, 0}), ElementsAre(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
  constexpr std::uint32_t f = 0xffffffff;
  EXPECT_THAT(philox4x32({f, f, f, f}, {f, f}), ElementsAre(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd));
  EXPECT_THAT(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              ElementsAre(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1));
}

std::vector<std::uint32_t> firstBits(const RandomKey& key, int count = 9) {
  Random random(key);
  std::vector<std::uint32_t> draws;
  for (int i = 0; i < count; ++i) draws.push_back(random.bits());
  return draws;
}

TEST(Random, StreamIsPhiloxOfItsAddress) {
  // The layout of the counter decides every stored subset: it must not change.
  const RandomKey key{0x1122334455667788u, Purpose::Augmentation, 7, 41, 2};
  std::vector<std::uint32_t> expected;
  for (std::uint32_t block = 0; block < 3; ++block) {
    for (const auto word : philox4x32({block, 41, 7, (3u << 16) | 2}, {0x55667788, 0x11223344})) {
      expected.push_back(word);
    }
  }
  expected.resize(9);
  EXPECT_EQ(firstBits(key), expected);
}

TEST(Random, EveryPartOfTheKeyMatters) {
  const RandomKey key{5, Purpose::Order, 3, 2, 1};
  std::set<std::vector<std::uint32_t>> streams{firstBits(key)};
  auto other = key;
  other.seed = 6;
  streams.insert(firstBits(other));
  other = key;
  other.seed += std::uint64_t{1} << 32;
  streams.insert(firstBits(other));
  other = key;
  other.purpose = Purpose::Augmentation;
  streams.insert(firstBits(other));
  other = key;
  other.epoch = 4;
  streams.insert(firstBits(other));
  other = key;
  other.item = 3;
  streams.insert(firstBits(other));
  other = key;
  other.view = 2;
  streams.insert(firstBits(other));
  EXPECT_EQ(streams.size(), 7u);
  EXPECT_EQ(firstBits(key), firstBits(key));
}

TEST(Random, UniformIsTheTop24Bits) {
  const RandomKey key{1, Purpose::Toy, 0, 0, 0};
  Random bits(key), uniform(key);
  double sum = 0;
  constexpr int kCount = 20000;
  for (int i = 0; i < kCount; ++i) {
    const float value = uniform.uniform();
    EXPECT_EQ(static_cast<double>(value) * 16777216, static_cast<double>(bits.bits() >> 8));
    ASSERT_GE(value, 0.0f);
    ASSERT_LT(value, 1.0f);
    sum += static_cast<double>(value);
  }
  EXPECT_NEAR(sum / kCount, 0.5, 5 * std::sqrt(1.0 / 12 / kCount));
}

TEST(Random, UniformBetweenStaysBetween) {
  Random random({2, Purpose::Toy, 0, 0, 0});
  for (int i = 0; i < 1000; ++i) {
    const float value = random.uniform(-3, 5);
    ASSERT_GE(value, -3.0f);
    ASSERT_LT(value, 5.0f);
  }
}

TEST(Random, BelowIsLemiresMethod) {
  // D. Lemire, "Fast random integer generation in an interval", 2019: the high word of bits * bound, with a
  // draw rejected if its low word is below 2^32 mod bound.
  for (const std::uint32_t bound : {1u, 2u, 3u, 10u, 1000u, 65536u, 3u << 30, 0x80000001u, 0xffffffffu}) {
    const RandomKey key{bound, Purpose::Toy, 1, 0, 0};
    Random random(key), bits(key);
    for (int i = 0; i < 200; ++i) {
      std::uint64_t product = 0;
      do {
        product = std::uint64_t{bits.bits()} * bound;
      } while ((product & 0xffffffffu) < (std::uint64_t{1} << 32) % bound);
      const std::uint32_t value = random.below(bound);
      ASSERT_EQ(value, product >> 32) << bound;
      ASSERT_LT(value, bound);
    }
  }
}

TEST(Random, BelowHasNoBias) {
  // Of 3 * 2^30 values a draw without rejection gives every third one twice as often.
  Random random({3, Purpose::Toy, 0, 0, 0});
  constexpr int kCount = 30000;
  int divisible = 0;
  for (int i = 0; i < kCount; ++i) divisible += random.below(3u << 30) % 3 == 0 ? 1 : 0;
  EXPECT_NEAR(divisible / static_cast<double>(kCount), 1.0 / 3, 5 * std::sqrt(2.0 / 9 / kCount));
}

TEST(Random, NormalHasTheMomentsOfTheNormal) {
  Random random({4, Purpose::Toy, 0, 0, 0});
  constexpr int kCount = 100000;
  double sum = 0, squares = 0, fourth = 0;
  for (int i = 0; i < kCount; ++i) {
    const double value = random.normal();
    ASSERT_TRUE(std::isfinite(value));
    sum += value;
    squares += value * value;
    fourth += value * value * value * value;
  }
  // Standard errors of the moments: 1, sqrt(2), sqrt(96) over sqrt(count).
  EXPECT_NEAR(sum / kCount, 0, 5 / std::sqrt(kCount));
  EXPECT_NEAR(squares / kCount, 1, 5 * std::sqrt(2.0 / kCount));
  EXPECT_NEAR(fourth / kCount, 3, 5 * std::sqrt(96.0 / kCount));
}

TEST(Permutation, HoldsEveryNumberOnce) {
  for (const std::int64_t n : {0, 1, 2, 17, 1000}) {
    auto order = permutation(n, {1, Purpose::Order, 0, 0, 0});
    ASSERT_EQ(static_cast<std::int64_t>(order.size()), n);
    std::ranges::sort(order);
    for (std::int64_t i = 0; i < n; ++i) ASSERT_EQ(order[static_cast<std::size_t>(i)], i);
  }
}

TEST(Permutation, AllOrdersAreEquallyLikely) {
  constexpr int kCount = 24000;
  std::map<std::vector<std::int64_t>, int> seen;
  for (std::uint32_t i = 0; i < kCount; ++i) ++seen[permutation(4, {1, Purpose::Order, i, 0, 0})];
  ASSERT_EQ(seen.size(), 24u);
  double chiSquare = 0;
  for (const auto& [order, count] : seen) chiSquare += (count - 1000.0) * (count - 1000.0) / 1000;
  EXPECT_LT(chiSquare, 49.7);  // 99.9 % quantile at 23 degrees of freedom
}

}  // namespace
}  // namespace skewscope
