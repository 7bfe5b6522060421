// The queries of docs/store.md, as they stand there.

#include <fstream>
#include <sstream>

#include "core/spec/options.h"
#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class SqlTest : public StoreTest {
 protected:
  SqlTest() {
    auto store = Store::open(path());
    for (std::int64_t seed = 1; seed <= 2; ++seed) {
      for (const bool twin : {false, true}) {
        spec::ExperimentSpec spec;
        spec.ratio = 0.01;
        spec.seed = seed;
        spec.balancedTwin = twin;
        const std::string run = store->addRun(spec);
        store->claimRun(run, "engine");
        store->startRun(run, threeClasses());
        for (std::int64_t epoch = 1; epoch <= 6; ++epoch) {
          store->writeEpoch(run, epochRows(epoch, 1.0 / static_cast<double>(epoch),
                                           (twin ? 0.1 : 0.08) * static_cast<double>(epoch)));
        }
        store->endRun(run, RunStatus::Done, "");
      }
    }
    const std::string hidden = store->addRun({});
    store->startRun(hidden, threeClasses());
    store->writeEpoch(hidden, epochRows(1, 1, 0.99));
    store->setDeleted(hidden, true);
  }

  /// The ```sql blocks of the page, in order.
  static std::vector<std::string> documentedQueries() {
    std::ifstream in(std::string(SKEWSCOPE_TEST_DATA) + "/../../docs/store.md");
    std::vector<std::string> queries;
    std::string line;
    bool inside = false;
    while (std::getline(in, line)) {
      if (line == "```sql") {
        inside = true;
        queries.emplace_back();
      } else if (line == "```") {
        inside = false;
      } else if (inside) {
        queries.back() += line + "\n";
      }
    }
    return queries;
  }
};

TEST_F(SqlTest, EveryDocumentedQueryAnswers) {
  const auto queries = documentedQueries();
  ASSERT_GE(queries.size(), 5U);
  SQLite::Database database(path().string(), SQLite::OPEN_READONLY, 5000);
  for (const auto& query : queries) {
    SQLite::Statement statement(database, query);
    int rows = 0;
    while (statement.executeStep()) ++rows;
    EXPECT_GT(rows, 0) << query;
  }
}

TEST_F(SqlTest, PerClassViewHoldsTheFinalAccuracies) {
  auto database = raw();
  SQLite::Statement rows(
      database,
      "SELECT class_name, train_count, class_group, accuracy, balanced_twin, seed FROM per_class_accuracy "
      "WHERE epoch = 6 AND balanced_twin = 0 AND seed = 1 ORDER BY class");
  ASSERT_TRUE(rows.executeStep());
  EXPECT_EQ(rows.getColumn(0).getString(), "cat");
  EXPECT_EQ(rows.getColumn(1).getInt(), 900);
  EXPECT_EQ(rows.getColumn(2).getString(), "many");
  EXPECT_DOUBLE_EQ(rows.getColumn(3).getDouble(), 0.48);
  ASSERT_TRUE(rows.executeStep());
  EXPECT_EQ(rows.getColumn(2).getString(), "medium");
  EXPECT_DOUBLE_EQ(rows.getColumn(3).getDouble(), 0.24);
  ASSERT_TRUE(rows.executeStep());
  EXPECT_EQ(rows.getColumn(0).getString(), "owl");
  EXPECT_EQ(rows.getColumn(2).getString(), "few");
  EXPECT_FALSE(rows.executeStep());
}

TEST_F(SqlTest, ViewsLeaveOutTheBin) {
  auto database = raw();
  EXPECT_EQ(database.execAndGet("SELECT count(*) FROM per_class_accuracy WHERE accuracy = 0.99").getInt(), 0);
  EXPECT_EQ(database.execAndGet("SELECT count(DISTINCT run_id) FROM run_result").getInt(), 4);
  EXPECT_EQ(database.execAndGet("SELECT count(*) FROM run_result WHERE metric = 'loss' AND best = 1.0 / 6")
                .getInt(),
            4);
}

TEST_F(SqlTest, RunColumnsEqualTheSpec) {
  auto database = raw();
  SQLite::Statement rows(database,
                         "SELECT id, mode, method, dataset, ratio, balanced_twin, seed, epochs FROM run");
  Reader reader(path());
  while (rows.executeStep()) {
    const RunRecord run = reader.run(rows.getColumn(0).getString());
    const auto json = spec::toJson(run.spec);
    EXPECT_EQ(rows.getColumn(1).getString(), json.at("mode").get<std::string>());
    EXPECT_EQ(rows.getColumn(2).getString(), json.at("method").get<std::string>());
    EXPECT_EQ(rows.getColumn(3).getString(), run.spec.dataset);
    EXPECT_EQ(rows.getColumn(4).getDouble(), run.spec.ratio);
    EXPECT_EQ(rows.getColumn(5).getInt() == 1, run.spec.balancedTwin);
    EXPECT_EQ(rows.getColumn(6).getInt64(), run.spec.seed);
    EXPECT_EQ(rows.getColumn(7).getInt64(), run.spec.epochs);
  }
}

}  // namespace skewscope::store
