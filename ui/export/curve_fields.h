#pragma once

#include <QObject>

#include "core/report/curve_options.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QHBoxLayout;
class QWidget;

namespace skewscope::ui {

/// The fields of a figure that say how curves are drawn: x axis, logarithms, bands, smoothing, small
/// multiples.
class CurveFields : public QObject {
  Q_OBJECT
 public:
  /// Adds its rows to `form`; `parent` owns them.
  CurveFields(QFormLayout* form, QWidget* parent);

  /// Curves elsewhere are smoothed by this factor, which the figure gets if the user ticks it; 0: they are
  /// not.
  void offerSmoothing(double factor);
  void setOptions(const report::CurveOptions& options);
  /// As the fields say.
  report::CurveOptions options() const;
  void setVisible(bool visible);

 signals:
  /// The user changed a field.
  void changed();

 private:
  void addCombos();
  void addSmoothing();
  QComboBox* combo(const QString& label, const char* name);
  QCheckBox* check(const QString& label, const char* name);
  void nameSmoothing();

  QFormLayout* form_;
  QWidget* parent_;
  QComboBox *x_ = nullptr, *band_ = nullptr;
  QHBoxLayout *logs_ = nullptr, *smooth_ = nullptr;
  QCheckBox *logX_ = nullptr, *logY_ = nullptr, *smoothed_ = nullptr, *multiples_ = nullptr;
  QDoubleSpinBox* factor_ = nullptr;
  double exact_ = 0.9;  ///< the factor of which the field may show less digits
  double offered_ = 0;
};

}  // namespace skewscope::ui
