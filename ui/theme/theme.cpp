#include "ui/theme/theme.h"

#include <QApplication>
#include <QFont>
#include <QFontDatabase>
#include <QLocale>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/theme/colours.h"
#include "ui/theme/style_sheet.h"
#include "ui/theme/tabular_text.h"

static void loadResources() {
  Q_INIT_RESOURCE(skewscope);
}

namespace skewscope::ui {
namespace {

// Anchors from many (cool) to few (warm). Hues are those of a cool-to-warm ramp; lightness and chroma were
// chosen by a search that maximises the smallest OKLab distance between any two classes of equal dash under
// normal vision and the three dichromacies (Machado et al. 2009), with a contrast of at least 3 to the panel.
constexpr std::array<QRgb, 10> kLightClasses{0xff3e4fc4, 0xff4c71ca, 0xff548fa5, 0xff19a789, 0xff6ea25e,
                                             0xff979801, 0xff9f7941, 0xffc56604, 0xffcb342c, 0xffa81b52};
constexpr std::array<QRgb, 10> kDarkClasses{0xff6680fc, 0xff78a6fe, 0xff6bcee7, 0xff60eac4, 0xff9df1a4,
                                            0xffd4e872, 0xffffc915, 0xffffaf61, 0xffff806e, 0xffe05680};
// The hues of viridis (van der Walt and Smith 2015), in steps of about 0.1 in OKLab, without what is too near
// to the panel.
constexpr std::array<QRgb, 6> kLightValues{0xff7f9500, 0xff1f8f70, 0xff20748f,
                                           0xff33528a, 0xff43307a, 0xff3a0050};
constexpr std::array<QRgb, 6> kDarkValues{0xff6a5fb8, 0xff4f86c6, 0xff2aa8b0,
                                          0xff45c27f, 0xffa4d84a, 0xfffde725};
constexpr std::array<QRgb, 8> kLightRuns{0xff2563dd, 0xffc2410c, 0xff0f766e, 0xff7c3aed,
                                         0xff9f1239, 0xff4d7c0f, 0xff0369a1, 0xffa21caf};
constexpr std::array<QRgb, 8> kDarkRuns{0xff6ea1ff, 0xfffb923c, 0xff2dd4bf, 0xffb79bff,
                                        0xfffb7185, 0xffa3e635, 0xff38bdf8, 0xffe879f9};

template <std::size_t N>
QColor onRamp(const std::array<QRgb, N>& source, double position) {
  std::array<QColor, N> anchors;
  std::transform(source.begin(), source.end(), anchors.begin(), [](QRgb rgb) { return QColor(rgb); });
  return rampColour(anchors, position);
}

Tokens* current() {
  static Tokens value = tokensOf(false);
  return &value;
}

bool desktopIsDark(const QApplication& app) {
  // Asked once, before the first scheme replaces the desktop's palette.
  static const bool dark = app.palette().color(QPalette::Window).lightness() <
                           app.palette().color(QPalette::WindowText).lightness();
  return dark;
}

QPalette paletteOf(const Tokens& t) {
  QPalette palette;
  palette.setColor(QPalette::Window, t.window);
  palette.setColor(QPalette::WindowText, t.text);
  palette.setColor(QPalette::Base, t.panel);
  palette.setColor(QPalette::AlternateBase, t.window);
  palette.setColor(QPalette::Text, t.text);
  palette.setColor(QPalette::PlaceholderText, t.muted);
  palette.setColor(QPalette::Button, t.panel);
  palette.setColor(QPalette::ButtonText, t.text);
  palette.setColor(QPalette::BrightText, t.error);
  palette.setColor(QPalette::ToolTipBase, t.panel);
  palette.setColor(QPalette::ToolTipText, t.text);
  palette.setColor(QPalette::Highlight, t.accent);
  palette.setColor(QPalette::HighlightedText, t.accentText);
  palette.setColor(QPalette::Link, t.accent);
  palette.setColor(QPalette::LinkVisited, t.accent);
  palette.setColor(QPalette::Light, t.panel);
  palette.setColor(QPalette::Midlight, t.grid);
  palette.setColor(QPalette::Mid, t.line);
  palette.setColor(QPalette::Dark, t.line);
  palette.setColor(QPalette::Shadow, t.line);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, disabledText(t));
  }
  palette.setColor(QPalette::Disabled, QPalette::Highlight, t.line);
  return palette;
}

