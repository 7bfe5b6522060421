#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "core/base/error.h"

namespace skewscope::store {

/// How long a call waits for other processes before it gives up with "locked".
inline constexpr std::chrono::seconds kBusyPatience{30};

/// SQLite's own handler sleeps and retries this long inside each statement; Connection covers what it does
/// not.
inline constexpr int kBusyTimeoutMs = 10000;

/// What SQLite reported, as an Error that says what happened to `path` and what to do. `systemError`: errno
/// behind an I/O error, 0 if unknown.
Error toError(const SQLite::Exception& exception, const std::filesystem::path& path, int systemError);

/// One SQLite connection with this program's settings. Every SQLite::Exception inside guard(), read() and
/// write() leaves it as an Error. Not thread-safe but interrupt().
class Connection {
 public:
  /// `flags`: SQLITE_OPEN_...; `vfs`: empty for the default. `uri`: opened instead of `path`
  /// (SQLITE_OPEN_URI).
  Connection(const std::filesystem::path& path, int flags, const std::string& vfs = {},
             const std::string& uri = {});

  SQLite::Database& database() { return *database_; }
  const std::filesystem::path& path() const { return path_; }

  /// Runs `job`, translating what SQLite throws.
  template <typename F>
  auto guard(F&& job) -> std::invoke_result_t<F> {
    errno = 0;
    try {
      return job();
    } catch (const SQLite::Exception& exception) {
      throw toError(exception, path_, systemError());
    }
  }

  /// Runs `job` in one read transaction: all its queries see the same state.
  template <typename F>
  auto read(F&& job) -> std::invoke_result_t<F> {
    return transaction(SQLite::TransactionBehavior::DEFERRED, std::forward<F>(job));
  }

  /// Runs `job` in one IMMEDIATE transaction. `job` may run several times (it is rolled back and repeated
  /// when another process is in the way at commit), so it must not change anything outside the store.
  template <typename F>
  auto write(F&& job) -> std::invoke_result_t<F> {
    return transaction(SQLite::TransactionBehavior::IMMEDIATE, std::forward<F>(job));
  }

  /// write() that has reached the disk when it returns, in WAL mode too: for what a file outside depends on.
  template <typename F>
  auto writeDurably(F&& job) -> std::invoke_result_t<F> {
    const FullSync sync(*this);
    return write(std::forward<F>(job));
  }

  /// Sets synchronous from the journal mode: NORMAL with WAL, FULL otherwise.
  void setSynchronous(bool wal);

  /// First column of the first row of a query, as an integer or text. The query has a row.
  std::int64_t integer(const std::string& sql);
  std::string text(const std::string& sql);

  /// errno behind an I/O error that was just thrown, or 0. SQLite does not keep that of a commit: then the
  /// thread's own, which is set to 0 before each job.
  int systemError() {
    const int kept = sqlite3_system_errno(database_->getHandle());
    return kept != 0 ? kept : errno;
  }

  void interrupt() { sqlite3_interrupt(database_->getHandle()); }

 private:
  class FullSync {
   public:
    explicit FullSync(Connection& connection);
    ~FullSync();
    FullSync(const FullSync&) = delete;
    FullSync& operator=(const FullSync&) = delete;

   private:
    Connection& connection_;
  };

  template <typename F>
  auto transaction(SQLite::TransactionBehavior behavior, F&& job) -> std::invoke_result_t<F> {
    const auto deadline = std::chrono::steady_clock::now() + kBusyPatience;
    while (true) {
      int error = 0;
      errno = 0;
      try {
        SQLite::Transaction transaction(*database_, behavior);
        // The rollback that follows an exception would overwrite the reason.
        const auto run = [&]() -> std::invoke_result_t<F> {
          try {
            if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
              job();
              transaction.commit();
            } else {
              auto result = job();
              transaction.commit();
              return result;
            }
          } catch (const SQLite::Exception&) {
            error = systemError();
            throw;
          }
        };
        return run();
      } catch (const SQLite::Exception& exception) {
        if (!waitForOthers(exception, deadline)) throw toError(exception, path_, error);
      }
    }
  }
  /// True after a pause if `exception` says that another process is in the way and there is time left.
  static bool waitForOthers(const SQLite::Exception& exception,
                            std::chrono::steady_clock::time_point deadline);

  std::filesystem::path path_;
  std::optional<SQLite::Database> database_;
  bool wal_ = false;
};

inline void bindAll(SQLite::Statement&, int) {}
/// Binds values to the parameters ?index, ?index + 1, ...; an empty optional is NULL.
template <typename First, typename... Rest>
void bindAll(SQLite::Statement& statement, int index, const First& first, const Rest&... rest) {
  if constexpr (requires { first.has_value(); }) {
    if (first.has_value()) {
      statement.bind(index, *first);
    } else {
      statement.bind(index);
    }
  } else {
    statement.bind(index, first);
  }
  bindAll(statement, index + 1, rest...);
}

/// A statement with its parameters bound.
template <typename... Args>
SQLite::Statement prepare(SQLite::Database& database, const char* sql, const Args&... args) {
  SQLite::Statement statement(database, sql);
  bindAll(statement, 1, args...);
  return statement;
}

/// Runs one statement; returns the number of rows changed.
template <typename... Args>
int execute(SQLite::Database& database, const char* sql, const Args&... args) {
  return prepare(database, sql, args...).exec();
}

/// Runs a statement again with other values.
template <typename... Args>
void rerun(SQLite::Statement& statement, const Args&... args) {
  bindAll(statement, 1, args...);
  statement.exec();
  statement.reset();
}

}  // namespace skewscope::store
