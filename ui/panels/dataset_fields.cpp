#include "ui/panels/dataset_fields.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSpinBox>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/data/dataset_kinds.h"
#include "ui/panels/path_row.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

constexpr int kLabelWidth = 108;            ///< as in the form of a new run
constexpr int kLeastSide = 8, kNoSide = 7;  ///< the step below the least one stands for the default

QSpinBox* numberBox(int low, int high, int value, const char* name, const QString& accessible) {
  auto* box = new QSpinBox;
  box->setObjectName(QLatin1String(name));
  box->setAccessibleName(accessible);
  box->setRange(low, high);
  box->setValue(value);
  box->setButtonSymbols(QAbstractSpinBox::NoButtons);
  box->setKeyboardTracking(false);  // "6" on the way to "64" need not be read
  return box;
}

QComboBox* choiceBox(const char* name, const QString& accessible) {
  auto* box = new QComboBox;
  box->setView(new QListView(box));
  box->setObjectName(QLatin1String(name));
  box->setAccessibleName(accessible);
  box->view()->setAccessibleName(accessible);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(6);
  return box;
}

void addRow(QFormLayout* form, const QString& text, QWidget* buddy, QWidget* row, const QString& tip) {
  auto* label = new QLabel(text);
  label->setProperty("kind", QStringLiteral("muted"));
  label->setFixedWidth(kLabelWidth);
  label->setWordWrap(true);
  label->setBuddy(buddy);
  for (QWidget* widget : {static_cast<QWidget*>(label), buddy})
    widget->setToolTip(QStringLiteral("<p>%1</p>").arg(tip.toHtmlEscaped()));
  buddy->setAccessibleDescription(tip);
  form->addRow(label, row);
}

}  // namespace

DatasetFields::DatasetFields(QWidget* parent) : QWidget(parent) {
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(0, 0, 0, 0);
  form_ = new QFormLayout;
  form_->setSpacing(8);
  form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  rows->addLayout(form_);
  rows->addStretch(1);
  buildSource(form_);
  buildOptions(form_);
  name_ = new QLineEdit;
  name_->setObjectName(QStringLiteral("name"));
  name_->setAccessibleName(tr("Name"));
  addRow(form_, tr("Name"), name_, name_,
         tr("For the form and for --dataset: 1 to 63 of a-z, 0-9, \"-\" and \"_\"."));
  nameProblem_ = new QLabel;
  nameProblem_->setObjectName(QStringLiteral("nameProblem"));
  nameProblem_->setProperty("kind", QStringLiteral("error"));
  nameProblem_->setWordWrap(true);
  nameProblem_->hide();
  form_->addRow(nameProblem_);
  connect(name_, &QLineEdit::textChanged, this, &DatasetFields::nameChanged);
  showWhatFits();
}

void DatasetFields::buildSource(QFormLayout* form) {
  path_ = pathRow(form, tr("Folder or archive"), "path",
                  tr("Where the images lie. It can be dropped onto this window too."), true);
  kind_ = choiceBox("kind", tr("Kind"));
  kind_->addItem(tr("Find out by itself"), QString());
  for (const data::DatasetKind& kind : data::datasetKinds())
    kind_->addItem(optionText(kind.title), text(kind.name));
  addRow(form, tr("Kind"), kind_, kind_, tr("How the images lie on disk."));
  help_ = new QLabel;
  help_->setObjectName(QStringLiteral("kindHelp"));
  help_->setProperty("kind", QStringLiteral("muted"));
  help_->setWordWrap(true);
  form->addRow(help_);
  trainList_ = pathRow(form, tr("Training list"), "trainList",
                       tr("A file with the path of an image, a blank and a label on each line."), false);
  testList_ = pathRow(form, tr("Test list"), "testList", tr("The same for the test images."), false);
  connect(kind_, &QComboBox::currentIndexChanged, this, [this] {
    showWhatFits();
    emit queryChanged(true);
  });
}

