#include "ui/actions.h"

#include <QMenu>
#include <utility>

namespace skewscope::ui {

QAction* Actions::add(QMenu* menu, const QString& text, const QKeySequence& shortcut,
                      std::function<void()> run) {
  auto* action = new QAction(text, this);
  connect(action, &QAction::triggered, this, std::move(run));
  take(menu, action, shortcut);
  return action;
}

void Actions::take(QMenu* menu, QAction* action) {
  menu->addAction(action);
  if (action->isSeparator() || action->menu() != nullptr) return;  // nothing to trigger
  entries_.push_back({menu->title().remove(u'&'), action});
}

void Actions::take(QMenu* menu, QAction* action, const QKeySequence& shortcut) {
  action->setShortcut(shortcut);
  take(menu, action);
}

QString plainText(const QAction& action) {
  QString text = action.text();
  text.remove(u'&');
  text.remove(QStringLiteral("…"));
  return text;
}

}  // namespace skewscope::ui
