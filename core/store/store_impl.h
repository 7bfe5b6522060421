#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/store/connection.h"
#include "core/store/store.h"

namespace skewscope::store {

/// What the parts of Store share.
struct Store::Impl {
  std::unique_ptr<Connection> connection;
  std::string warning;
  std::map<std::string, std::string> owners;  ///< by run id, as claimed through this Store

  SQLite::Database& database() { return connection->database(); }

  /// Number of a run. Throws Error (Usage) if there is none of that id. Inside a transaction.
  std::int64_t number(const std::string& run);
  /// The id of the run that is called `idOrName`, as Reader::run() reads it; `idOrName` itself where that is
  /// not exactly one. Inside a transaction.
  std::string idOf(const std::string& idOrName);
  /// Its number too; throws Error (Store) if somebody else than this Store's claim holds the lease.
  std::int64_t leased(const std::string& run);
  /// Whether a run has a checkpoint of its last epoch: it is trained, and only evaluations can be left.
  bool isTrained(std::int64_t number);
  /// Leaves a run that is trained in the queue, or puts it there, if evaluations of it are wanted, and takes
  /// it out otherwise; whether they are.
  bool staysForEvaluations(std::int64_t number);
  /// Takes the lease of a run for `owner`. Inside a write transaction; the caller notes the owner.
  void claim(const std::string& run, const std::string& owner);
  /// Changes one column of a run that the user edits.
  void edit(const std::string& run, const char* sql, const std::string& value);
};

/// Whether a lease with this heartbeat is alive at `now`: it is within `silence` of now. One from the future
/// is as dead as an old one: its clock was set back since, and a live engine would have renewed it with the
/// new time.
bool isAlive(std::int64_t heartbeatMs, std::int64_t now, std::chrono::milliseconds silence);

/// The workers of the queue, the oldest first, with the runs that each has in progress.
std::vector<WorkerRecord> readWorkers(SQLite::Database& database);

/// The place of the queue behind all others of a priority.
std::int64_t endOfQueue(SQLite::Database& database, int priority);

/// Rows of an event log line.
void insertLog(SQLite::Database& database, const LogLine& line);

/// Paths of `candidates` that no run refers to any more, and that lie inside the store's folder.
std::vector<std::string> unreferenced(SQLite::Database& database, const std::vector<std::string>& candidates);

/// Whether a checkpoint path is relative and stays inside the store's folder.
bool isSafeRelativePath(const std::string& path);

/// "'name' (1a2b3c4d)": how errors speak of a run.
std::string displayName(const std::string& id, const std::string& name);

}  // namespace skewscope::store
