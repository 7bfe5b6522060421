#pragma once

#include <QElapsedTimer>
#include <QJsonObject>
#include <QObject>
#include <QString>
#include <functional>
#include <vector>

class QUndoStack;

namespace skewscope::ui {

/// A part of the window that shows something in a way that can be chosen.
struct ViewPart {
  QString name;   ///< its key in a snapshot: "curves"
  QString title;  ///< for people: "Curves"
  std::function<QJsonObject()> state;
  std::function<void(const QJsonObject&)> apply;  ///< must not count as a change of the user's
};

/// What the window shows as one JSON object (a snapshot: an object for each part), and every change of it by
/// the user as a command of the undo stack. Changes of one thing that follow each other within a second are
/// one command. What the program changes between two inputs of the user is none.
class ViewHistory : public QObject {
  Q_OBJECT
 public:
  static constexpr int kMergeMs = 1000;

  /// `stack` must outlive this.
  explicit ViewHistory(QUndoStack& stack, QObject* parent = nullptr);

  /// Parts are applied in the order in which they are added.
  void add(ViewPart part);
  /// A panel with `QJsonObject viewState() const`, `void setViewState(const QJsonObject&)` and the signal
  /// `viewChanged()`, which it emits at once when the user (not setViewState()) has changed its view.
  template <typename Panel>
  void add(const QString& name, const QString& title, Panel* panel) {
    add({name, title, [panel] { return panel->viewState(); },
         [panel](const QJsonObject& state) { panel->setViewState(state); }});
    connect(panel, &Panel::viewChanged, this, [this, name] { changed(name); });
  }

  /// The snapshot of what is shown now.
  QJsonObject state() const;
  /// The user has changed the view of a part: pushes a command, with what changed elsewhere along with it.
  void changed(const QString& part);
  /// The program has changed something: no command shall undo it. Called by itself before each input.
  void settle();
  /// Shows a snapshot, as one command with this text. Parts and keys that it lacks stay as they are.
  void apply(const QJsonObject& snapshot, const QString& text);
  /// Whether what is shown is as in the snapshot, as far as that says.
  bool isShown(const QJsonObject& snapshot) const;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  class Change;
  void show(const QJsonObject& difference);
  QString wordFor(const QString& part, const QString& key) const;

  QUndoStack& stack_;
  std::vector<ViewPart> parts_;
  QJsonObject known_;  ///< the snapshot before the change that is being made
  QElapsedTimer sincePush_;
  bool showing_ = false;
};

}  // namespace skewscope::ui
