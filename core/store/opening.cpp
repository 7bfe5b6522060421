#include "core/store/opening.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <sstream>
#include <system_error>
#include <thread>

#include "core/store/file_system.h"
#include "core/store/migration.h"
#include "core/store/store.h"

namespace skewscope::store {

namespace {

namespace fs = std::filesystem;

// A store up to this size is checked as a whole when its last writer did not close it; takes some 10 ms.
constexpr std::uintmax_t kCheckedSize = 8U << 20U;

Error notAStore(const fs::path& path, const std::string& why) {
  return {ErrorKind::Store, fmt::format("{} is no Skewscope store: {}.", path.string(), why),
          "Choose another file."};
}

/// True if there is nothing yet; throws if what is there cannot be a store. Looks at the file itself, since
/// SQLite would take a short foreign file for an empty store.
bool isAbsentOrEmpty(const fs::path& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) {
    // EACCES on the folder must not look like an absent file.
    if (error && error != std::errc::no_such_file_or_directory && error != std::errc::not_a_directory) {
      throw Error(ErrorKind::Store,
                  fmt::format("The store {} cannot be opened ({}).", path.string(), error.message()),
                  "Check that you may read its folder.");
    }
    return true;
  }
  if (!fs::is_regular_file(status)) throw notAStore(path, "it is not a file");
  if (fs::file_size(path, error) == 0 && !error) return true;
  // Through SQLite's own file handle: opening and closing the file by ourselves would drop the POSIX locks
  // that this process's other connections hold (sqlite.org/howtocorrupt.html, section 2.2), and another
  // process would take the store for unused and delete its write-ahead log.
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READONLY, nullptr);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> owner(raw, sqlite3_close);
  sqlite3_file* file = nullptr;
  if (opened != SQLITE_OK ||
      sqlite3_file_control(raw, "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file)) != SQLITE_OK ||
      file == nullptr || file->pMethods == nullptr) {
    throw Error(ErrorKind::Store, fmt::format("The store {} cannot be read.", path.string()),
                "Allow yourself to read the file.");
  }
  std::array<char, 16> head{};
  // A shorter file is filled up with zeros, and is no store either.
  file->pMethods->xRead(file, head.data(), static_cast<int>(head.size()), 0);
  static constexpr std::array<char, 16> kMagic{'S', 'Q', 'L', 'i', 't', 'e', ' ', 'f',
                                               'o', 'r', 'm', 'a', 't', ' ', '3', '\0'};
  if (head != kMagic) throw notAStore(path, "it is not an SQLite file");
  return false;
}

fs::path walFile(const fs::path& path) {
  return path.string() + "-wal";
}

bool closedUncleanly(const fs::path& path) {
  std::error_code error;
  const auto walSize = fs::file_size(walFile(path), error);
  if (error || walSize == 0) return false;
  const auto size = fs::file_size(path, error);
  return !error && size + walSize <= kCheckedSize;
}

/// Asks for a journal mode and returns the one in force, or nothing if other connections were in the way for
/// as long as `patience`. Changing it needs the file alone for a moment, which SQLite's busy handler does not
/// always wait for.
std::optional<std::string> setJournalMode(Connection& connection, const char* mode,
                                          std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  connection.database().setBusyTimeout(100);
  std::optional<std::string> answer;
  while (!answer) {
    try {
      SQLite::Statement statement(connection.database(), fmt::format("PRAGMA journal_mode = {}", mode));
      statement.executeStep();
      answer = statement.getColumn(0).getString();
    } catch (const SQLite::Exception& exception) {
      const int code = exception.getErrorCode() & 0xFF;
      const bool busy = code == SQLITE_BUSY || code == SQLITE_LOCKED || code == SQLITE_PROTOCOL;
      if (!busy) throw toError(exception, connection.path(), connection.systemError());
      if (std::chrono::steady_clock::now() >= deadline) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  connection.database().setBusyTimeout(kBusyTimeoutMs);
  return answer;
}

/// Puts the store into WAL mode where the file system allows it; returns a warning or "".
std::string chooseJournal(Connection& connection, const OpenOptions& options, bool fresh) {
  const fs::path folder = fs::absolute(connection.path()).parent_path();
  const auto fileSystem = options.withoutWal ? options.withoutWal(folder) : fileSystemWithoutWal(folder);
  const std::string current = connection.text("PRAGMA journal_mode");
  const char* const wanted = fileSystem ? "delete" : "wal";
  // A store that was moved here changes its mode at the next opening if it is in use now.
  const std::chrono::milliseconds patience(fresh ? 10000 : 500);
  const auto answer =
      current == wanted ? std::optional(current) : setJournalMode(connection, wanted, patience);
  connection.setSynchronous(answer.value_or(current) == "wal");
  if (fileSystem) {
    return fmt::format(
        "The store {} is on a network file system ({}), where SQLite cannot use its write-ahead log: writing "
        "is slower, and programs on two machines must not use it at the same time. A folder on a local disk "
        "is better.",
        connection.path().string(), *fileSystem);
  }
  if (answer && *answer != "wal") {
    return fmt::format(
        "The store {} cannot use SQLite's write-ahead log here: writing is slower, and reading waits for "
        "writing. A folder on another disk may be better.",
        connection.path().string());
  }
  return {};
}

/// Version of the schema; 0 for an empty file. Throws for a foreign SQLite file.
int schemaVersion(Connection& connection) {
  // One statement sees one state: another process may be creating the schema.
  const std::string facts = connection.text(
      "SELECT format('%d %d %d', (SELECT count(*) FROM sqlite_master), "
      "(SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version))");
  std::int64_t tables = 0, application = 0, version = 0;
  std::istringstream(facts) >> tables >> application >> version;
  if (application == kApplicationId && version >= 1) return static_cast<int>(version);
  if (application == 0 && version == 0 && tables == 0) return 0;
  throw notAStore(connection.path(), "it is an SQLite file of another program");
}

void createSchema(Connection& connection, const Schema& schema) {
  connection.write([&] {
    auto& database = connection.database();
    // Another process may have been faster.
    if (schemaVersion(connection) != 0) return;
    database.exec(schema.createSql);
    database.exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
    setSchemaVersion(database, schema.version);
  });
}

std::string quotedUri(const fs::path& path) {
  std::string uri = "file:";
  for (const char c : fs::absolute(path).string()) {
    const bool plain =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '.' || c == '_' || c == '-';
    uri += plain ? std::string(1, c) : fmt::format("%{:02x}", static_cast<unsigned char>(c));
  }
  return uri;
}

}  // namespace

OpenedStore openForWriting(const fs::path& path, const OpenOptions& options) {
  const bool fresh = isAbsentOrEmpty(path);
  if (fresh) {
    std::error_code error;
    const fs::path folder = fs::absolute(path).parent_path();
    fs::create_directories(folder, error);
    if (error && !fs::is_directory(folder)) {
      throw Error(ErrorKind::Store,
                  fmt::format("The folder {} cannot be created ({}).", folder.string(), error.message()),
                  "Choose another place for the store.");
    }
  }
  const bool unclean = closedUncleanly(path);
  auto connection =
      std::make_unique<Connection>(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, options.vfs);
  // SQLite opens a write-protected file for reading without a word.
  if (sqlite3_db_readonly(connection->database().getHandle(), "main") == 1) {
    throw toError(SQLite::Exception("read-only", SQLITE_READONLY), path, 0);
  }
  int version = schemaVersion(*connection);
  if (version > options.schema->version) throw newerStore(*connection, version, options.schema->version);
  if (unclean) {
    const std::string verdict = connection->text("PRAGMA quick_check(1)");
    if (verdict != "ok") throw toError(SQLite::Exception(verdict, SQLITE_CORRUPT), path, 0);
  }
  OpenedStore opened;
  opened.warning = chooseJournal(*connection, options, version == 0);
  if (options.maxPages > 0) connection->integer(fmt::format("PRAGMA max_page_count = {}", options.maxPages));
  if (version == 0) createSchema(*connection, *options.schema);
  version = schemaVersion(*connection);
  if (version < options.schema->version) migrate(*connection, *options.schema);
  // A newer program may have opened it in the meantime.
  version = schemaVersion(*connection);
  if (version > options.schema->version) throw newerStore(*connection, version, options.schema->version);
  opened.connection = std::move(connection);
  return opened;
}

OpenedReader openForReading(const fs::path& path) {
  if (isAbsentOrEmpty(path)) {
    throw Error(ErrorKind::Store, fmt::format("There is no store {}.", path.string()),
                "Check the path; a store is created by the first run.");
  }
  OpenedReader opened;
  opened.connection = std::make_unique<Connection>(path, SQLITE_OPEN_READONLY);
  try {
    opened.version = schemaVersion(*opened.connection);
  } catch (const Error&) {
    // A WAL store in a folder that nobody here can write (a DVD, an archive): nobody changes it either.
    const fs::path folder = fs::absolute(path).parent_path();
    std::error_code error;
    const bool hasWal = fs::exists(walFile(path), error) && fs::file_size(walFile(path), error) > 0;
    if (access(folder.c_str(), W_OK) == 0 || hasWal) throw;
    opened.connection = std::make_unique<Connection>(path, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
                                                     std::string(), quotedUri(path) + "?immutable=1");
    opened.version = schemaVersion(*opened.connection);
  }
  if (opened.version == 0) throw notAStore(path, "it is empty");
  return opened;
}

}  // namespace skewscope::store
