#include "ui/export/confusion_fields.h"

#include <QComboBox>
#include <QFormLayout>

#include "core/compare/metric_title.h"
#include "ui/export/field_list.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

/// Chooses the entry with that data, which is added as `name` if it is not there.
void choose(QComboBox& box, const QVariant& data, const QString& name) {
  if (box.findData(data) < 0) box.addItem(name, data);
  box.setCurrentIndex(box.findData(data));
}

QString metricText(const std::string& metric) {
  return optionText(compare::metricTitle(metric));
}

}  // namespace

ConfusionFields::ConfusionFields(QFormLayout* form, QWidget* parent)
    : QObject(parent), form_(form), parent_(parent) {
  values_ = combo(tr("Values"), "matrixValues");
  values_->addItems({tr("Test images"), tr("Shares of the true class"), tr("Second run minus the first")});
  metric_ = combo(tr("Accuracy"), "matrixMetric");
  metric_->setToolTip(tr("Whose predictions: the run's own head, kNN or a probe"));
  epoch_ = combo(tr("Epoch"), "matrixEpoch");
  order_ = combo(tr("Classes"), "matrixOrder");
  order_->addItems({tr("From many to few images"), tr("As the data set counts them")});
  numbers_ = combo(tr("Numbers"), "matrixNumbers");
  numbers_->addItems({tr("Where they can be read"), tr("In all cells"), tr("None")});
  numbers_->setItemData(0, tr("Up to %1 classes; without numbers there is a key").arg(report::kMostNumbered),
                        Qt::ToolTipRole);
  unit_ = combo(tr("Written in"), "matrixUnit");
  unit_->addItems({tr("Per cent"), tr("Shares of 1")});
  decimals_ = combo(tr("Decimals"), "matrixDecimals");
  decimals_->addItem(tr("As many as tell something"), -1);
  for (int k = 0; k <= report::kMostDecimals; ++k) decimals_->addItem(QString::number(k), k);
  setOptions({});
}

QComboBox* ConfusionFields::combo(const QString& label, const char* name) {
  QComboBox* box = addFieldList(form_, parent_, label, name);
  connect(box, &QComboBox::activated, this, [this] {
    showEnabled();
    emit changed();
  });
  return box;
}

void ConfusionFields::setChoices(const MatrixChoices& choices) {
  if (choices == choices_) return;
  choices_ = choices;
  setOptions(options());
}

void ConfusionFields::setOptions(const report::ConfusionOptions& options) {
  values_->setCurrentIndex(static_cast<int>(options.values));
  metric_->clear();
  for (const std::string& name : choices_.metrics) metric_->addItem(metricText(name), text(name));
  // Which one it is where none was named is known once the matrix is read.
  if (!options.metric.empty()) {
    choose(*metric_, text(options.metric), metricText(options.metric));
  } else if (metric_->count() == 0) {
    metric_->addItem(tr("The first that there is"), QString());
  }
  epoch_->clear();
  epoch_->addItem(tr("The last one"), qlonglong{-1});
  for (const std::int64_t each : choices_.epochs) epoch_->addItem(QString::number(each), qlonglong{each});
  choose(*epoch_, qlonglong{options.epoch}, QString::number(options.epoch));
  order_->setCurrentIndex(static_cast<int>(options.order));
  numbers_->setCurrentIndex(static_cast<int>(options.numbers));
  unit_->setCurrentIndex(static_cast<int>(options.unit));
  decimals_->setCurrentIndex(decimals_->findData(options.decimals.value_or(-1)));
  showEnabled();
}

report::ConfusionOptions ConfusionFields::options() const {
  report::ConfusionOptions options;
  options.values = static_cast<report::ConfusionValues>(values_->currentIndex());
  options.metric = metric_->currentData().toString().toStdString();
  options.epoch = epoch_->currentData().toLongLong();
  options.order = static_cast<report::ClassOrder>(order_->currentIndex());
  options.numbers = static_cast<report::CellNumbers>(numbers_->currentIndex());
  options.unit = static_cast<report::ShareUnit>(unit_->currentIndex());
  if (const int decimals = decimals_->currentData().toInt(); decimals >= 0) options.decimals = decimals;
  return options;
}

/// Counts have neither unit nor decimals.
void ConfusionFields::showEnabled() {
  const bool shares = values_->currentIndex() != static_cast<int>(report::ConfusionValues::Counts);
  unit_->setEnabled(shares);
  decimals_->setEnabled(shares);
}

void ConfusionFields::setVisible(bool visible) {
  for (QComboBox* box : {values_, metric_, epoch_, order_, numbers_, unit_, decimals_})
    form_->setRowVisible(box, visible);
}

}  // namespace skewscope::ui
