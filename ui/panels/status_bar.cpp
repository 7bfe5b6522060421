#include "ui/panels/status_bar.h"

#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QStyle>
#include <algorithm>
#include <cmath>

#include "ui/models/protocol_words.h"
#include "ui/theme/tabular_text.h"

namespace skewscope::ui {
namespace {

using State = RunController::State;

QString phaseText(const std::string& name) {
  if (name == "open device") return StatusBar::tr("opening the device");
  if (name == "wait for GPU memory") return StatusBar::tr("waiting for memory of the GPU");
  if (name == "load data") return StatusBar::tr("loading data");
  if (name == "weights") return StatusBar::tr("density weights");
  if (name == "evaluate") return StatusBar::tr("evaluating");
  if (name == "probe") return StatusBar::tr("linear probe");
  if (name == "re-train classifier") return StatusBar::tr("re-training the classifier");
  if (name == "checkpoint") return StatusBar::tr("writing checkpoint");
  for (const auto& words : protocolWords()) {
    if (spec::protocolInfo(words.protocol).name == name) return words.title;
  }
  return QString::fromStdString(name);
}

/// Three significant digits: more would only flicker.
QString calm(double value) {
  if (!(value > 0)) return QStringLiteral("0");
  const double scale = std::pow(10.0, std::max(0.0, std::floor(std::log10(value)) - 2));
  return QLocale().toString(std::round(value / scale) * scale, 'f', value < 10 ? 1 : 0);
}

}  // namespace

QString durationText(double seconds) {
  if (!(seconds >= 0)) return QStringLiteral("–");
  const auto whole = static_cast<qint64>(std::llround(seconds));
  if (whole < 60) return StatusBar::tr("%1 s").arg(whole);
  if (whole < 3600)
    return StatusBar::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
  return StatusBar::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60, 2, 10, QLatin1Char('0'));
}

StatusBar::StatusBar(QWidget* parent) : QStatusBar(parent) {
  setSizeGripEnabled(false);
  setContentsMargins(12, 0, 0, 0);
  dot_ = part(false, QStringLiteral("dot"));
  dot_->setText(QStringLiteral("●"));
  stateText_ = part(false, QStringLiteral("state"));
  epoch_ = part(false, QStringLiteral("epoch"));
  speed_ = part(false, QStringLiteral("speed"));
  eta_ = part(false, QStringLiteral("eta"));
  queue_ = part(false, QStringLiteral("queue"));
  device_ = part(true, QStringLiteral("device"));
  store_ = part(true, QStringLiteral("store"));
  refresh();
}

QLabel* StatusBar::part(bool right, const QString& name) {
  auto* label = new QLabel(this);
  label->setObjectName(name);
  label->setProperty("kind", QStringLiteral("muted"));
  QFont font = label->font();
  useTabularFigures(font);
  label->setFont(font);
  label->setContentsMargins(0, 0, name == QLatin1String("dot") ? 0 : 12, 0);
  label->hide();
  if (right) {
    addPermanentWidget(label);
  } else {
    addWidget(label);
  }
  return label;
}

void StatusBar::set(QLabel* label, const QString& text) {
  if (label->text() != text) label->setText(text);
  label->setVisible(!text.isEmpty());
}

void StatusBar::setState(State state) {
  state_ = state;
  if (state == State::Idle || state == State::Starting) progress_.clear();
  showProgress();
}

void StatusBar::setRuns(const QStringList& ids) {
  std::erase_if(progress_,
                [&](const auto& each) { return !ids.contains(QString::fromStdString(each.first)); });
  showProgress();
}

void StatusBar::setElsewhere(int runs) {
  elsewhere_ = runs;
  refresh();
}

void StatusBar::setQueue(int waiting, bool held) {
  if (waiting == 0) return set(queue_, {});
  set(queue_,
      held ? tr("queue: %n waiting, held", nullptr, waiting) : tr("queue: %n waiting", nullptr, waiting));
}

void StatusBar::setStore(const QString& path) {
  set(store_, QFileInfo(path).fileName());
  store_->setToolTip(path);
}

void StatusBar::refresh() {
  QString words;
  QString kind = QStringLiteral("muted");
  switch (state_) {
    case State::Idle:
      words = elsewhere_ > 0 ? tr("training in the background") : tr("ready");
      if (elsewhere_ > 0) kind = QStringLiteral("good");
      break;
    case State::Starting:
      words = tr("starting");
      kind = QStringLiteral("attention");
      break;
    case State::Running:
      words = progress_.size() > 1 ? tr("training %n runs", nullptr, static_cast<int>(progress_.size()))
              : progress_.empty() || progress_.begin()->second.phase.isEmpty()
                  ? tr("training")
                  : progress_.begin()->second.phase;
      kind = QStringLiteral("good");
      break;
    case State::Paused:
      words = tr("paused");
      kind = QStringLiteral("attention");
      break;
    case State::Stopping:
      words = tr("Stopping…");
      kind = QStringLiteral("attention");
      break;
  }
  set(stateText_, words);
  dot_->show();
  for (QLabel* label : {dot_, stateText_}) {
    if (label->property("kind") == kind) continue;
    label->setProperty("kind", kind);
    label->style()->unpolish(label);
    label->style()->polish(label);
  }
}

void StatusBar::take(const protocol::Event& event) {
  if (const auto* started = std::get_if<protocol::Started>(&event)) {
    Progress& run = progress_[started->run] = {};
    run.epochs = started->epochs;
    // A run that is trained is here for an evaluation: it has no next epoch.
    if (started->startEpoch < run.epochs)
      run.epoch = tr("epoch %1/%2").arg(started->startEpoch + 1).arg(run.epochs);
    run.device =
        tr("%1 · %2 · %n thread(s)", nullptr, started->threads)
            .arg(QString::fromStdString(started->device), QString::fromStdString(started->precision));
  } else if (const auto* step = std::get_if<protocol::Step>(&event)) {
    Progress& run = progress_[step->run];
    run.phase.clear();
    run.epoch =
        run.epochs > 0 ? tr("epoch %1/%2").arg(step->epoch).arg(run.epochs) : tr("epoch %1").arg(step->epoch);
    run.imagesPerSecond = step->imagesPerSecond;
    run.etaSeconds = step->etaSeconds;
  } else if (const auto* phase = std::get_if<protocol::Phase>(&event)) {
    progress_[phase->run].phase = phaseText(phase->name);
  } else {
    return;
  }
  showProgress();
}

void StatusBar::showProgress() {
  double speed = 0, eta = -1;
  for (const auto& [id, run] : progress_) {
    speed += run.imagesPerSecond;
    eta = std::max(eta, run.etaSeconds);
  }
  const bool one = progress_.size() == 1;
  set(epoch_, one ? progress_.begin()->second.epoch : QString());
  set(device_, progress_.empty() ? QString() : progress_.begin()->second.device);
  set(speed_, speed > 0 ? tr("%1 img/s").arg(calm(speed)) : QString());
  set(eta_, eta >= 0 ? tr("ETA %1").arg(durationText(eta)) : QString());
  refresh();
}

QString StatusBar::text() const {
  QStringList parts;
  for (const QLabel* label : {stateText_, epoch_, speed_, eta_, queue_, device_, store_}) {
    if (!label->isHidden()) parts.append(label->text());
  }
  return parts.join(QStringLiteral(" · "));
}

}  // namespace skewscope::ui
