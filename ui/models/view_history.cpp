#include "ui/models/view_history.h"

#include <QCoreApplication>
#include <QEvent>
#include <QScopedValueRollback>
#include <QUndoCommand>
#include <QUndoStack>
#include <algorithm>
#include <array>
#include <utility>

#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

constexpr int kCommandId = 0x56494557;  // "VIEW"

/// What stands in the menu for a key of a part's state. The first one of those that changed names the change:
/// what follows from something else comes later.
struct Word {
  const char* key;
  const char* text;
};
constexpr std::array kWords{
    Word{"filter", QT_TRANSLATE_NOOP("skewscope::ui", "filter")},
    Word{"archived", QT_TRANSLATE_NOOP("skewscope::ui", "archived runs")},
    Word{"baseline", QT_TRANSLATE_NOOP("skewscope::ui", "baseline")},
    Word{"differences", QT_TRANSLATE_NOOP("skewscope::ui", "differences to the baseline")},
    Word{"columns", QT_TRANSLATE_NOOP("skewscope::ui", "columns")},
    Word{"sort", QT_TRANSLATE_NOOP("skewscope::ui", "sorting")},
    Word{"selection", QT_TRANSLATE_NOOP("skewscope::ui", "selection")},
    Word{"view", QT_TRANSLATE_NOOP("skewscope::ui", "kind of curves")},
    Word{"x", QT_TRANSLATE_NOOP("skewscope::ui", "x axis")},
    Word{"log_x", QT_TRANSLATE_NOOP("skewscope::ui", "scale of the x axis")},
    Word{"log_y", QT_TRANSLATE_NOOP("skewscope::ui", "scale of the y axis")},
    Word{"smoothing", QT_TRANSLATE_NOOP("skewscope::ui", "smoothing")},
    Word{"band", QT_TRANSLATE_NOOP("skewscope::ui", "band over seeds")},
    Word{"multiples", QT_TRANSLATE_NOOP("skewscope::ui", "small multiples")},
    Word{"hidden_classes", QT_TRANSLATE_NOOP("skewscope::ui", "classes that are drawn")},
    Word{"isolated", QT_TRANSLATE_NOOP("skewscope::ui", "isolated curve")},
    Word{"zoom", QT_TRANSLATE_NOOP("skewscope::ui", "zoom")},
    Word{"everything", QT_TRANSLATE_NOOP("skewscope::ui", "lines that are compared")},
    Word{"folded", QT_TRANSLATE_NOOP("skewscope::ui", "folding")},
    Word{"expanded", QT_TRANSLATE_NOOP("skewscope::ui", "folding")},
    Word{"group_by", QT_TRANSLATE_NOOP("skewscope::ui", "grouping")},
    Word{"metrics", QT_TRANSLATE_NOOP("skewscope::ui", "metrics")},
    Word{"aggregate", QT_TRANSLATE_NOOP("skewscope::ui", "value of a run")},
    Word{"kind", QT_TRANSLATE_NOOP("skewscope::ui", "kind of matrix")},
    Word{"metric", QT_TRANSLATE_NOOP("skewscope::ui", "metric")},
    Word{"epoch", QT_TRANSLATE_NOOP("skewscope::ui", "epoch")},
    Word{"best_epoch", QT_TRANSLATE_NOOP("skewscope::ui", "epoch")},
    Word{"against", QT_TRANSLATE_NOOP("skewscope::ui", "x axis")},
    Word{"selected", QT_TRANSLATE_NOOP("skewscope::ui", "runs that are compared")},
    Word{"out_of_domain", QT_TRANSLATE_NOOP("skewscope::ui", "target data set")},
    Word{"second", QT_TRANSLATE_NOOP("skewscope::ui", "target data set")},
    Word{"added", QT_TRANSLATE_NOOP("skewscope::ui", "axes")},
    Word{"hidden", QT_TRANSLATE_NOOP("skewscope::ui", "axes")},
    Word{"flipped", QT_TRANSLATE_NOOP("skewscope::ui", "direction of an axis")},
    Word{"ranges", QT_TRANSLATE_NOOP("skewscope::ui", "ranges of axes")},
    Word{"order", QT_TRANSLATE_NOOP("skewscope::ui", "order of axes")},
    Word{"charts", QT_TRANSLATE_NOOP("skewscope::ui", "chart")},
    Word{"class", QT_TRANSLATE_NOOP("skewscope::ui", "class")},
    Word{"cell", QT_TRANSLATE_NOOP("skewscope::ui", "cell")},
    Word{"experiment", QT_TRANSLATE_NOOP("skewscope::ui", "experiment")},
    Word{"chart", QT_TRANSLATE_NOOP("skewscope::ui", "chart")},
    Word{"figure", QT_TRANSLATE_NOOP("skewscope::ui", "figure")},
    Word{"tab", QT_TRANSLATE_NOOP("skewscope::ui", "tab")},
};

