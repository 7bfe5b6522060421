#include "ui/plots/point_chart.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QFocusEvent>
#include <QImage>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "tests/ui/support/screenshot.h"
#include "ui/plots/legend.h"

namespace skewscope::ui {
namespace {

/// Two lines with bands, the second with values below 0.
PointChart chart() {
  PointChart made;
  made.title = QStringLiteral("Gaps");
  PointChart::Panel panel;
  panel.title = QStringLiteral("In domain");
  panel.xTitle = QStringLiteral("imbalance ratio r");
  panel.yTitle = QStringLiteral("relative gap (%)");
  panel.xName = QStringLiteral("ratio");
  panel.yName = QStringLiteral("relative_gap");
  panel.lines.push_back({QStringLiteral("first"),
                         Qt::red,
                         Marker::Circle,
                         Qt::SolidLine,
                         {{0.01, 0.4, 0.3, 0.5, 3, {}, QStringLiteral("one"), {QStringLiteral("a")}},
                          {0.1, 0.2, NAN, NAN, 1, {}, QStringLiteral("two"), {QStringLiteral("b")}}}});
  panel.lines.push_back({QStringLiteral("second"),
                         Qt::blue,
                         Marker::Square,
                         Qt::SolidLine,
                         {{0.01, 0.1, 0.05, 0.15, 2, {}, QStringLiteral("three"), {}},
                          {0.1, -0.02, -0.05, 0.01, 2, {}, QStringLiteral("four"), {}}}});
  made.panels = {panel, panel};
  made.panels[1].title = QStringLiteral("Out of domain");
  return made;
}

QImage drawn(const PointChart& shown, const QString& letter = {}) {
  QImage image(600, 300, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  PlotPainter::Style style;
  style.panelLetter = letter;
  PlotPainter plot(painter, style);
  drawPointChart(plot, shown, image.rect());
  return image;
}

TEST(PointChartTest, AxesHaveRoomForBandsAndTheZero) {
  const auto [x, y] = pointAxes(chart().panels[0]);
  EXPECT_LT(*x.low, 0.01);
  EXPECT_GT(*x.high, 0.1);
  EXPECT_THAT(x.ticks, testing::ElementsAre(0.01, 0.1));  // places of the points
  EXPECT_LT(*y.low, -5);
  EXPECT_GT(*y.high, 50);
  // What is set stays, also where it lies beyond all points.
  auto panel = chart().panels[0];
  panel.x.high = 0.001;
  panel.y = {60, std::nullopt, {}};
  const auto [setX, setY] = pointAxes(panel);
  EXPECT_LT(*setX.low, 0.001);
  EXPECT_EQ(*setX.high, 0.001);
  EXPECT_EQ(*setY.low, 60);
  EXPECT_GT(*setY.high, 60);
  // One place alone has an axis too.
  panel = chart().panels[0];
  for (auto& line : panel.lines) line.points.resize(1);
  EXPECT_LT(*pointAxes(panel).first.low, *pointAxes(panel).first.high);
}

TEST(PointChartTest, PanelsShareTheirYAxisUnlessItIsSet) {
  PointChart shown = chart();
  for (auto& line : shown.panels[1].lines) {
    for (auto& point : line.points) point = {point.x, 3 * point.y, NAN, NAN, 1, {}, {}, {}};
  }
  shown.panels.emplace_back();  // one without points has no say
  PointChart set = shown;
  shareYAxis(shown);
  const auto first = pointAxes(shown.panels[0]).second, second = pointAxes(shown.panels[1]).second;
  EXPECT_EQ(first, second);
  EXPECT_LT(*first.low, -6) << "3 x -0.02 in the second";
  EXPECT_GT(*first.high, 120) << "3 x 0.4 in the second";
  set.panels[1].y.high = 40;
  shareYAxis(set);
  EXPECT_EQ(set.panels[0].y.high, std::nullopt);
  EXPECT_EQ(set.panels[1].y.high, 40);
}

TEST(PointChartTest, CountsAndKeyAreOfAllPanels) {
  EXPECT_EQ(pointCountText(chart()), QStringLiteral("N = 1–3"));
  auto made = chart();
  made.note = QStringLiteral("mean");
  const auto entries = legendOf(made);
  ASSERT_EQ(entries.size(), 3U);  // each line once
  EXPECT_EQ(entries[1].text, QStringLiteral("second"));
  EXPECT_EQ(entries[1].marker, Marker::Square);
  EXPECT_EQ(pointCountText({}), QString());
  EXPECT_TRUE(PointChart().isEmpty());
}

TEST(PointChartTest, DrawsPointsWhereTheAxesSay) {
  PointChart one = chart();
  one.panels.resize(1);
  PointChartView view;
  view.resize(600, 300);
  view.setChart(one);
  const QPointF high = view.positionOf({0, 0, 0}), low = view.positionOf({0, 0, 1});
  EXPECT_LT(high.x(), low.x());
  EXPECT_LT(high.y(), low.y());
  // On a logarithmic axis r = 0.0316 is in the middle.
  one.panels[0].lines[0].points[1].x = std::sqrt(0.001);
  view.setChart(one);
  EXPECT_NEAR(view.positionOf({0, 0, 1}).x(), (high.x() + low.x()) / 2, 0.5);
  const QImage grabbed = view.grab().toImage();
  EXPECT_EQ(grabbed.pixelColor(view.positionOf({0, 0, 0}).toPoint()), QColor(Qt::red));
  EXPECT_EQ(grabbed.pixelColor(view.positionOf({0, 1, 0}).toPoint()), QColor(Qt::blue));
}

TEST(PointChartTest, PanelsHaveLettersAndAnEmptyChartItsMessage) {
  EXPECT_NE(drawn(chart()), drawn(chart(), QStringLiteral("(a)")));
  PointChart empty;
  EXPECT_EQ(drawn(empty), drawn(PointChart()));
  empty.message = QStringLiteral("Nothing yet");
  EXPECT_NE(drawn(empty), drawn(PointChart()));
  PointChart half = chart();
  half.panels[1].lines.clear();
  half.panels[1].message = QStringLiteral("nothing here");
  EXPECT_NE(drawn(half), drawn(chart()));
  PointChart areas = chart();
  areas.areas = true;
  EXPECT_NE(drawn(areas), drawn(chart()));
}

TEST(PointChartTest, PointsOfOnePlaceAreNotJoined) {
  PointChart::Line line = chart().panels[0].lines[0];
  EXPECT_TRUE(isJoined(line));
  line.points[1].x = 0.0102;
  EXPECT_FALSE(isJoined(line));
  line.points.resize(1);
  EXPECT_FALSE(isJoined(line));
}

TEST(PointChartTest, TheKeysGoThroughAllPanels) {
  PointChartView view;
  view.resize(600, 300);
  view.setChart(chart());
  QSignalSpy pointed(&view, &PointChartView::pointed), chosen(&view, &PointChartView::chosen);
  view.show();
  QFocusEvent byKeys(QEvent::FocusIn, Qt::TabFocusReason);  // the first point shows where the keys are
  QApplication::sendEvent(&view, &byKeys);
  ASSERT_EQ(view.current(), (PointPlace{0, 0, 0}));
  EXPECT_EQ(pointed.last()[0].toString(), QStringLiteral("one"));
  for (int i = 0; i < 3; ++i) QTest::keyClick(&view, Qt::Key_Down);
  EXPECT_EQ(view.current(), (PointPlace{1, 1, 0}));
  QTest::keyClick(&view, Qt::Key_Right);
  QTest::keyClick(&view, Qt::Key_Right);
  EXPECT_EQ(view.current(), (PointPlace{1, 1, 1}));
  QTest::keyClick(&view, Qt::Key_Space);
  EXPECT_EQ(chosen.count(), 1);
  // A chart that has fewer points keeps nothing that is not there.
  PointChart one = chart();
  one.panels.resize(1);
  view.setChart(one);
  EXPECT_TRUE(view.current().isNone());
  QTest::keyClick(&view, Qt::Key_Escape);
  EXPECT_EQ(view.pointAt({5, 0, 0}), nullptr);
}

TEST(PointChartTest, TheCsvHasEveryValueExactly) {
  const QByteArray csv = pointChartCsv(chart());
  EXPECT_TRUE(csv.contains("In domain,first,,ratio,0.01,relative_gap,0.4,0.3,0.5,3\n")) << csv.toStdString();
  EXPECT_TRUE(csv.contains("Out of domain,first,,ratio,0.1,relative_gap,0.2,,,1\n"));
  EXPECT_EQ(csv.count('\n'), 2 + 1 + 8);
}

}  // namespace
}  // namespace skewscope::ui
