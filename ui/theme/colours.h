#pragma once

#include <QColor>
#include <span>

namespace skewscope::ui {

/// Contrast of two opaque colours as WCAG 2.1 defines it, 1 to 21; text needs 4.5.
double contrastRatio(const QColor& first, const QColor& second);

/// `colour` made darker or lighter, at the same hue, until its contrast to `background` is at least `ratio`:
/// for text in the colour of a curve.
QColor readableOn(const QColor& colour, const QColor& background, double ratio = 4.5);

/// Colour at `position` in [0, 1] of a ramp of evenly spaced anchors, interpolated in OKLab (Ottosson 2020),
/// where equal steps look equally large.
QColor rampColour(std::span<const QColor> anchors, double position);

}  // namespace skewscope::ui
