#include "ui/plots/bar_chart.h"

#include <gtest/gtest.h>

#include <QImage>

#include "tests/ui/support/screenshot.h"
#include "ui/plots/bar_chart_layout.h"
#include "ui/plots/experiment_chart.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

report::Band band(double mean, double deviation, int n = 3) {
  return {n, mean, deviation, mean - deviation, mean + deviation};
}

BarChart twoByTwo() {
  BarChart chart;
  chart.title = QStringLiteral("Relative gap");
  chart.yTitle = QStringLiteral("Gap (%)");
  chart.measure = QStringLiteral("Gap");
  chart.provenance = QStringLiteral("from here");
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
  const BarChartLayout layout(plot, chart, area);
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
  drawBarChart(plot, chart, area);
  EXPECT_EQ(image.pixelColor(first.center().toPoint() + QPoint(4, 8)), QColor(Qt::red));
  EXPECT_EQ(image.pixelColor(below.center().toPoint() + QPoint(4, 0)), QColor(Qt::blue));
}

TEST(BarChart, CsvHasEveryNumberExactly) {
  const QByteArray csv = barChartCsv(twoByTwo());
  EXPECT_TRUE(
      csv.startsWith("# Relative gap\n# from here\n"
                     "category,series,measure,unit,n,mean,standard_deviation,low,high\n"));
  EXPECT_TRUE(csv.contains("r = 0.1,Supervised,Gap,share,3,0.1,0.02,0.08,0.12"));
  EXPECT_TRUE(csv.contains("r = 0.01 size \xC3\x97 0.5,\"SimCLR, \"\"a\"\"\",Gap,share,0,,,,\n"));
  EXPECT_EQ(csv.count('\n'), 7);
}

TEST(BarChart, EveryGroupHasALabelThatFits) {
  QImage image(10, 10, QImage::Format_RGB32);
  QPainter painter(&image);
  const PlotPainter plot(painter, {});
  const QStringList label{QStringLiteral("Exponential"), QStringLiteral("r = 0.01")};
  for (const double slot : {120.0, 36.0, 20.0, 6.0}) {
    const auto labels = groupLabels(plot, std::vector<QStringList>(30, label), slot, 60);
    ASSERT_EQ(labels.lines.size(), 30U);
    EXPECT_EQ(labels.turned, slot < 30) << slot;
    for (const auto& lines : labels.lines) {
      for (const QString& line : lines) {
        EXPECT_FALSE(line.isEmpty());
        EXPECT_LE(labels.turned ? labels.size : plot.textWidth(line, labels.size), slot) << slot;
        EXPECT_TRUE(!labels.turned || plot.textWidth(line, labels.size) <= 60) << slot;
      }
    }
    EXPECT_LE(labels.height, 61);
  }
  // A long one loses its middle: what tells it from its neighbours is at its ends.
  const auto few = groupLabels(plot, {{QString(40, u'a') + QStringLiteral(" r = 0.01")}}, 20, 60);
  EXPECT_TRUE(few.lines[0][0].startsWith(u'a'));
  EXPECT_TRUE(few.lines[0][0].contains(QStringLiteral("…")));
  EXPECT_TRUE(few.lines[0][0].endsWith(QStringLiteral("0.01")));
  BarChart chart = twoByTwo();
  chart.categories.assign(24, label);
  for (auto& series : chart.series) series.bars.assign(24, band(0.2, 0.02));
  BarChartView view;
  view.resize(700, 320);
  view.setChart(chart);
  view.show();
  screenshot(view, QStringLiteral("bar_chart_crowded"));
}

TEST(BarChart, SaysWhatBarsAndLinesAre) {
  BarChart chart = twoByTwo();
  EXPECT_EQ(chart.spread(), QString::fromUtf8("mean ± standard deviation, N = 3"));
  chart.series[0].bars[0].n = 1;
  EXPECT_TRUE(chart.spread().endsWith(QString::fromUtf8("N = 1–3")));
  BarChartView view;
  view.setChart(chart);
  EXPECT_TRUE(view.accessibleDescription().startsWith(chart.spread()));
  EXPECT_EQ(BarChart().spread(), QString());
}

TEST(BarChart, TheKeyTakesAsManyRowsAsItNeeds) {
  BarChart chart = twoByTwo();
  for (int s = 2; s < 9; ++s) {
    chart.series.push_back(chart.series[0]);
    chart.series.back().name = QStringLiteral("A method with a long name %1").arg(s);
  }
  QImage image(10, 10, QImage::Format_RGB32);
  QPainter painter(&image);
  const PlotPainter plot(painter, {});
  const QRectF area(0, 0, 400, 300);
  const BarChartLayout layout(plot, chart, area);
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    EXPECT_LE(layout.key(s).x() + plot.textWidth(chart.series[s].name, 7.2), area.right());
    EXPECT_LT(layout.key(s).y(), layout.plotArea().top());
  }
  EXPECT_GT(layout.key(8).y(), layout.key(0).y());
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
  chart.message = QStringLiteral("Press Start");
  view.setChart(chart);
  EXPECT_FALSE(view.grab().isNull());
  EXPECT_EQ(view.accessibleDescription(), chart.message);
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
  const BarChart chart = experimentChart(settings, rows(settings, settings.ratios), views[0], false);
  EXPECT_EQ(chart.yTitle, QStringLiteral("Gap (%)"));
  ASSERT_EQ(chart.categories.size(), 2U);
  EXPECT_EQ(chart.categories[1], QStringList{QStringLiteral("r = 0.01")});
  ASSERT_EQ(chart.series.size(), 2U);
  EXPECT_EQ(chart.series[1].name, QStringLiteral("SimCLR"));
  EXPECT_EQ(chart.series[1].colour, runColour(1, false));
  const BarChart other = experimentChart(settings, rows(settings, settings.ratios), views[1], true);
  EXPECT_EQ(other.series[1].colour, runColour(1, true));
  EXPECT_NE(other.title, chart.title) << "the names of their files";
  EXPECT_TRUE(chart.title.endsWith(QStringLiteral(": Gap")));
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
  const BarChart chart = experimentChart(settings, rows(settings, {0.01}), views[0], false);
  EXPECT_FALSE(chart.percent);
  ASSERT_EQ(chart.series.size(), 2U);
  EXPECT_EQ(chart.series[0].name, QStringLiteral("Gap, frequent"));
  ASSERT_EQ(chart.categories.size(), 2U);
  EXPECT_EQ(chart.categories[0], (QStringList{QStringLiteral("Supervised"), QStringLiteral("Exponential"),
                                              QStringLiteral("r = 0.01")}));
  EXPECT_FALSE(experimentChart(settings, {}, views[0], false).message.isEmpty());
}

}  // namespace
}  // namespace skewscope::ui
