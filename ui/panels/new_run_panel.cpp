#include "ui/panels/new_run_panel.h"

#include <QFont>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/data/datasets.h"
#include "core/data/long_tail.h"
#include "core/spec/options.h"
#include "core/spec/presets.h"
#include "ui/panels/chip.h"
#include "ui/panels/option_field.h"
#include "ui/panels/run_plan.h"
#include "ui/plots/histogram_view.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

/// Set in the tool bar, where they are always in sight.
bool livesInToolBar(const spec::Option& option) {
  return option.name == "mode" || option.name == "ratio";
}

/// Options that choose the defaults of the others.
bool choosesDefaults(const spec::Option& option) {
  return option.name == "preset" || option.name == "method" || option.name == "dataset";
}

bool needsFolder(const spec::ExperimentSpec& spec) {
  const auto& infos = data::datasetInfos();
  const auto found = std::ranges::find(infos, spec.dataset, &data::DatasetInfo::name);
  return found != infos.end() && found->needsFolder;
}

/// True for a data set that was added with a path of its own.
bool hasOwnPath(const spec::ExperimentSpec& spec) {
  const auto& infos = data::datasetInfos();
  const auto found = std::ranges::find(infos, spec.dataset, &data::DatasetInfo::name);
  return found != infos.end() && !found->path.empty();
}

/// A spec as a form was left, value by value: what this version does not know is skipped, and what is out of
/// range is taken, for the form to complain about it again.
spec::ExperimentSpec readLeniently(const nlohmann::json& json, const spec::ExperimentSpec& start) {
  spec::ExperimentSpec result = start;
  if (!json.is_object()) return result;
  for (const spec::Option& option : spec::options()) {
    const auto found = json.find(std::string(option.name));
    if (found == json.end() || found->is_structured() || found->is_null()) continue;
    try {
      const std::string text = found->is_string() ? found->get<std::string>() : found->dump();
      option.set(result, spec::fromText(option, text));
    } catch (const Error&) {
      // A value of another version of the program: the default stays.
    }
  }
  return result;
}

QPushButton* compactChip(const QString& text, const QString& help, QWidget* parent) {
  auto* button = makeChip(text, help, parent);
  button->setProperty("compact", true);
  QFont font = button->font();
  font.setPointSizeF(font.pointSizeF() * 0.9);
  button->setFont(font);
  return button;
}

/// The preset's n_max, or as much of it as the data set has images for.
std::int64_t defaultNMax(const spec::ExperimentSpec& spec) {
  spec::ExperimentSpec wanted = spec;
  wanted.nMax = spec::defaults(spec.preset, spec.mode, spec.method, spec.dataset).nMax;
  if (spec.profile == spec::Profile::Custom) return wanted.nMax;
  wanted.n = 0;  // which would stand in for it
  try {
    const std::int64_t most = data::largestFitting(wanted, data::datasetInfo(spec.dataset).trainPerClass);
    return most > 0 ? most : wanted.nMax;
  } catch (const Error&) {
    return wanted.nMax;  // what is wrong is told where the spec is checked
  }
}

}  // namespace

struct NewRunPanel::Impl {
  explicit Impl(NewRunPanel& owner) : self(owner) {}

  NewRunPanel& self;
  spec::ExperimentSpec spec =
      spec::defaults(spec::Preset::Quick, spec::Mode::Supervised, spec::Method::SimClr);
  HistogramView* histogram = nullptr;
  std::vector<OptionField*> fields;
  std::map<spec::Group, QLabel*> headings;
  QPushButton* advancedButton = nullptr;
  QWidget* advanced = nullptr;
  QPushButton* reset = nullptr;
  QPushButton *twin = nullptr, *seeds = nullptr, *modes = nullptr;
  QLabel* summary = nullptr;
  QString problem;
  bool valid = true;
  int planned = 0;

  void build() {
    auto* rows = new QVBoxLayout(&self);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(16, 4, 16, 8);
    histogram = new HistogramView(&self);
    top->addWidget(histogram);
    rows->addLayout(top);

    auto* scroll = new QScrollArea(&self);
    scroll->setProperty("kind", QStringLiteral("panel"));
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* form = new QWidget(scroll);
    form->setProperty("kind", QStringLiteral("panel"));
    auto* list = new QVBoxLayout(form);
    list->setContentsMargins(16, 4, 16, 8);
    list->setSpacing(8);
    addFields(list, form, false);
    addAdvanced(list, form);
    list->addStretch(1);
    scroll->setWidget(form);
    rows->addWidget(scroll, 1);

    auto* line = new QFrame(&self);
    line->setProperty("kind", QStringLiteral("separator"));
    rows->addWidget(line);
    rows->addLayout(chips());
  }

