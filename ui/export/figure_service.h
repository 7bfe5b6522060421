#pragma once

#include <QObject>
#include <QString>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "core/store/records.h"
#include "ui/export/figure_content.h"

namespace skewscope::ui {

class StoreService;

/// Reads the values of a figure in the background and calls `done` on the GUI thread with them, or with
/// nothing and the reason; not if `owner` has gone by then.
void readFigureInBackground(
    const std::filesystem::path& store, const report::FigureSpec& spec, QObject* owner,
    std::function<void(std::shared_ptr<const FigureContent> content, const QString& error)> done);

/// Writes a figure in the background and calls `done` on the GUI thread with "" or what went wrong; not if
/// `owner` has gone by then (the file is written all the same).
void writeFigureInBackground(const QString& path, std::shared_ptr<const FigureContent> content,
                             const report::FigureSpec& spec, QObject* owner,
                             std::function<void(const QString& error)> done);

/// The figures that a store keeps, read in the background whenever the store has changed, at most twice a
/// second. Signals arrive on the GUI thread; nothing here blocks it.
class FigureService : public QObject {
  Q_OBJECT
 public:
  explicit FigureService(StoreService& store, QObject* parent = nullptr);
  ~FigureService() override;

 signals:
  /// All figures, oldest first, if they are not those of the last time.
  void changed(std::shared_ptr<const std::vector<skewscope::store::FigureRecord>> figures);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
