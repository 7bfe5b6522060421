#pragma once

#include <QObject>

#include "core/report/confusion.h"
#include "ui/export/figure_content.h"

class QComboBox;
class QFormLayout;
class QWidget;

namespace skewscope::ui {

/// The fields of a figure of a confusion matrix: values, whose predictions, epoch, order of the classes,
/// numbers in the cells and how they are written.
class ConfusionFields : public QObject {
  Q_OBJECT
 public:
  /// Adds its rows to `form`; `parent` owns them.
  ConfusionFields(QFormLayout* form, QWidget* parent);

  /// Metrics and epochs that the figure's first run has.
  void setChoices(const MatrixChoices& choices);
  void setOptions(const report::ConfusionOptions& options);
  /// As the fields say.
  report::ConfusionOptions options() const;
  void setVisible(bool visible);

 signals:
  /// The user changed a field.
  void changed();

 private:
  QComboBox* combo(const QString& label, const char* name);
  void showEnabled();

  QFormLayout* form_;
  QWidget* parent_;
  QComboBox *values_ = nullptr, *metric_ = nullptr, *epoch_ = nullptr, *order_ = nullptr, *numbers_ = nullptr,
            *unit_ = nullptr, *decimals_ = nullptr;
  MatrixChoices choices_;
};

}  // namespace skewscope::ui
