#include "ui/plots/chart_tip.h"

#include <QHelpEvent>
#include <QToolTip>
#include <QWidget>

namespace skewscope::ui {

bool answerToolTip(QWidget& chart, QEvent* event, const std::function<QString(QPointF place)>& textAt) {
  if (event->type() != QEvent::ToolTip) return false;
  const auto* help = static_cast<QHelpEvent*>(event);
  const QString said = textAt(help->pos());
  if (said.isEmpty()) {
    QToolTip::hideText();
    event->ignore();
  } else {
    QToolTip::showText(help->globalPos(), said, &chart);
  }
  return true;
}

}  // namespace skewscope::ui
