#include "ui/panels/ratio_slider.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

namespace skewscope::ui {
namespace {

TEST(RatioSlider, PositionIsLogarithmic) {
  EXPECT_DOUBLE_EQ(RatioSlider::positionOf(1), 0);
  EXPECT_NEAR(RatioSlider::positionOf(0.1), 1.0 / 3, 1e-12);
  EXPECT_NEAR(RatioSlider::positionOf(0.01), 2.0 / 3, 1e-12);
  EXPECT_NEAR(RatioSlider::positionOf(0.001), 1, 1e-12);
  EXPECT_DOUBLE_EQ(RatioSlider::positionOf(5), 0);
}

TEST(RatioSlider, RatioAtRoundsToTwoDigitsAndInvertsPosition) {
  for (const double ratio : {1.0, 0.37, 0.1, 0.042, 0.01, 0.0073, 0.001}) {
    EXPECT_NEAR(RatioSlider::ratioAt(RatioSlider::positionOf(ratio), 0), ratio, 1e-12);
  }
  EXPECT_DOUBLE_EQ(RatioSlider::ratioAt(-1, 0), 1);
  EXPECT_NEAR(RatioSlider::ratioAt(2, 0), 0.001, 1e-15);
}

TEST(RatioSlider, SnapsToTheRatiosOfTheLiteratureOnlyNearby) {
  const double near = RatioSlider::positionOf(0.0103);
  EXPECT_DOUBLE_EQ(RatioSlider::ratioAt(near, 0.01), 0.01);
  EXPECT_NEAR(RatioSlider::ratioAt(near, 0.001), 0.01, 1e-12);  // two digits round there anyway
  EXPECT_NEAR(RatioSlider::ratioAt(RatioSlider::positionOf(0.014), 0.01), 0.014, 1e-12);
}

TEST(RatioSlider, SettingTheRatioEmitsNothing) {
  RatioSlider slider;
  QSignalSpy changed(&slider, &RatioSlider::ratioChanged);
  slider.setRatio(0.02);
  slider.setRatio(7);
  EXPECT_DOUBLE_EQ(slider.ratio(), 1);
  EXPECT_EQ(changed.count(), 0);
}

TEST(RatioSlider, KeysMoveIt) {
  RatioSlider slider;
  slider.setRatio(0.01);
  QSignalSpy changed(&slider, &RatioSlider::ratioChanged);
  QTest::keyClick(&slider, Qt::Key_Right);
  EXPECT_NEAR(slider.ratio(), 0.0089, 1e-12);
  QTest::keyClick(&slider, Qt::Key_Left);
  EXPECT_NEAR(slider.ratio(), 0.01, 1e-12);
  QTest::keyClick(&slider, Qt::Key_PageDown);
  EXPECT_DOUBLE_EQ(slider.ratio(), 0.005);
  QTest::keyClick(&slider, Qt::Key_PageUp);
  QTest::keyClick(&slider, Qt::Key_PageUp);
  EXPECT_DOUBLE_EQ(slider.ratio(), 0.02);
  QTest::keyClick(&slider, Qt::Key_Home);
  EXPECT_DOUBLE_EQ(slider.ratio(), 1);
  QTest::keyClick(&slider, Qt::Key_Left);
  EXPECT_DOUBLE_EQ(slider.ratio(), 1);
  QTest::keyClick(&slider, Qt::Key_End);
  EXPECT_DOUBLE_EQ(slider.ratio(), 0.001);
  EXPECT_EQ(changed.count(), 7);
}

TEST(RatioSlider, EveryStepOfTheKeysMovesItAndTheWholeRangeIsReached) {
  RatioSlider slider;
  slider.setRatio(1);
  int steps = 0;
  while (slider.ratio() > RatioSlider::kMinimum && steps < 500) {
    const double before = slider.ratio();
    QTest::keyClick(&slider, Qt::Key_Right);
    ASSERT_LT(slider.ratio(), before);
    ++steps;
  }
  EXPECT_DOUBLE_EQ(slider.ratio(), RatioSlider::kMinimum);
  EXPECT_LE(steps, 70);
}

TEST(RatioSlider, TheMouseDragsItAndSnaps) {
  RatioSlider slider;
  slider.resize(324, 40);  // 300 px between the margins: 100 a decade
  QSignalSpy changed(&slider, &RatioSlider::ratioChanged);
  QTest::mousePress(&slider, Qt::LeftButton, {}, QPoint(12 + 100, 14));
  EXPECT_DOUBLE_EQ(slider.ratio(), 0.1);
  QTest::mouseMove(&slider, QPoint(12 + 203, 14));
  EXPECT_DOUBLE_EQ(slider.ratio(), 0.01);
  QTest::mouseRelease(&slider, Qt::LeftButton, {}, QPoint(12 + 203, 14));
  QTest::mouseMove(&slider, QPoint(12, 14));
  EXPECT_DOUBLE_EQ(slider.ratio(), 0.01);
  EXPECT_EQ(changed.count(), 2 - 0);
}

TEST(RatioSlider, TheWheelNeedsFocus) {
  RatioSlider slider;
  QWheelEvent wheel({20, 14}, slider.mapToGlobal(QPointF(20, 14)), {}, {0, -120}, Qt::NoButton,
                    Qt::NoModifier, Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(&slider, &wheel);
  EXPECT_DOUBLE_EQ(slider.ratio(), 0.01);
  EXPECT_FALSE(wheel.isAccepted());
}

TEST(RatioSlider, TellsItsValueToScreenReaders) {
  RatioSlider slider;
  slider.setRatio(0.02);
  EXPECT_TRUE(slider.accessibleDescription().contains(QStringLiteral("IF 50")));
}

}  // namespace
}  // namespace skewscope::ui