  void addFields(QVBoxLayout* list, QWidget* parent, bool advancedOnes) {
    for (const spec::Option& option : spec::options()) {
      if (livesInToolBar(option) || option.advanced != advancedOnes) continue;
      if (advancedOnes && !headings.contains(option.group)) {
        auto* heading = new QLabel(optionText(spec::groupLabel(option.group)), parent);
        heading->setProperty("kind", QStringLiteral("heading"));
        heading->setContentsMargins(0, 8, 0, 0);
        headings[option.group] = heading;
        list->addWidget(heading);
      }
      auto* field = new OptionField(option, parent);
      fields.push_back(field);
      list->addWidget(field);
      QObject::connect(field, &OptionField::edited, &self,
                       [this, &option](const spec::Value& value) { change(option, value); });
      QObject::connect(field, &OptionField::unreadable, &self, [this] { check(); });
    }
  }

  void addAdvanced(QVBoxLayout* list, QWidget* form) {
    advancedButton = new QPushButton(form);
    advancedButton->setProperty("kind", QStringLiteral("link"));
    advancedButton->setCheckable(true);
    advanced = new QWidget(form);
    advanced->setVisible(false);
    auto* inner = new QVBoxLayout(advanced);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(8);
    addFields(inner, advanced, true);
    reset = new QPushButton(NewRunPanel::tr("Back to the preset's values"), form);
    reset->setProperty("kind", QStringLiteral("link"));
    reset->setToolTip(NewRunPanel::tr("Undoes every change but name, data, ratio and seed."));
    auto* links = new QHBoxLayout;
    links->addWidget(advancedButton);
    links->addStretch(1);
    list->addLayout(links);
    list->addWidget(advanced);
    list->addWidget(reset, 0, Qt::AlignLeft);
    QObject::connect(advancedButton, &QPushButton::toggled, &self, [this](bool open) {
      advanced->setVisible(open);
      refreshAdvancedText();
    });
    QObject::connect(reset, &QPushButton::clicked, &self, [this] { toPreset(); });
  }

  QVBoxLayout* chips() {
    auto* rows = new QVBoxLayout;
    rows->setContentsMargins(16, 12, 16, 12);
    rows->setSpacing(8);
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    twin = compactChip(
        NewRunPanel::tr("+ twin"),
        NewRunPanel::tr("Also train on the balanced subset with the same number of images: the relative gap "
                        "compares the two."),
        &self);
    seeds = compactChip(
        NewRunPanel::tr("+ 3 seeds"),
        NewRunPanel::tr("Three repetitions: this seed and the next two. Bands show their spread."), &self);
    modes = compactChip(NewRunPanel::tr("+ all modes"),
                        NewRunPanel::tr("Supervised, self-supervised and rwSAM on the same images."), &self);
    for (QPushButton* button : {twin, seeds, modes}) {
      row->addWidget(button);
      QObject::connect(button, &QPushButton::toggled, &self, [this] { check(); });
    }
    row->addStretch(1);
    rows->addLayout(row);
    summary = new QLabel(&self);
    summary->setWordWrap(true);
    summary->setProperty("kind", QStringLiteral("muted"));
    rows->addWidget(summary);
    return rows;
  }

  void change(const spec::Option& option, const spec::Value& value) {
    if (option.get(spec) == value) return check();
    spec::ExperimentSpec next = spec;
    option.set(next, value);
    if (choosesDefaults(option)) next = spec::rebase(spec, next.preset, next.mode, next.method, next.dataset);
    move(next, option.name != "n_max");
  }

  /// Takes what the user has changed. An n_max that is still the default follows what the data set has.
  void move(spec::ExperimentSpec next, bool mayFitNMax = true) {
    // The folder of another data set, which is out of sight now, would stand in for its own.
    if (hasOwnPath(next)) next.dataDir.clear();
    if (mayFitNMax && spec.nMax == defaultNMax(spec)) next.nMax = defaultNMax(next);
    self.setSpec(next);
  }

