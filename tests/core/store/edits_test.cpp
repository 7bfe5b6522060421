// What the user changes, the bin and the log.

#include "core/spec/options.h"
#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class EditsTest : public StoreTest {
 protected:
  EditsTest() : store_(Store::open(path())), reader_(path()), run_(store_->addRun({})) {}
  RunRecord record() { return reader_.run(run_); }

  std::unique_ptr<Store> store_;
  Reader reader_;
  std::string run_;
};

TEST_F(EditsTest, NameNoteColourTagsAndArchive) {
  store_->rename(run_, "  Baseline, r .01 ");
  store_->setNote(run_, "two\nlines");
  store_->setColour(run_, "#0072b2");
  store_->setTags(run_, {"paper", " figure 3 ", "paper", "", "  "});
  store_->setArchived(run_, true);
  EXPECT_EQ(record().name, "Baseline, r .01");
  EXPECT_EQ(record().note, "two\nlines");
  EXPECT_EQ(record().colour, "#0072b2");
  EXPECT_THAT(record().tags, ElementsAre("figure 3", "paper"));
  EXPECT_TRUE(record().archived);
  EXPECT_THAT(reader_.runs()[0].tags, ElementsAre("figure 3", "paper"));
  store_->setTags(run_, {"other"});
  store_->setArchived(run_, false);
  store_->setColour(run_, "");
  EXPECT_THAT(record().tags, ElementsAre("other"));
  EXPECT_FALSE(record().archived);
  EXPECT_EQ(record().colour, "");
}

TEST_F(EditsTest, EmptyNameIsTheDescriptionAgain) {
  store_->rename(run_, "mine");
  store_->rename(run_, " ");
  EXPECT_EQ(record().name, spec::describe({}));
}

TEST_F(EditsTest, WhatIsNoColourIsRefused) {
  for (const char* bad : {"red", "#12345", "#1234567", "123456#", "#12345g"}) {
    EXPECT_EQ(thrownError([&] { store_->setColour(run_, bad); }).kind(), ErrorKind::Usage) << bad;
  }
  EXPECT_EQ(record().colour, "");
}

TEST_F(EditsTest, ADeviceIsChangedAndNothingElseOfTheSpec) {
  spec::ExperimentSpec spec;
  spec.device = "cuda:1";
  spec.learningRate = 0.1 + 0.2;
  const std::string run = store_->addRun(spec);
  const RunRecord before = reader_.run(run);
  store_->setDevice(run, "cpu");
  const RunRecord after = reader_.run(run);
  spec.device = "cpu";
  spec.name = after.spec.name;
  EXPECT_EQ(after.spec, spec);
  EXPECT_EQ(after.specHash, before.specHash);
  EXPECT_EQ(after.groupHash, before.groupHash);
  EXPECT_EQ(thrownError([&] { store_->setDevice(run, "gpu"); }).kind(), ErrorKind::Usage);
  EXPECT_EQ(reader_.run(run).spec.device, "cpu");
}

TEST_F(EditsTest, BinHidesAndGivesBack) {
  store_->setDeleted(run_, true);
  EXPECT_THAT(reader_.runs(), IsEmpty());
  ASSERT_THAT(reader_.runs(true), SizeIs(1));
  EXPECT_GT(reader_.runs(true)[0].deletedMs, 0);
  EXPECT_EQ(reader_.run(run_).id, run_);  // by its id, not by its name
  EXPECT_EQ(thrownError([&] { reader_.run(spec::describe({})); }).kind(), ErrorKind::Usage);
  store_->setDeleted(run_, false);
  EXPECT_THAT(reader_.runs(), SizeIs(1));
  EXPECT_EQ(record().deletedMs, 0);
}

TEST_F(EditsTest, EmptyingTheBinRemovesEverythingOfTheRun) {
  const std::string twin = store_->addRun({});
  const std::string kept = store_->addRun({});
  for (const auto& id : {run_, twin, kept}) {
    store_->startRun(id, threeClasses());
    store_->writeEpoch(id, epochRows(1, 1, 0.5));
    store_->setTags(id, {"tag"});
    store_->log({0, id, "info", "text"});
  }
  auto alone = threeClasses();
  alone.subsetDigest = "of the twin alone";
  store_->startRun(kept, threeClasses());
  const std::string fourth = store_->addRun({});
  store_->startRun(fourth, alone);
  store_->recordCheckpoint(run_, {1, 0, "c/shared", "d", 1});
  store_->recordCheckpoint(kept, {1, 0, "c/shared", "d", 1});
  store_->recordCheckpoint(twin, {1, 0, "c/twin", "d", 1});
  for (const auto& id : {run_, twin, fourth}) store_->setDeleted(id, true);

  EXPECT_THAT(store_->emptyBin(std::chrono::hours(1)), IsEmpty());
  EXPECT_THAT(reader_.runs(true), SizeIs(3));
  EXPECT_THAT(store_->emptyBin(std::chrono::milliseconds::max()), IsEmpty());
  EXPECT_THAT(reader_.runs(true), SizeIs(3));
  EXPECT_THAT(store_->emptyBin(std::chrono::milliseconds(0)), ElementsAre("c/twin"));
  EXPECT_THAT(reader_.runs(true), IsEmpty());
  EXPECT_THAT(reader_.runs(), SizeIs(1));
  auto database = raw();
  for (const char* table : {"run_tag", "metric", "class_metric", "confusion", "summary", "checkpoint",
                            "run_class", "event_log"}) {
    const std::string others = std::string("SELECT count(*) FROM ") + table + " WHERE run <> 3";
    EXPECT_EQ(database.execAndGet(others).getInt(), 0) << table;
    const std::string own = std::string("SELECT count(*) FROM ") + table + " WHERE run = 3";
    EXPECT_GT(database.execAndGet(own).getInt(), 0) << table;
  }
  EXPECT_EQ(database.execAndGet("SELECT group_concat(digest) FROM subset").getString(), "subset-digest");
}

TEST_F(EditsTest, LogKeepsOrderRunAndLimit) {
  const std::string other = store_->addRun({});
  store_->log({1000, run_, "info", "one"});
  store_->log({2000, other, "warning", "two"});
  store_->log({3000, "", "error", "three"});
  store_->log({0, "unknown run", "shout", "four"});
  auto lines = reader_.log("", 10);
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_EQ(lines[0].text, "one");
  EXPECT_EQ(lines[0].run, run_);
  EXPECT_EQ(lines[0].timeMs, 1000);
  EXPECT_EQ(lines[1].level, "warning");
  EXPECT_EQ(lines[2].run, "");
  EXPECT_EQ(lines[2].level, "error");
  EXPECT_EQ(lines[3].level, "info");
  EXPECT_GT(lines[3].timeMs, 3000);
  lines = reader_.log("", 2);
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(lines[0].text, "three");
  lines = reader_.log(other, 10);
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].text, "two");
  EXPECT_THAT(reader_.log("", 0), IsEmpty());
  EXPECT_THAT(reader_.log("", -1), IsEmpty());
}

TEST_F(EditsTest, LogIsBounded) {
  raw().exec(
      "WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 25000) "
      "INSERT INTO event_log (time_ms, level, text) SELECT i, 'info', 'line ' || i FROM k");
  store_->log({0, "", "info", "newest"});
  const auto lines = reader_.log("", 100000);
  ASSERT_THAT(lines, SizeIs(20000));
  EXPECT_EQ(lines.back().text, "newest");
  EXPECT_EQ(lines.front().text, "line 5002");
}

}  // namespace skewscope::store
