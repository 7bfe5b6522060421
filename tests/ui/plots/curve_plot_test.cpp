#include "ui/plots/curve_plot.h"

#include <gtest/gtest.h>

#include <QJsonObject>
#include <QSignalSpy>
#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/ui/support/lines_drawn.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

/// Three classes over ten epochs; class 0 is best, a gap in class 1 at epoch 4.
std::shared_ptr<CurveSet> threeCurves() {
  auto set = std::make_shared<CurveSet>();
  set->xHigh = 20;
  set->xTitle = QStringLiteral("epoch");
  set->runs.push_back(
      {QStringLiteral("id"), QStringLiteral("run"), QStringLiteral("kNN"), Qt::blue, Marker::None});
  Pane pane;
  pane.percent = true;
  pane.yHigh = 100;
  pane.yTitle = QStringLiteral("kNN accuracy, test (%)");
  for (int c = 0; c < 3; ++c) {
    Curve curve;
    curve.key = QStringLiteral("class:%1").arg(c);
    curve.label = QStringLiteral("class %1").arg(c);
    curve.detail = QStringLiteral("n=%1").arg(100 / (c + 1));
    curve.colour = classColour(c, 3, false);
    for (int e = 1; e <= 10; ++e) {
      curve.x.push_back(e);
      curve.y.push_back(c == 1 && e == 4 ? std::numeric_limits<double>::quiet_NaN()
                                         : 90 - 25.0 * c - 20.0 / e);
    }
    pane.curves.push_back(curve);
  }
  set->panes.push_back(pane);
  return set;
}

struct CurvePlotTest : testing::Test {
  CurvePlot plot;
  void SetUp() override {
    plot.resize(700, 420);
    plot.show();
    settle();
    plot.setCurves(threeCurves());
    ASSERT_TRUE(waitFor([&] { return linesDrawn(plot) == 3; }));
  }
  QPointF at(double epoch, double percent) {
    return {plot.axisRect()->axis(QCPAxis::atBottom)->coordToPixel(epoch),
            plot.axisRect()->axis(QCPAxis::atLeft)->coordToPixel(percent)};
  }
  QString emphasised() const { return plot.drawn().what.emphasis.key; }
  /// Opacity of the picture of the curves at a place, the most within two pixels.
  double strengthAt(double epoch, double percent) {
    const QPoint place = at(epoch, percent).toPoint();
    double most = 0;
    for (int y = -2; y <= 2; ++y)
      most =
          std::max(most, static_cast<double>(plot.drawn().image.pixelColor(place + QPoint(0, y)).alphaF()));
    return most;
  }
  void moveTo(const QPointF& place) {
    QMouseEvent move(QEvent::MouseMove, place, plot.mapToGlobal(place), Qt::NoButton, Qt::NoButton,
                     Qt::NoModifier);
    QApplication::sendEvent(&plot, &move);
  }
};

TEST_F(CurvePlotTest, DrawsTheCurvesWithTheirLimits) {
  EXPECT_EQ(plot.axisRect()->axis(QCPAxis::atBottom)->range().upper, 20);
  EXPECT_EQ(plot.axisRect()->axis(QCPAxis::atLeft)->range().upper, 100);
  EXPECT_EQ(plot.drawn().places.size(), 10U);
  screenshot(plot, QStringLiteral("plot_three"));
}

TEST_F(CurvePlotTest, HoveringReadsTheNearestEpochSorted) {
  moveTo(at(5.3, 50));
  EXPECT_EQ(plot.readoutText(), QStringLiteral("epoch 5\nclass 0 86.0\nclass 1 61.0\nclass 2 36.0"));
  screenshot(plot, QStringLiteral("plot_hover"));
  moveTo(at(4.2, 50));  // where a curve has a gap it is left out
  EXPECT_EQ(plot.readoutText(), QStringLiteral("epoch 4\nclass 0 85.0\nclass 2 35.0"));
  moveTo({2, 2});
  EXPECT_EQ(plot.readoutText(), QString());
}

