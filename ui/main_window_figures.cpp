// Files that are dropped on the window.
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QUrl>

#include "ui/main_window_impl.h"
#include "ui/panels/figures_panel.h"

namespace skewscope::ui {
namespace {

/// The one local file that is dragged; empty if it is something else.
QString draggedFile(const QMimeData& data) {
  const QList<QUrl> urls = data.urls();
  return urls.size() == 1 && urls.first().isLocalFile() ? urls.first().toLocalFile() : QString();
}

}  // namespace

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (!draggedFile(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QString path = draggedFile(*event->mimeData());
  if (path.isEmpty()) return;
  event->acceptProposedAction();
  impl_->figures->openFile(path);
}

}  // namespace skewscope::ui
