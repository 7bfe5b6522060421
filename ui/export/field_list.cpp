#include "ui/export/field_list.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QFormLayout>

namespace skewscope::ui {

QComboBox* addFieldList(QFormLayout* form, QWidget* parent, const QString& label, const char* name) {
  auto* box = new QComboBox(parent);
  box->setObjectName(QLatin1String(name));
  box->setAccessibleName(label);
  box->view()->setAccessibleName(label);
  // The longest of many names must not make the form wider than the window.
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(14);
  form->addRow(label, box);
  return box;
}

}  // namespace skewscope::ui
