#include "ui/panels/target_field.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/data/datasets.h"
#include "ui/theme/text.h"

namespace skewscope::ui {

TargetField::TargetField(const QString& none, QWidget* parent) : QWidget(parent) {
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(0, 0, 0, 0);
  box_ = new QComboBox(this);
  box_->setObjectName(QStringLiteral("target"));
  box_->setAccessibleName(tr("Target data set"));
  box_->view()->setAccessibleName(box_->accessibleName());
  if (!none.isEmpty()) box_->addItem(none, QString());
  for (const data::DatasetInfo& info : data::datasetInfos()) box_->addItem(text(info.title), text(info.name));
  rows->addWidget(box_);
  auto* line = new QHBoxLayout;
  folder_ = new QLineEdit(this);
  folder_->setObjectName(QStringLiteral("targetFolder"));
  folder_->setAccessibleName(tr("Folder or archive of the target"));
  line->addWidget(folder_, 1);
  browse_ = new QToolButton(this);
  browse_->setText(QStringLiteral("…"));
  browse_->setAccessibleName(tr("Choose the target's folder"));
  browse_->setToolTip(browse_->accessibleName());
  line->addWidget(browse_);
  rows->addLayout(line);
  connect(box_, &QComboBox::activated, this, [this] {
    refresh();
    emit edited();
  });
  connect(folder_, &QLineEdit::textEdited, this, &TargetField::edited);
  connect(browse_, &QToolButton::clicked, this, [this] {
    const QString path =
        QFileDialog::getExistingDirectory(this, tr("Folder of the data set"), folder_->text());
    if (path.isEmpty()) return;
    folder_->setText(path);
    emit edited();
  });
  refresh();
}

std::string TargetField::dataset() const {
  return box_->currentData().toString().toStdString();
}

std::string TargetField::folder() const {
  return needsFolder_ ? folder_->text().trimmed().toStdString() : std::string();
}

bool TargetField::isComplete() const {
  return !needsFolder_ || !folder().empty();
}

void TargetField::setTarget(const std::string& dataset, const std::string& folder) {
  if (const int place = box_->findData(text(dataset)); place >= 0) box_->setCurrentIndex(place);
  folder_->setText(text(folder));
  refresh();
}

void TargetField::refresh() {
  needsFolder_ = false;
  QString hint;
  for (const data::DatasetInfo& info : data::datasetInfos()) {
    if (info.name != dataset()) continue;
    needsFolder_ = info.needsFolder;
    hint = text(info.whatToGive);
  }
  folder_->setPlaceholderText(hint);
  folder_->setVisible(needsFolder_);
  browse_->setVisible(needsFolder_);
}

}  // namespace skewscope::ui
