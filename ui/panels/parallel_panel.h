#pragma once

#include <QJsonObject>
#include <QStringList>
#include <QWidget>
#include <functional>
#include <memory>
#include <vector>

#include "core/store/records.h"

namespace skewscope::ui {

/// Parallel coordinates: the runs of the list, or the selected ones, as lines over the options that tell them
/// apart and a metric, which colours them. Ranges on the axes keep some of the runs, which can be selected
/// together.
class ParallelPanel : public QWidget {
  Q_OBJECT
 public:
  /// `runs`: those that the list shows now; asked for when the panel is seen.
  explicit ParallelPanel(std::function<std::vector<store::RunRecord>()> runs, QWidget* parent = nullptr);
  ~ParallelPanel() override;

  /// The list shows other runs, or they have changed.
  void runsChanged();
  /// The selected runs: drawn thicker, or alone.
  void setRuns(const QStringList& runIds);

  /// Which runs, metric, axes and ranges are shown.
  QJsonObject viewState() const;
  /// Shows what viewState() gave; what is missing or wrong is as at first.
  void setViewState(const QJsonObject& state);

 signals:
  /// The user asks for these runs to be selected.
  void runsChosen(const QStringList& runIds);
  /// The user changed what viewState() holds.
  void viewChanged();

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
