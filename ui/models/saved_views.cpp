#include "ui/models/saved_views.h"

#include <QJsonDocument>
#include <QPointer>
#include <QUndoStack>
#include <algorithm>
#include <memory>
#include <utility>

#include "core/base/system.h"
#include "ui/models/store_edit.h"
#include "ui/models/store_service.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using Views = std::vector<store::ViewRecord>;

bool same(const Views& left, const Views& right) {
  return std::ranges::equal(left, right, [](const auto& a, const auto& b) {
    return a.id == b.id && a.title == b.title && a.state == b.state;
  });
}

}  // namespace

SavedViews::SavedViews(StoreService& store, QUndoStack& history, QObject* parent)
    : QObject(parent), store_(store), history_(history) {
  connect(&store, &StoreService::runsChanged, this, [this] { read(); });
}

void SavedViews::read() {
  if (reading_) {
    stale_ = true;
    return;
  }
  reading_ = true;
  const auto found = std::make_shared<Views>();
  store_.query([found](store::Reader& reader) { *found = reader.views(); },
               [this, guard = QPointer(this), found](const QString& error) {
                 if (!guard) return;
                 reading_ = false;
                 if (error.isEmpty() && !same(*found, views_)) {
                   views_ = *found;
                   emit changed();
                 }
                 if (std::exchange(stale_, false)) read();
               });
}

const store::ViewRecord* SavedViews::find(const QString& id) const {
  const auto found = std::ranges::find(views_, id.toStdString(), &store::ViewRecord::id);
  return found != views_.end() ? &*found : nullptr;
}

void SavedViews::replace(const store::ViewRecord& before, const QString& title, const std::string& state,
                         const QString& text) {
  const auto to = [id = before.id](const std::string& name, const std::string& json) {
    return [id, name, json](store::Store& file) { file.saveView(id, name, json); };
  };
  history_.push(new StoreEdit(store_, text, to(title.toStdString(), state), to(before.title, before.state),
                              [this](const QString& error) { emit failed(error); }));
}

void SavedViews::save(const QString& title, const QJsonObject& snapshot) {
  const std::string state = QJsonDocument(snapshot).toJson(QJsonDocument::Compact).toStdString();
  const QString word = tr("save view “%1”").arg(title);
  const auto taken = std::ranges::find(views_, title.toStdString(), &store::ViewRecord::title);
  if (taken != views_.end()) return replace(*taken, title, state, word);
  const std::int64_t now = nowMs();
  const store::ViewRecord record{newUuid(), title.toStdString(), state, now, now};
  history_.push(new StoreEdit(
      store_, word, [record](store::Store& file) { file.restoreView(record); },
      [id = record.id](store::Store& file) { file.removeView(id); },
      [this](const QString& error) { emit failed(error); }));
}

void SavedViews::rename(const QString& id, const QString& title) {
  const store::ViewRecord* view = find(id);
  if (view == nullptr || title.isEmpty() || title == text(view->title)) return;
  replace(*view, title, view->state, tr("rename view “%1”").arg(text(view->title)));
}

void SavedViews::remove(const QString& id) {
  const store::ViewRecord* view = find(id);
  if (view == nullptr) return;
  history_.push(new StoreEdit(
      store_, tr("delete view “%1”").arg(text(view->title)),
      [view = view->id](store::Store& file) { file.removeView(view); },
      [record = *view](store::Store& file) { file.restoreView(record); },
      [this](const QString& error) { emit failed(error); }));
}

}  // namespace skewscope::ui
