// Series, their summaries and what a checkpoint does to them.

#include <limits>
#include <map>
#include <random>

#include "core/store/series_rows.h"
#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SeriesTest : public StoreTest {
 protected:
  SeriesTest() : store_(Store::open(path())), reader_(path()), run_(store_->addRun({})) {}

  void write(std::int64_t epoch, std::map<std::string, double> metrics) {
    EpochRows rows;
    rows.epoch = epoch;
    rows.metrics = std::move(metrics);
    store_->writeEpoch(run_, rows);
  }
  MetricSummary summary(const std::string& metric) { return reader_.run(run_).summaries.at(metric); }

  std::unique_ptr<Store> store_;
  Reader reader_;
  std::string run_;
};

constexpr double kInf = std::numeric_limits<double>::infinity();

TEST_F(SeriesTest, AValueKeepsTheProtocolThatGaveIt) {
  EpochRows rows;
  rows.epoch = 3;
  rows.metrics["lt_probe_accuracy"] = 0.5;
  rows.protocols["lt_probe_accuracy"] = R"({"protocol":"lt-probe","images":7})";
  store_->writeEpoch(run_, rows);
  rows.protocols["lt_probe_accuracy"] = R"({"protocol":"lt-probe","images":8})";
  store_->writeEpoch(run_, rows);  // measured again
  const auto found = reader_.evaluations(run_);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].metric, "lt_probe_accuracy");
  EXPECT_EQ(found[0].epoch, 3);
  EXPECT_EQ(found[0].protocol, R"({"protocol":"lt-probe","images":8})");
  EXPECT_EQ(found[0].engineVersion, SKEWSCOPE_VERSION);
  EXPECT_GT(found[0].createdMs, 0);
}

TEST_F(SeriesTest, PredictionsAreKeptByEpochAndGoWithTheRowsPastACheckpoint) {
  EXPECT_THAT(reader_.predictions(run_, "head_accuracy"), IsEmpty());
  for (std::uint16_t epoch = 1; epoch <= 3; ++epoch) {
    EpochRows rows = epochRows(epoch, 1, 0.5);
    rows.predictions["head_accuracy"] = {epoch, 0, 65535};
    store_->writeEpoch(run_, rows);
  }
  EXPECT_THAT(reader_.predictionEpochs(run_, "head_accuracy"), ElementsAre(1, 2, 3));
  EXPECT_THAT(reader_.confusionEpochs(run_, "head_accuracy"), ElementsAre(1, 2, 3));
  EXPECT_THAT(reader_.confusionEpochs(run_, "knn_accuracy"), IsEmpty());
  EXPECT_THAT(reader_.predictions(run_, "head_accuracy"), ElementsAre(3, 0, 65535));
  EXPECT_THAT(reader_.predictions(run_, "head_accuracy", 2), ElementsAre(2, 0, 65535));
  EXPECT_THAT(reader_.predictions(run_, "knn_accuracy"), IsEmpty());
  store_->recordCheckpoint(run_, {2, 0, "experiments.skewscope.checkpoints/a", "digest", 1});
  EXPECT_THAT(reader_.predictionEpochs(run_, "head_accuracy"), ElementsAre(1, 2));
}

TEST_F(SeriesTest, TestLabelsAreThoseOfTheData) {
  auto start = threeClasses();
  start.testLabels = {2, 1, 0, 300};
  store_->startRun(run_, start);
  const auto other = store_->addRun({});
  start.testLabels = {9};  // the first to come stays: a digest stands for one data set
  store_->startRun(other, start);
  EXPECT_THAT(reader_.testLabels("data-digest"), ElementsAre(2, 1, 0, 300));
  EXPECT_THAT(reader_.testLabels("another"), IsEmpty());
}

