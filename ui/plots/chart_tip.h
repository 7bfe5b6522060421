#pragma once

#include <QPainter>
#include <QPixmap>
#include <QPointF>
#include <QString>
#include <functional>

#include "ui/plots/plot_painter.h"

class QEvent;
class QWidget;

namespace skewscope::ui {

/// For the event() of a chart that tells what is under the pointer: of a QEvent::ToolTip, shows what `textAt`
/// says of that place, and no tip if that is empty. False for any other event, which is then the widget's.
bool answerToolTip(QWidget& chart, QEvent* event, const std::function<QString(QPointF place)>& textAt);

/// Sizes of text as they are on screen, for a layout outside of a paint event.
class ScreenMeasure {
 public:
  ScreenMeasure() : painter_(&nothing_), plot_(painter_, PlotPainter::screenStyle()) {}
  const PlotPainter& plot() const { return plot_; }

 private:
  QPixmap nothing_{1, 1};
  QPainter painter_;
  PlotPainter plot_;
};

}  // namespace skewscope::ui
