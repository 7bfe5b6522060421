#pragma once

#include <QString>
#include <memory>
#include <vector>

#include "core/store/records.h"
#include "ui/models/store_edit.h"

namespace skewscope::ui {

/// What is edited of runs, with the state to go back to taken from `runs`. All return a command for a
/// QUndoStack.
namespace edits {
std::unique_ptr<StoreEdit> rename(StoreService& store, const store::RunRecord& run, const QString& name,
                                  StoreEdit::Report report);
std::unique_ptr<StoreEdit> setNote(StoreService& store, const std::vector<store::RunRecord>& runs,
                                   const QString& note, StoreEdit::Report report);
std::unique_ptr<StoreEdit> setTags(StoreService& store, const std::vector<store::RunRecord>& runs,
                                   const QStringList& tags, StoreEdit::Report report);
/// `colour`: "#rrggbb", or empty for the palette's.
std::unique_ptr<StoreEdit> setColour(StoreService& store, const std::vector<store::RunRecord>& runs,
                                     const QString& colour, StoreEdit::Report report);
std::unique_ptr<StoreEdit> setArchived(StoreService& store, const std::vector<store::RunRecord>& runs,
                                       bool archived, StoreEdit::Report report);
std::unique_ptr<StoreEdit> setDeleted(StoreService& store, const std::vector<store::RunRecord>& runs,
                                      bool deleted, StoreEdit::Report report);
}  // namespace edits

/// "“SimCLR r .01 s1”" for one run, "3 runs" for more.
QString runsText(const std::vector<store::RunRecord>& runs);

/// Tags from a line such as "paper, figure 2": trimmed, without empty ones and repetitions.
QStringList tagsFromLine(const QString& line);

}  // namespace skewscope::ui
