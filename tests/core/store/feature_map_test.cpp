// Feature maps: read as they were written, and gone when what they belong to is.

#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FeatureMapTest : public StoreTest {
 protected:
  FeatureMapTest() : store_(Store::open(path())), reader_(path()), run_(store_->addRun({})) {}

  static FeatureMap map(float first) {
    FeatureMap made;
    made.dataDigest = "data-digest";
    made.images = {0, 4, 70000};
    made.dimensions = 2;
    made.components = {first, -1.5F, 0, 3e-30F, 5, 6};
    made.map = {1, 2, 3, 4, 5, -1e20F};
    made.protocol = R"({"protocol":"feature-map"})";
    return made;
  }
  void write(std::int64_t epoch, const FeatureMap& made) {
    EpochRows rows = epochRows(epoch, 1, 0.5);
    rows.featureMap = made;
    store_->writeEpoch(run_, rows);
  }

  std::unique_ptr<Store> store_;
  Reader reader_;
  std::string run_;
};

TEST_F(FeatureMapTest, ReadsAsItWasWrittenAndIsReplaced) {
  EXPECT_FALSE(reader_.featureMap(run_));
  EXPECT_THAT(reader_.featureMapEpochs(run_), IsEmpty());
  write(2, map(1));
  write(3, map(7));
  write(3, map(8));  // measured again
  EXPECT_THAT(reader_.featureMapEpochs(run_), ElementsAre(2, 3));
  const auto last = reader_.featureMap(run_);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->epoch, 3);
  EXPECT_EQ(last->dataDigest, "data-digest");
  EXPECT_THAT(last->images, ElementsAre(0, 4, 70000));
  EXPECT_EQ(last->dimensions, 2);
  EXPECT_EQ(last->components, map(8).components);
  EXPECT_EQ(last->map, map(8).map);
  EXPECT_EQ(last->protocol, map(8).protocol);
  EXPECT_GT(last->createdMs, 0);
  EXPECT_EQ(reader_.featureMap(run_, 2)->components.front(), 1);
  EXPECT_FALSE(reader_.featureMap(run_, 1));
  EXPECT_THROW(reader_.featureMap("nobody"), Error);
}

TEST_F(FeatureMapTest, RefusesLengthsThatDoNotFit) {
  const auto refused = [&](auto&& spoil) {
    FeatureMap made = map(1);
    spoil(made);
    EXPECT_EQ(thrownError([&] { write(1, made); }).kind(), ErrorKind::Internal);
  };
  refused([](FeatureMap& made) { made.components.pop_back(); });
  refused([](FeatureMap& made) { made.map.push_back(0); });
  refused([](FeatureMap& made) { made.images.push_back(70001); });
  refused([](FeatureMap& made) { made.images = {0, 4, 4}; });
  refused([](FeatureMap& made) { made.images = {-1, 4, 5}; });
  refused([](FeatureMap& made) { made.dimensions = 1; });
  refused([](FeatureMap& made) { made = {}; });
  EXPECT_THAT(reader_.featureMapEpochs(run_), IsEmpty());
  EXPECT_THAT(reader_.series(run_, metric::kLoss).epochs, IsEmpty());  // all of the epoch or nothing
}

TEST_F(FeatureMapTest, GoesWithTheRowsPastACheckpointAndWithTheRun) {
  write(1, map(1));
  write(2, map(2));
  store_->recordCheckpoint(run_, {1, 0, "experiments.skewscope.checkpoints/a", "digest", 1});
  EXPECT_THAT(reader_.featureMapEpochs(run_), ElementsAre(1));
  store_->setDeleted(run_, true);
  store_->emptyBin(std::chrono::milliseconds(-1));
  SQLite::Database database = raw();
  SQLite::Statement count(database, "SELECT count(*) FROM feature_map");
  count.executeStep();
  EXPECT_EQ(count.getColumn(0).getInt(), 0);
}

TEST_F(FeatureMapTest, ADamagedOneIsAnErrorAndNoCrash) {
  write(1, map(1));
  SQLite::Database database = raw();
  database.exec("PRAGMA ignore_check_constraints = 1");
  for (const char* damage :
       {"UPDATE feature_map SET map = x'00'", "UPDATE feature_map SET components = x''",
        "UPDATE feature_map SET n = 9000000000000000000", "UPDATE feature_map SET dimensions = -1",
        "UPDATE feature_map SET images = x'ffffffff0000000001000000'"}) {
    write(1, map(1));
    database.exec(damage);
    EXPECT_EQ(thrownError([&] { reader_.featureMap(run_); }).kind(), ErrorKind::Store) << damage;
  }
}

}  // namespace skewscope::store
