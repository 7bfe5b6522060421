#pragma once

#include <QObject>
#include <memory>
#include <string>
#include <vector>

#include "core/experiment/results.h"
#include "core/store/records.h"

namespace skewscope::ui {

class StoreService;

/// An experiment with its rows as its runs are now.
struct ExperimentData {
  store::ExperimentRecord record;
  experiment::Settings settings;
  std::vector<experiment::Row> rows;
  int done = 0;         ///< of record.runs
  std::string problem;  ///< not empty: its settings cannot be read, and why; there are no rows then
};

/// Reads the experiments of a store in the background whenever its runs have changed, at most once a second.
/// Signals arrive on the GUI thread; nothing here blocks it.
class ExperimentService : public QObject {
  Q_OBJECT
 public:
  explicit ExperimentService(StoreService& store, QObject* parent = nullptr);
  ~ExperimentService() override;

 signals:
  /// All experiments, oldest first.
  void changed(std::shared_ptr<const std::vector<skewscope::ui::ExperimentData>> experiments);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
