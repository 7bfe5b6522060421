#pragma once

#include <QDialog>

#include "ui/export/figure.h"

class QComboBox;
class QDoubleSpinBox;
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

 signals:
  /// The figure is written.
  void written(const QString& path);

 private:
  void choosePreset(int index);
  void browse();
  void write();

  FigureWriter writer_;
  QLineEdit* path_;
  QComboBox* preset_;
  QDoubleSpinBox *width_, *height_, *fontSize_, *dpi_;
  QLabel* problem_;
  QPushButton* write_;
};

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
