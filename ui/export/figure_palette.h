#pragma once

#include <QColor>
#include <utility>
#include <vector>

#include "core/report/figure_spec.h"

namespace skewscope::ui {

/// Colour on paper of class `rank` of `classes`, from many to few images.
QColor paletteClass(report::FigurePalette palette, int rank, int classes);

/// Colour on paper of run, method or series `index` of `count`.
QColor paletteRun(report::FigurePalette palette, int index, int count);

/// Colours on paper of points from the smallest to the largest value, none too light to be seen; empty for
/// Standard, whose colours are valueColour().
std::vector<QColor> palettePoints(report::FigurePalette palette);

/// Colours on paper of negative and of other values, each from nothing to the largest. Without negative ones
/// (`both`) nothing is white; in grey a difference of nothing is light grey, since white is less.
std::pair<std::vector<QColor>, std::vector<QColor>> paletteValues(report::FigurePalette palette, bool both);

}  // namespace skewscope::ui
