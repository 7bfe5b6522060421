#include "ui/plots/bar_chart.h"

#include <gtest/gtest.h>

#include <QImage>

#include "tests/ui/support/screenshot.h"
#include "ui/plots/experiment_chart.h"

namespace skewscope::ui {
namespace {

report::Band band(double mean, double deviation, int n = 3) {
  return {n, mean, deviation, mean - deviation, mean + deviation};
}

BarChart twoByTwo() {
  BarChart chart;
  chart.title = QStringLiteral("Relative gap");
  chart.yTitle = QStringLiteral("Gap (%)");
  chart.categories = {{QStringLiteral("r = 0.1")},
                      {QStringLiteral("r = 0.01"), QStringLiteral("size × 0.5")}};
  chart.series = {{QStringLiteral("Supervised"), Qt::red, {band(0.1, 0.02), band(0.2, 0.04)}},
                  {QStringLiteral("SimCLR, \"a\""), Qt::blue, {band(-0.05, 0.01), report::Band()}}};
  return chart;
}

TEST(BarChart, BarsStandOnZeroAndAreAsLongAsTheirMean) {
  QImage image(400, 300, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  PlotPainter plot(painter, {});
  const BarChart chart = twoByTwo();
  const QRectF area(0, 0, 400, 300);
  const BarChartLayout layout(plot, chart, area, false);
  const double zero = layout.y()(0);
  const QRectF first = layout.bar(chart, 0, 0), second = layout.bar(chart, 0, 1),
               below = layout.bar(chart, 1, 0);
  EXPECT_NEAR(first.bottom(), zero, 1e-9);
  EXPECT_NEAR(second.height(), 2 * first.height(), 1e-9);
  EXPECT_NEAR(below.top(), zero, 1e-9);
  EXPECT_NEAR(below.height(), first.height() / 2, 1e-9);
  EXPECT_TRUE(layout.bar(chart, 1, 1).isEmpty());
  EXPECT_LT(first.right(), below.left());
  EXPECT_LT(below.right(), second.left());
  // The whole of every deviation is inside.
  EXPECT_GE(layout.y()(100 * 0.24), layout.plotArea().top());
  EXPECT_LE(layout.y()(100 * -0.06), layout.plotArea().bottom());
  drawBarChart(plot, chart, area, false);
  EXPECT_EQ(image.pixelColor(first.center().toPoint() + QPoint(4, 8)), QColor(Qt::red));
  EXPECT_EQ(image.pixelColor(below.center().toPoint() + QPoint(4, 0)), QColor(Qt::blue));
}

TEST(BarChart, CsvHasEveryNumberExactly) {
  const QByteArray csv = barChartCsv(twoByTwo());
  EXPECT_TRUE(csv.startsWith("category,series,n,mean,standard_deviation,low,high\r\n"));
  EXPECT_TRUE(csv.contains("r = 0.1,Supervised,3,0.1,0.02,0.08,0.12"));
  EXPECT_TRUE(csv.contains("r = 0.01 size \xC3\x97 0.5,\"SimCLR, \"\"a\"\"\",0,,,,\r\n"));
  EXPECT_EQ(csv.count('\n'), 5);
}

TEST(BarChart, ChartWithoutNumbersIsEmptyAndDrawsAllTheSame) {
  BarChart chart = twoByTwo();
  EXPECT_FALSE(chart.isEmpty());
  for (auto& series : chart.series) series.bars.assign(2, report::Band());
  EXPECT_TRUE(chart.isEmpty());
  EXPECT_TRUE(BarChart().isEmpty());
  BarChartView view;
  view.resize(300, 200);
  view.setChart(chart);
  EXPECT_FALSE(view.grab().isNull());
  view.setChart(BarChart());
  EXPECT_FALSE(view.grab().isNull());
}

/// Rows of a plan with one value each.
std::vector<experiment::Row> rows(const experiment::Settings& settings, std::vector<double> ratios) {
  std::vector<experiment::Row> made;
  for (const char* line : {"Supervised", "SimCLR"}) {
    for (const double ratio : ratios) {
      experiment::Row row;
      row.line = line;
      row.ratio = ratio;
      row.values.assign(experiment::measures(settings).size(), band(ratio, 0.01));
      made.push_back(row);
    }
  }
  return made;
}

TEST(ExperimentChart, HasAGroupForEachSettingAndABarForEachMethod) {
  experiment::Settings settings;
  settings.ratios = {0.1, 0.01};
  const auto views = experimentViews(settings);
  EXPECT_EQ(views[0].title, QStringLiteral("Gap"));  // what the experiment is about
  EXPECT_EQ(views.size(), 3U);
  const BarChart chart = experimentChart(settings, rows(settings, settings.ratios), views[0]);
  EXPECT_EQ(chart.yTitle, QStringLiteral("Gap (%)"));
  ASSERT_EQ(chart.categories.size(), 2U);
  EXPECT_EQ(chart.categories[1], QStringList{QStringLiteral("r = 0.01")});
  ASSERT_EQ(chart.series.size(), 2U);
  EXPECT_EQ(chart.series[1].name, QStringLiteral("SimCLR"));
  EXPECT_DOUBLE_EQ(chart.series[1].bars[1].mean, 0.01);
  BarChartView view;
  view.resize(700, 320);
  view.setChart(chart);
  view.show();
  screenshot(view, QStringLiteral("experiment_chart"));
}

TEST(ExperimentChart, FrequentAndRareStandSideBySide) {
  experiment::Settings settings;
  settings.kind = experiment::Kind::LossGap;
  const auto views = experimentViews(settings);
  ASSERT_EQ(views[0].measures.size(), 2U);
  const BarChart chart = experimentChart(settings, rows(settings, {0.01}), views[0]);
  EXPECT_FALSE(chart.percent);
  ASSERT_EQ(chart.series.size(), 2U);
  EXPECT_EQ(chart.series[0].name, QStringLiteral("Gap, frequent"));
  ASSERT_EQ(chart.categories.size(), 2U);
  EXPECT_EQ(chart.categories[0].front(), QStringLiteral("Supervised"));
}

}  // namespace
}  // namespace skewscope::ui
