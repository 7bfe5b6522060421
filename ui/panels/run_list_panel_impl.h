#pragma once

#include <QTimer>
#include <QUndoStack>
#include <memory>
#include <vector>

#include "ui/models/store_edit.h"
#include "ui/models/store_service.h"
#include "ui/panels/run_list_panel.h"

class QLabel;
class QLineEdit;
class QToolButton;

namespace skewscope::ui {

class RunColumnMenu;
class RunDetails;
class RunFilterModel;
class RunListActions;
class RunTableModel;
class RunTableView;

/// The parts of the run table and what passes between them; for run_list_panel*.cpp alone.
struct RunListPanel::Impl {
  RunListPanel* panel;
  StoreService& store;
  RunController& controller;
  RunTableModel* model = nullptr;
  RunFilterModel* shown = nullptr;
  RunTableView* table = nullptr;
  QLineEdit* filter = nullptr;
  QLabel* filterError = nullptr;
  QLabel* count = nullptr;
  QToolButton* archived = nullptr;
  RunDetails* details = nullptr;
  QUndoStack& history;
  RunListActions* actions = nullptr;
  RunColumnMenu* columnMenu = nullptr;
  QTimer filterTimer;
  QString applied;        ///< text of the filter that is in force
  int quiet = 0;          ///< above 0: what changes now is not the user's doing
  QStringList selection;  ///< in the order in which the runs were chosen
  QStringList wanted;     ///< to select as soon as they are in the table
  QStringList order;      ///< in which the runs being selected by the program shall stand
  bool seenRuns = false;

  Impl(RunListPanel* p, StoreService& s, RunController& c, QUndoStack& h)
      : panel(p), store(s), controller(c), history(h) {}

  void build();
  void buildActions();
  void askForEvaluation();
  void applyFilter();
  void takeRuns(const std::shared_ptr<const std::vector<store::RunRecord>>& runs);
  void takeSelection();
  void selectWanted();
  void showEmptyState();
  std::vector<store::RunRecord> selectedRecords() const;
  void togglePin();
  void popupSorting();
  void viewChanged() {
    if (quiet == 0) emit panel->viewChanged();
  }
  void push(std::unique_ptr<StoreEdit> edit) { history.push(edit.release()); }
  StoreEdit::Report report() {
    return [this](const QString& error) {
      emit panel->message(error, {});
      store.poke();
    };
  }
  QString nextRun() const;
  void deleteSelected();
};

}  // namespace skewscope::ui
