#pragma once

#include <QAction>
#include <QKeySequence>
#include <QObject>
#include <QString>
#include <functional>
#include <vector>

class QMenu;

namespace skewscope::ui {

/// Every command of the window, in the order of the menus: the one place where a shortcut is given, and what
/// the list of shortcuts (F1) is made of.
class Actions : public QObject {
  Q_OBJECT
 public:
  struct Entry {
    QString menu;  ///< title of the menu without the mnemonic
    QAction* action = nullptr;
  };

  using QObject::QObject;

  /// A new command in `menu`.
  QAction* add(QMenu* menu, const QString& text, const QKeySequence& shortcut, std::function<void()> run);
  /// A command made elsewhere (a panel's, with the shortcut it brings).
  void take(QMenu* menu, QAction* action);
  /// The same, with a shortcut given here.
  void take(QMenu* menu, QAction* action, const QKeySequence& shortcut);
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

/// An action's text without mnemonic and dots.
QString plainText(const QAction& action);

}  // namespace skewscope::ui
