#include "core/store/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/base/atomic_file.h"
#include "core/base/system.h"
#include "core/spec/options.h"
#include "core/store/class_group.h"
#include "core/store/opening.h"
#include "core/store/series_rows.h"
#include "core/store/store_impl.h"

namespace skewscope::store {

namespace fs = std::filesystem;

namespace {

fs::path folderOf(const fs::path& store) {
  return store.string() + ".checkpoints";
}

/// Room that is given up when the disk is full, so that the end of a run and its reason can still be written.
constexpr std::size_t kReserveBytes = 256 * 1024;

fs::path reserveOf(const fs::path& store) {
  return folderOf(store) / "reserve";
}

/// Sees to it that the reserve is there; without room for it a run begins all the same.
void keepReserve(const fs::path& store) {
  std::error_code ignored;
  if (fs::file_size(reserveOf(store), ignored) == kReserveBytes) return;
  try {
    fs::create_directories(folderOf(store), ignored);
    writeFileAtomically(reserveOf(store), [](std::ostream& out) {
      // Not zeros, which some file systems do not store.
      for (std::size_t i = 0; i < kReserveBytes; ++i) out.put(static_cast<char>(i * 2'654'435'761U >> 13));
    });
  } catch (const Error&) {
  }
}

void storeClasses(SQLite::Database& database, std::int64_t number, const std::vector<RunClass>& classes) {
  execute(database, "DELETE FROM run_class WHERE run = ?1", number);
  SQLite::Statement insert(
      database,
      "INSERT INTO run_class (run, class, name, train_count, class_group) VALUES (?1, ?2, ?3, ?4, ?5)");
  for (const auto& each : classes) {
    if (each.group < 0 || each.group >= static_cast<int>(kClassGroups.size())) {
      throw Error(ErrorKind::Internal, fmt::format("Class {} has no group {}.", each.index, each.group));
    }
    rerun(insert, number, each.index, each.name, each.trainCount,
          kClassGroups[static_cast<std::size_t>(each.group)]);
  }
}

void storeSubset(SQLite::Database& database, const Store::RunStart& start) {
  if (start.subsetDigest.empty()) return;
  const std::string blob = packInt32(start.subsetIndices, "subset index");
  auto insert = prepare(database, "INSERT OR IGNORE INTO subset (digest, n, indices) VALUES (?1, ?2, ?3)",
                        start.subsetDigest, static_cast<std::int64_t>(start.subsetIndices.size()));
  insert.bind(3, static_cast<const void*>(blob.data()), static_cast<int>(blob.size()));
  if (insert.exec() == 1) return;
  auto same = prepare(database, "SELECT indices = ?2 FROM subset WHERE digest = ?1", start.subsetDigest);
  same.bind(2, static_cast<const void*>(blob.data()), static_cast<int>(blob.size()));
  if (!same.executeStep() || same.getColumn(0).getInt() != 1) {
    throw Error(ErrorKind::Data,
                fmt::format("The store holds other images under the subset digest {}.", start.subsetDigest),
                "The store is damaged, or the subset was made by a program with a defect: start the run in a "
                "new store.");
  }
}

std::optional<CheckpointRecord> readCheckpoint(SQLite::Database& database, std::int64_t number) {
  auto row =
      prepare(database, "SELECT epoch, step, path, digest, bytes FROM checkpoint WHERE run = ?1", number);
  if (!row.executeStep()) return std::nullopt;
  return CheckpointRecord{row.getColumn(0).getInt64(), row.getColumn(1).getInt64(),
                          row.getColumn(2).getString(), row.getColumn(3).getString(),
                          row.getColumn(4).getInt64()};
}

}  // namespace

bool isAlive(std::int64_t heartbeatMs, std::int64_t now, std::chrono::milliseconds silence) {
  // A thousand years: far enough, and no sum below overflows.
  const std::int64_t reach = std::clamp<std::int64_t>(silence.count(), 0, 31'557'600'000'000);
  return heartbeatMs >= now - reach && heartbeatMs <= now + reach;
}

std::string displayName(const std::string& id, const std::string& name) {
  return fmt::format("\"{}\" ({})", name, id.substr(0, 8));
}

bool isSafeRelativePath(const std::string& path) {
  const fs::path parsed(path);
  if (path.empty() || parsed.is_absolute()) return false;
  return std::none_of(parsed.begin(), parsed.end(), [](const fs::path& part) { return part == ".."; });
}

std::vector<std::string> unreferenced(SQLite::Database& database,
                                      const std::vector<std::string>& candidates) {
  std::vector<std::string> free;
  for (const auto& path : candidates) {
    // The caller deletes these files: a store from a stranger must not name one elsewhere.
    if (!isSafeRelativePath(path)) continue;
    auto users = prepare(database, "SELECT count(*) FROM checkpoint WHERE path = ?1", path);
    users.executeStep();
    if (users.getColumn(0).getInt64() == 0) free.push_back(path);
  }
  return free;
}

void insertLog(SQLite::Database& database, const LogLine& line) {
  const std::string level = line.level == "warning" || line.level == "error" ? line.level : "info";
  execute(database,
          "INSERT INTO event_log (time_ms, run, level, text) VALUES (?1, (SELECT number FROM run WHERE id = "
          "?2), ?3, ?4)",
          line.timeMs != 0 ? line.timeMs : nowMs(), line.run, level, line.text);
  // An identity that never repeats makes "the newest 20,000" one comparison.
  execute(database, "DELETE FROM event_log WHERE id <= ?1",
          static_cast<std::int64_t>(database.getLastInsertRowid()) - 20000);
}

std::int64_t Store::Impl::number(const std::string& run) {
  auto found = prepare(database(), "SELECT number FROM run WHERE id = ?1", run);
  if (!found.executeStep()) {
    throw Error(ErrorKind::Usage,
                fmt::format("There is no run {} in the store {}.", run, connection->path().string()),
                "List the runs to see their ids.");
  }
  return found.getColumn(0).getInt64();
}

std::int64_t Store::Impl::leased(const std::string& run) {
  auto found = prepare(database(), "SELECT number, owner, name FROM run WHERE id = ?1", run);
  if (!found.executeStep()) return number(run);
  const auto mine = owners.find(run);
  const std::string owner = found.getColumn(1).getString();
  if (owner != (mine == owners.end() ? std::string() : mine->second)) {
    throw Error(
        ErrorKind::Store,
        fmt::format("The run {} is held by {}, not by this process.",
                    displayName(run, found.getColumn(2).getString()), owner.empty() ? "nobody" : owner),
        "This process must stop working on it; what it stored so far is kept.");
  }
  return found.getColumn(0).getInt64();
}

bool Store::Impl::isTrained(std::int64_t number) {
  auto found = prepare(database(), "SELECT 1 FROM trained_run WHERE run = ?1", number);
  return found.executeStep();
}

bool Store::Impl::staysForEvaluations(std::int64_t number) {
  execute(database(),
          "DELETE FROM queue WHERE run = ?1 AND NOT EXISTS (SELECT 1 FROM wanted_evaluation WHERE "
          "wanted_evaluation.run = ?1)",
          number);
  execute(
      database(),
      "INSERT OR IGNORE INTO queue (run, place) SELECT run, ?2 FROM wanted_evaluation WHERE run = ?1 LIMIT 1",
      number, endOfQueue(database(), 0));
  auto queued = prepare(database(), "SELECT 1 FROM queue WHERE run = ?1", number);
  return queued.executeStep();
}

void Store::Impl::edit(const std::string& run, const char* sql, const std::string& value) {
  connection->write([&] { execute(database(), sql, number(run), value); });
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

std::unique_ptr<Store> openStore(const fs::path& path, const OpenOptions& options) {
  auto opened = openForWriting(path, options);
  auto impl = std::make_unique<Store::Impl>();
  impl->connection = std::move(opened.connection);
  impl->warning = std::move(opened.warning);
  return std::unique_ptr<Store>(new Store(std::move(impl)));
}

std::unique_ptr<Store> Store::open(const fs::path& path) {
  return openStore(path, OpenOptions{});
}

const fs::path& Store::path() const {
  return impl_->connection->path();
}

fs::path Store::checkpointFolder() const {
  const fs::path folder = folderOf(path());
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw Error(ErrorKind::Store,
                fmt::format("The folder {} cannot be created ({}).", folder.string(), error.message()),
                "Allow yourself to write beside the store, and free some space.");
  }
  return folder;
}

const std::string& Store::warning() const {
  return impl_->warning;
}

std::string Store::Impl::idOf(const std::string& idOrName) {
  for (const char* sql :
       {"SELECT id FROM run WHERE id = lower(?1)",
        "SELECT id FROM run WHERE name = ?1 AND deleted_ms IS NULL",
        "SELECT id FROM run WHERE length(?1) >= 4 AND substr(id, 1, length(?1)) = lower(?1) "
        "AND deleted_ms IS NULL"}) {
    auto rows = prepare(database(), sql, idOrName);
    if (!rows.executeStep()) continue;
    const std::string id = rows.getColumn(0).getString();
    return rows.executeStep() ? idOrName : id;
  }
  return idOrName;
}

std::string Store::addRun(const spec::ExperimentSpec& wanted) {
  spec::requireValid(wanted);
  const std::string id = newUuid();
  const std::string name = wanted.name.empty() ? spec::describe(wanted) : wanted.name;
  impl_->connection->write([&] {
    auto spec = wanted;
    // By its id the queue knows what the run waits for, and it stays the same run when it is renamed.
    if (!spec.weightsFrom.empty()) spec.weightsFrom = impl_->idOf(spec.weightsFrom);
    const auto json = spec::toJson(spec);
    execute(
        impl_->database(),
        "INSERT INTO run (id, name, status, spec, spec_hash, pair_hash, group_hash, mode, method, "
        "dataset, ratio, balanced_twin, seed, epochs, created_ms) VALUES (?1, ?2, 'queued', ?3, ?4, ?5, ?6, "
        "?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        id, name, json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace),
        spec::specHash(spec), spec::pairHash(spec), spec::groupHash(spec), json.at("mode").get<std::string>(),
        json.at("method").get<std::string>(), spec.dataset, spec.ratio, static_cast<int>(spec.balancedTwin),
        spec.seed, spec.epochs, nowMs());
  });
  return id;
}

void Store::claimRun(const std::string& run, const std::string& owner) {
  if (owner.empty()) throw Error(ErrorKind::Internal, "A lease needs an owner.");
  impl_->connection->write([&] { impl_->claim(run, owner); });
  impl_->owners[run] = owner;
}

void Store::continueClaim(const std::string& run, const std::string& owner) {
  impl_->owners[run] = owner;
  try {
    heartbeat(run, owner);
  } catch (const Error&) {
    impl_->owners.erase(run);
    throw;
  }
}

void Store::Impl::claim(const std::string& run, const std::string& owner) {
  auto found = prepare(
      database(),
      "SELECT number, name, status, owner, heartbeat_ms, deleted_ms IS NOT NULL, EXISTS (SELECT 1 FROM "
      "wanted_evaluation WHERE wanted_evaluation.run = number) FROM run WHERE id = ?1",
      run);
  if (!found.executeStep()) number(run);
  const std::string name = displayName(run, found.getColumn(1).getString());
  const std::string status = found.getColumn(2).getString();
  const std::string holder = found.getColumn(3).getString();
  const std::int64_t now = nowMs();
  if (found.getColumn(5).getInt() == 1) {
    throw Error(ErrorKind::Usage, fmt::format("The run {} is in the bin.", name),
                "Take it out of the bin first.");
  }
  if (status == "done" && found.getColumn(6).getInt() == 0) {
    throw Error(ErrorKind::Usage, fmt::format("The run {} is done.", name),
                "Start a new run to train again.");
  }
  if (status == "running" && isAlive(found.getColumn(4).getInt64(), now, kLeaseSilence)) {
    throw Error(ErrorKind::Usage, fmt::format("The run {} is held by a live engine: {}.", name, holder),
                "Stop that engine, or wait for it to finish.");
  }
  const std::int64_t row = found.getColumn(0).getInt64();
  execute(database(),
          "UPDATE run SET status = 'running', owner = ?2, heartbeat_ms = ?3, failure = '', ended_ms = "
          "iif(EXISTS (SELECT 1 FROM trained_run WHERE trained_run.run = number), ended_ms, NULL) WHERE "
          "number = ?1",
          row, owner, now);
  execute(database(),
          "UPDATE queue SET attempts = iif(run.epochs_done > attempt_epoch, 1, attempts + 1), "
          "attempt_epoch = run.epochs_done FROM run WHERE queue.run = ?1 AND run.number = ?1",
          row);
}

void Store::startRun(const std::string& run, const RunStart& start) {
  keepReserve(path());
  impl_->connection->write([&] {
    const std::int64_t number = impl_->leased(run);
    auto& database = impl_->database();
    auto old = prepare(database,
                       "SELECT data_digest, ifnull(subset, ''), epochs_done, name FROM run WHERE number = ?1",
                       number);
    old.executeStep();
    const bool otherImages = old.getColumn(0).getString() != start.dataDigest ||
                             old.getColumn(1).getString() != start.subsetDigest;
    if (old.getColumn(2).getInt64() > 0 && otherImages) {
      throw Error(ErrorKind::Data,
                  fmt::format("The run {} was begun with other images than those found now.",
                              displayName(run, old.getColumn(3).getString())),
                  "Bring back the data set as it was, or start a new run.");
    }
    // What is only evaluated keeps the record of how it was trained.
    if (impl_->isTrained(number)) return;
    storeSubset(database, start);
    storeClasses(database, number, start.classes);
    if (!start.testLabels.empty()) storeTestLabels(database, start.dataDigest, start.testLabels);
    execute(
        database,
        "UPDATE run SET data_digest = ?2, subset = nullif(?3, ''), n = ?4, engine_version = ?5, device = ?6, "
        "precision = iif(precision != '' AND EXISTS (SELECT 1 FROM checkpoint WHERE checkpoint.run = ?1), "
        "precision, ?7), threads = ?8, started_ms = ifnull(started_ms, ?9) WHERE number = ?1",
        number, start.dataDigest, start.subsetDigest, static_cast<std::int64_t>(start.subsetIndices.size()),
        start.engineVersion, start.device, start.precision, start.threads, nowMs());
  });
}

void Store::heartbeat(const std::string& run, const std::string& owner) {
  impl_->connection->write([&] {
    // The owner is cleared when a run ends or goes to the bin, so 'interrupted' with an owner is a lost run
    // whose engine turns out to live.
    const int renewed =
        execute(impl_->database(),
                "UPDATE run SET heartbeat_ms = ?3, status = 'running', ended_ms = iif(status = "
                "'interrupted', NULL, ended_ms), failure = '' WHERE id = ?1 AND owner = ?2",
                run, owner, nowMs());
    if (renewed == 1) return;
    auto holder = prepare(impl_->database(), "SELECT name, owner FROM run WHERE id = ?1", run);
    if (!holder.executeStep()) impl_->number(run);
    const std::string other = holder.getColumn(1).getString();
    throw Error(ErrorKind::Interrupted,
                fmt::format("The run {} {}.", displayName(run, holder.getColumn(0).getString()),
                            other.empty() ? std::string("has been ended or deleted by somebody else")
                                          : fmt::format("has been taken over by {}", other)),
                "This process must stop working on it; what it stored so far is kept.");
  });
}

void Store::writeEpoch(const std::string& run, const EpochRows& rows) {
  impl_->connection->write([&] {
    const std::int64_t number = impl_->leased(run);
    insertEpoch(impl_->database(), number, rows);
    execute(impl_->database(), "UPDATE run SET epochs_done = ?2 WHERE number = ?1", number, rows.epoch);
  });
}

std::vector<std::string> Store::recordCheckpoint(const std::string& run, const CheckpointRecord& checkpoint) {
  if (!isSafeRelativePath(checkpoint.path)) {
    throw Error(ErrorKind::Internal,
                fmt::format("The checkpoint path \"{}\" is not inside the store's folder.", checkpoint.path));
  }
  // The caller deletes the files that are returned: this row must not be lost by a power cut after that.
  return impl_->connection->writeDurably([&] {
    auto& database = impl_->database();
    const std::int64_t number = impl_->leased(run);
    const auto old = readCheckpoint(database, number);
    dropRowsPast(database, number, checkpoint.epoch);
    execute(database,
            "INSERT OR REPLACE INTO checkpoint (run, epoch, step, path, digest, bytes, created_ms) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            number, checkpoint.epoch, checkpoint.step, checkpoint.path, checkpoint.digest, checkpoint.bytes,
            nowMs());
    // Training ends with the checkpoint of the last epoch, not with the evaluations that may follow.
    execute(database,
            "UPDATE run SET epochs_done = ?2, ended_ms = iif(EXISTS (SELECT 1 FROM trained_run WHERE "
            "trained_run.run = number), "
            "ifnull(ended_ms, ?3), ended_ms) WHERE number = ?1",
            number, checkpoint.epoch, nowMs());
    return old ? unreferenced(database, {old->path}) : std::vector<std::string>{};
  });
}

std::optional<CheckpointRecord> Store::rewindToCheckpoint(const std::string& run) {
  return impl_->connection->write([&] {
    auto& database = impl_->database();
    const std::int64_t number = impl_->leased(run);
    auto checkpoint = readCheckpoint(database, number);
    if (checkpoint && !isSafeRelativePath(checkpoint->path)) {
      throw Error(ErrorKind::Data,
                  fmt::format("The checkpoint \"{}\" of run {} is outside the store's folder.",
                              checkpoint->path, run),
                  "The store may have been tampered with; start a new run.");
    }
    dropRowsPast(database, number, checkpoint ? checkpoint->epoch : -1);
    execute(database, "UPDATE run SET epochs_done = ?2 WHERE number = ?1", number,
            checkpoint ? checkpoint->epoch : 0);
    return checkpoint;
  });
}

void Store::endRun(const std::string& run, RunStatus status, const std::string& failure) {
  if (status == RunStatus::Queued || status == RunStatus::Running) {
    throw Error(ErrorKind::Internal, fmt::format("A run cannot end as {}.", toText(status)));
  }
  const auto end = [&] {
    auto& database = impl_->database();
    const std::int64_t number = impl_->owners.contains(run) ? impl_->leased(run) : impl_->number(run);
    const bool trained = impl_->isTrained(number);
    const bool done = status == RunStatus::Done || trained;
    // A trained run ended when it was trained, and is done however its evaluations ended.
    execute(database,
            "UPDATE run SET status = ?2, failure = ?3, ended_ms = iif(?5, ifnull(ended_ms, ?4), ?4), owner = "
            "NULL WHERE number = ?1",
            number, toText(done ? RunStatus::Done : status), done ? std::string() : failure, nowMs(),
            static_cast<int>(done));
    if (done) {
      const bool wanted = impl_->staysForEvaluations(number);
      if (wanted && status == RunStatus::Done) {  // asked for in the last moment
        execute(database, "UPDATE queue SET attempts = 0 WHERE run = ?1", number);
      } else if (wanted) {
        insertLog(database, {0, run, status == RunStatus::Failed ? "error" : "info",
                             fmt::format("Evaluating it came to no end. {}", failure)});
      }
    }
    // A stop in good order is no failed attempt.
    if (status == RunStatus::Interrupted && impl_->owners.contains(run)) {
      execute(database, "UPDATE queue SET attempts = max(attempts - 1, 0) WHERE run = ?1", number);
    }
  };
  try {
    impl_->connection->writeDurably(end);
  } catch (const Error& error) {
    std::error_code ignored;
    if (error.kind() != ErrorKind::Resource || !fs::remove(reserveOf(path()), ignored)) throw;
    impl_->connection->writeDurably(end);
  }
  impl_->owners.erase(run);
}

std::vector<std::string> Store::recoverLostRuns(std::chrono::milliseconds silence) {
  return impl_->connection->write([&] {
    auto& database = impl_->database();
    const std::int64_t now = nowMs();
    std::vector<std::string> lost;
    auto running = prepare(
        database, "SELECT id, ifnull(heartbeat_ms, 0) FROM run WHERE status = 'running' ORDER BY number");
    while (running.executeStep()) {
      if (!isAlive(running.getColumn(1).getInt64(), now, silence))
        lost.push_back(running.getColumn(0).getString());
    }
    for (const auto& run : lost) {
      if (const std::int64_t number = impl_->number(run); impl_->isTrained(number)) {
        execute(database, "UPDATE run SET status = 'done', owner = NULL WHERE number = ?1", number);
        if (impl_->staysForEvaluations(number))
          insertLog(database,
                    {0, run, "warning",
                     "The engine that evaluated this run is gone without a word. What was asked for "
                     "waits in the queue."});
        continue;
      }
      // The owner stays: should it live after all, its next heartbeat takes the run back.
      execute(database,
              "UPDATE run SET status = 'interrupted', ended_ms = heartbeat_ms, failure = ?2 WHERE id = ?1",
              run,
              "The engine that trained this run is gone without a word: it was killed, crashed, or its "
              "machine stopped. Resume the run; at most the epoch in progress is lost.");
    }
    return lost;
  });
}

void Store::log(const LogLine& line) {
  impl_->connection->write([&] { insertLog(impl_->database(), line); });
}

}  // namespace skewscope::store