TEST_F(SeriesTest, BestIsLargestForAccuraciesAndSmallestForLosses) {
  write(1, {{"head_accuracy", 0.5}, {"loss", 1.0}, {"sharpness", 0.3}, {"loss_perturbed", 4}});
  write(2, {{"head_accuracy", 0.8}, {"loss", 0.5}, {"sharpness", 0.1}, {"loss_perturbed", 2}});
  write(3, {{"head_accuracy", 0.6}, {"loss", 0.7}, {"sharpness", 0.2}, {"loss_perturbed", 3}});
  const MetricSummary accuracy = summary("head_accuracy");
  EXPECT_EQ(accuracy.lastEpoch, 3);
  EXPECT_EQ(accuracy.last, 0.6);
  EXPECT_EQ(accuracy.bestEpoch, 2);
  EXPECT_EQ(accuracy.best, 0.8);
  EXPECT_THAT(accuracy.meanLast5, DoubleNear((0.5 + 0.8 + 0.6) / 3, 1e-15));
  for (const char* metric : {"loss", "sharpness", "loss_perturbed"}) {
    EXPECT_EQ(summary(metric).bestEpoch, 2) << metric;
    EXPECT_EQ(summary(metric).lastEpoch, 3) << metric;
  }
}

TEST_F(SeriesTest, AtBestIsTheValueAtTheBestEpochOfTheLiveAccuracy) {
  write(1, {{"head_accuracy", 0.5}, {"knn_accuracy", 0.9}, {"loss", 1.5}, {"sharpness", 0.1}});
  write(2, {{"head_accuracy", 0.8}, {"loss", 0.75}, {"probe_accuracy", std::nan("")}});
  write(3, {{"head_accuracy", 0.6}, {"loss", 0.5}, {"sharpness", 0.2}, {"probe_accuracy", 0.7}});
  EXPECT_EQ(summary("head_accuracy").atBest, 0.8);  // a supervised run
  EXPECT_EQ(summary("loss").atBest, 0.75) << "neither its best nor its last value";
  EXPECT_EQ(summary("sharpness").atBest, std::nullopt) << "not measured there";
  EXPECT_EQ(summary("probe_accuracy").atBest, std::nullopt);
  write(4, {{"head_accuracy", 0.9}, {"sharpness", 0.3}});
  EXPECT_EQ(summary("sharpness").atBest, 0.3);
  EXPECT_EQ(summary("loss").atBest, std::nullopt);
}

TEST_F(SeriesTest, FirstOfEqualBestsIsKept) {
  for (std::int64_t epoch = 1; epoch <= 4; ++epoch) write(epoch, {{"head_accuracy", 0.5}});
  EXPECT_EQ(summary("head_accuracy").bestEpoch, 1);
}

TEST_F(SeriesTest, MeanTakesTheLastFiveEpochsWithAValue) {
  for (std::int64_t epoch = 0; epoch <= 7; ++epoch)
    write(epoch, {{"head_accuracy", static_cast<double>(epoch)}});
  EXPECT_EQ(summary("head_accuracy").meanLast5, 5);
  write(8, {{"head_accuracy", std::nan("")}});
  EXPECT_EQ(summary("head_accuracy").meanLast5, 5);
  EXPECT_EQ(summary("head_accuracy").lastEpoch, 7);
}

TEST_F(SeriesTest, ValuesThatAreNotFiniteReadAsNaNAndAreLogged) {
  write(1, {{"loss", 1.5}});
  write(2, {{"loss", kInf}});
  write(3, {{"loss", std::nan("")}});
  write(4, {{"loss", -kInf}});
  const Series series = reader_.series(run_, "loss");
  EXPECT_THAT(series.epochs, ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(series.values[0], 1.5);
  for (const std::size_t at : {1U, 2U, 3U}) EXPECT_TRUE(std::isnan(series.values[at])) << at;
  EXPECT_EQ(summary("loss").last, 1.5);
  EXPECT_EQ(summary("loss").best, 1.5);
  const auto lines = reader_.log(run_, 10);
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_THAT(lines[0].text, HasSubstr("loss is +infinity at epoch 2"));
  EXPECT_THAT(lines[1].text, HasSubstr("loss is not a number at epoch 3"));
  EXPECT_THAT(lines[2].text, HasSubstr("loss is -infinity at epoch 4"));
  EXPECT_EQ(lines[0].level, "warning");
}

TEST_F(SeriesTest, ClassWithoutValueIsNaN) {
  EpochRows rows;
  rows.epoch = 1;
  rows.classMetrics["sharpness"] = {0.1, std::nan(""), kInf};
  store_->writeEpoch(run_, rows);
  rows.epoch = 2;
  rows.classMetrics["sharpness"] = {0.2, 0.3, 0.4, 0.5};
  store_->writeEpoch(run_, rows);
  rows.epoch = 3;
  rows.classMetrics["sharpness"] = {std::nan(""), std::nan("")};
  store_->writeEpoch(run_, rows);
  const ClassSeries series = reader_.classSeries(run_, "sharpness");
  EXPECT_THAT(series.epochs, ElementsAre(1, 2, 3));
  ASSERT_THAT(series.values, SizeIs(4));
  for (const auto& values : series.values) ASSERT_THAT(values, SizeIs(3));
  EXPECT_EQ(series.values[0][0], 0.1);
  EXPECT_TRUE(std::isnan(series.values[1][0]));
  EXPECT_TRUE(std::isnan(series.values[2][0]));
  EXPECT_TRUE(std::isnan(series.values[3][0]));
  EXPECT_EQ(series.values[3][1], 0.5);
  EXPECT_TRUE(std::isnan(series.values[0][2]));
  // Only what is infinite is worth a word: NaN is how a class without a value is written.
  const auto lines = reader_.log(run_, 10);
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0].text, HasSubstr("class 2 is +infinity"));
}

