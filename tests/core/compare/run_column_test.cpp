#include "core/compare/run_column.h"

#include <gtest/gtest.h>

namespace skewscope::compare {
namespace {

TEST(RunColumn, KeysAreReadAsTheyWereWritten) {
  for (const char* key : {"option:batch", "option:mode", "metric:probe_accuracy:last", "metric:loss:best",
                          "metric:fine_tune_stl10:mean5", "metric:loss:at_best"}) {
    const auto column = runColumnFrom(key);
    ASSERT_TRUE(column) << key;
    EXPECT_EQ(keyOf(*column), key);
  }
  EXPECT_EQ(runColumnFrom("metric:loss:best")->metric.aggregate, Aggregate::Best);
}

TEST(RunColumn, WhatIsNotKnownIsNothing) {
  for (const char* key : {"", "batch", "option:", "option:no_such", "option:name", "option:batch:best",
                          "metric:", "metric::best", "metric:loss", "metric:loss:median", "metric:a:b:best"})
    EXPECT_FALSE(runColumnFrom(key)) << key;
}

TEST(RunColumn, MetricsAndNumericOptionsAreNumbers) {
  EXPECT_TRUE(isNumeric(*runColumnFrom("metric:loss:best")));
  EXPECT_TRUE(isNumeric(*runColumnFrom("option:ratio")));
  EXPECT_TRUE(isNumeric(*runColumnFrom("option:seed")));
  EXPECT_FALSE(isNumeric(*runColumnFrom("option:mode")));
  EXPECT_FALSE(isNumeric(*runColumnFrom("option:balanced_twin")));
}

}  // namespace
}  // namespace skewscope::compare
