#include "ui/plots/confusion_chart.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QSignalSpy>
#include <QTest>

#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using Kind = ConfusionChart::Kind;

const std::vector<std::int64_t> kCounts{8, 2, 0,  //
                                        1, 3, 0,  //
                                        0, 0, 0};

ConfusionChart chartOf(Kind kind, const std::vector<std::int64_t>& second = {}) {
  ConfusionChart chart;
  chart.kind = kind;
  chart.title = QStringLiteral("a run");
  chart.classes = {QStringLiteral("dog"), QStringLiteral("cat")};
  chart.indices = {1, 0};
  chart.values = confusionValues(kind, chart.indices, kCounts, second);
  return chart;
}

TEST(ConfusionChart, TheTableHasARowForEachTrueClass) {
  EXPECT_EQ(confusionTable(chartOf(Kind::Rows)).write(report::TableFormat::Markdown),
            "| true class |  dog |  cat |\n| ---------- | ---: | ---: |\n| dog        | 75.0 | 25.0 |\n"
            "| cat        | 20.0 | 80.0 |\n");
}

TEST(ConfusionView, ACellIsChosenByMouseAndKeys) {
  ConfusionView view;
  view.resize(320, 260);
  view.setChart(chartOf(Kind::Counts));
  view.show();
  QSignalSpy chosen(&view, &ConfusionView::cellChosen);
  QTest::keyClick(&view, Qt::Key_Right);
  EXPECT_EQ(view.chosen(), QPoint(0, 0));
  QTest::keyClick(&view, Qt::Key_Right);
  QTest::keyClick(&view, Qt::Key_Right);  // stays inside
  EXPECT_EQ(view.chosen(), QPoint(1, 0));
  EXPECT_EQ(view.cellText(view.chosen()), QStringLiteral("dog taken for cat: 1 image(s)"));
  EXPECT_EQ(view.accessibleDescription(), view.cellText(view.chosen()));
  QTest::keyClick(&view, Qt::Key_Escape);
  EXPECT_EQ(view.chosen(), QPoint(-1, -1));
  QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(view.width() / 2 + 10, 60));
  EXPECT_GE(view.chosen().x(), 0);
  EXPECT_EQ(chosen.count(), 4);
  // Other classes: what was chosen is gone.
  ConfusionChart other = chartOf(Kind::Rows);
  other.indices = {0, 1};
  view.setChart(other);
  EXPECT_EQ(view.chosen(), QPoint(-1, -1));
}

TEST(ConfusionChart, FullCellsAreDarkerThanEmptyOnesOnPaper) {
  QImage image(200, 200, QImage::Format_RGB32);
  QPainter painter(&image);
  PlotPainter plot(painter, {});
  ConfusionChart chart = chartOf(Kind::Rows);
  chart.values = {1, 0, 0, 1};
  drawConfusionChart(plot, chart, QRectF(0, 0, 200, 200), false);
  painter.end();
  int dark = 0, white = 0;
  for (int y = 0; y < 200; ++y) {
    for (int x = 0; x < 200; ++x) {
      const QColor colour = image.pixelColor(x, y);
      dark += colour == tokensOf(false).accent;
      white += colour == QColor(Qt::white);
    }
  }
  EXPECT_GT(dark, 200 * 200 / 8);
  EXPECT_GT(white, dark);
}

}  // namespace
}  // namespace skewscope::ui
