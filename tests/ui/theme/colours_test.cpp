#include "ui/theme/colours.h"

#include <gtest/gtest.h>

#include <array>

namespace skewscope::ui {
namespace {

TEST(Contrast, OfBlackAndWhiteIs21AndOfAColourWithItself1) {
  EXPECT_NEAR(contrastRatio(Qt::black, Qt::white), 21, 1e-9);
  EXPECT_NEAR(contrastRatio(QColor(0x2563dd), QColor(0x2563dd)), 1, 1e-9);
}

TEST(Contrast, AgreesWithTheExampleOfTheStandard) {
  // WCAG 2.1, G18: #777777 on white is just below 4.5 (4.48), #767676 just above (4.54).
  EXPECT_NEAR(contrastRatio(QColor(0x777777), Qt::white), 4.48, 0.005);
  EXPECT_NEAR(contrastRatio(Qt::white, QColor(0x767676)), 4.54, 0.005);
}

TEST(ReadableOn, ReachesTheRatioAndLeavesReadableColoursAlone) {
  const QColor yellow(0xffd23f);
  EXPECT_GE(contrastRatio(readableOn(yellow, Qt::white), Qt::white), 4.5);
  EXPECT_GE(contrastRatio(readableOn(QColor(0x30206b), Qt::black), Qt::black), 4.5);
  EXPECT_EQ(readableOn(Qt::black, Qt::white), QColor(Qt::black));
}

TEST(RampColour, PassesThroughItsAnchors) {
  const std::array<QColor, 3> anchors{QColor(0x102030), QColor(0x80a0c0), QColor(0xf0e0d0)};
  EXPECT_EQ(rampColour(anchors, 0), anchors[0]);
  EXPECT_EQ(rampColour(anchors, 0.5), anchors[1]);
  EXPECT_EQ(rampColour(anchors, 1), anchors[2]);
}

TEST(RampColour, OfGreysIsGreyAndMonotone) {
  const std::array<QColor, 2> anchors{QColor(Qt::black), QColor(Qt::white)};
  int before = -1;
  for (int i = 0; i <= 10; ++i) {
    const QColor colour = rampColour(anchors, i / 10.0);
    EXPECT_NEAR(colour.red(), colour.green(), 1);
    EXPECT_NEAR(colour.red(), colour.blue(), 1);
    EXPECT_GT(colour.red(), before);
    before = colour.red();
  }
}

}  // namespace
}  // namespace skewscope::ui
