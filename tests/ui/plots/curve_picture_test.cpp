#include "ui/plots/curve_picture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

namespace skewscope::ui {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A level line of class `c` at `percent` over the epochs 0 to 10.
Curve level(int c, double percent, const QColor& colour) {
  Curve curve;
  curve.key = QStringLiteral("class:%1").arg(c);
  curve.colour = colour;
  for (int e = 0; e <= 10; ++e) {
    curve.x.push_back(e);
    curve.y.push_back(percent);
  }
  return curve;
}

/// Axes of 0 to 20 epochs and 0 to 100 %, 200 by 100 units, with a margin of 10 around.
CurvePicture pictureOf(std::vector<Curve> curves, double ratio = 1) {
  auto set = std::make_shared<CurveSet>();
  set->panes.emplace_back();
  set->panes[0].curves = std::move(curves);
  return {set, {{QRectF(10, 10, 200, 100), {0, 20, 10, 210}, {0, 100, 110, 10}}}, {}, {220, 120}, ratio};
}

/// Where epoch and percentage are in the picture.
QPoint at(double epoch, double percent) {
  return {qRound(10 + 10 * epoch), qRound(110 - percent)};
}

/// Rows of the column at `epoch` that are at least half covered by a colour.
std::vector<int> covered(const QImage& image, double epoch) {
  std::vector<int> rows;
  for (int y = 0; y < image.height(); ++y) {
    if (image.pixelColor(at(epoch, 0).x(), y).alphaF() > 0.4) rows.push_back(y);
  }
  return rows;
}

TEST(CurvePicture, LinesAreWhereTheirValuesAreAndEndWithAMarker) {
  const QImage image = pictureOf({level(0, 80, Qt::red), level(1, 20, Qt::blue)}).draw();
  EXPECT_GT(qRed(image.pixel(at(5, 80))), 150);
  EXPECT_GT(qBlue(image.pixel(at(5, 20))), 150);
  EXPECT_EQ(qAlpha(image.pixel(at(5, 50))), 0);
  EXPECT_EQ(covered(image, 5).size(), 4U) << "two lines of 1.6";
  EXPECT_GE(covered(image, 10).size(), 10U) << "two circles of radius 3";
  EXPECT_EQ(covered(image, 11).size(), 0U) << "nothing after the last epoch";
}

TEST(CurvePicture, AHigherDensityOfPixelsIsTheSamePicture) {
  const QImage image = pictureOf({level(0, 80, Qt::red)}, 2).draw();
  EXPECT_EQ(image.size(), QSize(440, 240));
  EXPECT_EQ(image.devicePixelRatio(), 2);
  EXPECT_GT(qRed(image.pixel(2 * at(5, 80))), 150);
}

TEST(CurvePicture, AGapIsLeftOutAndWhatLeavesTheAxesIsCut) {
  Curve gap = level(0, 80, Qt::red);
  gap.y[4] = kNaN;
  Curve above = level(1, 150, Qt::blue);
  above.y.back() = 50;
  CurvePicture picture = pictureOf({gap, above});
  const QImage image = picture.draw();
  EXPECT_EQ(covered(image, 4).size(), 0U);
  EXPECT_GT(covered(image, 2).size(), 0U);
  for (int x = 0; x < image.width(); ++x) EXPECT_EQ(qAlpha(image.pixel(x, 4)), 0) << "above the axes";
  // Zoomed to the epochs 4.2 to 4.8, between two points: the line from one to the other.
  gap.y[4] = 80;
  picture = pictureOf({gap});
  picture.panes[0].x = {4.2, 4.8, 10, 210};
  const QImage near = picture.draw();
  for (const int x : {12, 100, 208}) EXPECT_GT(qRed(near.pixel(x, 30)), 150) << x;
}

TEST(CurvePicture, TheFirstRunIsAboveTheOthers) {
  Curve other = level(0, 50, Qt::blue);
  other.run = 1;
  other.labelled = false;
  const QImage image = pictureOf({level(0, 50, Qt::red), other}).draw();
  EXPECT_GT(qRed(image.pixel(at(5, 50))), 150);
  EXPECT_LT(qBlue(image.pixel(at(5, 50))), 120);
}

TEST(CurvePicture, WhatIsNotMeantStepsBack) {
  CurvePicture picture = pictureOf({level(0, 80, Qt::red), level(1, 20, Qt::blue)});
  picture.emphasis = {QStringLiteral("class:0"), 0};
  const QImage image = picture.draw();
  EXPECT_GT(qAlpha(image.pixel(at(5, 80))), 200);
  EXPECT_GT(qAlpha(image.pixel(at(5, 20))), 30);
  EXPECT_LT(qAlpha(image.pixel(at(5, 20))), 80);
}

TEST(CurvePicture, MeasuredValuesAndBandsLieBehindTheLine) {
  Curve curve = level(0, 50, Qt::red);
  curve.smooth = std::vector<double>(11, 70);
  curve.low = std::vector<double>(11, 20);
  curve.high = std::vector<double>(11, 150);  // reaches past the axis
  const QImage image = pictureOf({curve}).draw();
  const int band = qAlpha(image.pixel(at(5, 30))), raw = qAlpha(image.pixel(at(5, 50))),
            line = qAlpha(image.pixel(at(5, 70)));
  EXPECT_GT(band, 20);
  EXPECT_LT(band, raw);
  EXPECT_LT(raw, line);
  EXPECT_EQ(qAlpha(image.pixel(at(5, 10))), 0);
  EXPECT_EQ(qAlpha(image.pixel(at(5, 100).x(), 4)), 0);
  EXPECT_GE(covered(image, 10).size(), 5U) << "the marker is at the end of the line";
  EXPECT_GT(qAlpha(image.pixel(at(10, 72))), 200);
}

TEST(CurvePicture, StripesOfManyCurvesFitTogether) {
  // Zigzags of 30 curves, one point in ten columns, so that each stripe begins between two points.
  std::vector<Curve> curves;
  for (int c = 0; c < 30; ++c) {
    Curve curve = level(c, 0, QColor::fromHsv(12 * c, 255, 200));
    curve.x.clear();
    curve.y.clear();
    for (int k = 0; k <= 80; ++k) {
      curve.x.push_back(k / 4.0);
      curve.y.push_back(3 * c + (k % 4 == 0 ? 8 : 2));
    }
    curves.push_back(curve);
  }
  CurvePicture picture = pictureOf(curves, 2);
  const QImage striped = picture.draw();
  // The same on a plot that is so much wider that all of it lies in the first stripe.
  picture.panes[0].area.setWidth(200 * 40);
  picture.panes[0].x = {0, 20 * 40, 10, 10 + 200 * 40};
  picture.size.setWidth(220 * 40);
  const QImage whole = picture.draw().copy(striped.rect());
  int different = 0;
  for (int y = 0; y < striped.height(); ++y) {
    for (int x = 20; x < 400; ++x) {  // not the end markers
      const QColor a = striped.pixelColor(x, y), b = whole.pixelColor(x, y);
      different += std::abs(a.alpha() - b.alpha()) > 40 ? 1 : 0;
    }
  }
  EXPECT_EQ(different, 0);
}

TEST(CurvePicture, StripesBesideTheAxesHoldNothing) {
  std::vector<Curve> curves;
  for (int c = 0; c < 300; ++c) curves.push_back(level(c, 50, Qt::red));
  CurvePicture picture = pictureOf(curves);
  picture.panes.push_back(picture.panes[0]);        // a second pane, of which the set has none
  picture.panes[0].area = QRectF(150, 10, 4, 100);  // narrow, as while a window is laid out
  picture.panes[0].x = {15, 20, 150, 154};
  EXPECT_EQ(covered(picture.draw(), 3).size(), 0U);
  picture.panes[0].area.setWidth(-20);
  picture.panes[0].x.to = 130;
  EXPECT_EQ(picture.draw().size(), QSize(220, 120));
  picture.panes[0].x = {5, 5, 10, 210};  // no range at all
  EXPECT_EQ(picture.draw().size(), QSize(220, 120));
}

TEST(CurvePicture, ManyPointsAreHairlines) {
  Curve long_ = level(0, 80.5, Qt::red);  // in the middle of a row
  for (int k = 0; k < 3000; ++k) {
    long_.x.insert(long_.x.end() - 1, 9 + k * 1e-4);
    long_.y.push_back(80.5);
  }
  EXPECT_EQ(covered(pictureOf({long_}).draw(), 5).size(), 1U);
}

TEST(CurvePicture, ItIsStretchedOntoOtherAxesUntilTheNextOneComes) {
  const DrawnCurves drawn = drawCurves(pictureOf({level(0, 80, Qt::red)}));
  EXPECT_EQ(drawn.places.size(), 11U);
  const auto onto = [&](const std::vector<CurvePicture::Axes>& now) {
    QImage image(220, 120, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    drawPicture(painter, drawn, now);
    return image;
  };
  EXPECT_EQ(onto(drawn.what.panes), drawn.image.convertToFormat(QImage::Format_ARGB32_Premultiplied));
  std::vector<CurvePicture::Axes> now = drawn.what.panes;
  now[0].x = {0, 10, 10, 210};    // twice as near: the line now ends at the right edge
  now[0].y = {60, 100, 110, 10};  // 80 is in the middle
  const QImage near = onto(now);
  EXPECT_GT(qAlpha(near.pixel(30, 60)), 150);
  EXPECT_GT(qAlpha(near.pixel(190, 60)), 150);
  EXPECT_EQ(qAlpha(near.pixel(30, 20)), 0);
  EXPECT_EQ(qAlpha(near.pixel(215, 60)), 0) << "cut at the axes of now";
  EXPECT_TRUE(onto({now[0], now[0]}) == onto({})) << "other panes: nothing";
}

}  // namespace
}  // namespace skewscope::ui
