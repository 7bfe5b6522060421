#include "ui/panels/switch_menu.h"

#include <QAction>
#include <QKeyEvent>
#include <QMouseEvent>

namespace skewscope::ui {

void SwitchMenu::mouseReleaseEvent(QMouseEvent* event) {
  QAction* action = actionAt(event->position().toPoint());
  if (action != nullptr && action->isCheckable()) {
    action->trigger();
  } else {
    QMenu::mouseReleaseEvent(event);
  }
}

void SwitchMenu::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && activeAction() != nullptr && activeAction()->isCheckable()) {
    activeAction()->trigger();
  } else {
    QMenu::keyPressEvent(event);
  }
}

}  // namespace skewscope::ui