  void toPreset() {
    spec::ExperimentSpec next = spec::defaults(spec.preset, spec.mode, spec.method, spec.dataset);
    next.name = spec.name;
    next.dataDir = spec.dataDir;
    next.ratio = spec.ratio;
    next.seed = spec.seed;
    next.nMax = defaultNMax(next);
    self.setSpec(next);
  }

  OptionField* field(std::string_view name) const {
    const auto found =
        std::ranges::find_if(fields, [name](const auto* f) { return f->option().name == name; });
    return found == fields.end() ? nullptr : *found;
  }

  /// Shows the spec: values, which options apply, which differ from the preset, the histogram.
  void refresh() {
    spec::ExperimentSpec preset = spec::defaults(spec.preset, spec.mode, spec.method, spec.dataset);
    preset.nMax = defaultNMax(spec);
    std::map<spec::Group, bool> shown;
    bool anyChanged = false;
    for (OptionField* field : fields) {
      const spec::Option& option = field->option();
      const bool applies = appliesHere(option);
      field->setVisible(applies);
      if (option.advanced) shown[option.group] = shown[option.group] || applies;
      field->setValue(option.get(spec));
      if (option.note) field->setNote(optionText(option.note(spec)));
      const bool changed = option.get(spec) != option.get(preset) && option.name != "name" &&
                           option.name != "data_dir" && option.name != "seed";
      anyChanged = anyChanged || (changed && applies);
      field->setChanged(changed, QString::fromStdString(spec::displayText(option, option.get(preset))));
    }
    for (const auto& [group, heading] : headings) heading->setVisible(shown[group]);
    reset->setVisible(anyChanged);
    twin->setEnabled(!spec.balancedTwin);
    refreshAdvancedText();
    histogram->setData(histogramOf(spec));
    check();
  }

  bool appliesHere(const spec::Option& option) const {
    if (option.name == "data_dir") return needsFolder(spec);
    return option.applies(spec);
  }

  void refreshAdvancedText() {
    int count = 0;
    for (const OptionField* field : fields) {
      if (field->option().advanced && appliesHere(field->option())) ++count;
    }
    const QString arrow = advancedButton->isChecked() ? QStringLiteral("▾ ") : QStringLiteral("▸ ");
    advancedButton->setText(arrow + NewRunPanel::tr("Advanced (%n options)", nullptr, count));
  }

  /// Finds what is wrong, shows it in place and tells whether Start may be pressed.
  void check() {
    const auto problems = problemsOf(spec);
    problem.clear();
    for (OptionField* field : fields) {
      const auto found = problems.find(std::string(field->option().name));
      const bool applies = appliesHere(field->option());
      field->setProblem(found == problems.end() || !applies ? QString() : found->second);
      if (!applies || field->problem().isEmpty()) continue;
      if (problem.isEmpty()) problem = field->problem();
      if (field->option().advanced) advancedButton->setChecked(true);  // an error must not hide
    }
    if (problem.isEmpty() && !problems.empty()) problem = problems.begin()->second;
    const auto runs = expandPlan(spec, planNow());
    if (problem.isEmpty()) {
      for (const spec::ExperimentSpec& run : runs) {
        const auto found = problemsOf(run);
        if (found.empty()) continue;
        problem = QString::fromStdString(spec::describe(run)) + QStringLiteral(": ") + found.begin()->second;
        break;
      }
    }
    showSummary(static_cast<int>(runs.size()));
    if (valid != problem.isEmpty()) {
      valid = problem.isEmpty();
      emit self.validityChanged(valid);
    }
    if (planned != static_cast<int>(runs.size())) {
      planned = static_cast<int>(runs.size());
      emit self.planChanged(planned);
    }
  }

  void showSummary(int runs) {
    const bool wrong = !problem.isEmpty();
    summary->setText(wrong ? problem : NewRunPanel::tr("Start adds %n run(s).", nullptr, runs));
    const QString kind = wrong ? QStringLiteral("error") : QStringLiteral("muted");
    if (summary->property("kind") == kind) return;
    summary->setProperty("kind", kind);
    summary->style()->unpolish(summary);
    summary->style()->polish(summary);
  }

