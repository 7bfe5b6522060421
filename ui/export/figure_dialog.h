#pragma once

#include <QDialog>

#include "ui/export/figure.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace skewscope::ui {

/// Asks for the file, size and type size of a figure and writes it. The format follows the file's ending.
class FigureDialog : public QDialog {
  Q_OBJECT
 public:
  /// `title`: of the figure; the file's name is made from it.
  FigureDialog(const QString& title, FigureWriter writer, QWidget* parent = nullptr);

  /// A box to tick, off at first, for what a figure has only if it is asked for.
  QCheckBox* addChoice(const QString& text, const QString& help);

 signals:
  /// The figure is written.
  void written(const QString& path);

 private:
  void choosePreset(int index);
  void browse();
  void write();

  FigureWriter writer_;
  QFormLayout* form_;
  QLineEdit* path_;
  QComboBox* preset_;
  QDoubleSpinBox *width_, *height_, *fontSize_, *dpi_;
  QLabel* problem_;
  QPushButton* write_;
};

/// Asks where curves go and writes them there; nothing where there are none. Smoothing of the request is
/// offered, and off unless it is asked for. In the colours of paper.
void askWhereToExport(const CurveRequest& request, QWidget* panel);

/// Asks where a figure goes and writes it there; nothing for an empty one. `figure` is a CurveSet, BarChart
/// or WeightChart in the colours of paper.
template <typename Figure>
void askWhereToExport(const Figure& figure, QWidget* panel) {
  if (figure.isEmpty()) return;
  auto* dialog = new FigureDialog(
      figure.title,
      [figure](const QString& path, const FigureFormat& format) { return writeFigure(path, figure, format); },
      panel->window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
}

}  // namespace skewscope::ui
