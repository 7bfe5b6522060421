#include "ui/panels/target_field.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/data/datasets.h"
#include "ui/panels/path_row.h"
#include "ui/theme/text.h"

namespace skewscope::ui {

TargetField::TargetField(const QString& none, QWidget* parent) : QWidget(parent), none_(none) {
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(0, 0, 0, 0);
  box_ = new QComboBox(this);
  box_->setObjectName(QStringLiteral("target"));
  box_->setAccessibleName(tr("Target data set"));
  box_->view()->setAccessibleName(box_->accessibleName());
  fill();
  rows->addWidget(box_);
  auto* line = new QHBoxLayout;
  path_ = new QLineEdit(this);
  path_->setObjectName(QStringLiteral("targetFolder"));
  path_->setAccessibleName(tr("Folder or archive of the target"));
  line->addWidget(path_, 1);
  browse_ = new QToolButton(this);
  browseFor(browse_, path_, PathOf::DataSet, tr("Choose the target's folder or archive"),
            [this] { emit edited(); });
  line->addWidget(browse_);
  rows->addLayout(line);
  connect(box_, &QComboBox::activated, this, [this] {
    refresh();
    emit edited();
  });
  connect(path_, &QLineEdit::textEdited, this, &TargetField::edited);
  refresh();
}

void TargetField::fill() {
  const QVariant chosen = box_->currentData();
  box_->clear();
  if (!none_.isEmpty()) box_->addItem(none_, QString());
  for (const data::DatasetInfo& info : data::datasetInfos()) {
    if (!own_.contains(info.name)) box_->addItem(text(info.title), text(info.name));
  }
  box_->setCurrentIndex(std::max(0, chosen.isValid() ? box_->findData(chosen) : 0));
}

void TargetField::setOwn(const std::set<std::string>& datasets) {
  if (own_ == datasets) return;
  own_ = datasets;
  fill();
  refresh();
}

std::string TargetField::dataset() const {
  return box_->currentData().toString().toStdString();
}

std::string TargetField::folder() const {
  return needsFolder_ ? typedPath(path_->text()).string() : std::string();
}

bool TargetField::isComplete() const {
  return !needsFolder_ || !folder().empty();
}

void TargetField::setTarget(const std::string& dataset, const std::string& folder) {
  if (const int place = box_->findData(text(dataset)); place >= 0) box_->setCurrentIndex(place);
  path_->setText(text(folder));
  refresh();
}

void TargetField::refresh() {
  needsFolder_ = false;
  QString hint;
  for (const data::DatasetInfo& info : data::datasetInfos()) {
    if (info.name != dataset()) continue;
    needsFolder_ = info.needsFolder;
    hint = optionText(info.whatToGive);
  }
  path_->setPlaceholderText(hint);
  path_->setVisible(needsFolder_);
  browse_->setVisible(needsFolder_);
}

}  // namespace skewscope::ui
