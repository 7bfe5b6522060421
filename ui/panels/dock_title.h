#pragma once

#include <QWidget>

class QDockWidget;
class QToolButton;

namespace skewscope::ui {

/// Title bar of a dock: its title as a quiet heading and a button that closes it. The dock is dragged by it
/// as usual.
class DockTitle : public QWidget {
  Q_OBJECT
 public:
  explicit DockTitle(QDockWidget* dock);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QToolButton* close_ = nullptr;
};

}  // namespace skewscope::ui
