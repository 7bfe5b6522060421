#pragma once

#include <QStringList>
#include <QWidget>
#include <functional>
#include <memory>
#include <vector>

#include "core/store/records.h"

namespace skewscope::ui {

class StoreService;
class RunController;

/// The run table with its filter line: sort, filter, tags, rename, note, colour, archive, delete with undo,
/// resume.
class RunListPanel : public QWidget {
  Q_OBJECT
 public:
  RunListPanel(StoreService& store, RunController& controller, QWidget* parent = nullptr);
  ~RunListPanel() override;

  QStringList selectedRuns() const;
  /// The runs that pass the filter, oldest first.
  std::vector<store::RunRecord> shownRuns() const;
  void selectRuns(const QStringList& runIds);
  QByteArray saveState() const;  ///< columns, sorting, filter
  void restoreState(const QByteArray& state);
  /// Menu "Runs" of the main window: the panel's actions with their shortcuts.
  QList<QAction*> actions() const;

 signals:
  /// The runs or the filter changed: shownRuns() may be others.
  void shownRunsChanged();
  void selectionChanged(const QStringList& runIds);
  /// For the in-place message bar: an undoable deletion, an error. `undo` may be empty.
  void message(const QString& text, std::function<void()> undo);
  /// The user asks for this run's settings in the form.
  void cloneRequested(const QString& runId);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