std::size_t rankOf(const QString& key) {
  return static_cast<std::size_t>(
      std::ranges::find_if(kWords, [&](const Word& word) { return key == QLatin1String(word.key); }) -
      kWords.begin());
}

/// Parts and keys of `to` that are not the same in `from`; null for a key that is gone.
QJsonObject differenceOf(const QJsonObject& from, const QJsonObject& to) {
  QJsonObject difference;
  for (auto part = to.begin(); part != to.end(); ++part) {
    const QJsonObject before = from[part.key()].toObject(), after = part.value().toObject();
    if (before == after) continue;
    QJsonObject keys;
    for (auto key = after.begin(); key != after.end(); ++key) {
      if (before[key.key()] != key.value()) keys[key.key()] = key.value();
    }
    for (const QString& key : before.keys()) {
      if (!after.contains(key)) keys[key] = QJsonValue::Null;
    }
    difference[part.key()] = keys;
  }
  return difference;
}

/// `below` with what `above` has laid over it.
QJsonObject laidOver(QJsonObject below, const QJsonObject& above) {
  for (auto part = above.begin(); part != above.end(); ++part) {
    QJsonObject keys = below[part.key()].toObject();
    const QJsonObject other = part.value().toObject();
    for (auto key = other.begin(); key != other.end(); ++key) keys[key.key()] = key.value();
    below[part.key()] = keys;
  }
  return below;
}

/// The key whose word names a change: of an object that holds several options, the one of those that changed.
QString namingKey(const QJsonObject& before, const QJsonObject& after) {
  QString found;
  const auto offer = [&](const QString& key) {
    if (found.isEmpty() || rankOf(key) < rankOf(found)) found = key;
  };
  for (auto key = after.begin(); key != after.end(); ++key) {
    const QJsonValue old = before[key.key()];
    if (!key.value().isObject() || !old.isObject() || rankOf(key.key()) < kWords.size()) {
      offer(key.key());
      continue;
    }
    const QJsonObject from = old.toObject(), to = key.value().toObject();
    for (auto inner = to.begin(); inner != to.end(); ++inner) {
      if (from[inner.key()] != inner.value()) offer(inner.key());
    }
    for (const QString& inner : from.keys()) {
      if (!to.contains(inner)) offer(inner);
    }
  }
  return found;
}

}  // namespace

/// From one view to another, as the keys that differ.
class ViewHistory::Change : public QUndoCommand {
 public:
  /// `subject`: what changes, for merging; empty: it stays by itself.
  Change(ViewHistory& history, QJsonObject before, QJsonObject after, QString subject, bool follows)
      : history_(history),
        before_(std::move(before)),
        after_(std::move(after)),
        subject_(std::move(subject)),
        follows_(follows) {}

  int id() const override { return kCommandId; }

  bool mergeWith(const QUndoCommand* other) override {
    const auto* next = dynamic_cast<const Change*>(other);
    if (next == nullptr || !next->follows_ || subject_.isEmpty() || next->subject_ != subject_) return false;
    before_ = laidOver(next->before_, before_);
    after_ = laidOver(after_, next->after_);
    setObsolete(before_ == after_);  // there and back again
    return true;
  }

