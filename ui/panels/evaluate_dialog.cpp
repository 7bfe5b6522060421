#include "ui/panels/evaluate_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/panels/run_list_commands.h"
#include "ui/panels/target_field.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using spec::Protocol;

struct Words {
  Protocol protocol;
  QString title, help;
};

std::vector<Words> words() {
  return {{Protocol::FullProbe, ui::tr("Full linear probe"),
           ui::tr("SGD on augmented views of all labelled images, 100 epochs: the paper's. Hours on a CPU.")},
          {Protocol::LongTailProbe, ui::tr("Probe of its own labels"),
           ui::tr("Linear probe on the imbalanced labels that the run was trained with.")},
          {Protocol::FewShotProbe, ui::tr("Few-shot probe"),
           ui::tr("Linear probe on a few images per class, several times.")},
          {Protocol::OutOfDomainProbe, ui::tr("Probe out of domain"),
           ui::tr("Linear probe on another data set.")},
          {Protocol::FineTuning, ui::tr("Fine-tuning"),
           ui::tr("Backbone and a new head trained on another data set, 50 epochs. Hours on a CPU.")},
          {Protocol::LossGap, ui::tr("Generalisation gap of the loss"),
           ui::tr("Self-supervised loss of test minus training images, frequent and rare classes apart.")},
          {Protocol::Sharpness, ui::tr("Sharpness"),
           ui::tr("Increase of the training loss at the edge of SAM's ball, per class.")},
          {Protocol::Spectrum, ui::tr("Spectrum and effective rank"),
           ui::tr("How many directions the features of the test images use.")},
          {Protocol::Calibration, ui::tr("Calibration"),
           ui::tr("Expected calibration error of the supervised head.")},
          {Protocol::Live, ui::tr("Own head or kNN again"), ui::tr("What the curve shows, measured anew.")},
          {Protocol::Probe, ui::tr("Linear probe again"),
           ui::tr("The probe on cached features and those of the factors, measured anew.")}};
}

bool needsTarget(Protocol protocol) {
  return protocol == Protocol::OutOfDomainProbe || protocol == Protocol::FineTuning;
}

}  // namespace

struct EvaluateDialog::Impl {
  EvaluateDialog* self;
  std::vector<std::pair<Protocol, QCheckBox*>> boxes;
  QSpinBox *shots = nullptr, *repeats = nullptr;
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
    for (const auto& [protocol, title, help] : words()) {
      auto* box = new QCheckBox(title, self);
      box->setObjectName(text(std::string(spec::protocolInfo(protocol).name)));
      box->setToolTip(help);
      box->setAccessibleDescription(help);
      box->setEnabled(
          std::ranges::any_of(runs, [one = protocol](const auto& run) { return canHave(run, one); }));
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
    target = new TargetField(QString(), self);
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
  if (std::ranges::any_of(request.protocols, needsTarget)) {
    request.dataset = impl_->target->dataset();
    request.dataDir = impl_->target->folder();
  }
  return request;
}

bool canHave(const store::RunRecord& run, Protocol protocol) {
  const bool supervised = run.spec.mode == spec::Mode::Supervised;
  const bool queued = !supervised && run.spec.method == spec::Method::MoCo;
  switch (protocol) {
    case Protocol::Calibration:
      return supervised;
    case Protocol::LossGap:
      return !supervised && !queued;
    case Protocol::Sharpness:
      return !queued;
    default:
      return true;
  }
}

QString evaluationName(const std::string& metric) {
  namespace names = store::metric;
  const auto after = [&](const char* prefix) { return text(metric.substr(std::string_view(prefix).size())); };
  if (metric == names::kFullProbeAccuracy) return ui::tr("Full linear probe");
  if (metric == names::kLongTailProbeAccuracy) return ui::tr("Probe of its own labels");
  if (metric == names::kFewShotAccuracy) return ui::tr("Few-shot probe");
  if (metric.starts_with(names::kOutOfDomainProbePrefix))
    return ui::tr("Probe out of domain, %1").arg(after(names::kOutOfDomainProbePrefix));
  if (metric.starts_with(names::kFineTuningPrefix))
    return ui::tr("Fine-tuned, %1").arg(after(names::kFineTuningPrefix));
  if (metric == names::kLossGap) return ui::tr("Loss gap");
  if (metric == names::kFrequentLossGap) return ui::tr("Loss gap, frequent");
  if (metric == names::kRareLossGap) return ui::tr("Loss gap, rare");
  if (metric == names::kSubsetSharpness) return ui::tr("Sharpness");
  if (metric == names::kEffectiveRank) return ui::tr("Effective rank");
  if (metric == names::kCalibrationError) return ui::tr("Calibration error");
  return {};
}

}  // namespace skewscope::ui
