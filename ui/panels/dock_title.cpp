#include "ui/panels/dock_title.h"

#include <QDockWidget>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include "ui/theme/icons.h"

namespace skewscope::ui {

DockTitle::DockTitle(QDockWidget* dock) : QWidget(dock) {
  setProperty("kind", QStringLiteral("panel"));
  setAttribute(Qt::WA_StyledBackground);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(16, 8, 12, 4);
  auto* title = new QLabel(dock->windowTitle(), this);
  title->setProperty("kind", QStringLiteral("heading"));
  row->addWidget(title, 1);
  close_ = new QToolButton(this);
  close_->setProperty("kind", QStringLiteral("plain"));
  close_->setIcon(icon(QStringLiteral("close"), true));
  close_->setAccessibleName(tr("Close the panel %1").arg(dock->windowTitle()));
  close_->setToolTip(tr("Close this panel; the View menu brings it back."));
  close_->setFocusPolicy(Qt::NoFocus);
  row->addWidget(close_);
  connect(close_, &QToolButton::clicked, dock, &QDockWidget::close);
}

void DockTitle::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange && close_ != nullptr)
    close_->setIcon(icon(QStringLiteral("close"), true));
  QWidget::changeEvent(event);
}

}  // namespace skewscope::ui
