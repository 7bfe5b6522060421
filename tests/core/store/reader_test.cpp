// Finding runs, runs that cannot be read, changes, and breaking off.

#include <atomic>
#include <thread>

#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ReaderTest : public StoreTest {
 protected:
  ReaderTest() : store_(Store::open(path())), reader_(path()) {}

  std::string add(const std::string& name) {
    spec::ExperimentSpec spec;
    spec.name = name;
    return store_->addRun(spec);
  }
  void setId(const std::string& from, const std::string& to) {
    raw().exec("UPDATE run SET id = '" + to + "' WHERE id = '" + from + "'");
  }

  std::unique_ptr<Store> store_;
  Reader reader_;
};

TEST_F(ReaderTest, RunsAreFoundByIdBeginningAndName) {
  setId(add("first"), "abcd1111-0000-4000-8000-000000000001");
  setId(add("second"), "abcd2222-0000-4000-8000-000000000002");
  setId(add("twice"), "11111111-0000-4000-8000-000000000003");
  setId(add("twice"), "22222222-0000-4000-8000-000000000004");
  EXPECT_EQ(reader_.run("abcd1111-0000-4000-8000-000000000001").name, "first");
  EXPECT_EQ(reader_.run("ABCD2222-0000-4000-8000-000000000002").name, "second");
  EXPECT_EQ(reader_.run("abcd2").name, "second");
  EXPECT_EQ(reader_.run("ABCD1").name, "first");
  EXPECT_EQ(reader_.run("second").id.substr(0, 5), "abcd2");
  EXPECT_EQ(reader_.run("1111").id.substr(0, 5), "11111");
  EXPECT_THAT(thrownError([&] { reader_.run("abcd"); }).what(), HasSubstr("2 runs"));
  EXPECT_THAT(thrownError([&] { reader_.run("twice"); }).what(), HasSubstr("22222222"));
  for (const char* none : {"abc", "", "%", "____", "abcd9", "First"}) {
    EXPECT_EQ(thrownError([&] { reader_.run(none); }).kind(), ErrorKind::Usage) << none;
  }
}

TEST_F(ReaderTest, OldestRunComesFirst) {
  for (int index = 0; index < 20; ++index) add("run " + std::to_string(index));
  const auto runs = reader_.runs();
  ASSERT_THAT(runs, SizeIs(20));
  for (int index = 0; index < 20; ++index)
    EXPECT_EQ(runs[static_cast<std::size_t>(index)].name, "run " + std::to_string(index));
}

// A run of another version or a damaged one must not make the table unreadable.
TEST_F(ReaderTest, RunsWithUnreadableSettingsAreShownWithTheReason) {
  const std::string good = add("good");
  const std::string bad = add("bad");
  store_->writeEpoch(bad, epochRows(1, 1, 0.5));
  for (const std::string& json :
       {std::string("not json"), std::string(""), std::string("[]"), std::string("{\"mode\": 17}"),
        std::string("{\"option_of_the_future\": true}"), std::string(30000, '['),
        std::string("{\"ratio\": 1e999}"), std::string("{\"ratio\": -1}")}) {
    auto database = raw();
    SQLite::Statement update(database, "UPDATE run SET spec = ?1, failure = '' WHERE id = ?2");
    update.bind(1, json);
    update.bind(2, bad);
    update.exec();
    const auto runs = reader_.runs();
    ASSERT_THAT(runs, SizeIs(2)) << json.substr(0, 40);
    EXPECT_EQ(runs[0].failure, "");
    EXPECT_EQ(runs[1].spec, spec::ExperimentSpec{}) << json.substr(0, 40);
    EXPECT_EQ(runs[1].specJson, json);
    EXPECT_THAT(runs[1].failure, HasSubstr("settings of this run")) << json.substr(0, 40);
    EXPECT_EQ(runs[1].summaries.at(metric::kLoss).last, 1);
    EXPECT_THAT(reader_.series(bad, metric::kLoss).values, ElementsAre(1.0));
  }
  store_->rename(bad, "");  // a name from settings that cannot be read
  EXPECT_NE(reader_.run(bad).name, "");
}

