// Updates of older stores, with schemas that exist here only.

#include "core/store/migration.h"

#include <fstream>
#include <optional>

#include "core/store/opening.h"
#include "tests/core/store/processes.h"
#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsNan;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class MigrationTest : public StoreTest {
 protected:
  MigrationTest() : run_(Store::open(path())->addRun({})) {
    Store::open(path())->writeEpoch(run_, epochRows(1, 1, 0.5));
    backToVersionOne();
  }

  /// What later versions added, undone.
  void backToVersionSix() {
    raw().exec(R"sql(
        DROP VIEW per_class_accuracy;
        DROP VIEW class_value;
        ALTER TABLE class_metric RENAME TO lists;
        CREATE TABLE class_metric (
          run    INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
          metric TEXT NOT NULL,
          epoch  INTEGER NOT NULL CHECK (epoch >= 0),
          class  INTEGER NOT NULL CHECK (class >= 0),
          value  REAL,
          PRIMARY KEY (run, metric, epoch, class)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO class_metric SELECT run, metric, epoch, each.key, each.value
          FROM lists, json_each(lists.class_values) AS each;
        DROP TABLE lists;
        CREATE VIEW per_class_accuracy AS SELECT run.id AS run_id, class_metric.value AS accuracy
          FROM run JOIN class_metric ON class_metric.run = run.number;
        PRAGMA user_version = 6)sql");
  }
  void backToVersionThree() {
    backToVersionSix();
    raw().exec(
        "DROP TABLE feature_map; DROP TABLE saved_view; DROP TABLE worker; DROP TABLE figure; DROP TABLE "
        "prediction; DROP TABLE test_labels; ALTER TABLE run DROP COLUMN "
        "source; "
        "DROP VIEW trained_run; ALTER TABLE run DROP COLUMN epochs; DROP TABLE wanted_evaluation; PRAGMA "
        "user_version = 3");
  }
  void backToVersionOne() {
    backToVersionThree();
    raw().exec(
        "DROP TABLE evaluation; DROP TABLE experiment_run; DROP TABLE experiment; DROP TABLE queue; PRAGMA "
        "user_version = 1");
  }

  /// Version 3: a column more, then the table of metrics rebuilt.
  static Schema versionThree() {
    Schema schema;
    schema.version = 3;
    schema.migrations = {
        {1, [](SQLite::Database& database) { database.exec("ALTER TABLE run ADD COLUMN sponsor TEXT"); }},
        {2,
         [](SQLite::Database& database) {
           database.exec(
               "CREATE TABLE metric_new (run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE, "
               "metric TEXT "
               "NOT NULL, epoch INTEGER NOT NULL, value REAL, PRIMARY KEY (run, metric, epoch)) STRICT, "
               "WITHOUT ROWID");
           database.exec("INSERT INTO metric_new SELECT run, metric, epoch, value FROM metric");
           database.exec("DROP TABLE metric");
           database.exec("ALTER TABLE metric_new RENAME TO metric");
         }},
    };
    return schema;
  }
  OpenedStore openWith(const Schema& schema) {
    OpenOptions options;
    options.schema = &schema;
    return openForWriting(path(), options);
  }
  std::vector<std::string> backups() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder())) {
      const std::string name = entry.path().filename().string();
      if (name.find(".backup") != std::string::npos) names.push_back(name);
    }
    return names;
  }
  /// All that the store says of itself: schema, version and rows of some tables.
  std::string dump() {
    auto database = raw();
    return database.execAndGet("SELECT group_concat(sql, ';') FROM sqlite_master").getString() +
           database.execAndGet("PRAGMA user_version").getString() +
           database.execAndGet("SELECT group_concat(id || status || epochs_done) FROM run").getString() +
           database.execAndGet("SELECT group_concat(metric || epoch || value) FROM metric").getString();
  }

  std::string run_;
};

TEST_F(MigrationTest, GoesForwardStepByStepAfterABackup) {
  const Schema schema = versionThree();
  auto opened = openWith(schema);
  EXPECT_EQ(opened.connection->integer("PRAGMA user_version"), 3);
  EXPECT_EQ(opened.connection->integer("SELECT count(*) FROM metric"), 2);
  EXPECT_EQ(opened.connection->integer("SELECT count(*) FROM run WHERE sponsor IS NULL"), 1);
  EXPECT_EQ(opened.connection->integer("PRAGMA foreign_keys"), 1);
  EXPECT_EQ(opened.connection->text("PRAGMA integrity_check"), "ok");
  EXPECT_THAT(backups(), UnorderedElementsAre("experiments.skewscope.v1.backup"));
}

