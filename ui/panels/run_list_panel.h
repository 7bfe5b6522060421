#pragma once

#include <QJsonObject>
#include <QStringList>
#include <QWidget>
#include <functional>
#include <memory>
#include <vector>

#include "core/store/records.h"

class QUndoStack;

namespace skewscope::ui {

class StoreService;
class RunController;

/// The run table with its filter line: sort, filter, tags, rename, note, colour, archive, delete with undo,
/// resume.
class RunListPanel : public QWidget {
  Q_OBJECT
 public:
  /// Edits of runs are pushed to `history`, which must outlive this.
  RunListPanel(StoreService& store, RunController& controller, QUndoStack& history,
               QWidget* parent = nullptr);
  ~RunListPanel() override;

  QStringList selectedRuns() const;
  /// The runs that pass the filter, oldest first.
  std::vector<store::RunRecord> shownRuns() const;
  /// Selects by the program: no viewChanged().
  void selectRuns(const QStringList& runIds);
  /// The run that the others are compared with, empty for none; it may be gone from the store.
  QString baseline() const;
  /// Pins another one by the program: no viewChanged().
  void setBaseline(const QString& runId);
  /// Filter, archived runs, columns, sorting, selection and baseline.
  QJsonObject viewState() const;
  /// What is missing stays as it is; runs that are gone are left out.
  void setViewState(const QJsonObject& state);
  QByteArray saveState() const;  ///< columns, sorting, filter
  void restoreState(const QByteArray& state);
  /// Menu "Runs" of the main window: the panel's actions with their shortcuts.
  QList<QAction*> actions() const;

 signals:
  /// The runs or the filter changed: shownRuns() may be others.
  void shownRunsChanged();
  void selectionChanged(const QStringList& runIds);
  void baselineChanged(const QString& runId);
  /// The user has changed viewState().
  void viewChanged();
  /// For the in-place message bar: an undoable deletion, an error. `undo` may be empty.
  void message(const QString& text, std::function<void()> undo);
  /// The user asks for this run's settings in the form.
  void cloneRequested(const QString& runId);

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
