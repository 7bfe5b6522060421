#include "core/store/migration.h"

#include <SQLiteCpp/Backup.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "core/base/system.h"

namespace skewscope::store {

namespace {

namespace fs = std::filesystem;

int userVersion(SQLite::Database& database) {
  return database.execAndGet("PRAGMA user_version").getInt();
}

const Migration& step(const Schema& schema, int from) {
  const auto found = std::find_if(schema.migrations.begin(), schema.migrations.end(),
                                  [&](const Migration& migration) { return migration.from == from; });
  if (found == schema.migrations.end()) {
    throw Error(ErrorKind::Store,
                fmt::format("There is no way from version {} of the store to version {}.", from, from + 1),
                "Open the store once with the version of Skewscope that came between.");
  }
  return *found;
}

void requireSoundReferences(SQLite::Database& database) {
  SQLite::Statement check(database, "PRAGMA foreign_key_check");
  if (check.executeStep()) {
    throw Error(ErrorKind::Internal, fmt::format("rows of {} would refer to rows that are missing",
                                                 check.getColumn(0).getString()));
  }
}

/// The name under which `partial` now stands: `wanted`, or the first free one with a number.
fs::path moveToFreeName(const fs::path& partial, const fs::path& wanted) {
  fs::path target = wanted;
  for (int number = 2;; ++number) {
    // link(2) fails where the name is taken, which rename(2) does not.
    if (link(partial.c_str(), target.c_str()) == 0) {
      fs::remove(partial);
      return target;
    }
    if (errno != EEXIST && !fs::exists(target)) {
      // A file system without hard links.
      fs::rename(partial, target);
      return target;
    }
    target = wanted.string() + "-" + std::to_string(number);
  }
}

}  // namespace

void setSchemaVersion(SQLite::Database& database, int version) {
  database.exec(fmt::format("PRAGMA user_version = {}", version));
  execute(database,
          "INSERT INTO store_info (name, value) VALUES ('program_version', ?1) "
          "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
          std::string(SKEWSCOPE_VERSION));
}

Error newerStore(Connection& connection, int found, int known) {
  std::string program;
  try {
    program = connection.text("SELECT value FROM store_info WHERE name = 'program_version'");
  } catch (const Error&) {
    // The newer schema may keep it elsewhere; the version numbers say enough.
  }
  return {ErrorKind::Store,
          fmt::format("The store {} was written by a newer Skewscope (schema {}; this one, {}, knows {}).",
                      connection.path().string(), found, SKEWSCOPE_VERSION, known),
          program.empty()
              ? "Use a newer Skewscope, or another store. Reading it with this one may still work."
              : fmt::format(
                    "Use Skewscope {} or newer, or another store. Reading it with this one may still work.",
                    program)};
}

fs::path backUp(const fs::path& store, int version) {
  const fs::path wanted = fmt::format("{}.v{}.backup", store.string(), version);
  const fs::path partial = fmt::format("{}.partial-{}", wanted.string(), newUuid());
  try {
    {
      Connection source(store, SQLITE_OPEN_READONLY);
      Connection target(partial, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
      target.guard([&] {
        SQLite::Backup backup(target.database(), source.database());
        // One step for the whole file; it reports a busy source by its result alone.
        const int code = backup.executeStep(-1);
        if (code != SQLITE_DONE) throw SQLite::Exception(target.database().getHandle(), code);
      });
      // The copy carries the flag of WAL mode: as one plain file it is easier to put back.
      target.text("PRAGMA journal_mode = DELETE");
      const std::string verdict = target.text("PRAGMA quick_check(1)");
      if (verdict != "ok") throw toError(SQLite::Exception(verdict, SQLITE_CORRUPT), store, 0);
    }
    return moveToFreeName(partial, wanted);
  } catch (const Error& error) {
    std::error_code ignored;
    fs::remove(partial, ignored);
    throw Error(error.kind(),
                fmt::format("The store {} could not be backed up before its update: {}", store.string(),
                            error.what()),
                error.advice());
  } catch (const fs::filesystem_error& error) {
    std::error_code ignored;
    fs::remove(partial, ignored);
    throw Error(ErrorKind::Store,
                fmt::format("The store {} could not be backed up before its update: {}.", store.string(),
                            error.code().message()),
                "Check that you may write to its folder and that there is room.");
  }
}

void migrate(Connection& connection, const Schema& schema) {
  auto& database = connection.database();
  // Tables that are rebuilt must not cascade; references are checked before the commit instead.
  connection.guard([&] { database.exec("PRAGMA foreign_keys = OFF"); });
  int from = 0;
  fs::path backup;
  const auto dropBackup = [&] {
    std::error_code ignored;
    if (!backup.empty()) fs::remove(backup, ignored);
    backup.clear();
  };
  try {
    // One transaction: another process finds the store either as it was or updated, never half way.
    connection.write([&] {
      // A repetition finds what another process left meanwhile.
      dropBackup();
      from = userVersion(database);
      if (from >= schema.version) return;
      backup = backUp(connection.path(), from);
      for (int version = from; version < schema.version; ++version) step(schema, version).apply(database);
      requireSoundReferences(database);
      setSchemaVersion(database, schema.version);
    });
  } catch (const Error& error) {
    // Nothing has changed, and a backup more at each attempt would fill the disk.
    dropBackup();
    throw Error(error.kind(),
                fmt::format("The store {} could not be updated from version {} to {} and stays at {}: {}",
                            connection.path().string(), from, schema.version, from, error.what()),
                error.advice());
  }
  connection.guard([&] { database.exec("PRAGMA foreign_keys = ON"); });
}

}  // namespace skewscope::store
