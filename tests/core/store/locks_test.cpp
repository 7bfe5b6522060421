// POSIX locks belong to a process, not to a connection: nothing here may drop those of another connection.
#include <filesystem>

#include "core/store/reader.h"
#include "tests/core/store/processes.h"
#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

class LocksTest : public StoreTest {};

TEST_F(LocksTest, AReaderThatComesAndGoesLeavesTheWritersLocks) {
  auto store = Store::open(path());
  const std::string run = store->addRun({});
  // The window does this all the time, the engine at every finished epoch.
  for (int i = 0; i < 3; ++i) Reader(path()).runs();
  // Another process opens the store and leaves it. Were our locks gone, it would take itself for the last one
  // and delete the write-ahead log under our feet.
  const pid_t child = startChild([&] {
    Reader(path()).runs();
    Store::open(path())->setNote(run, "from the child");
    return 0;
  });
  ASSERT_EQ(finishChild(child), 0);
  EXPECT_TRUE(std::filesystem::exists(path().string() + "-wal"));
  store->rename(run, "after");
  const auto record = Reader(path()).run(run);
  EXPECT_EQ(record.name, "after");
  EXPECT_EQ(record.note, "from the child");
}

}  // namespace skewscope::store
