#pragma once

#include <QElapsedTimer>
#include <QUndoStack>
#include <functional>

#include "core/report/figure_spec.h"

namespace skewscope::ui {

/// Every change of a figure in the editor, to undo and redo. Changes of one thing that follow each other
/// within a second are one.
class FigureEdits {
 public:
  /// `show` makes the editor show a figure.
  explicit FigureEdits(std::function<void(const report::FigureSpec&)> show);

  /// The user has made the change.
  void record(const report::FigureSpec& before, const report::FigureSpec& after);
  QUndoStack& stack() { return stack_; }

 private:
  class Change;

  std::function<void(const report::FigureSpec&)> show_;
  QElapsedTimer sincePush_;
  QUndoStack stack_;
};

}  // namespace skewscope::ui
