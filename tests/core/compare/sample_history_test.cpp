#include "core/compare/sample_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/store/store.h"
#include "tests/core/base/temporary_folder.h"

namespace skewscope::compare {
namespace {

using ::testing::ElementsAre;

class SampleHistoryTest : public testing::Test {
 protected:
  /// A run of three classes whose predictions at each epoch are those of `predicted`, image by image.
  std::string add(const std::string& name, const std::string& data,
                  const std::map<std::int64_t, std::vector<std::uint16_t>>& predicted,
                  const std::string& metric = "head_accuracy") {
    spec::ExperimentSpec spec;
    spec.name = name;
    const std::string id = store_->addRun(spec);
    store::Store::RunStart start;
    start.dataDigest = data;
    start.classes = {{0, "cat", 900, 0}, {1, "dog", 60, 1}, {2, "owl", 9, 2}};
    start.testLabels = {0, 1, 2};
    store_->startRun(id, start);
    for (const auto& [epoch, classes] : predicted) {
      store::EpochRows rows;
      rows.epoch = epoch;
      rows.metrics[metric] = 0.5;
      rows.predictions[metric] = classes;
      store_->writeEpoch(id, rows);
    }
    return id;
  }

  test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "s.skewscope";
  std::unique_ptr<store::Store> store_ = store::Store::open(path_);
};

TEST_F(SampleHistoryTest, HasEveryRunAndAccuracyThatKeepsPredictions) {
  const auto a = add("a", "data", {{1, {0, 0, 0}}, {5, {0, 1, 2}}});
  const auto b = add("b", "data", {{5, {0, 0, 1}}}, "knn_accuracy");
  const auto other = add("other", "other data", {{1, {0, 0, 0}}});
  const auto none = add("none", "data", {});
  store::Reader reader(path_);
  const auto found = sampleHistory(reader, {a, b, other, none}, 2);
  EXPECT_EQ(found.trueClass, 2);
  EXPECT_EQ(found.className(found.trueClass), "owl");
  EXPECT_EQ(found.trainCount, 9);
  EXPECT_EQ(found.group, 2);
  ASSERT_EQ(found.rows.size(), 2U);
  EXPECT_EQ(found.rows[0].name, "a");
  EXPECT_THAT(found.rows[0].epochs, ElementsAre(1, 5));
  EXPECT_THAT(found.rows[0].classes, ElementsAre(0, 2));
  EXPECT_EQ(found.rows[1].metric, "knn_accuracy");
  EXPECT_THAT(found.rows[1].classes, ElementsAre(1));
  EXPECT_THAT(found.epochs(), ElementsAre(1, 5));
  EXPECT_EQ(sampleTable(found).write(report::TableFormat::Tsv),
            "run\tmetric\tepoch_1\tepoch_5\na\tOwn head\tcat\towl\nb\tkNN\t\tdog\n");
}

TEST_F(SampleHistoryTest, RefusesWhatThereIsNot) {
  const auto a = add("a", "data", {{1, {0, 7, 0}}});
  store::Reader reader(path_);
  EXPECT_EQ(sampleHistory(reader, {a}, 1).className(7), "7");  // a class that has no name
  EXPECT_THROW(sampleHistory(reader, {a}, 3), Error);
  EXPECT_THROW(sampleHistory(reader, {a}, -1), Error);
  EXPECT_THROW(sampleHistory(reader, {}, 0), Error);
  EXPECT_THROW(sampleHistory(reader, {"nobody"}, 0), Error);
}

}  // namespace
}  // namespace skewscope::compare
