#pragma once

#include <QByteArray>

namespace skewscope::ui {

/// An SVG of QSvgGenerator with the fonts of its texts inside (`@font-face` with a `data:` address), cut down
/// to the letters that it shows, so that it looks the same where they are not installed. Its texts stay
/// texts. A font that its maker does not allow to be embedded (OS/2 fsType), or that is no OpenType font, is
/// left out; every family is followed by common ones, for readers that take no embedded fonts. Works on any
/// thread.
QByteArray withFonts(const QByteArray& svg);

/// The same without the fonts: names of common families after each, for a page that brings its own.
QByteArray withFontFallback(const QByteArray& svg);

}  // namespace skewscope::ui
