// The workers of a store's queue: they say that they are there, and are told to stop.
#include <chrono>

#include "core/base/system.h"
#include "core/store/store_impl.h"

namespace skewscope::store {
namespace {

/// So long a worker that has fallen silent is shown beside others.
constexpr std::chrono::milliseconds kForgetWorker = 10 * kLeaseSilence;

}  // namespace

std::vector<WorkerRecord> readWorkers(SQLite::Database& database) {
  std::vector<WorkerRecord> workers;
  auto rows =
      prepare(database,
              "SELECT id, host, pid, jobs, started_ms, heartbeat_ms, stop_asked FROM worker ORDER BY number");
  while (rows.executeStep()) {
    workers.push_back({rows.getColumn(0).getString(),
                       rows.getColumn(1).getString(),
                       rows.getColumn(2).getInt64(),
                       rows.getColumn(3).getInt(),
                       rows.getColumn(4).getInt64(),
                       rows.getColumn(5).getInt64(),
                       rows.getColumn(6).getInt() == 1,
                       {}});
  }
  // A worker claims runs under names that begin with its host and process (newOwnerName()).
  auto owned = prepare(database,
                       "SELECT id, owner FROM run WHERE status = 'running' AND owner IS NOT NULL AND "
                       "deleted_ms IS NULL ORDER BY number");
  while (owned.executeStep()) {
    const std::string owner = owned.getColumn(1).getString();
    for (auto& worker : workers) {
      if (owner.starts_with(worker.host + ":" + std::to_string(worker.process) + ":"))
        worker.runs.push_back(owned.getColumn(0).getString());
    }
  }
  return workers;
}

bool Store::touchWorker(const WorkerRecord& worker) {
  return impl_->connection->write([&] {
    auto& database = impl_->database();
    const std::int64_t now = nowMs();
    execute(database, "DELETE FROM worker WHERE abs(heartbeat_ms - ?1) > ?2", now, kForgetWorker.count());
    execute(database,
            "INSERT INTO worker (id, host, pid, jobs, started_ms, heartbeat_ms) VALUES (?1, ?2, ?3, ?4, ?5, "
            "?5) ON CONFLICT (id) DO UPDATE SET heartbeat_ms = excluded.heartbeat_ms",
            worker.id, worker.host, worker.process, worker.jobs, now);
    auto asked = prepare(database, "SELECT 1 FROM worker WHERE id = ?1 AND stop_asked = 1", worker.id);
    return !asked.executeStep();
  });
}

void Store::askWorkerToStop(const std::string& id) {
  impl_->connection->write(
      [&] { execute(impl_->database(), "UPDATE worker SET stop_asked = 1 WHERE id = ?1", id); });
}

void Store::removeWorker(const std::string& id) {
  impl_->connection->write([&] { execute(impl_->database(), "DELETE FROM worker WHERE id = ?1", id); });
}

}  // namespace skewscope::store