  void redo() override {
    if (std::exchange(made_, true)) history_.show(after_);
  }
  void undo() override { history_.show(before_); }

 private:
  ViewHistory& history_;
  QJsonObject before_, after_;
  QString subject_;
  bool follows_;       ///< the change before was made a moment ago
  bool made_ = false;  ///< the user has made it before it was pushed
};

ViewHistory::ViewHistory(QUndoStack& stack, QObject* parent) : QObject(parent), stack_(stack) {
  qApp->installEventFilter(this);
}

bool ViewHistory::eventFilter(QObject* watched, QEvent* event) {
  switch (event->type()) {
    case QEvent::ShortcutOverride:  // comes before a key and before a shortcut
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonDblClick:
    case QEvent::Wheel:
      settle();
      break;
    default:
      break;
  }
  return QObject::eventFilter(watched, event);
}

void ViewHistory::add(ViewPart part) {
  parts_.push_back(std::move(part));
}

QJsonObject ViewHistory::state() const {
  QJsonObject snapshot;
  for (const ViewPart& part : parts_) snapshot[part.name] = part.state();
  return snapshot;
}

void ViewHistory::settle() {
  if (!showing_) known_ = state();
}

QString ViewHistory::wordFor(const QString& part, const QString& key) const {
  const std::size_t rank = rankOf(key);
  if (rank < kWords.size()) return ui::tr(kWords[rank].text);
  const auto found = std::ranges::find(parts_, part, &ViewPart::name);
  return found != parts_.end() ? found->title : part;
}

void ViewHistory::changed(const QString& part) {
  if (showing_) return;
  const QJsonObject now = state();
  const QJsonObject before = differenceOf(now, known_), after = differenceOf(known_, now);
  known_ = now;
  if (!after.contains(part)) return;  // nothing that the user did
  const QString key = namingKey(before[part].toObject(), after[part].toObject());
  const bool follows = sincePush_.isValid() && sincePush_.elapsed() < kMergeMs;
  auto* change = new Change(*this, before, after, part + u'.' + key, follows);
  change->setText(wordFor(part, key));
  stack_.push(change);
  sincePush_.start();
}

void ViewHistory::apply(const QJsonObject& snapshot, const QString& text) {
  settle();
  QJsonObject shared;
  for (auto part = snapshot.begin(); part != snapshot.end(); ++part) {
    if (known_.contains(part.key()) && part.value().isObject()) shared[part.key()] = part.value();
  }
  const QJsonObject wanted = laidOver(known_, shared);
  const QJsonObject before = differenceOf(wanted, known_), after = differenceOf(known_, wanted);
  if (after.isEmpty()) return;
  show(after);
  auto* change = new Change(*this, before, after, {}, false);
  change->setText(text);
  stack_.push(change);
  sincePush_.invalidate();
}

bool ViewHistory::isShown(const QJsonObject& snapshot) const {
  const QJsonObject now = state();
  for (auto part = snapshot.begin(); part != snapshot.end(); ++part) {
    const QJsonObject wanted = part.value().toObject(), shown = now[part.key()].toObject();
    for (auto key = wanted.begin(); key != wanted.end(); ++key) {
      if (now.contains(part.key()) && shown[key.key()] != key.value()) return false;
    }
  }
  return true;
}

void ViewHistory::show(const QJsonObject& difference) {
  {
    const QScopedValueRollback<bool> guard(showing_, true);
    for (const ViewPart& part : parts_) {
      if (!difference.contains(part.name)) continue;
      QJsonObject state = part.state();
      const QJsonObject keys = difference[part.name].toObject();
      for (auto key = keys.begin(); key != keys.end(); ++key) state[key.key()] = key.value();
      part.apply(state);
    }
  }
  sincePush_.invalidate();  // what comes next is another change
  settle();
}

}  // namespace skewscope::ui
