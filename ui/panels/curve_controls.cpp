#include "ui/panels/curve_controls.h"

#include <QAbstractButton>
#include <QAction>
#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include "ui/panels/chip.h"

namespace skewscope::ui {
namespace {

/// Factors that are offered; about 1 / (1 - factor) values share in an average.
constexpr std::array kFactors{0.6, 0.8, 0.9, 0.95, 0.99};

void takeX(CurveOptions& to, const CurveOptions& from) {
  to.x = from.x;
}
void takeSmoothing(CurveOptions& to, const CurveOptions& from) {
  to.smoothing = from.smoothing;
}
void takeBand(CurveOptions& to, const CurveOptions& from) {
  to.band = from.band;
}

}  // namespace

CurveControls::CurveControls(QWidget* parent) : QWidget(parent) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  x_ = addMenu(QStringLiteral("curves.x"), tr("Choose the x axis"), tr("What the x axis counts"),
               QStringLiteral("Ctrl+Alt+X"));
  for (const report::FigureWord& axis : report::progressAxes()) {
    CurveOptions what;
    what.x = static_cast<report::ProgressAxis>(axis.value);
    addChoice(x_, axisText(what.x), what, takeX);
  }

  scale_ = addMenu(QStringLiteral("curves.scale"), tr("Choose linear or logarithmic axes"),
                   tr("Linear or logarithmic axes"), QStringLiteral("Ctrl+Alt+G"));
  addLogarithm(tr("Logarithmic x axis"), &CurveOptions::logX);
  addLogarithm(tr("Logarithmic y axis"), &CurveOptions::logY);

  smoothing_ = addMenu(QStringLiteral("curves.smoothing"), tr("Choose the smoothing"),
                       tr("Debiased moving average (EMA) of what came before; the measured values stay "
                          "behind it. Figures have it only if you ask for it."),
                       QStringLiteral("Ctrl+Alt+E"));
  addChoice(smoothing_, tr("No smoothing"), {}, takeSmoothing);
  for (const double factor : kFactors) {
    CurveOptions what;
    what.smoothing = factor;
    addChoice(smoothing_, tr("Moving average, factor %1").arg(factor), what, takeSmoothing);
  }

  bandHelp_ = tr("Joins the selected runs that differ in the seed alone: mean and band");
  band_ = addMenu(QStringLiteral("curves.band"), tr("Choose a band over seeds"), bandHelp_,
                  QStringLiteral("Ctrl+Alt+B"));
  addChoice(band_, bandText(std::nullopt), {}, takeBand);
  for (const report::FigureWord& spread : report::spreads()) {
    CurveOptions what;
    what.band = static_cast<report::Spread>(spread.value);
    addChoice(band_, bandText(what.band), what, takeBand);
  }

  multiplesHelp_ = tr("A plot for each run, with one zoom and one read-out, instead of all in one");
  multiples_ = makeChip(tr("Small multiples"), multiplesHelp_, this);
  multiples_->setObjectName(QStringLiteral("curves.multiples"));
  multiples_->setAccessibleName(tr("Small multiples"));
  row->addWidget(multiples_);
  row->addStretch(1);
  connect(multiples_, &QPushButton::clicked, this, [this](bool checked) {
    CurveOptions wanted = options_;
    wanted.multiples = checked;
    choose(wanted);
  });
  addCommand(QStringLiteral("curves.multiples"), tr("Small multiples on or off"),
             QStringLiteral("Ctrl+Alt+M"), [this] { multiples_->click(); });
  setUses(false, false);
  showChoice();
}

QToolButton* CurveControls::addMenu(const QString& objectName, const QString& name, const QString& help,
                                    const QString& key) {
  auto* button = new QToolButton(this);
  button->setObjectName(objectName);
  button->setProperty("kind", QStringLiteral("chip"));
  button->setPopupMode(QToolButton::InstantPopup);
  button->setFocusPolicy(Qt::StrongFocus);
  button->setToolTip(help);
  button->setStyleSheet(
      QStringLiteral("QToolButton::menu-indicator { image: none; }"));  // the text carries the arrow
  button->setMenu(new QMenu(button));
  layout()->addWidget(button);
  addCommand(objectName, name, key, [button] { button->showMenu(); });
  return button;
}

