// Which files are opened, how, and what is said about the others.

#include "core/store/opening.h"

#include <fstream>

#include "core/store/file_system.h"
#include "tests/core/store/processes.h"
#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class OpeningTest : public StoreTest {
 protected:
  std::string pragma(const std::string& name) {
    SQLite::Database database(path().string(), SQLite::OPEN_READWRITE, 5000);
    return database.execAndGet("PRAGMA " + name).getString();
  }
  void writeFile(const std::string& content) { std::ofstream(path(), std::ios::binary) << content; }
  static OpenOptions onNetwork() {
    OpenOptions options;
    options.withoutWal = [](const fs::path&) { return "NFS"; };
    return options;
  }
};

TEST_F(OpeningTest, NewStoreIsMarkedAndInWalMode) {
  const fs::path deep = folder() / "a" / "b" / "c.skewscope";
  EXPECT_EQ(Store::open(deep)->path(), deep);
  EXPECT_TRUE(fs::exists(deep));
  Store::open(path());
  EXPECT_EQ(pragma("journal_mode"), "wal");
  EXPECT_EQ(pragma("application_id"), std::to_string(kApplicationId));
  EXPECT_EQ(pragma("user_version"), std::to_string(kSchemaVersion));
  EXPECT_EQ(integrity(path()), "ok");
}

TEST_F(OpeningTest, EveryTableIsStrict) {
  Store::open(path());
  auto database = raw();
  EXPECT_EQ(database
                .execAndGet("SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict = 0 "
                            "AND name NOT LIKE 'sqlite_%'")
                .getInt(),
            0);
  EXPECT_GE(database.execAndGet("SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict = 1")
                .getInt(),
            10);
}

TEST_F(OpeningTest, ConnectionsAreSafeByDefault) {
  auto opened = openForWriting(path(), {});
  EXPECT_EQ(opened.connection->integer("PRAGMA foreign_keys"), 1);
  EXPECT_EQ(opened.connection->integer("PRAGMA trusted_schema"), 0);
  EXPECT_EQ(opened.connection->integer("PRAGMA cell_size_check"), 1);
  EXPECT_EQ(opened.connection->integer("PRAGMA mmap_size"), 0);
  EXPECT_EQ(opened.connection->integer("PRAGMA synchronous"), 1);  // NORMAL
  opened.connection->writeDurably([&] { EXPECT_EQ(opened.connection->integer("PRAGMA synchronous"), 2); });
  EXPECT_EQ(opened.connection->integer("PRAGMA synchronous"), 1);
  EXPECT_GT(opened.connection->integer("PRAGMA busy_timeout"), 1000);
}

TEST_F(OpeningTest, StoreOpensAgainWithWhatItHeld) {
  const std::string id = Store::open(path())->addRun({});
  EXPECT_EQ(Store::open(path())->warning(), "");
  EXPECT_EQ(Reader(path()).runs().at(0).id, id);
}

TEST_F(OpeningTest, EmptyFileBecomesAStore) {
  writeFile("");
  Store::open(path());
  EXPECT_THAT(Reader(path()).runs(), IsEmpty());
}

TEST_F(OpeningTest, CheckpointFolderIsBesideTheStore) {
  auto store = Store::open(path());
  const fs::path expected = path().string() + ".checkpoints";
  EXPECT_FALSE(fs::exists(expected));
  EXPECT_EQ(store->checkpointFolder(), expected);
  EXPECT_TRUE(fs::is_directory(expected));
  EXPECT_EQ(store->checkpointFolder(), expected);
}

TEST_F(OpeningTest, AbsentStoreIsNotCreatedByReading) {
  const Error error = thrownError([&] { Reader reader(path()); });
  EXPECT_EQ(error.kind(), ErrorKind::Store);
  EXPECT_THAT(error.what(), HasSubstr(path().string()));
  EXPECT_FALSE(fs::exists(path()));
  writeFile("");
  EXPECT_EQ(thrownError([&] { Reader reader(path()); }).kind(), ErrorKind::Store);
}

TEST_F(OpeningTest, ForeignFilesAreRefusedAndUnchanged) {
  for (const std::string& content :
       {std::string("x"), std::string("run,epoch\n1,2\n"), std::string(4096, '\0'),
        std::string("SQLite format 3"), std::string("SQLite format 3\0", 16) + "rest"}) {
    writeFile(content);
    for (const bool reading : {false, true}) {
      const Error error = thrownError(
          [&] { reading ? static_cast<void>(Reader(path())) : static_cast<void>(Store::open(path())); });
      EXPECT_EQ(error.kind(), ErrorKind::Store) << content;
      EXPECT_THAT(error.what(), HasSubstr("no Skewscope store")) << content;
    }
    std::ifstream in(path(), std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), content);
  }
}