TEST_F(CurvePlotTest, KeysMoveTheReadoutAndZoom) {
  QTest::keyClick(&plot, Qt::Key_Left);
  EXPECT_TRUE(plot.readoutText().startsWith(QStringLiteral("epoch 10")));
  QTest::keyClick(&plot, Qt::Key_Left);
  EXPECT_TRUE(plot.readoutText().startsWith(QStringLiteral("epoch 9")));
  QTest::keyClick(&plot, Qt::Key_Right);
  QTest::keyClick(&plot, Qt::Key_Right);
  EXPECT_TRUE(plot.readoutText().startsWith(QStringLiteral("epoch 10")));
  QTest::keyClick(&plot, Qt::Key_Plus);
  EXPECT_TRUE(plot.isZoomed());
  EXPECT_LT(plot.axisRect()->axis(QCPAxis::atBottom)->range().size(), 20);
  QTest::keyClick(&plot, Qt::Key_Home);
  EXPECT_FALSE(plot.isZoomed());
  EXPECT_EQ(plot.axisRect()->axis(QCPAxis::atBottom)->range().size(), 20);
  QTest::keyClick(&plot, Qt::Key_Escape);
  EXPECT_EQ(plot.readoutText(), QString());
}

TEST_F(CurvePlotTest, LabelsHaveTheLastValuesInSight) {
  EXPECT_EQ(plot.labelTexts(),
            (QStringList{QString::fromUtf8("class 0 88.0 · n=100"), QString::fromUtf8("class 1 63.0 · n=50"),
                         QString::fromUtf8("class 2 38.0 · n=33")}));
  // Class 1 has no value at epoch 4.
  plot.setRanges({.zoomed = true, .x = QCPRange(1, 4.5), .y = {QCPRange(0, 100)}});
  settle();
  EXPECT_EQ(plot.labelTexts(),
            (QStringList{QString::fromUtf8("class 0 85.0 · n=100"), QString::fromUtf8("class 1 58.3 · n=50"),
                         QString::fromUtf8("class 2 35.0 · n=33")}));
}

TEST_F(CurvePlotTest, AWheelZoomStaysInsideAndSurvivesNewRowsUntilADoubleClick) {
  const QPointF place = at(10, 50);
  QWheelEvent out(place, plot.mapToGlobal(place), {}, QPoint(0, -1200), Qt::NoButton, Qt::NoModifier,
                  Qt::NoScrollPhase, false);
  QApplication::sendEvent(&plot, &out);
  EXPECT_GE(plot.axisRect()->axis(QCPAxis::atBottom)->range().lower, 0);
  EXPECT_LE(plot.axisRect()->axis(QCPAxis::atBottom)->range().upper, 20);
  QWheelEvent in(place, plot.mapToGlobal(place), {}, QPoint(0, 480), Qt::NoButton, Qt::NoModifier,
                 Qt::NoScrollPhase, false);
  QApplication::sendEvent(&plot, &in);
  const double size = plot.axisRect()->axis(QCPAxis::atBottom)->range().size();
  EXPECT_LT(size, 20);
  const int before = plot.replots();
  plot.setCurves(threeCurves());
  ASSERT_TRUE(waitFor([&] { return plot.replots() > before; }));
  EXPECT_EQ(plot.axisRect()->axis(QCPAxis::atBottom)->range().size(), size);
  QTest::mouseDClick(&plot, Qt::LeftButton, {}, at(10, 50).toPoint());
  EXPECT_FALSE(plot.isZoomed());
}

TEST_F(CurvePlotTest, ABurstOfNewDataIsDrawnOnce) {
  const int before = plot.replots();
  for (int i = 0; i < 500; ++i) plot.setCurves(threeCurves());
  ASSERT_TRUE(waitFor([&] { return plot.replots() > before; }));
  settle();
  EXPECT_EQ(plot.replots(), before + 1);
}

