#include "ui/plots/plot_painter.h"

#include <gmock/gmock.h>

#include <QImage>
#include <cmath>
#include <limits>

#include "ui/plots/axis_ticks.h"

namespace skewscope::ui {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

TEST(PlotPainter, TicksAreRoundAndInside) {
  EXPECT_THAT(PlotPainter::ticks(0, 100, 5), ElementsAre(0, 20, 40, 60, 80, 100));
  EXPECT_THAT(PlotPainter::ticks(0, 60, 6), ElementsAre(0, 10, 20, 30, 40, 50, 60));
  EXPECT_THAT(PlotPainter::ticks(-3, 9, 4), ElementsAre(0, 5));
  EXPECT_THAT(PlotPainter::ticks(0, 3, 8, true), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(PlotPainter::ticks(2, 2, 5), ElementsAre(2));
}

TEST(AxisTicks, LogarithmicOnesAreRound) {
  EXPECT_THAT(logTicks(1, 60, 5), ElementsAre(1, 2, 5, 10, 20, 50));
  EXPECT_THAT(logTicks(1e-6, 10, 4),
              ElementsAre(DoubleEq(1e-6), DoubleEq(1e-4), DoubleEq(1e-2), DoubleEq(1)));
  EXPECT_THAT(logTicks(20, 60, 4), ElementsAre(20, 30, 40, 50, 60));
}

TEST(AxisTicks, LargeNumbersAreShort) {
  EXPECT_EQ(tickText(2500), QStringLiteral("2500"));
  EXPECT_EQ(tickText(99'000), QStringLiteral("99000"));
  EXPECT_EQ(tickText(150'000), QStringLiteral("150k"));
  EXPECT_EQ(tickText(-2.5e6), QStringLiteral("-2.5M"));
  EXPECT_EQ(tickText(1e-15), QStringLiteral("0"));
}

TEST(PlotPainter, ALogarithmicScaleHasEqualStepsForEqualRatios) {
  const PlotPainter::Scale scale{1, 100, 10, 30, true};
  EXPECT_DOUBLE_EQ(scale(1), 10);
  EXPECT_DOUBLE_EQ(scale(10), 20);
  EXPECT_DOUBLE_EQ(scale(100), 30);
  EXPECT_DOUBLE_EQ(scale(0), 10);
}

TEST(PlotPainter, TextIsAsWideAtEveryResolution) {
  const auto widthAt = [](double dpi) {
    QImage image(200, 50, QImage::Format_RGB32);
    image.setDotsPerMeterX(static_cast<int>(dpi / 0.0254));
    QPainter painter(&image);
    painter.scale(dpi / 72, dpi / 72);
    return PlotPainter(painter, {}).textWidth(QStringLiteral("accuracy, test (%)"), 8);
  };
  EXPECT_DOUBLE_EQ(widthAt(72), widthAt(300));
  EXPECT_GT(widthAt(72), 40);
  EXPECT_LT(widthAt(72), 110);
}

TEST(PlotPainter, ABandFillsBetweenItsEdgesUpToAGap) {
  QImage image(100, 40, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  PlotPainter plot(painter, {});
  const double gap = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> xs{0, 1, 2, 3, 4}, lows{0.25, 0.25, gap, 0.25, -9},
      highs{0.75, 0.75, 0.75, 0.75, 9};
  plot.band(xs, lows, highs, {0, 4, 0, 100}, {0, 1, 40, 0}, Qt::black);
  const auto inked = [&](int x, int y) { return qGray(image.pixel(x, y)) < 250; };
  EXPECT_TRUE(inked(12, 20));
  EXPECT_FALSE(inked(12, 5));
  EXPECT_FALSE(inked(12, 35));
  EXPECT_FALSE(inked(50, 20));
  EXPECT_TRUE(inked(97, 2)) << "cut at the axis, not left out";
}

/// Columns of the image, at a fixed height, where there is ink.
int inkedColumns(const QImage& image, int fromX, int toX) {
  int inked = 0;
  for (int x = fromX; x < toX; ++x) {
    bool ink = false;
    for (int y = 0; y < image.height(); ++y) ink = ink || qGray(image.pixel(x, y)) < 200;
    inked += ink ? 1 : 0;
  }
  return inked;
}

TEST(PlotPainter, ALineIsInterruptedWhereThereIsNoNumber) {
  const double gap = std::numeric_limits<double>::quiet_NaN();
  const auto draw = [](const std::vector<double>& ys) {
    QImage image(100, 40, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    PlotPainter plot(painter, {});
    const std::vector<double> xs{0, 1, 2, 3, 4};
    plot.line(xs, ys, {0, 4, 0, 100}, {0, 1, 40, 0}, Qt::black, Qt::SolidLine, 2);
    return image;
  };
  EXPECT_EQ(inkedColumns(draw({0.5, 0.5, 0.5, 0.5, 0.5}), 30, 70), 40);
  EXPECT_EQ(inkedColumns(draw({0.5, 0.5, gap, 0.5, 0.5}), 30, 70), 0);
  EXPECT_GT(inkedColumns(draw({gap, gap, 0.5, gap, gap}), 45, 55), 0);  // alone: a dot
}

}  // namespace
}  // namespace skewscope::ui