TEST_F(OpeningTest, SqliteFileOfAnotherProgramIsRefused) {
  {
    SQLite::Database database(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("CREATE TABLE bookmarks (url TEXT)");
  }
  EXPECT_THAT(thrownError([&] { Store::open(path()); }).what(), HasSubstr("another program"));
  EXPECT_THAT(thrownError([&] { Reader reader(path()); }).what(), HasSubstr("another program"));
  raw().exec("PRAGMA application_id = 252006675; PRAGMA user_version = 1");
  EXPECT_THAT(thrownError([&] { Store::open(path()); }).what(), HasSubstr("another program"));
  EXPECT_EQ(pragma("journal_mode"), "delete");
}

TEST_F(OpeningTest, FolderIsRefused) {
  fs::create_directory(path());
  EXPECT_EQ(thrownError([&] { Store::open(path()); }).kind(), ErrorKind::Store);
  EXPECT_EQ(thrownError([&] { Reader reader(path()); }).kind(), ErrorKind::Store);
  EXPECT_EQ(thrownError([&] { Store::open("/dev/null/x.skewscope"); }).kind(), ErrorKind::Store);
}

TEST_F(OpeningTest, NewerStoreIsReadButNotWritten) {
  const std::string id = Store::open(path())->addRun({});
  {
    auto database = raw();
    database.exec("PRAGMA user_version = 99");
    database.exec("UPDATE store_info SET value = '7.5.0' WHERE name = 'program_version'");
    database.exec("DROP VIEW run_result; DROP VIEW per_class_accuracy; DROP TABLE confusion");
    database.exec("ALTER TABLE run ADD COLUMN invention TEXT");
  }
  const Error error = thrownError([&] { Store::open(path()); });
  EXPECT_EQ(error.kind(), ErrorKind::Store);
  EXPECT_THAT(error.what(), HasSubstr("schema 99"));
  EXPECT_THAT(error.advice(), HasSubstr("7.5.0"));
  Reader reader(path());
  EXPECT_TRUE(reader.isNewer());
  EXPECT_EQ(reader.runs().at(0).id, id);
  EXPECT_EQ(thrownError([&] { reader.confusion(id, "head_accuracy"); }).kind(), ErrorKind::Store);
  raw().exec("DROP TABLE store_info");
  EXPECT_EQ(thrownError([&] { Store::open(path()); }).kind(), ErrorKind::Store);
}

TEST_F(OpeningTest, NetworkFileSystemGetsNoWalAndAWarning) {
  const std::string id = Store::open(path())->addRun({});
  EXPECT_EQ(pragma("journal_mode"), "wal");
  {
    auto store = openStore(path(), onNetwork());
    EXPECT_THAT(store->warning(), HasSubstr("NFS"));
    store->writeEpoch(id, epochRows(1, 1, 0.5));
    EXPECT_EQ(pragma("journal_mode"), "delete");
    EXPECT_EQ(Reader(path()).run(id).epochsDone, 1);
  }
  EXPECT_EQ(openForWriting(path(), onNetwork()).connection->integer("PRAGMA synchronous"), 2);  // FULL
  EXPECT_EQ(Store::open(path())->warning(), "");  // copied to a local disk
  EXPECT_EQ(pragma("journal_mode"), "wal");
}

TEST_F(OpeningTest, NetworkStoreThatIsInUseKeepsItsModeWithoutFailing) {
  auto local = Store::open(path());
  local->addRun({});
  auto store = openForWriting(path(), onNetwork());
  EXPECT_THAT(store.warning, HasSubstr("NFS"));
  EXPECT_EQ(store.connection->integer("SELECT count(*) FROM run"), 1);
}

TEST_F(OpeningTest, WalThatSqliteRefusesIsNoticed) {
  OpenOptions options;
  options.vfs = "unix-dotfile";  // a file layer without shared memory
  auto store = openStore(path(), options);
  EXPECT_THAT(store->warning(), HasSubstr("write-ahead log"));
  store->writeEpoch(store->addRun({}), epochRows(1, 1, 0.5));
  store.reset();
  EXPECT_EQ(pragma("journal_mode"), "delete");
  EXPECT_EQ(integrity(path()), "ok");
}

TEST(FileSystem, NetworkTypesAreKnown) {
  EXPECT_EQ(fileSystemWithoutWal(0x6969UL), "NFS");
  EXPECT_EQ(fileSystemWithoutWal(0xFF534D42UL), "CIFS");
  EXPECT_EQ(fileSystemWithoutWal(0xFFFFFFFFFF534D42UL), "CIFS");  // f_type is signed on some systems
  EXPECT_EQ(fileSystemWithoutWal(0x0BD00BD0UL), "Lustre");
  EXPECT_EQ(fileSystemWithoutWal(0x47504653UL), "GPFS");
  EXPECT_EQ(fileSystemWithoutWal(0x65735546UL), "FUSE");
  EXPECT_EQ(fileSystemWithoutWal(0xEF53UL), std::nullopt);      // ext4
  EXPECT_EQ(fileSystemWithoutWal(0x58465342UL), std::nullopt);  // XFS
  EXPECT_EQ(fileSystemWithoutWal(0x01021994UL), std::nullopt);  // tmpfs
  EXPECT_EQ(fileSystemWithoutWal(fs::path("/proc")), std::nullopt);
}

}  // namespace skewscope::store