TEST_F(MigrationTest, BackupIsACompleteStoreOfTheOldVersion) {
  // Another connection keeps rows in the write-ahead log, which a copy of the file would miss.
  const Schema one{1, "", {}};
  OpenOptions options;
  options.schema = &one;
  auto store = openStore(path(), options);
  EpochRows rows = epochRows(2, 0.5, 0.75);
  rows.classMetrics.clear();  // those are written as the newest version has them
  store->writeEpoch(run_, rows);
  ASSERT_GT(fs::file_size(path().string() + "-wal"), 0U);
  const Schema schema = versionThree();
  openWith(schema);
  const fs::path backup = path().string() + ".v1.backup";
  EXPECT_EQ(integrity(backup), "ok");
  auto old = Store::open(backup);
  EXPECT_EQ(Reader(backup).run(run_).epochsDone, 2);
  EXPECT_EQ(Reader(backup).series(run_, metric::kLoss).values.size(), 2U);
}

TEST_F(MigrationTest, ExistingBackupIsNeverOverwritten) {
  const fs::path wanted = path().string() + ".v1.backup";
  { std::ofstream(wanted) << "precious"; }
  { std::ofstream(wanted.string() + "-2") << "also precious"; }
  const Schema schema = versionThree();
  openWith(schema);
  std::string text;
  std::ifstream(wanted) >> text;
  EXPECT_EQ(text, "precious");
  EXPECT_EQ(integrity(wanted.string() + "-3"), "ok");
  EXPECT_THAT(backups(), SizeIs(3));
}

TEST_F(MigrationTest, FailingStepLeavesTheStoreAsItWas) {
  const std::string before = dump();
  for (const auto& failure : std::vector<std::function<void(SQLite::Database&)>>{
           [](SQLite::Database& database) {
             database.exec("DELETE FROM metric; INSERT INTO nowhere VALUES (1)");
           },
           [](SQLite::Database& database) {
             database.exec("DROP TABLE metric");
             throw Error(ErrorKind::Data, "no way forward");
           },
           // Rows that refer to nothing are found before the commit.
           [](SQLite::Database& database) {
             database.exec("INSERT INTO run_tag (run, tag) VALUES (4711, 'lost')");
           }}) {
    Schema schema;
    schema.version = 2;
    schema.migrations = {{1, failure}};
    const Error error = thrownError([&] { openWith(schema); });
    EXPECT_THAT(error.what(), HasSubstr("stays at 1"));
    EXPECT_EQ(dump(), before);
    EXPECT_EQ(integrity(path()), "ok");
    // Nothing was changed, so repeated attempts leave no heap of backups.
    EXPECT_THAT(backups(), IsEmpty());
  }
  EXPECT_EQ(Reader(path()).run(run_).epochsDone, 1);
  Store::open(path())->writeEpoch(run_, epochRows(2, 1, 0.5));
}

TEST_F(MigrationTest, FailureOfALaterStepUndoesTheEarlierOnes) {
  const std::string before = dump();
  Schema schema = versionThree();
  schema.migrations[1].apply = [](SQLite::Database& database) { database.exec("DROP TABLE nowhere"); };
  const Error error = thrownError([&] { openWith(schema); });
  EXPECT_THAT(error.what(), HasSubstr("from version 1 to 3 and stays at 1"));
  EXPECT_EQ(dump(), before);
  EXPECT_THAT(backups(), IsEmpty());
  const Schema repaired = versionThree();
  EXPECT_EQ(openWith(repaired).connection->integer("PRAGMA user_version"), 3);
  EXPECT_THAT(backups(), UnorderedElementsAre("experiments.skewscope.v1.backup"));
}

TEST_F(MigrationTest, MissingStepIsAnError) {
  Schema schema = versionThree();
  schema.migrations.erase(schema.migrations.begin());
  const Error error = thrownError([&] { openWith(schema); });
  EXPECT_EQ(error.kind(), ErrorKind::Store);
  EXPECT_THAT(error.what(), HasSubstr("no way from version 1"));
}

