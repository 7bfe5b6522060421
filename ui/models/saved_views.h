#pragma once

#include <QJsonObject>
#include <QObject>
#include <QString>
#include <vector>

#include "core/store/records.h"

class QUndoStack;

namespace skewscope::ui {

class StoreEdit;
class StoreService;

/// The views that a store keeps, read in the background whenever the store has changed. Edits are commands of
/// the undo stack. Signals arrive on the GUI thread; nothing here blocks it.
class SavedViews : public QObject {
  Q_OBJECT
 public:
  /// Both must outlive this.
  SavedViews(StoreService& store, QUndoStack& history, QObject* parent = nullptr);

  /// Oldest first.
  const std::vector<store::ViewRecord>& all() const { return views_; }
  /// Null for an unknown id.
  const store::ViewRecord* find(const QString& id) const;
  /// Keeps a snapshot under a name; a view that has it already is replaced.
  void save(const QString& title, const QJsonObject& snapshot);
  void rename(const QString& id, const QString& title);
  void remove(const QString& id);

 signals:
  /// all() is another.
  void changed();
  /// An edit could not be made.
  void failed(const QString& error);

 private:
  void read();
  void replace(const store::ViewRecord& before, const QString& title, const std::string& state,
               const QString& text);

  StoreService& store_;
  QUndoStack& history_;
  std::vector<store::ViewRecord> views_;
  bool reading_ = false, stale_ = false;
};

}  // namespace skewscope::ui
