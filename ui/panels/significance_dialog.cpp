#include "ui/panels/significance_dialog.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include "core/compare/metric_title.h"
#include "core/compare/significance.h"
#include "ui/models/store_service.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

constexpr int kWidth = 520, kAnswerHeight = 132;

}  // namespace

struct SignificanceDialog::Impl {
  SignificanceDialog* self;
  StoreService& store;
  QComboBox *a = nullptr, *b = nullptr, *metric = nullptr, *classes = nullptr;
  QCheckBox* seeds = nullptr;
  QLabel* answer = nullptr;
  QPushButton* copy = nullptr;
  int asked = 0;  ///< number of the latest question: answers to older ones are dropped

  Impl(SignificanceDialog* owner, StoreService& service) : self(owner), store(service) {}

  QComboBox* choice(const QString& object, const QString& name) {
    auto* box = new QComboBox(self);
    box->setObjectName(object);
    box->setAccessibleName(name);
    box->view()->setAccessibleName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(30);
    return box;
  }

  void build(const std::vector<store::RunRecord>& runs) {
    auto* rows = new QVBoxLayout(self);
    rows->setContentsMargins(20, 16, 20, 16);
    rows->setSpacing(10);
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    a = choice(QStringLiteral("runA"), tr("A"));
    b = choice(QStringLiteral("runB"), tr("B"));
    for (const auto& run : runs) {
      a->addItem(text(run.name), text(run.id));
      b->addItem(text(run.name), text(run.id));
    }
    a->setCurrentIndex(1);
    metric = choice(QStringLiteral("metric"), tr("Accuracy"));
    classes = choice(QStringLiteral("classes"), tr("Test images"));
    classes->addItem(tr("of all classes"), -1);
    classes->addItem(tr("of classes with many images"), 0);
    classes->addItem(tr("of classes with a medium number"), 1);
    classes->addItem(tr("of classes with few images"), 2);
    seeds = new QCheckBox(tr("Over all seeds of both settings, paired by seed"), self);
    seeds->setObjectName(QStringLiteral("overSeeds"));
    seeds->setToolTip(
        tr("<p>Takes every run in the store that differs from these in the seed alone. Without it the "
           "answer is about these two runs, not about the settings.</p>"));
    form->addRow(tr("Is A"), a);
    form->addRow(tr("better than B"), b);
    form->addRow(tr("in"), metric);
    form->addRow(tr("on test images"), classes);
    form->addRow(QString(), seeds);
    rows->addLayout(form);
    answer = new QLabel(self);
    answer->setObjectName(QStringLiteral("answer"));
    answer->setAccessibleName(tr("Answer"));
    answer->setWordWrap(true);
    answer->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    answer->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    answer->setMinimumSize(kWidth, kAnswerHeight);
    rows->addWidget(answer, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, self);
    copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    rows->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, self, &QDialog::reject);
    connect(copy, &QPushButton::clicked, self,
            [this] { QGuiApplication::clipboard()->setText(answer->text()); });
    for (QComboBox* box : {a, b}) connect(box, &QComboBox::activated, self, [this] { findMetrics(); });
    for (QComboBox* box : {metric, classes}) connect(box, &QComboBox::activated, self, [this] { ask(); });
    connect(seeds, &QCheckBox::toggled, self, [this] { ask(); });
    findMetrics();
  }

  void say(const QString& words, bool isAnswer) {
    answer->setText(words);
    answer->setProperty("kind", isAnswer ? QString() : QStringLiteral("muted"));
    answer->style()->unpolish(answer);
    answer->style()->polish(answer);
    copy->setEnabled(isAnswer);
  }

  /// Asks in the background; `then` gets what was found unless something else was asked meanwhile.
  template <typename Found>
  void query(std::function<Found(store::Reader&)> job, std::function<void(const Found&)> then) {
    const auto found = std::make_shared<Found>();
    store.query(
        [job = std::move(job), found](store::Reader& reader) { *found = job(reader); },
        [guard = QPointer(self), number = ++asked, found, then = std::move(then)](const QString& error) {
          if (!guard || guard->impl_->asked != number) return;
          if (error.isEmpty()) {
            then(*found);
          } else {
            guard->impl_->say(error, false);
          }
        });
  }

  void findMetrics() {
    say(tr("Reading …"), false);
    const std::string runA = a->currentData().toString().toStdString();
    const std::string runB = b->currentData().toString().toStdString();
    query<std::vector<std::string>>(
        [runA, runB](store::Reader& reader) { return compare::comparableMetrics(reader, runA, runB); },
        [this](const std::vector<std::string>& names) {
          const QString before = metric->currentData().toString();
          metric->clear();
          for (const std::string& name : names)
            metric->addItem(optionText(compare::metricTitle(name)), text(name));
          metric->setCurrentIndex(std::max(metric->findData(before), names.empty() ? -1 : 0));
          ask();
        });
  }

  void ask() {
    compare::Question question;
    question.a = a->currentData().toString().toStdString();
    question.b = b->currentData().toString().toStdString();
    question.metric = metric->currentData().toString().toStdString();
    question.overSeeds = seeds->isChecked();
    if (const int group = classes->currentData().toInt(); group >= 0) question.group = group;
    say(tr("Resampling …"), false);
    query<compare::Answer>(
        [question](store::Reader& reader) { return compare::answer(reader, question); },
        [this](const compare::Answer& found) { say(text(compare::inWords(found)), true); });
  }
};

SignificanceDialog::SignificanceDialog(StoreService& store, const std::vector<store::RunRecord>& runs,
                                       QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, store)) {
  setWindowTitle(tr("Is A better than B?"));
  impl_->build(runs);
}

SignificanceDialog::~SignificanceDialog() = default;

}  // namespace skewscope::ui
