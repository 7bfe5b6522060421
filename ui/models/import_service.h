#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <memory>

namespace skewscope::ui {

class StoreService;

/// What came of an import.
struct ImportReport {
  QStringList paths;          ///< what was asked for
  QStringList ids;            ///< runs that were added; empty if none was
  QStringList names;          ///< of these runs
  QString what;               ///< of a single run: its metrics and epochs
  QStringList remarks;        ///< what the user should know
  QStringList problems;       ///< what could not be imported, and why
  bool seemsPercent = false;  ///< accuracies above 1 were taken as they are
};

/// Imports runs from files of other programs (core/exchange) in the background, one import at a time, the
/// next ones after it.
class ImportService : public QObject {
  Q_OBJECT
 public:
  explicit ImportService(StoreService& store, QObject* parent = nullptr);
  ~ImportService() override;

  /// Event files, folders with such files, CSV files; finished() follows. `percent`: accuracies are given in
  /// per cent.
  void importPaths(const QStringList& paths, bool percent = false);

 signals:
  void finished(const skewscope::ui::ImportReport& report);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