QFont interfaceFont(const QApplication& app) {
  static const QFont system = app.font();
  QFont font = system;
  if (QFontDatabase::families().contains(QStringLiteral("Inter"))) font.setFamily(QStringLiteral("Inter"));
  // Without a desktop's settings Qt falls back to 9 pt, which is small for a page of numbers.
  if (font.pointSizeF() > 0 && font.pointSizeF() < 9.75) font.setPointSizeF(9.75);
  font.setHintingPreference(QFont::PreferNoHinting);
  useTabularFigures(font);
  return font;
}

}  // namespace

const Tokens& tokens() {
  return *current();
}

QColor disabledText(const Tokens& tokens) {
  const auto between = [](int one, int other) { return (one + other) / 2; };
  return {between(tokens.muted.red(), tokens.window.red()),
          between(tokens.muted.green(), tokens.window.green()),
          between(tokens.muted.blue(), tokens.window.blue())};
}

const Tokens& tokensOf(bool dark) {
  static const Tokens lightTokens{.dark = false,
                                  .window = QColor(0xf6f7f9),
                                  .panel = QColor(0xffffff),
                                  .line = QColor(0xdfe3e8),
                                  .grid = QColor(0xedf0f3),
                                  .text = QColor(0x1c2430),
                                  .muted = QColor(0x5f6978),
                                  .accent = QColor(0x2563dd),
                                  .accentText = QColor(0xffffff),
                                  .selection = QColor(0xeaf1fe),
                                  .good = QColor(0x17794b),
                                  .attention = QColor(0x8f5d12),
                                  .error = QColor(0xc0362c)};
  static const Tokens darkTokens{.dark = true,
                                 .window = QColor(0x14171c),
                                 .panel = QColor(0x1b1f26),
                                 .line = QColor(0x2c323c),
                                 .grid = QColor(0x262c35),
                                 .text = QColor(0xe6e9ee),
                                 .muted = QColor(0x98a2b0),
                                 .accent = QColor(0x6ea1ff),
                                 .accentText = QColor(0x0d1320),
                                 .selection = QColor(0x22304a),
                                 .good = QColor(0x4cc38a),
                                 .attention = QColor(0xe0a640),
                                 .error = QColor(0xff7b72)};
  return dark ? darkTokens : lightTokens;
}

void applyScheme(QApplication& app, ColourScheme scheme) {
  loadResources();
  const bool desktop = desktopIsDark(app);
  *current() = tokensOf(scheme == ColourScheme::Dark || (scheme == ColourScheme::System && desktop));
  if (app.style()->name().compare(QLatin1String("fusion"), Qt::CaseInsensitive) != 0) {
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  }
  QApplication::setPalette(paletteOf(tokens()));
  QApplication::setFont(interfaceFont(app));
  app.setStyleSheet(styleSheet(tokens()));
}

QColor classColour(int rank, int classes) {
  return classColour(rank, classes, tokens().dark);
}

QColor classColour(int rank, int classes, bool dark) {
  return onRamp(dark ? kDarkClasses : kLightClasses,
                classes <= 1 ? 0.0 : static_cast<double>(rank) / (classes - 1));
}

QColor valueColour(double position, bool dark) {
  return onRamp(dark ? kDarkValues : kLightValues, position);
}

Qt::PenStyle classDash(int group) {
  return group >= 2 ? Qt::DashLine : Qt::SolidLine;
}

QColor runColour(int index) {
  return runColour(index, tokens().dark);
}

QColor runColour(int index, bool dark) {
  const auto& source = dark ? kDarkRuns : kLightRuns;
  return QColor(source[static_cast<std::size_t>(std::abs(index)) % source.size()]);
}

int runColours() {
  return static_cast<int>(kLightRuns.size());
}

QString percentText(double share, int decimals) {
  if (std::isnan(share)) return QStringLiteral("–");
  return QLocale::c().toString(100 * share, 'f', decimals);
}

}  // namespace skewscope::ui
