#include "core/store/class_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace skewscope::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsNan;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

TEST(ClassValues, AreAListInJsonAndReadAgainBitForBit) {
  std::vector<double> read;
  EXPECT_EQ(classValuesText(std::vector<double>{0.5, kNone, 1, -2.5e-7}), "[0.5,null,1,-2.5e-07]");
  EXPECT_EQ(classValuesText(std::vector<double>{INFINITY, -INFINITY}), "[null,null]");
  EXPECT_EQ(classValuesText({}), "[]");
  ASSERT_TRUE(readClassValues("[]", read));
  EXPECT_TRUE(read.empty());
  ASSERT_TRUE(readClassValues("[0.5,null,1e-3]", read));
  EXPECT_THAT(read, ElementsAre(0.5, IsNan(), 0.001));
  std::mt19937_64 random(1);
  std::vector<double> values;
  for (int k = 0; k < 5000; ++k) {
    const double value = std::bit_cast<double>(random());
    values.push_back(std::isfinite(value) ? value : 1.0 / (k + 3));
  }
  ASSERT_TRUE(readClassValues(classValuesText(values), read));
  EXPECT_EQ(read, values);
}

TEST(ClassValues, WhatIsNoListOfNumbersIsRefused) {
  std::vector<double> read;
  for (const char* text : {"",        "[",     "]",       "[1",      "1]",    "[1,]",  "[,1]",    "[1,,2]",
                           "[1 ,2]",  "[nul]", "[null1]", "[1null]", "[nan]", "[inf]", "[1e999]", "[0x1]",
                           "[\"1\"]", "[[1]]", "[1]]",    "{}",      "null",  "[+1]"}) {
    EXPECT_FALSE(readClassValues(text, read)) << text;
  }
  std::string many = "[0";
  for (int k = 1; k < kMaxClasses; ++k) many += ",0";
  EXPECT_TRUE(readClassValues(many + "]", read));
  EXPECT_FALSE(readClassValues(many + ",0]", read));
}

TEST(ClassValues, ClassesThatComeLaterOrStayAwayHaveNoValueThere) {
  ClassSeries series;
  EXPECT_TRUE(append(series, 1, std::vector<double>{0.1}));
  EXPECT_TRUE(append(series, 3, std::vector<double>{0.2, 0.3}));
  EXPECT_TRUE(append(series, 4, {}));
  EXPECT_THAT(series.epochs, ElementsAre(1, 3, 4));
  EXPECT_THAT(series.values, ElementsAre(ElementsAre(0.1, 0.2, IsNan()), ElementsAre(IsNan(), 0.3, IsNan())));
}

TEST(ClassValues, ASeriesThatWouldTakeAllMemoryIsLeftAsItWas) {
  ClassSeries series;
  const std::size_t epochs = kMaxClassValues / kMaxClasses;
  for (std::size_t k = 0; k < epochs; ++k)
    ASSERT_TRUE(append(series, static_cast<std::int64_t>(k), std::vector<double>{1}));
  EXPECT_FALSE(append(series, 1'000'000, std::vector<double>(kMaxClasses)));
  EXPECT_EQ(series.epochs.size(), epochs);
  EXPECT_EQ(series.values.size(), 1U);
}

}  // namespace
}  // namespace skewscope::store
