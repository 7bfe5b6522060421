#include "core/report/calibration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/base/error.h"

namespace skewscope::report {
namespace {

TEST(Calibration, IsTheMeanGapOfTheBins) {
  // Two bins of four: (0.5, 0.75] with confidence .6 and accuracy 1/2, (0.75, 1] with .9 and 2/2.
  const std::vector<double> confidences{0.6, 0.6, 0.9, 0.9};
  const Calibration found = calibrationOf(confidences, {true, false, true, true}, 4);
  EXPECT_NEAR(found.error, 0.5 * 0.1 + 0.5 * 0.1, 1e-12);
  EXPECT_NEAR(found.largest, 0.1, 1e-12);
  EXPECT_NEAR(found.meanConfidence, 0.75, 1e-12);
  ASSERT_EQ(found.bins.size(), 4U);
  EXPECT_EQ(found.bins[2].count, 2);
  EXPECT_NEAR(found.bins[2].accuracy, 0.5, 1e-12);
  EXPECT_EQ(found.bins[0].count, 0);
}

TEST(Calibration, OverconfidenceAndUnderconfidenceOfABinCancel) {
  const std::vector<double> confidences{0.95, 0.95, 0.95, 0.95};
  EXPECT_NEAR(calibrationOf(confidences, {true, true, true, true}).error, 0.05, 1e-12);
  EXPECT_NEAR(calibrationOf(confidences, {false, false, false, false}).error, 0.95, 1e-12);
}

TEST(Calibration, ABinHoldsItsUpperEnd) {
  const std::vector<double> confidences{0, 0.5, 1};
  const Calibration found = calibrationOf(confidences, {false, true, true}, 2);
  EXPECT_EQ(found.bins[0].count, 2);
  EXPECT_EQ(found.bins[1].count, 1);
}

TEST(Calibration, OfNothingIsNaNAndOfNonsenseAnError) {
  EXPECT_TRUE(std::isnan(calibrationOf({}, {}).error));
  const std::vector<double> wrong{1.5};
  EXPECT_THROW(calibrationOf(wrong, {true}), Error);
  EXPECT_THROW(calibrationOf(wrong, {}), Error);
}

}  // namespace
}  // namespace skewscope::report
