#include <SQLiteCpp/SQLiteCpp.h>
#include <fuzzer/FuzzedDataProvider.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/fuzz/check.h"
#include "tests/fuzz/store_files.h"

namespace {

using namespace skewscope;

/// The columns of all tables of a store.
std::vector<std::pair<std::string, std::string>> columns(SQLite::Database& database) {
  std::vector<std::pair<std::string, std::string>> found;
  SQLite::Statement query(database,
                          "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE "
                          "t.type = 'table' ORDER BY t.name, c.cid");
  while (query.executeStep())
    found.emplace_back(query.getColumn(0).getString(), query.getColumn(1).getString());
  return found;
}

void bindAny(SQLite::Statement& update, FuzzedDataProvider& input) {
  switch (input.ConsumeIntegralInRange(0, 3)) {
    case 0:
      update.bind(1, input.ConsumeIntegral<std::int64_t>());
      break;
    case 1:
      update.bind(1, input.ConsumeFloatingPoint<double>());
      break;
    case 2:
      update.bind(1, input.ConsumeRandomLengthString(4096));
      break;
    default: {
      const std::string bytes = input.ConsumeRandomLengthString(4096);
      update.bind(1, bytes.data(), static_cast<int>(bytes.size()));
    }
  }
}

}  // namespace

/// A sound SQLite file with values of any kind where the program expects its own: every column of every
/// table, constraints off.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::OwnFolder folder;
  static const auto sound = [] {
    fuzz::writeSmallStore(folder / "sound.skewscope");
    return folder / "sound.skewscope";
  }();
  const auto path = folder / "edited.skewscope";
  std::filesystem::copy_file(sound, path, std::filesystem::copy_options::overwrite_existing);
  {
    SQLite::Database edited(path.string(), SQLite::OPEN_READWRITE);
    edited.exec("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF");
    static const auto places = columns(edited);
    FuzzedDataProvider input(data, size);
    SQLite::Transaction transaction(edited);
    for (int edit = 0; edit < 8 && input.remaining_bytes() > 0; ++edit) {
      const auto& [table, column] = places[input.ConsumeIntegralInRange<std::size_t>(0, places.size() - 1)];
      SQLite::Statement update(edited, "UPDATE OR IGNORE " + table + " SET " + column + " = ?");
      bindAny(update, input);
      // STRICT tables refuse some kinds of value from anyone.
      static_cast<void>(update.tryExecuteStep());
    }
    transaction.commit();
  }
  fuzz::expectValueOrReason([&] { fuzz::readEverything(path); });
  return 0;
}
