#pragma once

#include <QColor>

#include "core/report/figure_spec.h"

namespace skewscope::ui {

/// Colour on paper of class `rank` of `classes`, from many to few images.
QColor paletteClass(report::FigurePalette palette, int rank, int classes);

/// Colour on paper of run, method or series `index` of `count`.
QColor paletteRun(report::FigurePalette palette, int index, int count);

}  // namespace skewscope::ui
