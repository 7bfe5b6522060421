#pragma once

#include <QJsonObject>
#include <QWidget>
#include <functional>
#include <memory>

class QAction;
class QUndoStack;

namespace skewscope::ui {

class StoreService;

/// The figures that the store keeps: a list with a preview; they are edited, exported, duplicated and
/// deleted here.
class FiguresPanel : public QWidget {
  Q_OBJECT
 public:
  /// Changes of the list are pushed to `history`, which must outlive this.
  FiguresPanel(StoreService& store, QUndoStack& history, QWidget* parent = nullptr);
  ~FiguresPanel() override;

  /// Exports the selected figure.
  QAction* exportAction() const;
  /// The selected figure (id).
  QJsonObject viewState() const;
  void setViewState(const QJsonObject& state);
  /// Opens the figure in an exported PDF, SVG, PNG or .tikz, or in a JSON file, for editing; reads in the
  /// background. A file without one gives a message().
  void openFile(const QString& path);

 signals:
  /// The user has changed viewState().
  void viewChanged();
  /// What happened, for the window's messages; `undo` may be empty.
  void message(const QString& text, const std::function<void()>& undo);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
