#include "ui/plots/histogram_view.h"

#include <gtest/gtest.h>

#include <QImage>

#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

HistogramView::Data twoBars() {
  HistogramView::Data data;
  data.bars = {{QStringLiteral("airplane"), 100, 0}, {QStringLiteral("truck"), 10, 2}};
  data.n = 110;
  data.twinEach = 55;
  return data;
}

QImage grab(HistogramView& view) {
  view.resize(300, 200);
  return view.grab().toImage();
}

/// Number of pixels of a colour.
int count(const QImage& image, const QColor& colour) {
  int result = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) result += image.pixelColor(x, y) == colour ? 1 : 0;
  }
  return result;
}

TEST(HistogramView, BarsAreInClassColoursAndAsHighAsTheirCounts) {
  HistogramView view;
  HistogramView::Data data = twoBars();
  data.twinEach = 0;
  view.setData(data);
  const QImage image = grab(view);
  const int many = count(image, classColour(0, 2));
  const int few = count(image, classColour(1, 2));
  EXPECT_GT(few, 0);
  EXPECT_NEAR(static_cast<double>(many) / few, 10, 1.5);
}

TEST(HistogramView, TheTwinsLineIsDrawn) {
  HistogramView view;
  HistogramView::Data data = twoBars();
  view.setData(data);
  const int with = count(grab(view), tokens().text);
  data.twinEach = 0;
  view.setData(data);
  EXPECT_GT(with, count(grab(view), tokens().text) + 50);
}

TEST(HistogramView, SaysInWordsWhatItShows) {
  HistogramView view;
  view.setData(twoBars());
  EXPECT_EQ(view.summary(), QStringLiteral("n 110 · line: twin, 55 each"));
  EXPECT_TRUE(view.accessibleDescription().contains(QStringLiteral("truck 10")));
  HistogramView::Data wrong;
  wrong.problem = QStringLiteral("too many");
  view.setData(wrong);
  EXPECT_EQ(view.summary(), QStringLiteral("too many"));
  grab(view);  // nothing to draw is no crash
}

}  // namespace
}  // namespace skewscope::ui
