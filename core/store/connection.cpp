#include "core/store/connection.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <thread>

#include "core/base/plain_text.h"

namespace skewscope::store {

namespace {

int primaryCode(const SQLite::Exception& exception) {
  return exception.getErrorCode() & 0xFF;
}

}  // namespace

Error toError(const SQLite::Exception& exception, const std::filesystem::path& path, int systemError) {
  const std::string file = path.string();
  // It may quote the file, which may hold anything.
  const std::string detail = shown(exception.what(), 200);
  switch (primaryCode(exception)) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return {ErrorKind::Store, fmt::format("The store {} is locked by another program.", file),
              "Close what else uses the file (a database browser, a copy or backup in progress), then try "
              "again."};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {ErrorKind::Store,
              fmt::format("The store {} cannot be written: the file or its folder is read-only.", file),
              "Allow yourself to write to the file and its folder, or copy the store to a folder of yours."};
    case SQLITE_FULL:
      return {ErrorKind::Resource,
              fmt::format("The disk that holds the store {} is full; this change was not made.", file),
              "Free some space and try again. What was stored before is safe."};
    case SQLITE_NOMEM:
      return {ErrorKind::Resource, fmt::format("There is not enough memory to work on the store {}.", file),
              "Close other programs and try again."};
    case SQLITE_IOERR:
      if (systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG) {
        return {ErrorKind::Resource,
                fmt::format("There is no room for the store {} ({}); this change was not made.", file,
                            std::strerror(systemError)),
                "Free some space or raise the quota or file size limit. What was stored before is safe."};
      }
      return {
          ErrorKind::Store,
          fmt::format("Reading or writing the store {} failed: {}{}.", file, detail,
                      systemError != 0 ? fmt::format(" ({})", std::strerror(systemError)) : std::string()),
          "Check the disk or the network connection, then try again."};
    case SQLITE_CORRUPT:
      return {
          ErrorKind::Store, fmt::format("The store {} is damaged ({}).", file, detail),
          fmt::format(
              "Keep the file. Restore a backup of it, or save what can be read with: sqlite3 '{}' .recover",
              file)};
    case SQLITE_NOTADB:
      return {ErrorKind::Store,
              fmt::format("{} is no Skewscope store: it is not an SQLite file, or is damaged.", file),
              "Choose another file."};
    case SQLITE_CANTOPEN:
      return {
          ErrorKind::Store,
          fmt::format("The store {} cannot be opened{}.", file,
                      systemError != 0 ? fmt::format(" ({})", std::strerror(systemError)) : std::string()),
          "Check that the folder exists and that you may write to it."};
    case SQLITE_INTERRUPT:
      return {ErrorKind::Interrupted, fmt::format("A query of the store {} was broken off.", file)};
    case SQLITE_ERROR:
      return {ErrorKind::Store,
              fmt::format("The store {} is not as this program expects it: {}.", file, detail),
              "It may come from another version of Skewscope: use the newest one."};
    default:
      return {ErrorKind::Internal, fmt::format("The store {} refused a statement: {}.", file, detail),
              "This is a defect of Skewscope; please report it with this text."};
  }
}

Connection::Connection(const std::filesystem::path& path, int flags, const std::string& vfs,
                       const std::string& uri)
    : path_(path) {
  errno = 0;
  try {
    database_.emplace(uri.empty() ? path.string() : uri, flags | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX,
                      0, vfs);
  } catch (const SQLite::Exception& exception) {
    throw toError(exception, path_, errno);
  }
  guard([&] {
    // First of all: every other statement may meet another process.
    database_->setBusyTimeout(kBusyTimeoutMs);
    sqlite3_db_config(database_->getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // The file may come from a stranger: run nothing that its schema smuggles in, and check its cells.
    database_->exec("PRAGMA trusted_schema = OFF");
    database_->exec("PRAGMA cell_size_check = ON");
    database_->exec("PRAGMA foreign_keys = ON");
    database_->exec("PRAGMA mmap_size = 0");
    database_->exec("PRAGMA temp_store = MEMORY");
  });
}

void Connection::setSynchronous(bool wal) {
  wal_ = wal;
  guard([&] { database_->exec(wal ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL"); });
}

std::int64_t Connection::integer(const std::string& sql) {
  return guard([&] {
    SQLite::Statement statement(*database_, sql);
    return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
  });
}

std::string Connection::text(const std::string& sql) {
  return guard([&] {
    SQLite::Statement statement(*database_, sql);
    return statement.executeStep() ? statement.getColumn(0).getString() : std::string();
  });
}

bool Connection::waitForOthers(const SQLite::Exception& exception,
                               std::chrono::steady_clock::time_point deadline) {
  const int code = primaryCode(exception);
  if (code != SQLITE_BUSY && code != SQLITE_PROTOCOL) return false;
  if (std::chrono::steady_clock::now() >= deadline) return false;
  std::this_thread::sleep_for(std::chrono::milliseconds(3));
  return true;
}

Connection::FullSync::FullSync(Connection& connection) : connection_(connection) {
  if (connection_.wal_) connection_.guard([&] { connection_.database_->exec("PRAGMA synchronous = FULL"); });
}

Connection::FullSync::~FullSync() {
  if (connection_.wal_) connection_.database_->tryExec("PRAGMA synchronous = NORMAL");
}

}  // namespace skewscope::store
