#include "ui/panels/top_bar.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStyle>
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/spec/options.h"
#include "ui/panels/option_field.h"
#include "ui/panels/ratio_slider.h"
#include "ui/theme/tabular_text.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using State = RunController::State;

void reserve(QPushButton* button, const QStringList& texts) {
  int widest = 0;
  for (const QString& text : texts) widest = std::max(widest, button->fontMetrics().horizontalAdvance(text));
  button->setMinimumWidth(widest + 28);
}

void mark(QWidget* widget, bool invalid) {
  if (widget->property("invalid").toBool() == invalid) return;
  widget->setProperty("invalid", invalid);
  widget->style()->unpolish(widget);
  widget->style()->polish(widget);
}

}  // namespace

TopBar::TopBar(QWidget* parent) : QFrame(parent) {
  setProperty("kind", QStringLiteral("bar"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(16, 12, 16, 12);
  row->setSpacing(0);

  modes_ = {segment(tr("Supervised"), tr("Cross-entropy on the imbalanced labels."), QStringLiteral("first")),
            segment(tr("Self-supervised"), tr("SimCLR or SimSiam; labels are never read."),
                    QStringLiteral("middle")),
            segment(tr("rwSAM"), tr("A self-supervised method with the re-weighted sharpness-aware step."),
                    QStringLiteral("last"))};
  auto* group = new QButtonGroup(this);
  for (std::size_t i = 0; i < modes_.size(); ++i) {
    group->addButton(modes_[i], static_cast<int>(i));
    row->addWidget(modes_[i]);
  }
  // Toggled, not clicked: the arrow keys check a button without a click.
  connect(group, &QButtonGroup::idToggled, this, [this](int id, bool on) {
    if (on && !showing_) emit modeChosen(static_cast<spec::Mode>(id));
  });
  row->addSpacing(20);

  auto* label = new QLabel(tr("Imbalance"), this);
  label->setProperty("kind", QStringLiteral("muted"));
  row->addWidget(label);
  row->addSpacing(4);
  slider_ = new RatioSlider(this);
  slider_->setMaximumWidth(480);
  row->addWidget(slider_, 4);
  row->addSpacing(12);
  auto* symbol = new QLabel(QStringLiteral("r"), this);
  symbol->setProperty("kind", QStringLiteral("muted"));
  row->addWidget(symbol);
  row->addSpacing(8);
  ratio_ = new QLineEdit(this);
  ratio_->setObjectName(QStringLiteral("ratio"));
  ratio_->setFixedWidth(72);
  QFont bold = ratio_->font();
  bold.setWeight(QFont::DemiBold);
  useTabularFigures(bold);
  ratio_->setFont(bold);
  ratio_->setAccessibleName(optionText(spec::option("ratio").label));
  ratio_->setToolTip(QStringLiteral("<p>%1</p>").arg(optionText(spec::option("ratio").help).toHtmlEscaped()));
  symbol->setBuddy(ratio_);
  row->addWidget(ratio_);
  row->addSpacing(8);
  factor_ = new QLabel(this);
  factor_->setProperty("kind", QStringLiteral("muted"));
  factor_->setMinimumWidth(60);
  factor_->setToolTip(tr("Imbalance factor: largest over smallest class count, 1/r."));
  row->addWidget(factor_);
  row->addStretch(1);
  row->addSpacing(12);

  pause_ = new QPushButton(tr("Pause"), this);
  stop_ = new QPushButton(tr("Stop"), this);
  start_ = new QPushButton(tr("Start"), this);
  start_->setObjectName(QStringLiteral("start"));
  pause_->setObjectName(QStringLiteral("pause"));
  stop_->setObjectName(QStringLiteral("stop"));
  start_->setProperty("kind", QStringLiteral("primary"));
  pause_->setToolTip(tr("Hold after the batch in progress; everything stays in memory. (F6)"));
  stop_->setToolTip(tr("Write a checkpoint and end; Resume goes on from there. (Shift+F5)"));
  // Wide enough for each of their texts, so that nothing moves when a state changes.
  reserve(pause_, {tr("Pause"), tr("Resume")});
  reserve(stop_, {tr("Stop"), tr("Stopping…")});
  reserve(start_, {tr("Start") + QStringLiteral(" 18"), tr("Queue") + QStringLiteral(" 18")});
  row->addWidget(pause_);
  row->addSpacing(8);
  row->addWidget(stop_);
  row->addSpacing(8);
  row->addWidget(start_);

  connect(slider_, &RatioSlider::ratioChanged, this, [this](double ratio) {
    showRatio(ratio);
    emit ratioChosen(ratio);
  });
  connect(ratio_, &QLineEdit::editingFinished, this, &TopBar::ratioTyped);
  connect(ratio_, &QLineEdit::textEdited, this, [this] { mark(ratio_, false); });
  connect(start_, &QPushButton::clicked, this, &TopBar::startPressed);
  connect(pause_, &QPushButton::clicked, this, &TopBar::pausePressed);
  connect(stop_, &QPushButton::clicked, this, &TopBar::stopPressed);
  setState(State::Idle);
}

QPushButton* TopBar::segment(const QString& text, const QString& help, const QString& place) {
  auto* button = new QPushButton(text, this);
  button->setCheckable(true);
  button->setProperty("kind", QStringLiteral("segment"));
  button->setProperty("place", place);
  button->setToolTip(help);
  button->setWhatsThis(help);
  return button;
}

void TopBar::setSpec(const spec::ExperimentSpec& spec) {
  showing_ = true;
  modes_.at(static_cast<std::size_t>(spec.mode))->setChecked(true);
  showing_ = false;
  slider_->setRatio(spec.ratio);
  showRatio(spec.ratio);
  const bool used = spec::option("ratio").applies(spec);
  slider_->setEnabled(used);
  ratio_->setEnabled(used);
}

void TopBar::showRatio(double ratio) {
  if (ratio == shown_) return;
  shown_ = ratio;
  ratio_->setText(QString::fromStdString(spec::toText(ratio)));
  mark(ratio_, false);
  const double factor = 1 / ratio;
  const int decimals = std::abs(factor - std::round(factor)) < 0.05 ? 0 : 1;
  factor_->setText(tr("IF %1").arg(QLocale().toString(factor, 'f', decimals)));
}

void TopBar::ratioTyped() {
  const spec::Option& option = spec::option("ratio");
  try {
    QString text = ratio_->text().trimmed();
    if (text.startsWith(QLatin1String("IF"), Qt::CaseInsensitive)) {
      // "IF 50" is the same as r = 1/50.
      const double factor = text.mid(2).trimmed().toDouble();
      text = factor >= 1 ? QString::number(1 / factor, 'g', 6) : QString();
    }
    const auto ratio = std::get<double>(spec::fromText(option, text.toStdString()));
    if (!(ratio >= option.minimum && ratio <= option.maximum)) throw Error(ErrorKind::Usage, "");
    if (ratio == shown_) return mark(ratio_, false);
    slider_->setRatio(ratio);
    showRatio(ratio);
    emit ratioChosen(ratio);
  } catch (const Error&) {
    mark(ratio_, true);
    ratio_->setToolTip(
        tr("r must be a number from %1 to %2, such as 0.01, or an imbalance factor such as IF 100.")
            .arg(option.minimum)
            .arg(option.maximum));
  }
}

void TopBar::setState(State state) {
  state_ = state;
  const bool busy = state != State::Idle;
  pause_->setEnabled(state == State::Running || state == State::Paused);
  pause_->setText(state == State::Paused ? tr("Resume") : tr("Pause"));
  stop_->setEnabled(busy && state != State::Stopping);
  stop_->setText(state == State::Stopping ? tr("Stopping…") : tr("Stop"));
  refreshStart();
}

void TopBar::setStartable(bool startable, int runs, const QString& why) {
  startable_ = startable;
  runs_ = runs;
  why_ = why;
  refreshStart();
}

void TopBar::refreshStart() {
  const bool busy = state_ != State::Idle;
  const QString count = runs_ > 1 ? QStringLiteral(" %1").arg(runs_) : QString();
  start_->setText((busy ? tr("Queue") : tr("Start")) + count);
  start_->setEnabled(startable_);
  start_->setToolTip(startable_ ? busy ? tr("Add to the queue; starts when the run in progress ends. (F5)")
                                       : tr("Train with these settings. (F5)")
                                : why_);
}

void TopBar::focusRatio() {
  ratio_->setFocus(Qt::ShortcutFocusReason);
  ratio_->selectAll();
}

}  // namespace skewscope::ui
