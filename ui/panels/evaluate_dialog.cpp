#include "ui/panels/evaluate_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <set>
#include <utility>

#include "ui/models/protocol_words.h"
#include "ui/panels/run_list_commands.h"
#include "ui/panels/target_field.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using spec::Protocol;

bool needsTarget(Protocol protocol) {
  return protocol == Protocol::OutOfDomainProbe || protocol == Protocol::FineTuning;
}

}  // namespace

struct EvaluateDialog::Impl {
  EvaluateDialog* self;
  std::vector<std::pair<Protocol, QCheckBox*>> boxes;
  QSpinBox *shots = nullptr, *repeats = nullptr, *images = nullptr;
  TargetField* target = nullptr;
  QPushButton* ok = nullptr;

  explicit Impl(EvaluateDialog* owner) : self(owner) {}

  bool isOn(Protocol protocol) const {
    const auto found = std::ranges::find(boxes, protocol, &std::pair<Protocol, QCheckBox*>::first);
    return found != boxes.end() && found->second->isChecked();
  }

  QSpinBox* number(const QString& name, const QString& help, int most, std::int64_t value) {
    auto* box = new QSpinBox(self);
    box->setRange(1, most);
    box->setValue(static_cast<int>(value));
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setAccessibleName(name);
    box->setToolTip(help);
    return box;
  }

  void build(const std::vector<store::RunRecord>& runs) {
    auto* rows = new QVBoxLayout(self);
    rows->setContentsMargins(20, 16, 20, 16);
    rows->setSpacing(6);
    auto* said =
        new QLabel(tr("Evaluate %1. What you choose joins the queue; its numbers are stored with the "
                      "run, and which protocol gave them.")
                       .arg(runsText(runs)),
                   self);
    said->setWordWrap(true);
    rows->addWidget(said);
    if (std::ranges::any_of(runs, [](const auto& run) { return run.status != store::RunStatus::Done; })) {
      auto* later = new QLabel(runs.size() == 1
                                   ? tr("This run is not trained yet: its numbers are made when it is.")
                                   : tr("Numbers of runs that are not trained yet are made when they are."),
                               self);
      later->setObjectName(QStringLiteral("later"));
      later->setProperty("kind", QStringLiteral("muted"));
      later->setWordWrap(true);
      rows->addWidget(later);
    }
    for (const auto& [protocol, title, help] : protocolWords()) {
      auto* box = new QCheckBox(title, self);
      box->setObjectName(text(std::string(spec::protocolInfo(protocol).name)));
      box->setToolTip(help);
      box->setAccessibleDescription(help);
      box->setEnabled(std::ranges::any_of(
          runs, [one = protocol](const auto& run) { return spec::canHave(run.spec, one); }));
      rows->addWidget(box);
      boxes.emplace_back(protocol, box);
      QObject::connect(box, &QCheckBox::toggled, self, [this] { refresh(); });
    }
    auto* form = new QFormLayout;
    const spec::EvaluationRequest initial;
    shots = number(tr("Images per class"), tr("Of the few-shot probe"), 10'000, initial.shots);
    repeats =
        number(tr("Repeats"), tr("Selections of the few-shot probe; views of an image for the loss gap"),
               1000, initial.repeats);
    form->addRow(tr("Images per class"), shots);
    form->addRow(tr("Repeats"), repeats);
    images = number(tr("Images of the map"), tr("Test images of the feature map at most, class-balanced"),
                    10'000, initial.images);
    images->setObjectName(QStringLiteral("images"));
    images->setMinimum(10);
    form->addRow(tr("Images of the map"), images);
    target = new TargetField(QString(), self);
    std::set<std::string> own;
    for (const auto& run : runs) own.insert(run.spec.dataset);
    target->setOwn(own);
    form->addRow(tr("Target data set"), target);
    QObject::connect(target, &TargetField::edited, self, [this] {
      refresh();
      self->adjustSize();  // a data set that needs a folder has a line for it
    });
    rows->addLayout(form);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, self);
    ok = buttons->button(QDialogButtonBox::Ok);
    ok->setText(tr("Evaluate"));
    ok->setProperty("kind", QStringLiteral("primary"));
    rows->addWidget(buttons);
    QObject::connect(buttons, &QDialogButtonBox::accepted, self, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, self, &QDialog::reject);
    refresh();
  }

  void refresh() {
    const bool few = isOn(Protocol::FewShotProbe);
    shots->setEnabled(few);
    repeats->setEnabled(few || isOn(Protocol::LossGap));
    images->setEnabled(isOn(Protocol::FeatureMap));
    target->setEnabled(isOn(Protocol::OutOfDomainProbe) || isOn(Protocol::FineTuning));
    const bool some = std::ranges::any_of(boxes, [](const auto& box) { return box.second->isChecked(); });
    ok->setEnabled(some && (!target->isEnabled() || target->isComplete()));
  }
};

EvaluateDialog::EvaluateDialog(const std::vector<store::RunRecord>& runs, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this)) {
  setWindowTitle(tr("Evaluate"));
  impl_->build(runs);
}

EvaluateDialog::~EvaluateDialog() = default;

spec::EvaluationRequest EvaluateDialog::request() const {
  spec::EvaluationRequest request;
  request.protocols.clear();
  for (const auto& [protocol, box] : impl_->boxes) {
    if (box->isChecked()) request.protocols.push_back(protocol);
  }
  request.shots = impl_->shots->value();
  request.repeats = impl_->repeats->value();
  request.images = impl_->images->value();
  if (std::ranges::any_of(request.protocols, needsTarget)) {
    request.dataset = impl_->target->dataset();
    request.dataDir = impl_->target->folder();
  }
  return request;
}

}  // namespace skewscope::ui