TEST_F(SeriesTest, DoublesComeBackBitForBit) {
  std::mt19937_64 random(7);
  std::vector<double> sent{0.1 + 0.2,
                           1.0 / 3,
                           std::numeric_limits<double>::min(),
                           std::numeric_limits<double>::denorm_min(),
                           std::numeric_limits<double>::max(),
                           -1e-300,
                           5.0};
  while (sent.size() < 50) {
    const double value = std::bit_cast<double>(random());
    if (std::isfinite(value)) sent.push_back(value);
  }
  for (std::size_t index = 0; index < sent.size(); ++index)
    write(static_cast<std::int64_t>(index), {{"seconds", sent[index]}});
  EXPECT_EQ(reader_.series(run_, "seconds").values, sent);
}

TEST_F(SeriesTest, EpochWrittenAgainReplacesItsMetricsOnly) {
  store_->writeEpoch(run_, epochRows(1, 2.0, 0.9));
  store_->writeEpoch(run_, epochRows(2, 1.0, 0.5));
  write(1, {{"head_accuracy", 0.1}});   // the best falls away
  write(2, {{"probe_accuracy", 0.7}});  // an evaluation after training
  EXPECT_EQ(summary("head_accuracy").best, 0.5);
  EXPECT_EQ(summary("head_accuracy").bestEpoch, 2);
  EXPECT_EQ(summary("loss").last, 1.0);
  EXPECT_EQ(summary("probe_accuracy").last, 0.7);
  EXPECT_THAT(reader_.classSeries(run_, "head_accuracy").epochs, ElementsAre(1, 2));
  std::vector<double> last;
  for (const auto& values : reader_.classSeries(run_, "head_accuracy").values) last.push_back(values.at(1));
  EXPECT_EQ(reader_.lastPerClass(run_, "head_accuracy"), last);
  EXPECT_FALSE(last.empty());
  EpochRows fewer;
  fewer.epoch = 2;
  fewer.classMetrics["head_accuracy"] = {0.25};
  store_->writeEpoch(run_, fewer);
  const auto values = reader_.classSeries(run_, "head_accuracy").values;
  EXPECT_EQ(values[0][1], 0.25);
  EXPECT_TRUE(std::isnan(values[1][1]));
}

