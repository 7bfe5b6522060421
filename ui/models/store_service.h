#pragma once

#include <QObject>
#include <QString>
#include <QVector>
#include <filesystem>
#include <functional>
#include <memory>

#include "core/store/reader.h"
#include "core/store/writer.h"
#include "ui/models/run_data.h"

namespace skewscope::ui {

/// The window's only way to the store. Reads happen on a thread of its own, newest request wins; writes go
/// through the process's one store::Writer. Signals arrive on the GUI thread; nothing here blocks it.
class StoreService : public QObject {
  Q_OBJECT
 public:
  /// Opens (and creates) the store in the background; opened() or failed() follows.
  explicit StoreService(std::filesystem::path path, QObject* parent = nullptr);
  ~StoreService() override;

  const std::filesystem::path& path() const;

  /// Looks at the store now instead of at the next tick (the engine said that there are new rows), and tells
  /// what it finds even if that is nothing new: runsChanged() and queueChanged() follow.
  void poke();
  /// Which runs' curves to keep up to date; runDataChanged() follows, and again whenever their rows change.
  void watch(const QStringList& runIds);

  /// Reads one run in the background, whether it is watched or not, and calls `done` on the GUI thread with
  /// it, or with nothing and the error's message. Not called if the service goes first.
  void read(const QString& runId,
            std::function<void(std::shared_ptr<const RunData> data, const QString& error)> done);
  /// Reads whatever `job` asks for in the background, in turn with the other reads, and calls `done` on the
  /// GUI thread with an empty text or the error's message. A job that is interrupted is begun again.
  void query(std::function<void(store::Reader&)> job, std::function<void(const QString& error)> done);
  /// Position of a run in the palette of runs: given in the order of appearance and kept while the service
  /// lives, so that a run keeps its colour when others come and go. GUI thread.
  int colourIndex(const QString& runId) const;

  /// Queues a write; `done` (optional) is called on the GUI thread with an empty text, or the error's
  /// message.
  void edit(std::function<void(store::Store&)> job, std::function<void(const QString& error)> done = {});
  /// Adds a queued run; `done` gets its id (empty with an error text if it could not be added).
  void addRun(const spec::ExperimentSpec& spec,
              std::function<void(const QString& id, const QString& error)> done);

 signals:
  void opened(const QString& warning);
  /// The store cannot be used: what happened and what to do.
  void failed(const QString& message);
  /// All runs that are not in the bin, oldest first. Emitted after opening and whenever anything changed.
  void runsChanged(std::shared_ptr<const std::vector<skewscope::store::RunRecord>> runs);
  /// The queue, whenever it may have changed; after runsChanged().
  void queueChanged(std::shared_ptr<const skewscope::store::Queue> queue);
  /// Runs that watch() asked for: all that were read within 250 ms, so that whoever draws
  /// them draws once.
  void runDataChanged(const skewscope::ui::RunDataList& runs);
  /// Newest log lines.
  void logChanged(std::shared_ptr<const std::vector<skewscope::store::LogLine>> lines);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
