// Views of the window that are kept.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/system.h"
#include "core/store/store_impl.h"

namespace skewscope::store {
namespace {

void check(const std::string& title, const std::string& state) {
  if (title.find_first_not_of(" \t\r\n") == std::string::npos)
    throw Error(ErrorKind::Usage, "A view needs a name.");
  if (title.size() > kMostViewTitle)
    throw Error(ErrorKind::Usage, fmt::format("The name of a view has at most {} bytes; this one has {}.",
                                              kMostViewTitle, title.size()));
  if (state.size() > kMostViewState)
    throw Error(ErrorKind::Usage,
                fmt::format("A view takes at most {} KiB; this one takes {}. Select fewer runs.",
                            kMostViewState / 1024, state.size() / 1024));
  if (!nlohmann::json::parse(state, nullptr, false).is_object())
    throw Error(ErrorKind::Usage, "A view must be a JSON object.");
}

}  // namespace

std::string Store::saveView(const std::string& id, const std::string& title, const std::string& state) {
  check(title, state);
  const std::string kept = id.empty() ? newUuid() : id;
  impl_->connection->write([&] {
    auto& database = impl_->database();
    if (id.empty()) {
      execute(database,
              "INSERT INTO saved_view (id, title, state, created_ms, changed_ms) VALUES (?1, ?2, ?3, ?4, ?4)",
              kept, title, state, nowMs());
    } else if (execute(database,
                       "UPDATE saved_view SET title = ?2, state = ?3, changed_ms = ?4 WHERE id = ?1", id,
                       title, state, nowMs()) == 0) {
      throw Error(ErrorKind::Usage, fmt::format("There is no view {} in the store.", id));
    }
  });
  return kept;
}

void Store::removeView(const std::string& id) {
  impl_->connection->write([&] { execute(impl_->database(), "DELETE FROM saved_view WHERE id = ?1", id); });
}

void Store::restoreView(const ViewRecord& view) {
  check(view.title, view.state);
  impl_->connection->write([&] {
    if (execute(impl_->database(),
                "INSERT OR IGNORE INTO saved_view (id, title, state, created_ms, changed_ms) VALUES (?1, ?2, "
                "?3, ?4, ?5)",
                view.id, view.title, view.state, view.createdMs, view.changedMs) == 0)
      throw Error(ErrorKind::Usage, fmt::format("There is a view {} in the store already.", view.id));
  });
}

}  // namespace skewscope::store
