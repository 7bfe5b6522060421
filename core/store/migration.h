#pragma once

#include <filesystem>

#include "core/store/connection.h"
#include "core/store/schema.h"

namespace skewscope::store {

/// Sets PRAGMA user_version and notes the program's version beside it (table store_info).
void setSchemaVersion(SQLite::Database& database, int version);

/// The error for a store that a newer program has migrated: says which program is needed.
Error newerStore(Connection& connection, int found, int known);

/// Takes a store from its version to `schema.version`, all steps in one transaction, after a backup of the
/// whole file beside it ("<store>.v1.backup"). Where a step fails the store stays as it was.
void migrate(Connection& connection, const Schema& schema);

/// Copies the store with SQLite's backup interface to "<store>.v<version>.backup", or "...backup-2" and so
/// on: never over an existing file. Returns the path once it is on disk and checked.
std::filesystem::path backUp(const std::filesystem::path& store, int version);

}  // namespace skewscope::store
