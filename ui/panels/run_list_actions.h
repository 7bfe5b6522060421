#pragma once

#include <QList>
#include <QObject>
#include <functional>
#include <vector>

#include "core/report/table.h"
#include "core/store/records.h"

class QAction;
class QMenu;
class QWidget;

namespace skewscope::ui {

class StoreService;

/// What can be done with the selected runs, as actions with shortcuts that the panel, its context menu and
/// the main window share. Which are on follows the states of the selected runs.
class RunListActions : public QObject {
  Q_OBJECT
 public:
  /// What the panel does when an action is triggered.
  struct Handlers {
    std::function<void()> rename, editTags, editNote, remove, resume, stop, cancel, clone, evaluate, pin,
        sort, filter;
    std::function<void(const QString& colour)> colour;
    std::function<void(bool archived)> archive;
    std::function<void(const QString& error)> failed;
    /// Whether an engine of this window trains the run, so that it can be stopped here.
    std::function<bool(const std::string& run)> isOurs;
    /// Whether it is the run that the others are compared with.
    std::function<bool(const std::string& run)> isBaseline;
    /// The selected rows as they are shown, for the clipboard.
    std::function<std::string(report::TableFormat)> rows;
  };

  /// `table` owns the shortcuts that must not fire while one types elsewhere (Delete, F2).
  RunListActions(QWidget* panel, QWidget& table, StoreService& store, QMenu& columns, Handlers handlers);

  void update(const std::vector<store::RunRecord>& selected);
  QList<QAction*> all() const { return all_; }
  QMenu* menu() const { return menu_; }

 private:
  QAction* add(const QString& name, const QString& text, const QKeySequence& shortcut,
               std::function<void()> run);
  void separator();
  QMenu* colourMenu();
  void exportCsv();

  QWidget* panel_;
  StoreService& store_;
  Handlers on_;
  QMenu* menu_ = nullptr;
  QList<QAction*> all_;
  std::vector<store::RunRecord> selected_;
  QAction *rename_, *tags_, *note_, *colour_, *archive_, *delete_, *resume_, *stop_, *cancel_, *clone_,
      *evaluate_, *copyId_, *copyRows_, *export_, *pin_;
};

}  // namespace skewscope::ui