TEST_F(SeriesTest, CheckpointDropsWhatIsPastIt) {
  for (std::int64_t epoch = 1; epoch <= 6; ++epoch) {
    store_->writeEpoch(run_,
                       epochRows(epoch, 1.0 / static_cast<double>(epoch), 0.1 * static_cast<double>(epoch)));
  }
  EXPECT_THAT(store_->recordCheckpoint(run_, {4, 17, "x.checkpoints/a", "digest-a", 123}), IsEmpty());
  EXPECT_EQ(reader_.run(run_).epochsDone, 4);
  EXPECT_TRUE(reader_.run(run_).hasCheckpoint);
  EXPECT_THAT(reader_.series(run_, "loss").epochs, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(reader_.classSeries(run_, "head_accuracy").epochs, ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(reader_.confusion(run_, "head_accuracy").front(), 4);
  EXPECT_EQ(summary("head_accuracy").lastEpoch, 4);
  EXPECT_THAT(summary("head_accuracy").best, DoubleNear(0.4, 1e-15));

  const auto checkpoint = reader_.checkpoint(run_);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->epoch, 4);
  EXPECT_EQ(checkpoint->step, 17);
  EXPECT_EQ(checkpoint->path, "x.checkpoints/a");
  EXPECT_EQ(checkpoint->digest, "digest-a");
  EXPECT_EQ(checkpoint->bytes, 123);

  store_->writeEpoch(run_, epochRows(5, 0.2, 0.9));
  const auto resumed = store_->rewindToCheckpoint(run_);
  ASSERT_TRUE(resumed);
  EXPECT_EQ(resumed->path, "x.checkpoints/a");
  EXPECT_THAT(reader_.series(run_, "loss").epochs, ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(reader_.run(run_).epochsDone, 4);
}

TEST_F(SeriesTest, RewindWithoutCheckpointStartsOver) {
  store_->writeEpoch(run_, epochRows(0, 2, 0.1));
  store_->writeEpoch(run_, epochRows(1, 1, 0.2));
  EXPECT_FALSE(store_->rewindToCheckpoint(run_));
  EXPECT_THAT(reader_.metricNames(run_), IsEmpty());
  EXPECT_THAT(reader_.classMetricNames(run_), IsEmpty());
  EXPECT_THAT(reader_.run(run_).summaries, IsEmpty());
  EXPECT_THAT(reader_.confusion(run_, "head_accuracy"), IsEmpty());
  EXPECT_EQ(reader_.run(run_).epochsDone, 0);
}

TEST_F(SeriesTest, ReplacedCheckpointIsReturnedForDeletion) {
  const std::string other = store_->addRun({});
  EXPECT_THAT(store_->recordCheckpoint(run_, {1, 0, "c/1", "d", 1}), IsEmpty());
  EXPECT_THAT(store_->recordCheckpoint(run_, {1, 0, "c/1", "d2", 1}),
              IsEmpty());  // the same file, written anew
  EXPECT_THAT(store_->recordCheckpoint(run_, {2, 0, "c/2", "d", 1}), ElementsAre("c/1"));
  store_->recordCheckpoint(other, {2, 0, "c/2", "d", 1});
  EXPECT_THAT(store_->recordCheckpoint(run_, {3, 0, "c/3", "d", 1}), IsEmpty());  // still the other run's
  EXPECT_THAT(store_->recordCheckpoint(other, {3, 0, "c/4", "d", 1}), ElementsAre("c/2"));
}

TEST_F(SeriesTest, CheckpointOutsideTheFolderIsRefused) {
  for (const char* bad : {"/etc/passwd", "../x", "a/../../x", ""}) {
    EXPECT_EQ(thrownError([&] {
                store_->recordCheckpoint(run_, {1, 0, bad, "d", 1});
              }).kind(),
              ErrorKind::Internal)
        << bad;
  }
  // A store from a stranger: neither read nor handed out for deletion.
  store_->recordCheckpoint(run_, {1, 0, "c/1", "d", 1});
  raw().exec("UPDATE checkpoint SET path = '../../etc/passwd'");
  EXPECT_EQ(thrownError([&] { reader_.checkpoint(run_); }).kind(), ErrorKind::Store);
  EXPECT_EQ(thrownError([&] { store_->rewindToCheckpoint(run_); }).kind(), ErrorKind::Data);
  EXPECT_THAT(store_->recordCheckpoint(run_, {2, 0, "c/2", "d", 1}), IsEmpty());
}

TEST_F(SeriesTest, RefusedRowsLeaveNothingBehind) {
  EpochRows rows = epochRows(1, 1, 0.5);
  rows.confusions["head_accuracy"].pop_back();  // no square
  EXPECT_EQ(thrownError([&] { store_->writeEpoch(run_, rows); }).kind(), ErrorKind::Internal);
  rows = epochRows(1, 1, 0.5);
  rows.confusions["head_accuracy"][3] = -1;
  EXPECT_EQ(thrownError([&] { store_->writeEpoch(run_, rows); }).kind(), ErrorKind::Internal);
  rows.confusions["head_accuracy"][3] = 1LL << 31;
  EXPECT_EQ(thrownError([&] { store_->writeEpoch(run_, rows); }).kind(), ErrorKind::Internal);
  EXPECT_EQ(thrownError([&] { store_->writeEpoch(run_, epochRows(-1, 1, 0.5)); }).kind(),
            ErrorKind::Internal);
  EXPECT_THAT(reader_.metricNames(run_), IsEmpty());
  EXPECT_EQ(reader_.run(run_).epochsDone, 0);
}

TEST_F(SeriesTest, PackedIntegersAreLittleEndianInt32) {
  const std::vector<std::int64_t> values{0, 1, 258, 2147483647};
  const std::string blob = packInt32(values, "value");
  EXPECT_EQ(blob, std::string("\0\0\0\0\1\0\0\0\2\1\0\0\xFF\xFF\xFF\x7F", 16));
  EXPECT_EQ(unpackInt32(blob.data(), static_cast<int>(blob.size())), values);
  EXPECT_THAT(unpackInt32(nullptr, 0), IsEmpty());
}

// Summaries are kept up step by step; here they are compared with those of the whole series after every
// change.
TEST_F(SeriesTest, SummariesEqualThoseOfTheWholeSeries) {
  std::mt19937 random(11);
  std::map<std::string, std::map<std::int64_t, double>> model;
  std::int64_t epoch = 0;
  std::optional<std::int64_t> checkpoint;
  for (int round = 0; round < 400; ++round) {
    const auto choice = random() % 20;
    if (choice == 0 && epoch > 2) {
      const std::int64_t at = epoch - static_cast<std::int64_t>(random() % 3);
      store_->recordCheckpoint(run_, {at, 0, "c/x", "d", 1});
      checkpoint = at;
      epoch = at;
    } else if (choice == 1) {
      store_->rewindToCheckpoint(run_);
      epoch = checkpoint.value_or(0);
      if (!checkpoint) model.clear();
    } else {
      const bool again = choice < 5 && epoch > 0;
      const std::int64_t at =
          again ? static_cast<std::int64_t>(random() % static_cast<unsigned>(epoch)) + 1 : epoch + 1;
      EpochRows rows;
      rows.epoch = at;
      for (const char* metric : {"loss", "head_accuracy"}) {
        if (random() % 4 == 0) continue;
        const double value = random() % 8 == 0 ? std::nan("") : static_cast<double>(random() % 1000) / 1000;
        rows.metrics[metric] = value;
        model[metric][at] = value;
      }
      store_->writeEpoch(run_, rows);
      if (!again) epoch = at;
    }
    if (choice <= 1) {
      for (auto& [metric, values] : model) values.erase(values.upper_bound(epoch), values.end());
    }
    const auto summaries = reader_.run(run_).summaries;
    for (const auto& [metric, values] : model) {
      std::vector<std::pair<std::int64_t, double>> finite;
      for (const auto& each : values) {
        if (!std::isnan(each.second)) finite.push_back(each);
      }
      ASSERT_EQ(summaries.contains(metric), !finite.empty()) << metric << " in round " << round;
      if (finite.empty()) continue;
      auto best = finite.front();
      for (const auto& each : finite) {
        if (metric == "loss" ? each.second < best.second : each.second > best.second) best = each;
      }
      double sum = 0;
      const std::size_t count = std::min<std::size_t>(5, finite.size());
      for (std::size_t back = 0; back < count; ++back) sum += finite[finite.size() - 1 - back].second;
      const MetricSummary& got = summaries.at(metric);
      ASSERT_EQ(got.lastEpoch, finite.back().first) << metric << " in round " << round;
      ASSERT_EQ(got.last, finite.back().second) << metric << " in round " << round;
      ASSERT_EQ(got.bestEpoch, best.first) << metric << " in round " << round;
      ASSERT_EQ(got.best, best.second) << metric << " in round " << round;
      ASSERT_NEAR(got.meanLast5, sum / static_cast<double>(count), 1e-12) << metric << " in round " << round;
    }
  }
}

}  // namespace skewscope::store
