#pragma once

#include <QTimer>
#include <QWidget>
#include <vector>

#include "core/store/records.h"

namespace skewscope::ui {

/// The workers that are on the store, one line each: where, how many runs of how many, and a button that
/// stops one, or takes one that has fallen silent off the list. Hidden where there is none.
class WorkerRows : public QWidget {
  Q_OBJECT
 public:
  explicit WorkerRows(QWidget* parent = nullptr);

  void setWorkers(std::vector<store::WorkerRecord> workers);

 signals:
  void stopAsked(const QString& workerId);
  void forgetAsked(const QString& workerId);

 private:
  /// What a line says, and what its button does.
  struct Line {
    QString id, text;
    bool silent = false, stopping = false;
    bool operator==(const Line&) const = default;
  };
  static Line lineOf(const store::WorkerRecord& worker);
  void refresh();
  void rebuild();
  std::vector<store::WorkerRecord> workers_;
  std::vector<Line> lines_;
  QTimer clock_;  ///< a worker that is killed writes nothing more: its silence is noticed here
};

}  // namespace skewscope::ui
