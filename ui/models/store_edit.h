#pragma once

#include <QPointer>
#include <QString>
#include <QUndoCommand>
#include <QUndoStack>
#include <functional>
#include <memory>

#include "ui/models/store_service.h"

namespace skewscope::ui {

/// An edit of the store that can be undone. Both directions are queued to the writer; if the first one fails,
/// the command reports why and takes itself out of the history.
class StoreEdit : public QUndoCommand {
 public:
  using Job = std::function<void(store::Store&)>;
  using Report = std::function<void(const QString& error)>;

  StoreEdit(StoreService& store, const QString& text, Job forward, Job backward, Report report);

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

/// Takes back an edit that may not be the last one any more: undoes it if it is, else pushes what `inverse`
/// makes.
void takeBack(QUndoStack& history, const std::weak_ptr<const bool>& token,
              const std::function<std::unique_ptr<StoreEdit>()>& inverse);

}  // namespace skewscope::ui
