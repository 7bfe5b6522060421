#include "ui/panels/experiment_dialog.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStyle>
#include <QVBoxLayout>
#include <exception>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/error.h"
#include "core/experiment/plan.h"
#include "core/spec/choices.h"
#include "core/spec/options.h"
#include "ui/models/run_facts.h"
#include "ui/panels/option_field.h"
#include "ui/panels/target_field.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

constexpr int kLabelWidth = 108;  ///< of the fields above

template <typename T>
QString listText(const std::vector<T>& values) {
  QStringList words;
  for (const T value : values) words.append(QString::number(value));
  return words.join(QStringLiteral(", "));
}

/// "1, 2.5" as a JSON list; what is no number stays text, for the settings to refuse.
nlohmann::json listOf(const QString& text) {
  nlohmann::json list = nlohmann::json::array();
  for (const QString& part : text.split(u',')) {
    const std::string word = part.trimmed().toStdString();
    auto value = nlohmann::json::parse(word[0] == '.' ? "0" + word : word, nullptr, false);
    list.push_back(value.is_number() ? value : nlohmann::json(word));
  }
  return list;
}

}  // namespace

struct ExperimentDialog::Impl {
  ExperimentDialog* self;
  QComboBox* kind = nullptr;
  QLabel *help = nullptr, *summary = nullptr;
  std::vector<OptionField*> fields;  ///< data set, folder, preset, method
  QString gridRatios, gridSizes;     ///< what kind and preset have by themselves
  QLineEdit *ratios = nullptr, *sizes = nullptr, *seeds = nullptr;
  TargetField* target = nullptr;
  QLabel* targetLabel = nullptr;
  QPushButton* ok = nullptr;
  spec::ExperimentSpec spec;  ///< what the fields say
  nlohmann::json options;
  std::optional<experiment::Settings> settings;

  explicit Impl(ExperimentDialog* owner) : self(owner) {}

  QLineEdit* line(QFormLayout* form, const QString& label, const QString& name, const QString& text,
                  const QString& tip) {
    auto* edit = new QLineEdit(text, self);
    edit->setObjectName(name);
    edit->setToolTip(tip);
    edit->setAccessibleName(label);
    auto* said = new QLabel(label, self);
    said->setMinimumWidth(kLabelWidth);
    said->setBuddy(edit);
    form->addRow(said, edit);
    QObject::connect(edit, &QLineEdit::textChanged, self, [this] { refresh(); });
    return edit;
  }

  void build(const experiment::Settings& start) {
    options = start.options;
    auto* rows = new QVBoxLayout(self);
    kind = new QComboBox(self);
    kind->setObjectName(QStringLiteral("kind"));
    kind->setAccessibleName(tr("Kind of experiment"));
    for (const auto& info : experiment::kinds())
      kind->addItem(optionText(info.title), static_cast<int>(info.kind));
    kind->setCurrentIndex(kind->findData(static_cast<int>(start.kind)));
    rows->addWidget(kind);
    help = new QLabel(self);
    help->setWordWrap(true);
    help->setProperty("kind", QStringLiteral("muted"));
    rows->addWidget(help);
    spec.dataset = start.dataset;
    spec.dataDir = start.dataDir;
    spec.preset = start.preset;
    spec.method = start.method;
    for (const char* name : {"dataset", "data_dir", "preset", "method"}) {
      const spec::Option& option = spec::option(name);
      auto* field = new OptionField(option, self);
      field->setObjectName(QLatin1String(name));
      field->setValue(option.get(spec));
      fields.push_back(field);
      rows->addWidget(field);
      QObject::connect(field, &OptionField::edited, self, [this, &option](const spec::Value& value) {
        option.set(spec, value);
        refresh();
      });
    }
    auto* form = new QFormLayout;
    ratios = line(form, tr("Ratios r"), QStringLiteral("ratios"), listText(start.ratios),
                  tr("Imbalance ratios, comma-separated: 0.1, 0.01"));
    sizes = line(form, tr("Sizes"), QStringLiteral("sizes"), listText(start.sizes),
                 tr("Factors of the largest class's images, comma-separated: 1, 0.5, 0.25"));
    seeds = line(form, tr("Seeds"), QStringLiteral("seeds"), listText(start.seeds),
                 tr("One run of each setting for each seed; the table has means and deviations"));
    target = new TargetField(tr("none"), self);
    target->setTarget(start.target, start.targetDir);
    targetLabel = new QLabel(tr("Out of domain"), self);
    targetLabel->setMinimumWidth(kLabelWidth);
    targetLabel->setToolTip(tr("A data set that the features are probed on besides their own"));
    form->addRow(targetLabel, target);
    QObject::connect(target, &TargetField::edited, self, [this] { refresh(); });
    rows->addLayout(form);
    summary = new QLabel(self);
    summary->setObjectName(QStringLiteral("summary"));
    summary->setWordWrap(true);
    rows->addWidget(summary);
    rows->addStretch(1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, self);
    ok = buttons->button(QDialogButtonBox::Ok);
    ok->setText(tr("Queue the runs"));
    ok->setProperty("kind", QStringLiteral("primary"));
    rows->addWidget(buttons);
    QObject::connect(buttons, &QDialogButtonBox::accepted, self, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, self, &QDialog::reject);
    QObject::connect(kind, &QComboBox::currentIndexChanged, self, [this] { refresh(); });
    const auto grid = experiment::defaultGrid(start.kind, start.preset);
    gridRatios = listText(grid.ratios);
    gridSizes = listText(grid.sizes);
    refresh();
  }

