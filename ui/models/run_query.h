#pragma once

#include <QString>
#include <functional>
#include <variant>
#include <vector>

#include "core/store/records.h"

namespace skewscope::ui {

/// Which runs a filter line lets through. Terms are joined by "and".
class RunQuery {
 public:
  /// Archived runs: hidden unless the line, or the panel's switch, asks for them.
  enum class Archived { Hidden, Shown, Only };

  /// Whether the run passes every term (the rule for archived runs included).
  bool matches(const store::RunRecord& run) const;
  bool isEmpty() const { return terms_.empty(); }
  Archived archived() const { return archived_; }
  void setArchived(Archived rule) { archived_ = rule; }
  /// Whether the line itself spoke of archived runs.
  bool namesArchived() const { return namesArchived_; }

 private:
  friend std::variant<RunQuery, struct RunQueryError> parseRunQuery(const QString& line);
  std::vector<std::function<bool(const store::RunRecord&)>> terms_;
  Archived archived_ = Archived::Hidden;
  bool namesArchived_ = false;
};

/// What is wrong with a filter line, for display beside it.
struct RunQueryError {
  QString message;
  qsizetype position = 0;  ///< of the term in the line, in characters
};

/// Reads a filter line. Grammar: terms separated by blanks, each one of
///   word or "several words"      part of the name, a tag, the note or the id's beginning; any case
///   key:value                    mode, method, status, tag, dataset, name, note, twin (yes/no), archived
///   (yes/no/any) key OP number                OP of = != < <= > >=; r, if (1/r), n, seed, epochs, epoch,
///   acc, best (in %)
/// A minus before a term turns it round. Values of text keys match as a beginning ("mode:self",
/// "status:int").
std::variant<RunQuery, RunQueryError> parseRunQuery(const QString& line);

/// One line of help with examples, for the filter's tool tip.
QString runQueryHelp();

}  // namespace skewscope::ui
