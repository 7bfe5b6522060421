#pragma once

#include <QPainter>
#include <QSizeF>

#include "ui/export/figure_content.h"

namespace skewscope::ui {

/// Draws a whole figure with one unit = one point into `size` (in points): paper, letter and title, key and
/// plot. `content` as styled() gives it. Works on any thread.
void drawFigure(QPainter& painter, const QSizeF& size, const FigureContent& content,
                const report::FigureSpec& spec);

}  // namespace skewscope::ui