  RunPlan planNow() const { return {twin->isChecked(), seeds->isChecked(), modes->isChecked()}; }
};

NewRunPanel::NewRunPanel(QWidget* parent) : QWidget(parent), impl_(std::make_unique<Impl>(*this)) {
  setProperty("kind", QStringLiteral("panel"));
  setAttribute(Qt::WA_StyledBackground);
  setMinimumWidth(304);
  impl_->build();
  impl_->field("name")->setPlaceholder(tr("made from the settings"));
  impl_->field("class_order")->setPlaceholder(tr("as in the data set"));
  impl_->field("weights_from")->setPlaceholder(tr("this run's warm-up"));
  impl_->field("class_counts")->setPlaceholder(QStringLiteral("500,200,50"));
  auto* add = impl_->field("dataset")->addButton(QStringLiteral("+"), tr("Add a data set of your own"));
  add->setObjectName(QStringLiteral("addDataset"));
  add->setProperty("kind", QStringLiteral("plain"));  // narrow: the name beside it needs the room
  connect(add, &QToolButton::clicked, this, &NewRunPanel::addDatasetRequested);
  impl_->refresh();
}

NewRunPanel::~NewRunPanel() = default;

const spec::ExperimentSpec& NewRunPanel::spec() const {
  return impl_->spec;
}

void NewRunPanel::setSpec(const spec::ExperimentSpec& spec) {
  impl_->spec = spec;
  impl_->refresh();
  emit specChanged(spec);
}

void NewRunPanel::setMode(spec::Mode mode) {
  const spec::ExperimentSpec& now = impl_->spec;
  if (mode == now.mode) return;
  impl_->move(spec::rebase(now, now.preset, mode, now.method, now.dataset));
}

void NewRunPanel::setRatio(double ratio) {
  if (ratio == impl_->spec.ratio) return;
  spec::ExperimentSpec next = impl_->spec;
  next.ratio = ratio;
  impl_->move(next);
}

bool NewRunPanel::isValid() const {
  return impl_->valid;
}
QString NewRunPanel::problem() const {
  return impl_->problem;
}

std::vector<spec::ExperimentSpec> NewRunPanel::plannedRuns() const {
  return expandPlan(impl_->spec, impl_->planNow());
}

RunPlan NewRunPanel::plan() const {
  return impl_->planNow();
}

void NewRunPanel::setPlan(const RunPlan& plan) {
  impl_->twin->setChecked(plan.twin);
  impl_->seeds->setChecked(plan.seeds);
  impl_->modes->setChecked(plan.modes);
}

OptionField* NewRunPanel::field(std::string_view option) const {
  return impl_->field(option);
}

void NewRunPanel::chooseDataset(const std::string& name) {
  impl_->field("dataset")->refreshDatasets();
  const spec::ExperimentSpec& now = impl_->spec;
  // A published one under its own name changes what is known of it, not the value.
  if (name == now.dataset) return impl_->move(now);
  impl_->change(spec::option("dataset"), name);
}

void NewRunPanel::setRunNames(const QStringList& names) {
  impl_->field("weights_from")->setSuggestions(names);
}

void NewRunPanel::setAdvancedOpen(bool open) {
  impl_->advancedButton->setChecked(open);
}
bool NewRunPanel::isAdvancedOpen() const {
  return impl_->advancedButton->isChecked();
}

QByteArray NewRunPanel::saveState() const {
  const RunPlan plan = impl_->planNow();
  const nlohmann::ordered_json state{{"spec", spec::toJson(impl_->spec)},
                                     {"twin", plan.twin},
                                     {"seeds", plan.seeds},
                                     {"modes", plan.modes},
                                     {"advanced", isAdvancedOpen()}};
  return QByteArray::fromStdString(state.dump());
}

void NewRunPanel::restoreState(const QByteArray& state) {
  const auto json = nlohmann::json::parse(state.toStdString(), nullptr, false);
  if (!json.is_object()) return;
  const auto flag = [&json](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_boolean() && found->get<bool>();
  };
  setPlan({flag("twin"), flag("seeds"), flag("modes")});
  setAdvancedOpen(flag("advanced"));
  if (const auto found = json.find("spec"); found != json.end()) setSpec(readLeniently(*found, impl_->spec));
}

}  // namespace skewscope::ui
