#include "ui/plots/thin_lines.h"

#include <gtest/gtest.h>

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace skewscope::ui {
namespace {

/// Coverage of all pixels together, in pixels.
double covered(const QImage& image) {
  double sum = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) sum += qAlpha(image.pixel(x, y)) / 255.0;
  }
  return sum;
}

TEST(ThinLines, CoverAsMuchAsTheyAreLongAndWide) {
  for (const double rise : {0.0, 10.0, 50.0, 150.0}) {
    ThinLines lines({200, 200}, 1);
    lines.draw({{10, 20}, {110, 20 + rise}}, 0xff204080, 1.5);
    EXPECT_NEAR(covered(lines.image()), 1.5 * std::hypot(100, rise), 3) << rise;
  }
}

TEST(ThinLines, LookAsQPainterDrawsThem) {
  ThinLines lines({200, 200}, 2);
  const QPolygonF line{{10, 20}, {60, 150}, {120, 40}, {190, 41}};
  lines.draw(line, 0xff204080, 1.5);
  QImage image(400, 400, QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.scale(2, 2);
  painter.setPen(QPen(QColor(0x20, 0x40, 0x80), 1.5, Qt::SolidLine, Qt::FlatCap));
  painter.drawPolyline(line);
  painter.end();
  int far = 0;
  for (int y = 0; y < 400; ++y) {
    for (int x = 0; x < 400; ++x)
      far += std::abs(qAlpha(image.pixel(x, y)) - qAlpha(lines.image().pixel(x, y))) > 110;
  }
  EXPECT_LT(far, 20) << "of about 2,000 pixels, at the corners";
  EXPECT_EQ(lines.image().devicePixelRatio(), 2);
}

TEST(ThinLines, ALaterLineIsAboveAndNothingLeavesThePicture) {
  ThinLines lines({40, 20}, 1);
  lines.draw({{-50, -30}, {90, 60}}, 0xffff0000, 3);
  lines.draw({{0, 10}, {40, 10}}, 0xff0000ff, 4);
  EXPECT_EQ(lines.image().pixel(20, 10), 0xff0000ff);
  lines.draw({{30, 5}, {10, 5}}, 0xff00ff00, 2);  // backwards: none
  EXPECT_EQ(qGreen(lines.image().pixel(20, 5)), 0);
}

}  // namespace
}  // namespace skewscope::ui
