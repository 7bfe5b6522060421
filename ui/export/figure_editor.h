#pragma once

#include <QScrollArea>
#include <memory>

#include "core/report/figure_spec.h"
#include "ui/export/figure_content.h"

class QUndoStack;

namespace skewscope::ui {

/// The fields of a figure: what curves show and how, title, size, type, lines, colours, key, letters and
/// axes.
class FigureEditor : public QScrollArea {
  Q_OBJECT
 public:
  /// `fixed`: what is shown cannot be chosen, since it is in no store.
  explicit FigureEditor(bool fixed, QWidget* parent = nullptr);
  ~FigureEditor() override;

  /// The curves on screen are smoothed by this factor, which the user may tick; 0: they are not.
  void offerSmoothing(double factor);
  /// The confusion matrices that the figure can show.
  void offerMatrices(const MatrixChoices& choices);
  /// The accuracies whose predictions a map can show as right and wrong.
  void offerPredictors(const std::vector<std::string>& metrics);
  void setSpec(const report::FigureSpec& spec);
  /// As the fields say; what they do not show is that of setSpec().
  report::FigureSpec spec() const;
  /// What is wrong with a field or with the figure; empty if it can be drawn.
  QString problem() const;
  /// The user's changes of the fields; Ctrl+Z in a field is left to whoever has the editor.
  QUndoStack& history() const;
  /// What stands in the empty field of the title.
  void setUsualTitle(const QString& title);

 signals:
  void changed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
