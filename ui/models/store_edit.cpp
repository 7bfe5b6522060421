#include "ui/models/store_edit.h"

#include <utility>

namespace skewscope::ui {

StoreEdit::StoreEdit(StoreService& store, const QString& text, Job forward, Job backward, Report report)
    : QUndoCommand(text),
      store_(&store),
      forward_(std::move(forward)),
      backward_(std::move(backward)),
      report_(std::move(report)) {}

void StoreEdit::redo() {
  run(forward_);
}

void StoreEdit::undo() {
  if (*failed_) {
    setObsolete(true);  // nothing was done, so there is nothing to take back
    return;
  }
  run(backward_);
}

void StoreEdit::run(const Job& job) {
  if (!store_) return;
  store_->edit(job, [failed = failed_, report = report_](const QString& error) {
    *failed = !error.isEmpty();
    if (*failed && report) report(error);
  });
}

void takeBack(QUndoStack& history, const std::weak_ptr<const bool>& token,
              const std::function<std::unique_ptr<StoreEdit>()>& inverse) {
  const int top = history.index() - 1;
  const auto* last = top >= 0 ? dynamic_cast<const StoreEdit*>(history.command(top)) : nullptr;
  if (last != nullptr && !token.expired() && last->token().lock() == token.lock()) {
    history.undo();
  } else {
    history.push(inverse().release());
  }
}

}  // namespace skewscope::ui
