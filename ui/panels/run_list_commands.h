#pragma once

#include <QPointer>
#include <QString>
#include <QUndoCommand>
#include <functional>
#include <memory>
#include <vector>

#include "core/store/records.h"
#include "ui/models/store_service.h"

namespace skewscope::ui {

/// An edit of stored runs that can be undone. Both directions are queued to the writer; if the first one
/// fails, the command reports why and takes itself out of the history.
class RunEdit : public QUndoCommand {
 public:
  using Job = std::function<void(store::Store&)>;
  using Report = std::function<void(const QString& error)>;

  RunEdit(StoreService& store, const QString& text, Job forward, Job backward, Report report);

  void redo() override;
  void undo() override;
  /// Identity of the command; it ends with it.
  std::weak_ptr<const bool> token() const { return failed_; }

 private:
  void run(const Job& job);

  QPointer<StoreService> store_;
  Job forward_, backward_;
  Report report_;
  std::shared_ptr<bool> failed_ = std::make_shared<bool>(false);
};

/// What is edited of runs, with the state to go back to taken from `runs`. All return a command for a
/// QUndoStack.
namespace edits {
std::unique_ptr<RunEdit> rename(StoreService& store, const store::RunRecord& run, const QString& name,
                                RunEdit::Report report);
std::unique_ptr<RunEdit> setNote(StoreService& store, const std::vector<store::RunRecord>& runs,
                                 const QString& note, RunEdit::Report report);
std::unique_ptr<RunEdit> setTags(StoreService& store, const std::vector<store::RunRecord>& runs,
                                 const QStringList& tags, RunEdit::Report report);
/// `colour`: "#rrggbb", or empty for the palette's.
std::unique_ptr<RunEdit> setColour(StoreService& store, const std::vector<store::RunRecord>& runs,
                                   const QString& colour, RunEdit::Report report);
std::unique_ptr<RunEdit> setArchived(StoreService& store, const std::vector<store::RunRecord>& runs,
                                     bool archived, RunEdit::Report report);
std::unique_ptr<RunEdit> setDeleted(StoreService& store, const std::vector<store::RunRecord>& runs,
                                    bool deleted, RunEdit::Report report);
}  // namespace edits

/// "“SimCLR r .01 s1”" for one run, "3 runs" for more.
QString runsText(const std::vector<store::RunRecord>& runs);

/// Tags from a line such as "paper, figure 2": trimmed, without empty ones and repetitions.
QStringList tagsFromLine(const QString& line);

}  // namespace skewscope::ui
