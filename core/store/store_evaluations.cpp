// Evaluations that are asked for and not made yet.
#include <fmt/format.h>

#include "core/store/store_impl.h"

namespace skewscope::store {

void Store::wantEvaluation(const std::string& run, const std::string& request) {
  impl_->connection->write([&] {
    auto& database = impl_->database();
    const std::int64_t number = impl_->number(run);
    auto found =
        prepare(database,
                "SELECT name, status, deleted_ms IS NOT NULL, EXISTS (SELECT 1 FROM checkpoint WHERE "
                "checkpoint.run = number), source <> '' FROM run WHERE number = ?1",
                number);
    found.executeStep();
    const std::string name = displayName(run, found.getColumn(0).getString());
    const bool done = found.getColumn(1).getString() == "done";
    if (found.getColumn(2).getInt() == 1)
      throw Error(ErrorKind::Usage, fmt::format("The run {} is in the bin.", name),
                  "Take it out of the bin first.");
    if (found.getColumn(4).getInt() == 1)
      throw Error(ErrorKind::Usage,
                  fmt::format("The run {} was imported: its values are all there is.", name),
                  "Evaluate a run that was trained here.");
    if (done && found.getColumn(3).getInt() == 0)
      throw Error(ErrorKind::Usage, fmt::format("The run {} has no checkpoint to be evaluated.", name),
                  "Start a new run with its settings.");
    execute(database, "INSERT OR IGNORE INTO wanted_evaluation (run, request) VALUES (?1, ?2)", number,
            request);
    if (done)
      execute(database, "INSERT OR IGNORE INTO queue (run, place) VALUES (?1, ?2)", number,
              endOfQueue(database, 0));
  });
}

void Store::dropEvaluation(const std::string& run, const std::string& request) {
  impl_->connection->write([&] {
    auto& database = impl_->database();
    const std::int64_t number = impl_->leased(run);
    execute(database, "DELETE FROM wanted_evaluation WHERE run = ?1 AND request = ?2", number, request);
    execute(database, "UPDATE queue SET attempts = 1 WHERE run = ?1", number);  // it gets on: the next is new
  });
}

}  // namespace skewscope::store