TEST_F(CurvePlotTest, AClickOnALabelNamesItsCurve) {
  QSignalSpy clicked(&plot, &CurvePlot::curveClicked);
  plot.replot(QCustomPlot::rpImmediateRefresh);
  const QPointF end = at(10, 88);  // class 0 at epoch 10
  QTest::mouseClick(&plot, Qt::LeftButton, Qt::ControlModifier, (end + QPointF(30, 0)).toPoint());
  ASSERT_EQ(clicked.count(), 1);
  EXPECT_EQ(clicked[0][0].toString(), QStringLiteral("class:0"));
  EXPECT_EQ(clicked[0][1].value<Qt::KeyboardModifiers>(), Qt::ControlModifier);
  QTest::mouseClick(&plot, Qt::LeftButton, {}, at(3, 95).toPoint());
  EXPECT_EQ(clicked.count(), 1);
}

TEST_F(CurvePlotTest, TheMouseOnALabelMakesTheOthersStepBack) {
  plot.replot(QCustomPlot::rpImmediateRefresh);
  moveTo(at(10, 88) + QPointF(30, 0));
  ASSERT_TRUE(waitFor([&] { return emphasised() == u"class:0"; }));
  EXPECT_LT(strengthAt(6, 65 - 20.0 / 6), 0.5) << "class 1";
  EXPECT_GT(strengthAt(6, 90 - 20.0 / 6), 0.8);
  moveTo(at(3, 97));
  ASSERT_TRUE(waitFor([&] { return emphasised().isEmpty(); }));
  EXPECT_GT(strengthAt(6, 65 - 20.0 / 6), 0.8);
}

TEST_F(CurvePlotTest, LabelsHaveRoomAtTheEndOfARun) {
  auto ended = threeCurves();
  ended->xHigh = 10;
  plot.setCurves(ended);
  ASSERT_TRUE(waitFor([&] { return plot.axisRect()->axis(QCPAxis::atBottom)->range().upper == 10; }));
  plot.replot(QCustomPlot::rpImmediateRefresh);
  EXPECT_LT(plot.axisRect()->right(), plot.width() - 100);
  screenshot(plot, QStringLiteral("plot_ended"));
}

TEST_F(CurvePlotTest, LogarithmicAxesAreNoZoom) {
  auto set = threeCurves();
  set->logX = set->panes[0].logY = true;
  set->xLow = 1;
  set->panes[0].yLow = 10;
  plot.setCurves(set);
  QCPAxis* x = plot.axisRect()->axis(QCPAxis::atBottom);
  ASSERT_TRUE(waitFor([&] { return x->scaleType() == QCPAxis::stLogarithmic; }));
  EXPECT_FALSE(plot.isZoomed());
  EXPECT_EQ(x->range(), QCPRange(1, 20));
  EXPECT_EQ(plot.axisRect()->axis(QCPAxis::atLeft)->range(), QCPRange(10, 100));
  plot.replot(QCustomPlot::rpImmediateRefresh);
  EXPECT_EQ(x->ticker()->tickCount(), 5);
  EXPECT_NEAR(at(4, 50).x() - at(2, 50).x(), at(8, 50).x() - at(4, 50).x(), 1e-6);
  screenshot(plot, QStringLiteral("plot_log"));
  plot.zoom(0.5);
  EXPECT_TRUE(plot.isZoomed());
  EXPECT_NEAR(x->range().lower * x->range().upper, 20, 1e-9) << "around the middle of the picture";
  plot.setCurves(threeCurves());
  ASSERT_TRUE(waitFor([&] { return x->scaleType() == QCPAxis::stLinear; }));
  EXPECT_EQ(x->range(), QCPRange(0, 20));
}

