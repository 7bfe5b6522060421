#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace skewscope::store {

/// PRAGMA application_id of a store: "SKW1" in ASCII. `file` and SQLite's own tools show it.
inline constexpr std::int32_t kApplicationId = 0x534B5731;

/// One step forward of the schema, from version `from` to `from` + 1. `apply` runs inside a transaction with
/// foreign keys unchecked (they are checked before it commits); whatever it throws leaves the store as it
/// was.
struct Migration {
  int from = 0;
  std::function<void(SQLite::Database&)> apply;
};

/// A schema version with all that leads to it.
struct Schema {
  int version = 0;
  std::string createSql;              ///< makes an empty store of `version`
  std::vector<Migration> migrations;  ///< from every older version
};

/// The schema that this program writes (kSchemaVersion). docs/store.md describes its tables.
const Schema& currentSchema();

}  // namespace skewscope::store
