#include "core/report/paired_bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"

namespace skewscope::report {
namespace {

/// `onlyA` images that A alone has right, `onlyB` that B alone has, `both` and `neither`.
std::pair<Correctness, Correctness> pairOf(int both, int onlyA, int onlyB, int neither) {
  Correctness a, b;
  const auto add = [&](int count, int rightA, int rightB) {
    a.insert(a.end(), static_cast<std::size_t>(count), static_cast<std::uint8_t>(rightA));
    b.insert(b.end(), static_cast<std::size_t>(count), static_cast<std::uint8_t>(rightB));
  };
  add(both, 1, 1);
  add(onlyA, 1, 0);
  add(onlyB, 0, 1);
  add(neither, 0, 0);
  return {a, b};
}

TEST(PairedBootstrap, TheIntervalOfOnePairIsThatOfANormalDifference) {
  const auto [a, b] = pairOf(6000, 900, 700, 2400);
  const auto result =
      pairedBootstrap(std::vector<Correctness>{a}, std::vector<Correctness>{b}, {.resamples = 20'000});
  EXPECT_DOUBLE_EQ(result.a, 0.69);
  EXPECT_DOUBLE_EQ(result.b, 0.67);
  EXPECT_NEAR(result.difference, 0.02, 1e-12);
  EXPECT_EQ(result.onlyA, 900);
  EXPECT_EQ(result.onlyB, 700);
  // Var of a mean of +1 (p .09), -1 (p .07), 0: (p+ + p- - d^2) / n.
  const double deviation = std::sqrt((0.09 + 0.07 - 0.02 * 0.02) / 10'000);
  EXPECT_NEAR(result.low, 0.02 - 1.95996 * deviation, 2e-4);
  EXPECT_NEAR(result.high, 0.02 + 1.95996 * deviation, 2e-4);
  EXPECT_GT(result.shareBetter, 0.9999);
}

TEST(PairedBootstrap, McNemarIsTheBinomialTail) {
  // 1 against 6: 2 (C(7,0) + C(7,1)) / 2^7.
  const auto [a, b] = pairOf(3, 6, 1, 2);
  EXPECT_NEAR(pairedBootstrap(std::vector<Correctness>{a}, std::vector<Correctness>{b}).mcNemar,
              2 * 8.0 / 128, 1e-12);
  const auto [c, d] = pairOf(3, 4, 4, 2);
  EXPECT_DOUBLE_EQ(pairedBootstrap(std::vector<Correctness>{c}, std::vector<Correctness>{d}).mcNemar, 1);
  const auto [e, f] = pairOf(5, 0, 0, 5);
  const auto same = pairedBootstrap(std::vector<Correctness>{e}, std::vector<Correctness>{f});
  EXPECT_DOUBLE_EQ(same.mcNemar, 1);
  EXPECT_EQ(same.low, 0);
  EXPECT_EQ(same.high, 0);
  EXPECT_DOUBLE_EQ(same.shareBetter, 0.5);
}

TEST(PairedBootstrap, PairingTakesOutWhatBothFindHard) {
  // The same accuracies; in the second case both runs are wrong on the same images.
  const auto [a, b] = pairOf(4000, 2000, 1900, 2100);
  const auto [c, d] = pairOf(5900, 100, 0, 4000);
  const auto apart = pairedBootstrap(std::vector<Correctness>{a}, std::vector<Correctness>{b});
  const auto alike = pairedBootstrap(std::vector<Correctness>{c}, std::vector<Correctness>{d});
  EXPECT_NEAR(apart.difference, alike.difference, 1e-12);
  EXPECT_GT(apart.high - apart.low, 4 * (alike.high - alike.low));
}

TEST(PairedBootstrap, SeedsThatDisagreeWidenTheInterval) {
  // Three seeds with differences of +4, +1 and -2 points in 400 images: the spread over seeds decides.
  std::vector<Correctness> a, b;
  for (const int lead : {40, 10, -20}) {
    const auto [x, y] = pairOf(700, std::max(lead, 0), std::max(-lead, 0), 300 - std::abs(lead));
    a.push_back(x);
    b.push_back(y);
  }
  const auto crossed = pairedBootstrap(a, b, {.resamples = 20'000});
  EXPECT_EQ(crossed.seeds, 3);
  EXPECT_NEAR(crossed.difference, 0.01, 1e-12);
  EXPECT_TRUE(std::isnan(crossed.mcNemar));
  // Without noise of images the 27 equally likely draws of seeds have a deviation of sqrt(.0006 / 3).
  double mean = 0;
  for (const double lead : {0.04, 0.01, -0.02}) mean += (lead - 0.01) * (lead - 0.01) / 3;
  EXPECT_NEAR((crossed.high - crossed.low) / (2 * 1.96), std::sqrt(mean / 3), 4e-3);
  EXPECT_LT(crossed.low, 0);
  // The same three times over: no spread over seeds is left.
  const auto alike =
      pairedBootstrap(std::vector<Correctness>{a[0], a[0], a[0]}, std::vector<Correctness>{b[0], b[0], b[0]});
  EXPECT_GT(alike.low, 0);
}

TEST(PairedBootstrap, TheSameSeedGivesTheSameNumbers) {
  const auto [a, b] = pairOf(60, 20, 10, 10);
  const auto once = pairedBootstrap(std::vector<Correctness>{a}, std::vector<Correctness>{b});
  EXPECT_EQ(once.low, pairedBootstrap(std::vector<Correctness>{a}, std::vector<Correctness>{b}).low);
}

TEST(PairedBootstrap, WhatIsNoComparisonIsRefused) {
  const auto [a, b] = pairOf(6, 2, 1, 1);
  Correctness shorter(b.begin(), b.end() - 1);
  EXPECT_THROW(pairedBootstrap({}, {}), Error);
  EXPECT_THROW(pairedBootstrap(std::vector<Correctness>{a}, std::vector<Correctness>{shorter}), Error);
  EXPECT_THROW(
      pairedBootstrap(std::vector<Correctness>{Correctness{}}, std::vector<Correctness>{Correctness{}}),
      Error);
  EXPECT_THROW(pairedBootstrap(std::vector<Correctness>{a}, std::vector<Correctness>{b}, {.resamples = 1}),
               Error);
  EXPECT_THROW(pairedBootstrap(std::vector<Correctness>{a}, std::vector<Correctness>{b}, {.level = 1}),
               Error);
}

TEST(Correctness, IsOfTheChosenClasses) {
  const std::vector<std::uint16_t> labels{0, 1, 2, 1}, predicted{0, 1, 0, 2};
  EXPECT_EQ(correctnessOf(labels, predicted), (Correctness{1, 1, 0, 0}));
  EXPECT_EQ(correctnessOf(labels, predicted, std::vector<std::uint8_t>{0, 1, 0}), (Correctness{1, 0}));
  EXPECT_THROW(correctnessOf(labels, std::vector<std::uint16_t>{0}), Error);
  EXPECT_THROW(correctnessOf(labels, predicted, std::vector<std::uint8_t>{0, 1}), Error);
}

}  // namespace
}  // namespace skewscope::report
