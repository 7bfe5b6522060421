#include "ui/export/curve_fields.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <cmath>

#include "ui/export/field_list.h"
#include "ui/plots/curve_options.h"

namespace skewscope::ui {
namespace {

constexpr int kDecimals = 3;  ///< of the factor of smoothing
constexpr double kUnit = 1e-3;

}  // namespace

CurveFields::CurveFields(QFormLayout* form, QWidget* parent) : QObject(parent), form_(form), parent_(parent) {
  addCombos();
  addSmoothing();
  multiples_ = check(tr("A plot for each run"), "multiples");
  form_->addRow(QString(), multiples_);
}

QComboBox* CurveFields::combo(const QString& label, const char* name) {
  QComboBox* box = addFieldList(form_, parent_, label, name);
  connect(box, &QComboBox::activated, this, &CurveFields::changed);
  return box;
}

QCheckBox* CurveFields::check(const QString& label, const char* name) {
  auto* box = new QCheckBox(label, parent_);
  box->setObjectName(QLatin1String(name));
  connect(box, &QCheckBox::toggled, this, &CurveFields::changed);
  return box;
}

void CurveFields::addCombos() {
  x_ = combo(tr("By"), "xAxis");
  for (const report::FigureWord& axis : report::progressAxes())
    x_->addItem(axisText(static_cast<report::ProgressAxis>(axis.value)));
  logs_ = new QHBoxLayout;
  logX_ = check(tr("log x"), "logX");
  logX_->setAccessibleName(tr("Logarithmic x axis"));
  logY_ = check(tr("log y"), "logY");
  logY_->setAccessibleName(tr("Logarithmic y axis"));
  for (QCheckBox* box : {logX_, logY_}) {
    box->setToolTip(box->accessibleName());
    logs_->addWidget(box);
  }
  logs_->addStretch(1);
  form_->addRow(QString(), logs_);
  band_ = combo(tr("Seeds"), "band");
  band_->setToolTip(tr("Joins the runs that differ in the seed alone: mean and band"));
  band_->addItem(bandText(std::nullopt));
  for (const report::FigureWord& spread : report::spreads())
    band_->addItem(bandText(static_cast<report::Spread>(spread.value)));
}

void CurveFields::addSmoothing() {
  smooth_ = new QHBoxLayout;
  smoothed_ = check({}, "smoothed");
  smoothed_->setToolTip(
      tr("Lines are a debiased moving average, which the caption names, with the measured values behind "
         "them."));
  factor_ = new QDoubleSpinBox(parent_);
  factor_->setObjectName(QStringLiteral("smoothing"));
  factor_->setAccessibleName(tr("Factor of the moving average"));
  factor_->setDecimals(kDecimals);
  factor_->setRange(kUnit, 1 - kUnit);
  factor_->setSingleStep(0.05);
  factor_->setPrefix(tr("EMA "));
  factor_->setButtonSymbols(QAbstractSpinBox::NoButtons);
  factor_->setKeyboardTracking(false);
  factor_->setValue(exact_);
  smooth_->addWidget(smoothed_, 1);
  smooth_->addWidget(factor_);
  form_->addRow(smooth_);
  connect(smoothed_, &QCheckBox::toggled, factor_, &QWidget::setEnabled);
  connect(factor_, &QDoubleSpinBox::valueChanged, this, [this] {
    nameSmoothing();
    emit changed();
  });
  factor_->setEnabled(false);
  nameSmoothing();
}

void CurveFields::nameSmoothing() {
  const bool same = offered_ > 0 && std::abs(factor_->value() - offered_) < 0.5 * kUnit;
  smoothed_->setText(same ? tr("Smoothed as on screen") : tr("Smoothed"));
}

void CurveFields::offerSmoothing(double factor) {
  offered_ = factor;
  if (factor > 0) exact_ = factor;
}

void CurveFields::setOptions(const report::CurveOptions& options) {
  x_->setCurrentIndex(static_cast<int>(options.x));
  logX_->setChecked(options.logX);
  logY_->setChecked(options.logY);
  band_->setCurrentIndex(options.band ? static_cast<int>(*options.band) + 1 : 0);
  if (options.smoothing > 0) exact_ = options.smoothing;
  factor_->setValue(exact_);
  smoothed_->setChecked(options.smoothing > 0);
  factor_->setEnabled(options.smoothing > 0);
  multiples_->setChecked(options.multiples);
  nameSmoothing();
}

report::CurveOptions CurveFields::options() const {
  report::CurveOptions options;
  options.x = static_cast<report::ProgressAxis>(x_->currentIndex());
  options.logX = logX_->isChecked();
  options.logY = logY_->isChecked();
  if (const int band = band_->currentIndex(); band > 0) options.band = static_cast<report::Spread>(band - 1);
  const bool rounded = std::abs(factor_->value() - exact_) < 0.5 * kUnit;
  if (smoothed_->isChecked()) options.smoothing = rounded ? exact_ : factor_->value();
  options.multiples = multiples_->isChecked();
  return options;
}

void CurveFields::setVisible(bool visible) {
  for (QWidget* field :
       {static_cast<QWidget*>(x_), static_cast<QWidget*>(band_), static_cast<QWidget*>(multiples_)})
    form_->setRowVisible(field, visible);
  form_->setRowVisible(logs_, visible);
  form_->setRowVisible(smooth_, visible);
}

}  // namespace skewscope::ui
