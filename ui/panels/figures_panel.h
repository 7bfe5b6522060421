#pragma once

#include <QWidget>
#include <functional>
#include <memory>

class QAction;

namespace skewscope::ui {

class StoreService;

/// The figures that the store keeps: a list with a preview; they are edited, exported, duplicated and
/// deleted here.
class FiguresPanel : public QWidget {
  Q_OBJECT
 public:
  explicit FiguresPanel(StoreService& store, QWidget* parent = nullptr);
  ~FiguresPanel() override;

  /// Exports the selected figure.
  QAction* exportAction() const;
  /// Opens the figure in an exported PDF, SVG, PNG or .tikz, or in a JSON file, for editing; reads in the
  /// background. A file without one gives a message().
  void openFile(const QString& path);

 signals:
  /// What happened, for the window's messages; `undo` may be empty.
  void message(const QString& text, const std::function<void()>& undo);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