  /// Ratios and sizes that the user has not changed are those of the kind and preset.
  void followGrid(experiment::Kind chosen) {
    const auto grid = experiment::defaultGrid(chosen, spec.preset);
    const auto follow = [](QLineEdit* field, QString& before, const QString& now) {
      const bool own = field->text() == before;
      before = now;
      const QSignalBlocker quiet(field);
      if (own) field->setText(now);
    };
    follow(ratios, gridRatios, listText(grid.ratios));
    follow(sizes, gridSizes, listText(grid.sizes));
  }

  void refresh() {
    const auto chosen = static_cast<experiment::Kind>(kind->currentData().toInt());
    followGrid(chosen);
    const auto& info = experiment::kindInfo(chosen);
    help->setText(optionText(info.help));
    ratios->setEnabled(info.hasRatios);
    const bool hasTarget = chosen == experiment::Kind::RelativeGap;
    target->setVisible(hasTarget);
    target->setOwn({spec.dataset});
    targetLabel->setVisible(hasTarget);
    nlohmann::json json;
    if (hasTarget) {
      json["target"] = target->dataset();
      json["target_dir"] = target->folder();
    }
    json["kind"] = info.name;
    json["preset"] = spec::choiceName(spec.preset);
    json["method"] = spec::choiceName(spec.method);
    json["dataset"] = spec.dataset;
    json["data_dir"] = spec.dataDir;
    json["options"] = options;
    if (info.hasRatios) json["ratios"] = listOf(ratios->text());
    json["sizes"] = listOf(sizes->text());
    json["seeds"] = listOf(seeds->text());
    settings.reset();
    QString said;
    try {
      if (hasTarget && !target->isComplete()) {
        throw Error(ErrorKind::Usage,
                    tr("Name the folder of the data set that the features are probed on.").toStdString());
      }
      auto read = experiment::fromJson(json.dump());
      experiment::requireUsefulSizes(read);
      const auto runs = experiment::plan(read);
      said = tr("%n run(s); those that the store has already are not trained again.", nullptr,
                static_cast<int>(runs.size()));
      settings = std::move(read);
    } catch (const Error& error) {
      said = text(error.message());
    } catch (const std::exception& error) {
      said = QString::fromUtf8(error.what());
    }
    summary->setText(said);
    summary->setProperty("kind", settings ? QStringLiteral("muted") : QStringLiteral("error"));
    summary->style()->unpolish(summary);
    summary->style()->polish(summary);
    ok->setEnabled(settings.has_value());
  }
};

ExperimentDialog::ExperimentDialog(const experiment::Settings& start, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this)) {
  setWindowTitle(tr("New experiment"));
  resize(440, 420);
  impl_->build(start);
}

ExperimentDialog::~ExperimentDialog() = default;

experiment::Settings ExperimentDialog::settings() const {
  return impl_->settings.value_or(experiment::Settings());
}

}  // namespace skewscope::ui