TEST_F(CurvePlotTest, ALongerAxisOfTheSameRunsKeepsTheZoom) {
  plot.zoom(0.5);
  const QCPRange zoomed = plot.ranges().x;
  auto longer = threeCurves();
  longer->xHigh = 25;
  const int before = plot.replots();
  plot.setCurves(longer);
  ASSERT_TRUE(waitFor([&] { return plot.replots() > before; }));
  EXPECT_EQ(plot.ranges().x, zoomed);
  longer = threeCurves();
  longer->runs[0].id = QStringLiteral("another");
  plot.setCurves(longer);
  ASSERT_TRUE(waitFor([&] { return !plot.isZoomed(); }));
}

TEST_F(CurvePlotTest, BandsAndMeasuredValuesAreDrawnBehindTheLine) {
  auto set = threeCurves();
  Curve& curve = set->panes[0].curves[0];
  curve.smooth = curve.y;
  curve.low = curve.high = curve.y;
  for (double& value : curve.low) value -= 5;
  for (double& value : curve.high) value += 5;
  plot.setCurves(set);
  ASSERT_TRUE(waitFor([&] { return linesDrawn(plot) == 6; }));
  screenshot(plot, QStringLiteral("plot_band"));
}

TEST_F(CurvePlotTest, WithoutSharedPlacesTheReadoutHoldsValues) {
  auto set = threeCurves();
  set->sharedX = false;
  set->wholeX = false;
  set->xForm = QStringLiteral("%1 s");
  for (double& x : set->panes[0].curves[2].x) x += 0.5;
  plot.setCurves(set);
  ASSERT_TRUE(waitFor([&] { return plot.curves()->xForm == u"%1 s" && linesDrawn(plot) == 3; }));
  settle();
  QTest::qWait(150);
  plot.showReadout(5);
  EXPECT_EQ(plot.readoutText(), QStringLiteral("5 s\nclass 0 86.0\nclass 1 61.0\nclass 2 35.0"));
}

TEST_F(CurvePlotTest, AResizeBetweenNewDataAndItsDrawingUsesWhatIsDrawn) {
  auto two = threeCurves();
  two->panes.push_back(two->panes[0]);
  plot.setCurves(two);
  ASSERT_TRUE(waitFor([&] { return linesDrawn(plot) == 6; }));
  plot.setCurves(threeCurves());  // one pane less, not drawn yet
  plot.resize(500, 300);
  QApplication::sendPostedEvents();
  ASSERT_TRUE(waitFor([&] { return linesDrawn(plot) == 3; }));
  plot.setCurves(two);
  plot.resize(700, 420);
  ASSERT_TRUE(waitFor([&] { return linesDrawn(plot) == 6; }));
}

TEST_F(CurvePlotTest, EmptySetsAndOneEpochDraw) {
  auto empty = std::make_shared<CurveSet>();
  empty->message = QStringLiteral("Nothing yet.");
  empty->panes.emplace_back();
  plot.setCurves(empty);
  ASSERT_TRUE(waitFor([&] { return linesDrawn(plot) == 0; }));
  auto one = threeCurves();
  for (Curve& curve : one->panes[0].curves) {
    curve.x.resize(1);
    curve.y.resize(1);
  }
  plot.setCurves(one);
  ASSERT_TRUE(waitFor([&] { return linesDrawn(plot) == 3; }));
  plot.setCurves(std::make_shared<CurveSet>());
  ASSERT_TRUE(waitFor([&] { return linesDrawn(plot) == 0; }));
}

