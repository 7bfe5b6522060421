#pragma once

#include <QMenu>

namespace skewscope::ui {

/// Stays open while its check marks are switched, by mouse or with the space bar.
class SwitchMenu : public QMenu {
  Q_OBJECT
 public:
  using QMenu::QMenu;

 protected:
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
};

}  // namespace skewscope::ui
