#pragma once

#include <QColor>
#include <QString>
#include <QVector>

class QApplication;

namespace skewscope::ui {

enum class ColourScheme { System, Light, Dark };

/// The colours of one scheme (docs/design of the window: sketch tokens). Every text colour (text, muted,
/// accent, good, attention, error) has a contrast of at least 4.5 to window, panel and selection.
struct Tokens {
  bool dark = false;
  QColor window, panel, line, grid, text, muted, accent, accentText, selection, good, attention, error;
};

/// Current colours; changes with applyScheme(). GUI thread only. Widgets that paint themselves read them
/// while they paint; a widget that keeps them listens for QEvent::PaletteChange.
const Tokens& tokens();

/// Of what cannot be used now: it steps back, and need not be read.
QColor disabledText(const Tokens& tokens);

/// The colours of a scheme, applied or not.
const Tokens& tokensOf(bool dark);

/// Sets palette, style sheet and font of the application. System follows the desktop's palette at start.
///
/// The style sheet knows the dynamic property "kind": QPushButton/QToolButton "primary", "chip" (checkable),
/// "link", "segment"; QLabel "heading", "title", "muted", "figure" (large number), "error", "good",
/// "attention"; QFrame "card" (bordered panel), "bar" (line below), "separator".
void applyScheme(QApplication& app, ColourScheme scheme);

/// Colour of class `rank` of `classes` from many (cool) to few (warm), in the current scheme. Told apart
/// under deuteranopia, protanopia and tritanopia with the dash of classDash() as second channel (tested).
QColor classColour(int rank, int classes);
/// The same in a named scheme.
QColor classColour(int rank, int classes, bool dark);

/// Colour of a value by its place in [0, 1] between the smallest and the largest: the larger, the stronger
/// its contrast to the panel, in even steps that colour-blind readers see too; at least 3 (tested).
QColor valueColour(double position, bool dark);

/// Dash pattern of a class: solid for many and medium, dashed for few.
Qt::PenStyle classDash(int group);

/// Palette of runs in the current scheme, distinct from that of classes; index wraps around.
QColor runColour(int index);
/// The same in a named scheme.
QColor runColour(int index, bool dark);
/// Number of colours before runColour() repeats.
int runColours();

/// Text on screen for a share in [0,1]: "62.1"; "–" for NaN.
QString percentText(double share, int decimals = 1);

}  // namespace skewscope::ui
