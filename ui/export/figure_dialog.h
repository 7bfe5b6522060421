#pragma once

#include <QDialog>
#include <functional>
#include <memory>

#include "ui/export/figure_content.h"

namespace skewscope::ui {

class StoreService;

/// What a FigureDialog begins with.
struct FigureSource {
  report::FigureSpec spec;
  QString id;    ///< of a figure that the store keeps; empty: a new one
  QString name;  ///< of the figure in the list; empty: the title of what is shown
  std::shared_ptr<const FigureContent> content;  ///< values that are in no store; else they are read
  double smoothing = 0;  ///< factor of the curves on screen; the figure has it only if the user asks for it
};

/// Shows a figure as it will be printed, changes how it looks, writes it to files and keeps it in the store.
class FigureDialog : public QDialog {
  Q_OBJECT
 public:
  /// `store` may be missing where the source has its content: then nothing can be kept.
  FigureDialog(FigureSource source, StoreService* store, QWidget* parent = nullptr);
  ~FigureDialog() override;

  /// Closes; a kept figure with changes that are not saved asks for a second time.
  void reject() override;

 signals:
  /// The figure is written.
  void written(const QString& path);
  /// The store keeps the figure as it is.
  void kept(const QString& id);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Opens a FigureDialog above the window of `panel`; it goes when it is closed.
FigureDialog* openFigure(FigureSource source, StoreService* store, QWidget* panel);

/// Asks for a file and writes a figure to it in the background; `done` gets the path, and "" or what went
/// wrong. It is not called if the user gives up, or if `parent` has gone.
void exportFigure(std::shared_ptr<const FigureContent> content, const report::FigureSpec& spec,
                  const QString& name, QWidget* parent,
                  std::function<void(const QString& path, const QString& error)> done);

}  // namespace skewscope::ui