TEST_F(MigrationTest, ProcessesThatOpenAtOnceMigrateOnce) {
  const Schema schema = versionThree();
  std::vector<pid_t> children;
  for (int index = 0; index < 4; ++index) {
    children.push_back(startChild([&] {
      auto opened = openWith(schema);
      return opened.connection->integer("PRAGMA user_version") == 3 ? 0 : 1;
    }));
  }
  for (const pid_t child : children) EXPECT_EQ(finishChild(child), 0);
  EXPECT_THAT(backups(), UnorderedElementsAre("experiments.skewscope.v1.backup"));
  EXPECT_EQ(integrity(path()), "ok");
}

TEST_F(MigrationTest, AMigratedStoreIsLikeANewOne) {
  const std::string waiting = run_;
  { Store::open(path()); }
  const auto tables = [](SQLite::Database database) {
    return database
        .execAndGet(
            "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_master WHERE sql IS NOT NULL "
            "ORDER BY name)")
        .getString();
  };
  const auto fresh = folder() / "fresh.skewscope";
  { Store::open(fresh); }
  EXPECT_EQ(tables(raw()), tables(SQLite::Database(fresh.string(), SQLite::OPEN_READONLY)));
  EXPECT_EQ(raw().execAndGet("PRAGMA user_version").getInt(), kSchemaVersion);
  // A run that waited in the old store waits in the queue.
  const Queue queue = Reader(path()).queue();
  ASSERT_THAT(queue.entries, SizeIs(1));
  EXPECT_EQ(queue.entries[0].run, waiting);
}

TEST_F(MigrationTest, FromVersionThreeTheEpochsOfEachRunAreKnown) {
  { Store::open(path()); }
  backToVersionThree();
  const auto epochs = Reader(path()).run(run_).spec.epochs;
  auto store = Store::open(path());
  store->claimRun(run_, "engine");
  store->recordCheckpoint(run_, {epochs - 1, 0, "c/1", "digest", 1});
  EXPECT_EQ(raw().execAndGet("SELECT count(*) FROM trained_run").getInt(), 0);
  store->recordCheckpoint(run_, {epochs, 0, "c/2", "digest", 1});
  EXPECT_EQ(raw().execAndGet("SELECT count(*) FROM trained_run").getInt(), 1);
  EXPECT_EQ(raw().execAndGet("SELECT epochs FROM run").getInt64(), epochs);
}

TEST_F(MigrationTest, RowsOfSingleClassesBecomeListsBitForBit) {
  { Store::open(path()); }
  backToVersionSix();
  const double third = 1.0 / 3, small = 1e-300 / 7;
  {
    auto database = raw();
    SQLite::Statement insert(database, "INSERT INTO class_metric VALUES (1, 'weight', ?1, ?2, ?3)");
    rerun(insert, std::int64_t{2}, std::int64_t{0}, third);
    rerun(insert, std::int64_t{2}, std::int64_t{2}, small);  // class 1 has no row
    rerun(insert, std::int64_t{10}, std::int64_t{0}, std::optional<double>());
    rerun(insert, std::int64_t{10}, std::int64_t{1}, std::optional(third));
  }
  const auto check = [&](const char* when) {
    Reader reader(path());
    const ClassSeries series = reader.classSeries(run_, "weight");
    EXPECT_THAT(series.epochs, ElementsAre(2, 10)) << when;
    EXPECT_THAT(series.values, ElementsAre(ElementsAre(third, IsNan()), ElementsAre(IsNan(), third),
                                           ElementsAre(small, IsNan())))
        << when;
    EXPECT_THAT(reader.classSeries(run_, metric::kHeadAccuracy).values,
                ElementsAre(ElementsAre(0.5), ElementsAre(0.25), ElementsAre(0.125)))
        << when;
    EXPECT_THAT(reader.classMetricNames(run_), ElementsAre(metric::kHeadAccuracy, "weight")) << when;
  };
  check("as it is");
  { Store::open(path()); }
  EXPECT_EQ(raw().execAndGet("PRAGMA user_version").getInt(), kSchemaVersion);
  check("updated");
}

TEST_F(MigrationTest, OwnSchemaHasAWayFromEveryVersion) {
  const Schema& schema = currentSchema();
  EXPECT_EQ(schema.version, kSchemaVersion);
  for (int from = 1; from < schema.version; ++from) {
    EXPECT_EQ(std::count_if(schema.migrations.begin(), schema.migrations.end(),
                            [&](const Migration& each) { return each.from == from; }),
              1)
        << from;
  }
}

}  // namespace skewscope::store
