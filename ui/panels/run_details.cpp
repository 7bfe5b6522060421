#include "ui/panels/run_details.h"

#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <algorithm>

#include "ui/models/protocol_words.h"
#include "ui/models/run_facts.h"
#include "ui/panels/run_list_commands.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

QString tagLine(const store::RunRecord& run) {
  QStringList tags;
  for (const std::string& tag : run.tags) tags.append(text(tag));
  return tags.join(QStringLiteral(", "));
}

/// "Few-shot probe 41.2 % · Effective rank 23.1": what was measured besides the curves.
QString evaluationLine(const store::RunRecord& run) {
  QStringList parts;
  for (const auto& [metric, summary] : run.summaries) {
    const QString name = evaluationName(metric);
    if (name.isEmpty()) continue;
    const QString value = store::isShare(metric) ? percentText(summary.last) + QStringLiteral(" %")
                                                 : QString::number(summary.last, 'g', 3);
    parts.append(QStringLiteral("%1 %2").arg(name, value));
  }
  return parts.join(QStringLiteral(" · "));
}

}  // namespace

RunDetails::RunDetails(QWidget* parent) : QWidget(parent) {
  auto* form = new QFormLayout(this);
  form->setContentsMargins(12, 8, 12, 12);
  form->setSpacing(6);
  form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
  failure_ = new QLabel(this);
  failure_->setWordWrap(true);
  failure_->setProperty("kind", QStringLiteral("attention"));
  failure_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  form->addRow(failure_);
  source_ = new QLabel(this);
  source_->setObjectName(QStringLiteral("source"));
  source_->setWordWrap(true);
  source_->setProperty("kind", QStringLiteral("muted"));
  source_->setTextFormat(Qt::PlainText);
  source_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  form->addRow(source_);
  const auto field = [&](const QString& name, const QString& placeholder, const QString& object) {
    auto* edit = new QLineEdit(this);
    edit->setObjectName(object);
    edit->setAccessibleName(name);
    edit->setPlaceholderText(placeholder);
    edit->installEventFilter(this);
    auto* label = new QLabel(name, this);
    label->setProperty("kind", QStringLiteral("muted"));
    label->setBuddy(edit);
    form->addRow(label, edit);
    return edit;
  };
  tags_ = field(tr("Tags"), tr("paper, figure 2"), QStringLiteral("tags"));
  note_ = field(tr("Note"), tr("what this run is for"), QStringLiteral("note"));
  evaluations_ = new QLabel(this);
  evaluations_->setObjectName(QStringLiteral("evaluations"));
  evaluations_->setAccessibleName(tr("Evaluations"));
  evaluations_->setWordWrap(true);
  evaluations_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  form->addRow(evaluations_);
  connect(tags_, &QLineEdit::editingFinished, this, &RunDetails::commitTags);
  connect(note_, &QLineEdit::editingFinished, this, &RunDetails::commitNote);
  setRuns({});
}

void RunDetails::setRuns(const std::vector<store::RunRecord>& runs) {
  const bool others = !std::equal(runs.begin(), runs.end(), runs_.begin(), runs_.end(),
                                  [](const auto& a, const auto& b) { return a.id == b.id; });
  if (others) {  // what was typed belongs to the runs that are left
    commitTags();
    commitNote();
  }
  runs_ = runs;
  fill(others);
}

void RunDetails::fill(bool force) {
  setVisible(!runs_.empty());
  if (runs_.empty()) return;
  const auto same = [&](auto read) {
    return std::all_of(runs_.begin(), runs_.end(),
                       [&](const auto& run) { return read(run) == read(runs_.front()); });
  };
  const auto noteOf = [](const store::RunRecord& run) { return text(run.note); };
  if (force || !tags_->hasFocus() || !tags_->isModified()) {
    tags_->setText(same(tagLine) ? tagLine(runs_.front()) : QString());
    tags_->setPlaceholderText(same(tagLine) ? tr("paper, figure 2") : tr("different tags"));
  }
  if (force || !note_->hasFocus() || !note_->isModified()) {
    note_->setText(same(noteOf) ? noteOf(runs_.front()) : QString());
    note_->setPlaceholderText(same(noteOf) ? tr("what this run is for") : tr("different notes"));
  }
  const QString numbers = runs_.size() == 1 ? evaluationLine(runs_.front()) : QString();
  evaluations_->setText(numbers);
  evaluations_->setVisible(!numbers.isEmpty());
  const bool imported = runs_.size() == 1 && store::isImported(runs_.front());
  source_->setText(imported ? tr("Imported from %1").arg(text(runs_.front().source)) : QString());
  source_->setVisible(imported);
  const QString failure = runs_.size() == 1 ? text(runs_.front().failure) : QString();
  failure_->setText(failure);
  failure_->setVisible(!failure.isEmpty());
}

void RunDetails::commitTags() {
  if (runs_.empty() || !tags_->isModified()) return;
  tags_->setModified(false);
  const QStringList tags = tagsFromLine(tags_->text());
  const bool changed = std::any_of(runs_.begin(), runs_.end(),
                                   [&](const auto& run) { return tagsFromLine(tagLine(run)) != tags; });
  if (!changed) return;
  emit tagsEdited(tags);
  // Until the store has been read again; a write that failed is put right then.
  for (store::RunRecord& run : runs_) {
    run.tags.clear();
    for (const QString& tag : tags) run.tags.push_back(tag.toStdString());
  }
}

void RunDetails::commitNote() {
  if (runs_.empty() || !note_->isModified()) return;
  note_->setModified(false);
  const QString note = note_->text().trimmed();
  const bool changed =
      std::any_of(runs_.begin(), runs_.end(), [&](const auto& run) { return text(run.note) != note; });
  if (!changed) return;
  emit noteEdited(note);
  for (store::RunRecord& run : runs_) run.note = note.toStdString();
}

void RunDetails::editTags() {
  if (runs_.empty()) return;
  tags_->setFocus(Qt::ShortcutFocusReason);
  tags_->selectAll();
}

void RunDetails::editNote() {
  if (runs_.empty()) return;
  note_->setFocus(Qt::ShortcutFocusReason);
  note_->selectAll();
}

bool RunDetails::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
    static_cast<QLineEdit*>(watched)->setModified(false);
    fill(true);
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace skewscope::ui
