// What is dropped on the window: figures, stores, runs of other programs, data sets.
#include <QDirIterator>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>
#include <algorithm>
#include <optional>

#include "core/exchange/event_folders.h"
#include "core/exchange/import.h"
#include "ui/main_window_impl.h"
#include "ui/panels/figures_panel.h"

namespace skewscope::ui {
namespace {

constexpr int kMostEntries = 2000;  ///< of a folder that are looked at on the GUI thread

/// What a drop is taken for.
enum class Drop { Figure, Store, Runs, Dataset };

bool hasEnding(const QString& path, std::initializer_list<const char*> endings) {
  return std::ranges::any_of(
      endings, [&](const char* ending) { return path.endsWith(QLatin1String(ending), Qt::CaseInsensitive); });
}

bool holdsEventFiles(const QString& folder) {
  QDirIterator entries(folder, QDir::Files, QDirIterator::Subdirectories);
  for (int seen = 0; seen < kMostEntries && entries.hasNext(); ++seen) {
    if (exchange::isEventFileName(QFileInfo(entries.next()).fileName().toStdString())) return true;
  }
  return false;
}

QStringList localFiles(const QMimeData& mime) {
  QStringList paths;
  for (const QUrl& url : mime.urls()) {
    if (!url.isLocalFile()) return {};
    paths.append(url.toLocalFile());
  }
  return paths;
}

/// Nothing if the window takes no such files.
std::optional<Drop> kindOf(const QStringList& paths) {
  if (paths.isEmpty()) return std::nullopt;
  if (paths.size() == 1) {
    const QString& path = paths.front();
    if (QFileInfo(path).isDir()) return holdsEventFiles(path) ? Drop::Runs : Drop::Dataset;
    if (hasEnding(path, {".skewscope"})) return Drop::Store;
    if (hasEnding(path, {".pdf", ".svg", ".png", ".tikz", ".json"})) return Drop::Figure;
    if (hasEnding(path, {".tar.gz", ".tgz", ".tar", ".npy"})) return Drop::Dataset;
  }
  const bool runs = std::ranges::all_of(
      paths, [](const QString& path) { return exchange::looksImportable(path.toStdString()); });
  return runs ? std::optional(Drop::Runs) : std::nullopt;
}

}  // namespace

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (kindOf(localFiles(*event->mimeData()))) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QStringList paths = localFiles(*event->mimeData());
  const auto kind = kindOf(paths);
  if (!kind) return;
  event->acceptProposedAction();
  switch (*kind) {
    case Drop::Figure:
      return impl_->figures->openFile(paths.front());
    case Drop::Store:
      return impl_->openStoreAt(paths.front());
    case Drop::Runs:
      return impl_->importPaths(paths, false);
    case Drop::Dataset:
      return impl_->addDataset(paths.front());
  }
}

}  // namespace skewscope::ui