TEST_F(CurvePlotTest, AClickOnALineNamesItAndADragDoesNot) {
  QSignalSpy clicked(&plot, &CurvePlot::curveClicked), ground(&plot, &CurvePlot::groundClicked);
  const QPoint line = at(5.5, 61 + 0.36).toPoint();  // class 1 between its points at 5 and 6
  QTest::mouseClick(&plot, Qt::LeftButton, Qt::ControlModifier, line + QPoint(0, 3));
  ASSERT_EQ(clicked.count(), 1);
  EXPECT_EQ(clicked[0][0].toString(), QStringLiteral("class:1"));
  EXPECT_EQ(clicked[0][1].value<Qt::KeyboardModifiers>(), Qt::ControlModifier);
  EXPECT_EQ(ground.count(), 0);
  QTest::mouseClick(&plot, Qt::LeftButton, {}, at(5.5, 75).toPoint());
  QTest::mouseClick(&plot, Qt::LeftButton, {}, at(4, 62).toPoint());  // the gap of class 1
  EXPECT_EQ(clicked.count(), 1);
  EXPECT_EQ(ground.count(), 2);
  QTest::mouseClick(&plot, Qt::RightButton, {}, line);
  // A drag that begins on a line zooms.
  QTest::mousePress(&plot, Qt::LeftButton, {}, line);
  for (int step = 1; step <= 6; ++step) {
    const QPointF place = line + QPoint(20 * step, 12 * step);
    QMouseEvent move(QEvent::MouseMove, place, plot.mapToGlobal(place), Qt::NoButton, Qt::LeftButton,
                     Qt::NoModifier);
    QApplication::sendEvent(&plot, &move);
  }
  QTest::mouseRelease(&plot, Qt::LeftButton, {}, line + QPoint(120, 72));
  EXPECT_TRUE(plot.isZoomed());
  EXPECT_EQ(clicked.count(), 1);
  EXPECT_EQ(ground.count(), 2);
}

TEST_F(CurvePlotTest, ADoubleClickOnALineIsNoClick) {
  QSignalSpy clicked(&plot, &CurvePlot::curveClicked);
  plot.zoom(0.7);
  ASSERT_TRUE(plot.isZoomed());
  QTest::mouseDClick(&plot, Qt::LeftButton, {}, at(8.5, 87.6).toPoint());  // class 0
  EXPECT_FALSE(plot.isZoomed());
  EXPECT_EQ(clicked.count() % 2, 0) << "its first click is taken back by a second one";
}

TEST_F(CurvePlotTest, ThePointerShowsThatALineCanBeClicked) {
  moveTo(at(5.5, 61.4));
  EXPECT_EQ(plot.cursor().shape(), Qt::PointingHandCursor);
  ASSERT_TRUE(waitFor([&] { return emphasised() == u"class:1"; }));
  EXPECT_FALSE(plot.readoutText().isEmpty()) << "the read-out stays";
  screenshot(plot, QStringLiteral("plot_line_hover"));
  moveTo(at(5.5, 75));
  EXPECT_EQ(plot.cursor().shape(), Qt::ArrowCursor);
  // One run alone cannot be told from others: its overall accuracy is no button.
  auto set = threeCurves();
  set->panes[0].curves.resize(1);
  set->panes[0].curves[0].key = QStringLiteral("head_accuracy");
  plot.setCurves(set);
  ASSERT_TRUE(waitFor([&] { return linesDrawn(plot) == 1; }));
  moveTo(at(5.5, 86.4));
  EXPECT_EQ(plot.cursor().shape(), Qt::ArrowCursor);
}

