// Figures that are kept.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/system.h"
#include "core/store/store_impl.h"

namespace skewscope::store {

std::string Store::saveFigure(const std::string& id, const std::string& title, const std::string& spec) {
  const auto json = nlohmann::json::parse(spec, nullptr, false);
  if (!json.is_object()) throw Error(ErrorKind::Usage, "A figure must be a JSON object.");
  const std::string kept = id.empty() ? newUuid() : id;
  impl_->connection->write([&] {
    auto& database = impl_->database();
    if (id.empty()) {
      execute(database,
              "INSERT INTO figure (id, title, spec, created_ms, changed_ms) VALUES (?1, ?2, ?3, ?4, ?4)",
              kept, title, spec, nowMs());
    } else if (execute(database, "UPDATE figure SET title = ?2, spec = ?3, changed_ms = ?4 WHERE id = ?1", id,
                       title, spec, nowMs()) == 0) {
      throw Error(ErrorKind::Usage, fmt::format("There is no figure {} in the store.", id));
    }
  });
  return kept;
}

void Store::removeFigure(const std::string& id) {
  impl_->connection->write([&] { execute(impl_->database(), "DELETE FROM figure WHERE id = ?1", id); });
}

void Store::restoreFigure(const FigureRecord& figure) {
  impl_->connection->write([&] {
    if (execute(impl_->database(),
                "INSERT OR IGNORE INTO figure (id, title, spec, created_ms, changed_ms) VALUES (?1, ?2, ?3, "
                "?4, ?5)",
                figure.id, figure.title, figure.spec, figure.createdMs, figure.changedMs) == 0)
      throw Error(ErrorKind::Usage, fmt::format("There is a figure {} in the store already.", figure.id));
  });
}

}  // namespace skewscope::store