void CurveControls::addCommand(const QString& objectName, const QString& name, const QString& key,
                               const std::function<void()>& what) {
  auto* command = new QAction(name, this);
  command->setObjectName(objectName);
  command->setShortcut(QKeySequence(key));
  connect(command, &QAction::triggered, this, what);
  commands_.append(command);
}

void CurveControls::addChoice(QToolButton* button, const QString& text, const CurveOptions& what,
                              void (*take)(CurveOptions&, const CurveOptions&)) {
  auto* group = button->findChild<QActionGroup*>();
  if (group == nullptr) group = new QActionGroup(button);
  QAction* action = button->menu()->addAction(text);
  action->setCheckable(true);
  group->addAction(action);
  choices_.push_back({action, what, take});
  connect(action, &QAction::triggered, this, [this, what, take] {
    CurveOptions wanted = options_;
    take(wanted, what);
    choose(wanted);
  });
}

void CurveControls::addLogarithm(const QString& text, bool CurveOptions::*axis) {
  QAction* action = scale_->menu()->addAction(text);
  action->setCheckable(true);
  (axis == &CurveOptions::logX ? logX_ : logY_) = action;
  connect(action, &QAction::triggered, this, [this, axis](bool checked) {
    CurveOptions wanted = options_;
    wanted.*axis = checked;
    choose(wanted);
  });
}

void CurveControls::choose(const CurveOptions& options) {
  if (options == options_) return showChoice();
  setOptions(options);
  emit changed();
}

void CurveControls::setOptions(const CurveOptions& options) {
  options_ = options;
  showChoice();
}

void CurveControls::setUses(bool bands, bool multiples) {
  band_->setEnabled(bands);
  band_->setToolTip(bands ? bandHelp_
                          : tr("For a band select runs of one setting with several seeds (Ctrl+click)."));
  multiples_->setEnabled(multiples);
  multiples_->setToolTip(multiples ? multiplesHelp_ : tr("For small multiples select several runs."));
  enableCommands();
}

void CurveControls::enableCommands() {
  for (QAction* command : commands_) {
    const auto* button = findChild<QAbstractButton*>(command->objectName());
    command->setEnabled(isVisible() && button->isEnabled());
  }
}

void CurveControls::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  enableCommands();
}

void CurveControls::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  enableCommands();
}

void CurveControls::showChoice() {
  for (const Choice& choice : choices_) {
    CurveOptions with = options_;
    choice.take(with, choice.what);
    choice.action->setChecked(with == options_);
  }
  logX_->setChecked(options_.logX);
  logY_->setChecked(options_.logY);
  multiples_->setChecked(options_.multiples);
  const auto say = [](QToolButton* button, const QString& name, const QString& value) {
    button->setText(value + QStringLiteral(" ▾"));
    button->setAccessibleName(QStringLiteral("%1: %2").arg(name, value));
  };
  using report::ProgressAxis;
  say(x_, tr("x axis"),
      options_.x == ProgressAxis::Epoch    ? tr("By epoch")
      : options_.x == ProgressAxis::Step   ? tr("By step")
      : options_.x == ProgressAxis::Images ? tr("By images")
                                           : tr("By time"));
  say(scale_, tr("Axes"),
      options_.logX && options_.logY ? tr("Log x and y")
      : options_.logX                ? tr("Log x")
      : options_.logY                ? tr("Log y")
                                     : tr("Linear"));
  say(smoothing_, tr("Smoothing"),
      options_.smoothing > 0 ? tr("EMA %1").arg(options_.smoothing) : tr("Not smoothed"));
  using report::Spread;
  const QString band = !options_.band                                ? tr("No band")
                       : *options_.band == Spread::StandardDeviation ? tr("Mean ± SD")
                       : *options_.band == Spread::StandardError     ? tr("Mean ± SE")
                       : *options_.band == Spread::Range             ? tr("Mean, min–max")
                                                                     : tr("Mean, 95 %");
  say(band_, tr("Band over seeds"), band);
}

}  // namespace skewscope::ui
