#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/store/connection.h"
#include "core/store/schema.h"

namespace skewscope::store {

class Store;

/// How a store is opened; the initial values are Store::open's, others are for tests.
struct OpenOptions {
  const Schema* schema = &currentSchema();
  std::string vfs;            ///< SQLite's file layer; empty: its default
  std::int64_t maxPages = 0;  ///< PRAGMA max_page_count: a disk that is full beyond; 0: no limit
  /// Name of the file system that cannot do WAL, if the folder is on one.
  std::function<std::optional<std::string>(const std::filesystem::path&)> withoutWal;
};

/// Store::open with options.
std::unique_ptr<Store> openStore(const std::filesystem::path& path, const OpenOptions& options);

/// A read-write connection with the schema in place, and what the user should know.
struct OpenedStore {
  std::unique_ptr<Connection> connection;
  std::string warning;
};

/// Opens or creates, chooses the journal mode, creates or migrates the schema.
OpenedStore openForWriting(const std::filesystem::path& path, const OpenOptions& options);

/// A read-only connection to an existing store, and the version of its schema.
struct OpenedReader {
  std::unique_ptr<Connection> connection;
  int version = 0;
};

OpenedReader openForReading(const std::filesystem::path& path);

}  // namespace skewscope::store