void DatasetFields::buildOptions(QFormLayout* form) {
  side_ = numberBox(kNoSide, data::kMostSide, kNoSide, "side", tr("Image size"));
  side_->setSuffix(tr(" px"));
  addRow(form, tr("Image size"), side_, side_,
         tr("Side length that images are scaled to, once; larger images cost more time in training."));
  fit_ = choiceBox("fit", tr("Not square"));
  fit_->addItem(tr("Keep the centre"), static_cast<int>(data::Fit::Crop));
  fit_->addItem(tr("Squash"), static_cast<int>(data::Fit::Squash));
  addRow(form, tr("Not square"), fit_, fit_, tr("What happens to images that are not square."));
  testShare_ = numberBox(1, 99, 20, "testShare", tr("Test share"));
  testShare_->setSuffix(QStringLiteral(" %"));
  addRow(form, tr("Test share"), testShare_, testShare_,
         tr("Share of each class that becomes the test set, where one folder has all images."));
  connect(fit_, &QComboBox::currentIndexChanged, this, [this] { emit queryChanged(true); });
  for (QSpinBox* box : {side_, testShare_})
    connect(box, &QSpinBox::valueChanged, this, [this] { emit queryChanged(false); });
}

QLineEdit* DatasetFields::pathRow(QFormLayout* form, const QString& label, const char* name,
                                  const QString& tip, bool folders) {
  auto* row = new QWidget;
  auto* line = new QLineEdit(row);
  line->setObjectName(QLatin1String(name));
  line->setAccessibleName(label);
  line->setAcceptDrops(false);  // the window takes drops; a line would insert the address as text
  auto* across = new QHBoxLayout(row);
  across->setContentsMargins(0, 0, 0, 0);
  across->addWidget(line, 1);
  auto* button = new QToolButton(row);
  browseFor(button, line, folders ? PathOf::DataSet : PathOf::File, tr("Choose: %1").arg(label),
            [this] { emit queryChanged(true); });
  across->addWidget(button);
  addRow(form, label, line, row, tip);
  connect(line, &QLineEdit::textChanged, this, [this] { emit queryChanged(false); });
  connect(line, &QLineEdit::returnPressed, this, [this] { emit queryChanged(true); });
  return line;
}

void DatasetFields::showWhatFits() {
  const std::string kind = kind_->currentData().toString().toStdString();
  const bool fixedSize = kind == "cifar10" || kind == "cifar100";
  form_->setRowVisible(trainList_->parentWidget(), kind == "list");
  form_->setRowVisible(testList_->parentWidget(), kind == "list");
  form_->setRowVisible(side_, !fixedSize);
  form_->setRowVisible(fit_, !fixedSize && kind != "stl10");
  form_->setRowVisible(testShare_, kind.empty() || kind == "folder");
  side_->setSpecialValueText(kind == "npy"  ? tr("as they are")
                             : kind.empty() ? tr("as the kind has it")
                                            : tr("32 px, the default"));
  help_->setText(kind.empty()
                     ? tr("A folder of images in class folders, a folder of arrays (.npy), CIFAR-10, "
                          "CIFAR-100 or STL-10, as a folder or an archive.")
                     : optionText(data::datasetKind(kind).whatToGive));
}

DatasetQuery DatasetFields::query() const {
  DatasetQuery query;
  query.kind = kind_->currentData().toString().toStdString();
  query.path = typedPath(path_->text());
  // What is hidden stays at its default: readers refuse options that they do not have.
  if (form_->isRowVisible(side_) && side_->value() >= kLeastSide) query.options.side = side_->value();
  if (form_->isRowVisible(fit_)) query.options.fit = static_cast<data::Fit>(fit_->currentData().toInt());
  if (form_->isRowVisible(testShare_)) query.options.testFraction = testShare_->value() / 100.0;
  if (query.kind == "list") {
    query.options.trainList = typedPath(trainList_->text());
    query.options.testList = typedPath(testList_->text());
  }
  return query;
}

QString DatasetFields::missing() const {
  const DatasetQuery now = query();
  if (now.path.empty()) return tr("Choose a folder or an archive, or drop it here.");
  if (now.kind == "list" && (now.options.trainList.empty() || now.options.testList.empty()))
    return tr("Choose the training list and the test list.");
  return {};
}

void DatasetFields::setPath(const QString& path) {
  path_->setText(path);
  emit queryChanged(true);
}

QString DatasetFields::name() const {
  return name_->text().trimmed();
}

void DatasetFields::suggestName(const QString& name) {
  if (name_->isModified() && !name_->text().isEmpty()) return;
  name_->setText(name);  // which counts as not modified
}

void DatasetFields::setNameProblem(const QString& problem) {
  nameProblem_->setText(problem);
  nameProblem_->setVisible(!problem.isEmpty());
  if (name_->property("invalid").toBool() == !problem.isEmpty()) return;
  name_->setProperty("invalid", !problem.isEmpty());
  name_->style()->unpolish(name_);
  name_->style()->polish(name_);
}

}  // namespace skewscope::ui
