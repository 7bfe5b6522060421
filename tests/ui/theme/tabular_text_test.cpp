#include "ui/theme/tabular_text.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QImage>
#include <QPainter>

namespace skewscope::ui {
namespace {

TEST(TabularText, NumbersOfEqualLengthAreEquallyWide) {
  const QFontMetricsF metrics(QApplication::font());
  EXPECT_DOUBLE_EQ(tabularWidth(metrics, QStringLiteral("111.1")),
                   tabularWidth(metrics, QStringLiteral("888.8")));
  EXPECT_GT(tabularWidth(metrics, QStringLiteral("1111")), tabularWidth(metrics, QStringLiteral("111")));
}

/// Columns of the image that hold ink.
std::pair<int, int> inkRange(const QImage& image) {
  int first = image.width(), last = -1;
  for (int x = 0; x < image.width(); ++x) {
    for (int y = 0; y < image.height(); ++y) {
      if (qGray(image.pixel(x, y)) > 200) continue;
      first = std::min(first, x);
      last = std::max(last, x);
    }
  }
  return {first, last};
}

TEST(TabularText, AlignmentDecidesWhereTheInkIs) {
  const auto draw = [](Qt::Alignment flags) {
    QImage image(200, 40, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setFont(QApplication::font());
    drawTabular(painter, QRectF(0, 0, 200, 40), flags, QStringLiteral("62.1"));
    painter.end();
    return inkRange(image);
  };
  EXPECT_LT(draw(Qt::AlignLeft).second, 100);
  EXPECT_GT(draw(Qt::AlignRight).first, 100);
  const auto [first, last] = draw(Qt::AlignHCenter);
  EXPECT_NEAR((first + last) / 2.0, 100, 4);
}

TEST(ElidedName, KeepsTheWordsThatTellRunsApart) {
  const QFontMetricsF metrics(QApplication::font());
  const auto width = [&](const char* text) {
    return metrics.horizontalAdvance(QString::fromUtf8(text)) + 0.5;
  };
  const QString name = QStringLiteral("SimCLR rwSAM cifar10 r .01 twin s3");
  EXPECT_EQ(elidedName(metrics, name, width("SimCLR rwSAM cifar10 r .01 twin s3")), name);
  const auto elided = [&](const char* room) { return elidedName(metrics, name, width(room)); };
  EXPECT_EQ(elided("SimCLR rwSAM … r .01 twin s3"), QString::fromUtf8("SimCLR rwSAM … r .01 twin s3"));
  EXPECT_EQ(elided("SimCLR rwSAM … .01 twin s3"), QString::fromUtf8("SimCLR rwSAM … .01 twin s3"));
  EXPECT_EQ(elided("SimCLR … r .01 s3"), QString::fromUtf8("SimCLR … twin s3"));
  EXPECT_EQ(elided("SimCLR … s3"), QString::fromUtf8("SimCLR … s3"));
  // No word less is left: within words.
  const QString cut = elided("SimCLR");
  EXPECT_LE(metrics.horizontalAdvance(cut), width("SimCLR"));
  EXPECT_TRUE(cut.contains(QChar(0x2026))) << cut.toStdString();
  const QString single = elidedName(metrics, QStringLiteral("a_single_very_long_name"), width("a_single"));
  EXPECT_LE(metrics.horizontalAdvance(single), width("a_single"));
  EXPECT_TRUE(single.contains(QChar(0x2026))) << single.toStdString();
}

}  // namespace
}  // namespace skewscope::ui
