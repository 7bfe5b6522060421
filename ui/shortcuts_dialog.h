#pragma once

#include <QDialog>

#include "ui/actions.h"

namespace skewscope::ui {

/// The list of all commands and their keys.
class ShortcutsDialog : public QDialog {
  Q_OBJECT
 public:
  explicit ShortcutsDialog(const Actions& actions, QWidget* parent = nullptr);
};

}  // namespace skewscope::ui
