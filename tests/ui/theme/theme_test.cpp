#include "ui/theme/theme.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QFile>
#include <QFrame>
#include <QImage>
#include <QLineEdit>
#include <QPalette>
#include <QSlider>
#include <QStyle>
#include <QVBoxLayout>
#include <array>
#include <cmath>
#include <limits>

#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"

namespace skewscope::ui {
namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

// Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision deficiency"
// (2009), severity 1.0, on linear RGB.
constexpr Matrix kNormal{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix kProtanopia{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeuteranopia{
    {{0.367322, 0.860646, -0.227969}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kTritanopia{
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};

double decode(double v) {
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

/// OKLab coordinates of a colour as it is seen.
Triple seen(const QColor& colour, const Matrix& vision) {
  const Triple rgb{decode(colour.redF()), decode(colour.greenF()), decode(colour.blueF())};
  Triple out{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) out[i] += vision[i][j] * rgb[j];
    out[i] = std::clamp(out[i], 0.0, 1.0);
  }
  const double l = std::cbrt(0.4122214708 * out[0] + 0.5363325363 * out[1] + 0.0514459929 * out[2]);
  const double m = std::cbrt(0.2119034982 * out[0] + 0.6806995451 * out[1] + 0.1073969566 * out[2]);
  const double s = std::cbrt(0.0883024619 * out[0] + 0.2817188376 * out[1] + 0.6299787005 * out[2]);
  return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
          1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
          0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

double distance(const Triple& a, const Triple& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/// Rank groups of ten classes: 4 many, 3 medium, 3 few (data::classGroups).
int groupOf(int rank) {
  return rank < 4 ? 0 : rank < 7 ? 1 : 2;
}

class Schemes : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(LightAndDark, Schemes, testing::Bool(),
                         [](const auto& tested) { return tested.param ? "Dark" : "Light"; });

TEST_P(Schemes, TextIsReadableOnEveryGround) {
  const Tokens& t = tokensOf(GetParam());
  for (const QColor& ground : {t.window, t.panel, t.selection}) {
    for (const QColor& text : {t.text, t.muted, t.accent, t.good, t.attention, t.error}) {
      EXPECT_GE(contrastRatio(text, ground), 4.5)
          << text.name().toStdString() << " on " << ground.name().toStdString();
    }
  }
  EXPECT_GE(contrastRatio(t.accentText, t.accent), 4.5);
}

TEST_P(Schemes, ClassesStandOutFromThePanel) {
  const Tokens& t = tokensOf(GetParam());
  for (int rank = 0; rank < 10; ++rank) {
    EXPECT_GE(contrastRatio(classColour(rank, 10, GetParam()), t.panel), 3.0) << rank;
  }
}

TEST_P(Schemes, ClassesAreToldApartWithEveryKindOfColourVision) {
  // 0.02 in OKLab is about the smallest difference that is seen side by side; lines apart need more. Classes
  // whose dash differs have a second channel, so that less will do.
  for (const Matrix& vision : {kNormal, kProtanopia, kDeuteranopia, kTritanopia}) {
    for (int a = 0; a < 10; ++a) {
      for (int b = 0; b < a; ++b) {
        const double d = distance(seen(classColour(a, 10, GetParam()), vision),
                                  seen(classColour(b, 10, GetParam()), vision));
        const bool sameDash = classDash(groupOf(a)) == classDash(groupOf(b));
        EXPECT_GE(d, sameDash ? 0.05 : 0.035) << a << " and " << b;
      }
    }
  }
}

TEST_P(Schemes, LargerValuesStandOutMoreWithEveryKindOfColourVision) {
  const Tokens& t = tokensOf(GetParam());
  constexpr int kSteps = 20;
  for (int k = 0; k <= kSteps; ++k) {
    const QColor now = valueColour(1.0 * k / kSteps, GetParam());
    EXPECT_GE(contrastRatio(now, t.panel), 3.0) << k;
    if (k == 0) continue;
    const QColor before = valueColour((k - 1.0) / kSteps, GetParam());
    EXPECT_GT(contrastRatio(now, t.panel), contrastRatio(before, t.panel)) << k;
    for (const Matrix& vision : {kNormal, kProtanopia, kDeuteranopia, kTritanopia})
      EXPECT_GE(distance(seen(now, vision), seen(before, vision)), 0.01) << k;
  }
}

TEST_P(Schemes, RunsHaveColoursOfTheirOwn) {
  applyScheme(*qApp, GetParam() ? ColourScheme::Dark : ColourScheme::Light);
  for (int run = 0; run < runColours(); ++run) {
    EXPECT_GE(contrastRatio(runColour(run), tokens().panel), 3.0) << run;
    for (int other = 0; other < run; ++other) EXPECT_NE(runColour(run), runColour(other));
    for (int rank = 0; rank < 10; ++rank) EXPECT_NE(runColour(run), classColour(rank, 10));
  }
  EXPECT_EQ(runColour(0), runColour(runColours()));
  applyScheme(*qApp, ColourScheme::Light);
}

TEST_P(Schemes, TheStyleSheetNamesNoUnknownToken) {
  const QString sheet = styleSheet(tokensOf(GetParam()));
  ASSERT_FALSE(sheet.isEmpty());
  // What is left of the comment at the top is the only "@".
  EXPECT_EQ(sheet.count(u'@'), 1);
  EXPECT_TRUE(sheet.contains(tokensOf(GetParam()).accent.name()));
  const QString chevron = QStringLiteral(":/icons/chevron-down-%1.svg")
                              .arg(GetParam() ? QStringLiteral("dark") : QStringLiteral("light"));
  EXPECT_TRUE(sheet.contains(chevron));
  EXPECT_TRUE(QFile::exists(chevron));
}

TEST(Theme, ApplyingASchemeChangesThePalette) {
  applyScheme(*qApp, ColourScheme::Dark);
  EXPECT_TRUE(tokens().dark);
  EXPECT_EQ(QApplication::palette().color(QPalette::Base), tokensOf(true).panel);
  applyScheme(*qApp, ColourScheme::Light);
  EXPECT_FALSE(tokens().dark);
  EXPECT_EQ(QApplication::palette().color(QPalette::Base), tokensOf(false).panel);
}

TEST(Theme, ManyClassesGetARampAndOneClassItsFirstColour) {
  EXPECT_EQ(classColour(0, 1), classColour(0, 10));
  EXPECT_EQ(classColour(99, 100), classColour(9, 10));
  for (int rank = 1; rank < 100; ++rank) EXPECT_NE(classColour(rank, 100), classColour(rank - 1, 100));
}

TEST(Theme, OnlyFewClassesAreDashed) {
  EXPECT_EQ(classDash(0), Qt::SolidLine);
  EXPECT_EQ(classDash(1), Qt::SolidLine);
  EXPECT_EQ(classDash(2), Qt::DashLine);
}

TEST(Theme, PercentText) {
  EXPECT_EQ(percentText(0.6214), QStringLiteral("62.1"));
  EXPECT_EQ(percentText(1, 0), QStringLiteral("100"));
  EXPECT_EQ(percentText(std::numeric_limits<double>::quiet_NaN()), QStringLiteral("–"));
}

TEST(Icons, AreDrawnInTheColourOfTheScheme) {
  applyScheme(*qApp, ColourScheme::Light);
  const QImage light = icon(QStringLiteral("stop")).pixmap(16, 16).toImage();
  applyScheme(*qApp, ColourScheme::Dark);
  const QImage dark = icon(QStringLiteral("stop")).pixmap(16, 16).toImage();
  applyScheme(*qApp, ColourScheme::Light);
  EXPECT_EQ(light.pixelColor(light.width() / 2, light.height() / 2), tokensOf(false).text);
  EXPECT_EQ(dark.pixelColor(dark.width() / 2, dark.height() / 2), tokensOf(true).text);
  EXPECT_FALSE(applicationIcon().isNull());
}

TEST_P(Schemes, AnInvalidFieldIsRedWhileItIsEdited) {
  applyScheme(*qApp, GetParam() ? ColourScheme::Dark : ColourScheme::Light);
  QWidget window;
  auto* layout = new QVBoxLayout(&window);
  auto* field = new QLineEdit(&window);
  layout->addWidget(field);
  layout->addWidget(new QLineEdit(&window));
  field->setProperty("invalid", true);
  window.show();
  window.activateWindow();
  field->setFocus();
  QApplication::processEvents();
  ASSERT_TRUE(field->hasFocus());
  const auto border = [&] { return field->grab().toImage().pixelColor(field->width() / 2, 0); };
  EXPECT_EQ(border(), tokensOf(GetParam()).error);
  field->setProperty("invalid", false);
  field->style()->unpolish(field);
  field->style()->polish(field);
  EXPECT_EQ(border(), tokensOf(GetParam()).accent);
  applyScheme(*qApp, ColourScheme::Light);
}

TEST_P(Schemes, SlidersStandOutFromThePanel) {
  applyScheme(*qApp, GetParam() ? ColourScheme::Dark : ColourScheme::Light);
  const Tokens& t = tokensOf(GetParam());
  QFrame card;
  card.setProperty("kind", QStringLiteral("card"));
  QSlider slider(Qt::Horizontal, &card);
  slider.setRange(0, 100);
  slider.setValue(50);
  slider.setGeometry(10, 10, 200, 24);
  card.resize(220, 44);
  card.show();
  QApplication::processEvents();
  const auto at = [&](int x) { return card.grab().toImage().pixelColor(x, 22); };
  EXPECT_EQ(at(40), t.accent);   // below the value
  EXPECT_EQ(at(110), t.accent);  // the handle
  EXPECT_EQ(at(190), t.line);
  slider.setEnabled(false);
  EXPECT_GE(contrastRatio(at(110), t.panel), 3);
  applyScheme(*qApp, ColourScheme::Light);
}

}  // namespace
}  // namespace skewscope::ui
