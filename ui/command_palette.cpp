#include "ui/command_palette.h"

#include <QFrame>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

constexpr int kWidth = 560, kHeight = 420, kTop = 90, kRowHeight = 26;
constexpr int kMostShown = 200;  ///< who has to read more types another letter
constexpr int kWordStart = 8, kNext = 5;

bool startsWord(const QString& text, qsizetype place) {
  return text[place].isLetterOrNumber() && (place == 0 || !text[place - 1].isLetterOrNumber());
}

/// Whether all letters come in their order from `place` on.
bool fits(const QString& letters, const QString& text, qsizetype place) {
  for (const QChar letter : letters) {
    place = text.indexOf(letter, place, Qt::CaseInsensitive) + 1;
    if (place == 0) return false;
  }
  return true;
}

/// Of letters that stand together somewhere, at best where a word begins; 0 if they do not.
int togetherScore(const QString& letters, const QString& text) {
  int score = 0;
  if (letters.isEmpty()) return score;
  for (qsizetype place = text.indexOf(letters, 0, Qt::CaseInsensitive); place >= 0;
       place = text.indexOf(letters, place + 1, Qt::CaseInsensitive)) {
    const int whole = static_cast<int>(letters.size()) * (1 + kNext);
    score = std::max(score, whole + (startsWord(text, place) ? 2 * kWordStart : 0));
  }
  return score;
}

}  // namespace

std::optional<int> matchScore(const QString& typed, const QString& text) {
  QString letters = typed;
  letters.remove(u' ');
  int score = 0;
  qsizetype before = -2;
  for (qsizetype i = 0; i < letters.size(); ++i) {
    const qsizetype first = text.indexOf(letters[i], before < 0 ? 0 : before + 1, Qt::CaseInsensitive);
    if (first < 0) return std::nullopt;
    // A later place that begins a word is what is meant, unless the letters follow each other or the rest
    // does not fit behind it.
    qsizetype place = first;
    for (qsizetype next = first; next >= 0 && first != before + 1;
         next = text.indexOf(letters[i], next + 1, Qt::CaseInsensitive)) {
      if (!startsWord(text, next)) continue;
      if (fits(letters.mid(i + 1), text, next + 1)) place = next;
      break;
    }
    score += 1 + (startsWord(text, place) ? kWordStart : 0) + (place == before + 1 ? kNext : 0);
    before = place;
  }
  return std::max(score, togetherScore(letters, text));
}

CommandPalette::CommandPalette(const Actions& actions, const std::vector<store::RunRecord>& runs,
                               QWidget* parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint),
      line_(new QLineEdit(this)),
      list_(new QListWidget(this)) {
  setWindowTitle(tr("Commands and runs"));
  setAccessibleName(windowTitle());
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  auto* card = new QFrame(this);
  card->setProperty("kind", QStringLiteral("card"));
  outer->addWidget(card);
  auto* rows = new QVBoxLayout(card);
  rows->setContentsMargins(10, 10, 10, 10);
  rows->setSpacing(6);
  line_->setObjectName(QStringLiteral("palette"));
  line_->setPlaceholderText(tr("A command or a run …"));
  line_->setAccessibleName(windowTitle());
  line_->installEventFilter(this);
  list_->setObjectName(QStringLiteral("paletteList"));
  list_->setAccessibleName(tr("What fits"));
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setTextElideMode(Qt::ElideMiddle);
  rows->addWidget(line_);
  rows->addWidget(list_, 1);
  resize(kWidth, kHeight);
  if (parent != nullptr) move(parent->mapToGlobal(QPoint((parent->width() - kWidth) / 2, kTop)));

  for (const Actions::Entry& entry : actions.entries()) {
    if (!entry.action->isEnabled() || !entry.action->isVisible() || entry.action->menu() != nullptr) continue;
    const QString keys = entry.action->shortcut().toString(QKeySequence::NativeText);
    choices_.push_back(
        {entry.menu + QStringLiteral(": ") + plainText(*entry.action), keys, entry.action, {}});
  }
  // The newest run first.
  for (auto run = runs.rbegin(); run != runs.rend(); ++run)
    choices_.push_back({tr("Run: %1").arg(text(run->name)), {}, nullptr, text(run->id)});
  connect(line_, &QLineEdit::textChanged, this, [this] { fill(); });
  connect(line_, &QLineEdit::returnPressed, this, [this] { use(list_->currentItem()); });
  connect(list_, &QListWidget::itemClicked, this, [this](const QListWidgetItem* item) { use(item); });
  connect(list_, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) { use(item); });
  fill();
  line_->setFocus();
}

void CommandPalette::fill() {
  std::vector<std::pair<int, std::size_t>> fitting;
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    if (const auto score = matchScore(line_->text(), choices_[i].text)) fitting.emplace_back(-*score, i);
  }
  std::ranges::stable_sort(fitting, {}, &std::pair<int, std::size_t>::first);
  list_->clear();
  for (std::size_t k = 0; k < std::min(fitting.size(), static_cast<std::size_t>(kMostShown)); ++k) {
    const Choice& choice = choices_[fitting[k].second];
    auto* item = new QListWidgetItem(
        choice.detail.isEmpty() ? choice.text : choice.text + QStringLiteral("   ") + choice.detail, list_);
    item->setData(Qt::UserRole, static_cast<int>(fitting[k].second));
    item->setSizeHint(QSize(0, kRowHeight));
  }
  list_->setCurrentRow(0);
}

void CommandPalette::use(const QListWidgetItem* item) {
  if (item == nullptr) return;
  const Choice choice = choices_[static_cast<std::size_t>(item->data(Qt::UserRole).toInt())];
  accept();
  if (choice.action == nullptr) {
    emit runChosen(choice.run);
    return;
  }
  // After this dialog has given the focus back, which some commands act upon.
  QTimer::singleShot(0, choice.action, [action = QPointer(choice.action)] {
    if (action) action->trigger();
  });
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (watched == line_ && event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    const int step = key->key() == Qt::Key_Down       ? 1
                     : key->key() == Qt::Key_Up       ? -1
                     : key->key() == Qt::Key_PageDown ? 10
                     : key->key() == Qt::Key_PageUp   ? -10
                                                      : 0;
    if (step != 0) {
      list_->setCurrentRow(std::clamp(list_->currentRow() + step, 0, std::max(list_->count() - 1, 0)));
      return true;
    }
  }
  return QDialog::eventFilter(watched, event);
}

}  // namespace skewscope::ui