TEST_F(ReaderTest, StatusOfTheFutureReadsAsFailed) {
  const std::string id = add("run");
  auto database = raw();
  database.exec("PRAGMA ignore_check_constraints = ON");
  database.exec("UPDATE run SET status = 'dreaming'");
  const auto runs = reader_.runs();
  ASSERT_THAT(runs, SizeIs(1));
  EXPECT_EQ(runs[0].status, RunStatus::Failed);
  EXPECT_THAT(runs[0].failure, HasSubstr("dreaming"));
}

TEST_F(ReaderTest, DataVersionChangesWithEveryCommitOfOthers) {
  const std::string id = add("run");
  const std::int64_t first = reader_.dataVersion();
  EXPECT_EQ(reader_.dataVersion(), first);
  store_->setNote(id, "x");
  const std::int64_t second = reader_.dataVersion();
  EXPECT_NE(second, first);
  reader_.runs();
  EXPECT_EQ(reader_.dataVersion(), second);
}

TEST_F(ReaderTest, ReaderCannotWrite) {
  const std::string id = add("run");
  SQLite::Database database(path().string(), SQLite::OPEN_READONLY);
  EXPECT_THROW(database.exec("DELETE FROM run"), SQLite::Exception);
}

TEST_F(ReaderTest, UnknownMetricsAreEmpty) {
  const std::string id = add("run");
  EXPECT_THAT(reader_.series(id, "nothing").epochs, IsEmpty());
  EXPECT_THAT(reader_.classSeries(id, "nothing").values, IsEmpty());
  EXPECT_THAT(reader_.lastPerClass(id, "nothing"), IsEmpty());
  EXPECT_THAT(reader_.metricNames(id), IsEmpty());
  EXPECT_THAT(reader_.classes(id), IsEmpty());
  EXPECT_FALSE(reader_.checkpoint(id));
  EXPECT_THAT(reader_.log(id, 5), IsEmpty());
}

TEST_F(ReaderTest, ForgedSizesAreDamageNotMemory) {
  const std::string id = add("run");
  store_->startRun(id, threeClasses());
  store_->writeEpoch(id, epochRows(1, 1, 0.5));
  auto database = raw();
  database.exec("PRAGMA ignore_check_constraints = ON");
  database.exec("UPDATE class_metric SET class_values = '[1,2,]'");
  database.exec("UPDATE confusion SET classes = 3000000000");
  database.exec("UPDATE subset SET n = 5");
  EXPECT_EQ(thrownError([&] { reader_.classSeries(id, metric::kHeadAccuracy); }).kind(), ErrorKind::Store);
  EXPECT_EQ(thrownError([&] { reader_.confusion(id, metric::kHeadAccuracy); }).kind(), ErrorKind::Store);
  EXPECT_EQ(thrownError([&] { reader_.subsetIndices(id); }).kind(), ErrorKind::Store);
}

TEST_F(ReaderTest, OneRowOfManyClassesDoesNotBlowUpTheOthers) {
  const std::string id = add("run");
  auto database = raw();
  database.exec(
      "WITH RECURSIVE k (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i < 5000) "
      "INSERT INTO class_metric (run, metric, epoch, class_values) SELECT 1, 'wide', i, '[1]' FROM k");
  std::string wide = "[0";
  for (int k = 1; k < 60000; ++k) wide += ",0";
  SQLite::Statement update(database, "UPDATE class_metric SET class_values = ?1 WHERE epoch = 2500");
  update.bind(1, wide + "]");
  update.exec();
  const Error error = thrownError([&] { reader_.classSeries(id, "wide"); });
  EXPECT_EQ(error.kind(), ErrorKind::Store);
  EXPECT_THAT(error.message(), HasSubstr("too many values"));
}

TEST_F(ReaderTest, QueryIsBrokenOffFromAnotherThread) {
  const std::string id = add("run");
  raw().exec(
      "WITH RECURSIVE k (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i < 400000) "
      "INSERT INTO class_metric (run, metric, epoch, class_values) SELECT 1, 'long', i, '[0.5,0.25]' FROM k");
  std::atomic<bool> finished = false;
  std::thread impatient([&] {
    while (!finished) {
      reader_.interrupt();
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
  });
  const Error error = thrownError([&] { reader_.classSeries(id, "long"); });
  finished = true;
  impatient.join();
  EXPECT_EQ(error.kind(), ErrorKind::Interrupted);
  // The next query is a new one.
  EXPECT_THAT(reader_.classSeries(id, "long").epochs, SizeIs(400001));
}

}  // namespace skewscope::store