TEST_F(CurvePlotTest, KeysChooseACurve) {
  QSignalSpy clicked(&plot, &CurvePlot::curveClicked);
  QTest::keyClick(&plot, Qt::Key_Return);
  EXPECT_EQ(clicked.count(), 0) << "none is chosen";
  QTest::keyClick(&plot, Qt::Key_Down);
  QTest::keyClick(&plot, Qt::Key_Down);
  EXPECT_EQ(plot.accessibleDescription(), QStringLiteral("class 1"));
  QTest::keyClick(&plot, Qt::Key_Return);
  ASSERT_EQ(clicked.count(), 1);
  EXPECT_EQ(clicked[0][0].toString(), QStringLiteral("class:1"));
  QTest::keyClick(&plot, Qt::Key_Up);
  QTest::keyClick(&plot, Qt::Key_Up);
  EXPECT_EQ(plot.accessibleDescription(), QStringLiteral("class 2")) << "round the end";
  QTest::keyClick(&plot, Qt::Key_Escape);
  QTest::keyClick(&plot, Qt::Key_Return);
  EXPECT_EQ(clicked.count(), 1);
  // A choice that the next curves do not have is none: nothing steps back behind it.
  QTest::keyClick(&plot, Qt::Key_Down);
  auto groups = threeCurves();
  for (Curve& curve : groups->panes[0].curves)
    curve.key.replace(QLatin1String("class"), QLatin1String("group"));
  plot.setCurves(groups);
  ASSERT_TRUE(waitFor([&] { return linesDrawn(plot) == 3; }));
  EXPECT_EQ(emphasised(), QString());
}

TEST_F(CurvePlotTest, RangesAreKeptAsJsonAndWaitForTheCurves) {
  plot.zoom(0.5);
  const PlotRanges shown = plot.ranges();
  const PlotRanges read = rangesFrom(toJson(shown));
  EXPECT_TRUE(read.zoomed);
  EXPECT_EQ(read.x, shown.x);
  EXPECT_EQ(read.y, shown.y);
  plot.resetZoom();
  EXPECT_TRUE(toJson(plot.ranges()).isNull());
  EXPECT_FALSE(rangesFrom({}).zoomed);
  EXPECT_FALSE(
      rangesFrom(QJsonObject{{QStringLiteral("x"), 3}, {QStringLiteral("y"), QStringLiteral("z")}}).zoomed);
  plot.setCurves(threeCurves());
  plot.setRanges(read);  // not drawn yet
  EXPECT_EQ(plot.ranges().x, read.x);
  ASSERT_TRUE(waitFor([&] { return linesDrawn(plot) == 3; }));
  EXPECT_EQ(plot.axisRect()->axis(QCPAxis::atBottom)->range(), read.x);
  EXPECT_EQ(plot.axisRect()->axis(QCPAxis::atLeft)->range(), read.y[0]);
}

TEST(CurveIsolation, AClassOrAGroupIsThatOfAllRunsElseItIsTheRun) {
  CurveSet set = *threeCurves();
  set.runs.push_back(set.runs[0]);
  set.runs[1].id = QStringLiteral("other");
  auto& curves = set.panes[0].curves;
  curves.resize(2);
  curves.push_back(curves[0]);
  curves[2].run = 1;
  EXPECT_EQ(isolationOf(set, {QStringLiteral("class:0"), 1}), QStringLiteral("class:0"));
  EXPECT_TRUE(belongsWith(set, curves[2], {QStringLiteral("class:0"), 0}));
  CurveSet one = set;
  isolate(one, QStringLiteral("class:0"));
  EXPECT_EQ(one.panes[0].curves.size(), 2U) << "of both runs";
  for (Curve& curve : curves) curve.key = QStringLiteral("head_accuracy");
  EXPECT_EQ(isolationOf(set, {QStringLiteral("head_accuracy"), 1}), QStringLiteral("run:other"));
  EXPECT_FALSE(belongsWith(set, curves[0], {QStringLiteral("head_accuracy"), 1}));
  one = set;
  isolate(one, QStringLiteral("run:other"));
  ASSERT_EQ(one.panes[0].curves.size(), 1U);
  EXPECT_EQ(one.panes[0].curves[0].run, 1);
  one = set;
  isolate(one, QStringLiteral("run:gone"));
  EXPECT_EQ(one.panes[0].curves.size(), 3U) << "what is not there hides nothing";
  set.multiples = true;
  EXPECT_EQ(isolationOf(set, {QStringLiteral("head_accuracy"), 1}), QString());
}

}  // namespace
}  // namespace skewscope::ui
