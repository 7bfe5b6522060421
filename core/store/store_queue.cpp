// The queue and experiments of a Store.
#include <fmt/format.h>

#include "core/base/system.h"
#include "core/store/store_impl.h"

namespace skewscope::store {
namespace {

constexpr const char* kTakenOut = "Taken out of the queue. Resume or start it again when you want it.";

/// Number of a run that is in the queue.
std::int64_t queued(SQLite::Database& database, const std::string& run) {
  auto found =
      prepare(database, "SELECT run FROM queue WHERE run = (SELECT number FROM run WHERE id = ?1)", run);
  if (!found.executeStep()) {
    throw Error(ErrorKind::Usage, fmt::format("The run {} is not in the queue.", run.substr(0, 8)),
                "It may have been done or taken out meanwhile.");
  }
  return found.getColumn(0).getInt64();
}

/// Fails the runs that have been taken `most` times without getting on, and takes them out. A trained one
/// stays done: what is given up is the evaluation that was being made, and the others are gone on with.
void giveUp(SQLite::Database& database, int most) {
  auto worn = prepare(database,
                      "SELECT queue.run, run.id, EXISTS (SELECT 1 FROM trained_run WHERE trained_run.run = "
                      "run.number) FROM queue JOIN run ON run.number = queue.run WHERE attempts >= ?1 AND "
                      "run.epochs_done <= attempt_epoch AND run.status <> 'running'",
                      most);
  while (worn.executeStep()) {
    const std::int64_t run = worn.getColumn(0).getInt64();
    if (worn.getColumn(2).getInt() == 1) {
      const auto id = worn.getColumn(1).getString();
      const int dropped = execute(database,
                                  "DELETE FROM wanted_evaluation WHERE run = ?1 AND request = (SELECT "
                                  "min(request) FROM wanted_evaluation WHERE run = ?1)",
                                  run);
      if (dropped > 0)
        insertLog(database,
                  {0, id, "error", fmt::format("An evaluation of it was given up after {} attempts.", most)});
      execute(database, "UPDATE queue SET attempts = 0 WHERE run = ?1", run);
      execute(
          database,
          "DELETE FROM queue WHERE run = ?1 AND NOT EXISTS (SELECT 1 FROM wanted_evaluation WHERE run = ?1)",
          run);
      continue;
    }
    execute(database,
            "UPDATE run SET status = 'failed', ended_ms = ?2, failure = trim('Given up after ' || ?3 || ' "
            "attempts without another finished epoch. ' || failure) WHERE number = ?1",
            run, nowMs(), most);
    execute(database, "DELETE FROM queue WHERE run = ?1", run);
  }
}

}  // namespace

std::int64_t endOfQueue(SQLite::Database& database, int priority) {
  auto last = prepare(database, "SELECT ifnull(max(place), 0) + 1 FROM queue WHERE priority = ?1", priority);
  last.executeStep();
  return last.getColumn(0).getInt64();
}

void Store::enqueue(const std::vector<std::string>& runs, int priority) {
  impl_->connection->write([&] {
    auto& database = impl_->database();
    for (const auto& run : runs) {
      const std::int64_t number = impl_->number(run);
      const int changed = execute(
          database,
          "UPDATE run SET status = 'queued', failure = '', ended_ms = NULL, owner = NULL WHERE number "
          "= ?1 AND status IN ('queued', 'interrupted', 'failed') AND deleted_ms IS NULL",
          number);
      if (changed != 1) {
        throw Error(ErrorKind::Usage,
                    fmt::format("The run {} is done, running or in the bin; it cannot wait in the queue.",
                                run.substr(0, 8)),
                    "Start a new run with its settings instead.");
      }
      execute(database, "INSERT OR REPLACE INTO queue (run, priority, place) VALUES (?1, ?2, ?3)", number,
              priority, endOfQueue(database, priority));
    }
  });
}

void Store::dequeue(const std::string& run) {
  impl_->connection->write([&] {
    auto& database = impl_->database();
    const std::int64_t number = impl_->number(run);
    execute(database, "DELETE FROM queue WHERE run = ?1", number);
    execute(database,
            "DELETE FROM wanted_evaluation WHERE run = ?1 AND EXISTS (SELECT 1 FROM trained_run WHERE "
            "trained_run.run = ?1)",
            number);
    execute(database,
            "UPDATE run SET status = 'interrupted', failure = ?2, ended_ms = ?3 WHERE number = ?1 AND status "
            "= 'queued'",
            number, kTakenOut, nowMs());
  });
}

void Store::moveInQueue(const std::string& run, const std::string& before) {
  impl_->connection->write([&] {
    auto& database = impl_->database();
    const std::int64_t number = queued(database, run);
    if (before.empty()) {
      auto own = prepare(database, "SELECT priority FROM queue WHERE run = ?1", number);
      own.executeStep();
      execute(database, "UPDATE queue SET place = ?2 WHERE run = ?1", number,
              endOfQueue(database, own.getColumn(0).getInt()));
      return;
    }
    if (before == run) return;
    auto target =
        prepare(database, "SELECT priority, place FROM queue WHERE run = ?1", queued(database, before));
    target.executeStep();
    const int priority = target.getColumn(0).getInt();
    const std::int64_t place = target.getColumn(1).getInt64();
    execute(database, "UPDATE queue SET place = place + 1 WHERE priority = ?1 AND place >= ?2", priority,
            place);
    execute(database, "UPDATE queue SET priority = ?2, place = ?3 WHERE run = ?1", number, priority, place);
  });
}

void Store::setPriority(const std::string& run, int priority) {
  impl_->connection->write([&] {
    auto& database = impl_->database();
    const std::int64_t number = queued(database, run);
    execute(database, "UPDATE queue SET priority = ?2, place = ?3 WHERE run = ?1", number, priority,
            endOfQueue(database, priority));
  });
}

void Store::setQueuePaused(bool paused) {
  impl_->connection->write([&] {
    execute(
        impl_->database(),
        "INSERT INTO store_info (name, value) VALUES ('queue_paused', ?1) ON CONFLICT (name) DO UPDATE SET "
        "value = excluded.value",
        paused ? "1" : "0");
  });
}

std::optional<std::string> Store::claimNext(const std::string& owner, int most) {
  if (owner.empty()) throw Error(ErrorKind::Internal, "A lease needs an owner.");
  const auto claimed = impl_->connection->write([&]() -> std::optional<std::string> {
    auto& database = impl_->database();
    auto paused = prepare(database, "SELECT 1 FROM store_info WHERE name = 'queue_paused' AND value = '1'");
    if (paused.executeStep()) return std::nullopt;
    giveUp(database, most);
    auto next = prepare(
        database,
        "SELECT run.id FROM queue JOIN run ON run.number = queue.run WHERE (run.status IN ('queued', "
        "'interrupted', 'failed') OR (run.status = 'done' AND EXISTS (SELECT 1 FROM wanted_evaluation WHERE "
        "wanted_evaluation.run = run.number))) AND run.deleted_ms IS NULL AND (EXISTS (SELECT 1 FROM "
        "trained_run WHERE trained_run.run = run.number) OR NOT EXISTS (SELECT 1 FROM run AS source WHERE "
        "source.id = json_extract(run.spec, '$.weights_from') AND source.status <> 'done' AND NOT EXISTS "
        "(SELECT 1 FROM trained_run WHERE trained_run.run = source.number))) ORDER BY queue.priority DESC, "
        "queue.place LIMIT 1");
    if (!next.executeStep()) return std::nullopt;
    const std::string run = next.getColumn(0).getString();
    impl_->claim(run, owner);
    return run;
  });
  if (claimed) impl_->owners[*claimed] = owner;
  return claimed;
}

std::string Store::addExperiment(const std::string& kind, const std::string& title,
                                 const std::string& settings) {
  const std::string id = newUuid();
  impl_->connection->write([&] {
    execute(impl_->database(),
            "INSERT INTO experiment (id, kind, title, settings, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)", id,
            kind, title, settings, nowMs());
  });
  return id;
}

void Store::addToExperiment(const std::string& experiment, const std::vector<std::string>& runs) {
  impl_->connection->write([&] {
    auto& database = impl_->database();
    auto found = prepare(database, "SELECT number FROM experiment WHERE id = ?1", experiment);
    if (!found.executeStep())
      throw Error(ErrorKind::Usage, fmt::format("There is no experiment {}.", experiment));
    const std::int64_t number = found.getColumn(0).getInt64();
    for (const auto& run : runs) {
      execute(database, "INSERT OR IGNORE INTO experiment_run (experiment, run) VALUES (?1, ?2)", number,
              impl_->number(run));
    }
  });
}

void Store::removeExperiment(const std::string& experiment) {
  impl_->connection->write(
      [&] { execute(impl_->database(), "DELETE FROM experiment WHERE id = ?1", experiment); });
}

}  // namespace skewscope::store
