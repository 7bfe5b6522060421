#pragma once

#include <QDialog>
#include <memory>

#include "ui/plots/curve_set.h"

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
  explicit FigureDialog(std::shared_ptr<const CurveSet> curves, QWidget* parent = nullptr);

 signals:
  /// The figure is written.
  void written(const QString& path);

 private:
  void choosePreset(int index);
  void browse();
  void write();

  std::shared_ptr<const CurveSet> curves_;
  QLineEdit* path_;
  QComboBox* preset_;
  QDoubleSpinBox *width_, *height_, *fontSize_, *dpi_;
  QLabel* problem_;
  QPushButton* write_;
};

}  // namespace skewscope::ui
