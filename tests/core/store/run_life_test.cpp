// A run from the queue to its end, as another connection reads it.

#include "core/spec/options.h"
#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RunLifeTest : public StoreTest {};

TEST_F(RunLifeTest, QueuedRunHoldsTheWholeSpec) {
  auto store = Store::open(path());
  EXPECT_EQ(store->warning(), "");
  spec::ExperimentSpec spec;
  spec.ratio = 0.02;
  spec.seed = 7;
  spec.balancedTwin = true;
  const std::int64_t before = nowMs();
  const std::string id = store->addRun(spec);

  Reader reader(path());
  EXPECT_FALSE(reader.isNewer());
  const auto runs = reader.runs();
  ASSERT_THAT(runs, SizeIs(1));
  const RunRecord& run = runs[0];
  EXPECT_EQ(run.id, id);
  EXPECT_EQ(run.name, spec::describe(spec));
  EXPECT_EQ(run.status, RunStatus::Queued);
  EXPECT_EQ(run.spec, spec);
  EXPECT_EQ(run.specJson, spec::toJson(spec).dump());
  EXPECT_EQ(run.specHash, spec::specHash(spec));
  EXPECT_EQ(run.pairHash, spec::pairHash(spec));
  EXPECT_EQ(run.groupHash, spec::groupHash(spec));
  EXPECT_GE(run.createdMs, before);
  EXPECT_EQ(run.startedMs, 0);
  EXPECT_EQ(run.n, 0);
  EXPECT_FALSE(run.hasCheckpoint);
  EXPECT_FALSE(run.archived);
}

TEST_F(RunLifeTest, NameOfTheSpecIsTheRunsName) {
  auto store = Store::open(path());
  spec::ExperimentSpec spec;
  spec.name = "Größe \"x\"; DROP TABLE run; --";
  const std::string id = store->addRun(spec);
  EXPECT_EQ(Reader(path()).run(id).name, spec.name);
}

TEST_F(RunLifeTest, InvalidSpecIsRefused) {
  auto store = Store::open(path());
  spec::ExperimentSpec spec;
  spec.ratio = 2;
  EXPECT_EQ(thrownError([&] { store->addRun(spec); }).kind(), ErrorKind::Usage);
  EXPECT_THAT(Reader(path()).runs(), IsEmpty());
}

TEST_F(RunLifeTest, TrainsAndEnds) {
  auto store = Store::open(path());
  const std::string id = store->addRun({});
  store->claimRun(id, "engine-1");
  store->startRun(id, threeClasses());
  store->startRun(id, threeClasses());  // idempotent
  store->writeEpoch(id, epochRows(1, 2.0, 0.25));
  store->writeEpoch(id, epochRows(2, 1.5, 0.5));

  Reader reader(path());
  RunRecord run = reader.run(id);
  EXPECT_EQ(run.status, RunStatus::Running);
  EXPECT_EQ(run.dataDigest, "data-digest");
  EXPECT_EQ(run.subsetDigest, "subset-digest");
  EXPECT_EQ(run.n, 4);
  EXPECT_EQ(run.engineVersion, "0.1.0");
  EXPECT_EQ(run.device, "cpu");
  EXPECT_EQ(run.precision, "fp32");
  EXPECT_EQ(run.threads, 2);
  EXPECT_EQ(run.epochsDone, 2);
  EXPECT_GT(run.startedMs, 0);
  EXPECT_GT(run.heartbeatMs, 0);
  EXPECT_EQ(run.endedMs, 0);

  const auto classes = reader.classes(id);
  ASSERT_THAT(classes, SizeIs(3));
  EXPECT_EQ(classes[1].name, "dog");
  EXPECT_EQ(classes[1].trainCount, 60);
  EXPECT_EQ(classes[0].group, 0);
  EXPECT_EQ(classes[1].group, 1);
  EXPECT_EQ(classes[2].group, 2);
  EXPECT_THAT(reader.subsetIndices(id), ElementsAre(5, 0, 70000, 2147483647));
  EXPECT_THAT(reader.metricNames(id), ElementsAre("head_accuracy", "loss"));
  EXPECT_THAT(reader.classMetricNames(id), ElementsAre("head_accuracy"));
  const Series series = reader.series(id, metric::kLoss);
  EXPECT_THAT(series.epochs, ElementsAre(1, 2));
  EXPECT_THAT(series.values, ElementsAre(2.0, 1.5));
  const ClassSeries perClass = reader.classSeries(id, metric::kHeadAccuracy);
  EXPECT_THAT(perClass.epochs, ElementsAre(1, 2));
  EXPECT_THAT(perClass.values,
              ElementsAre(ElementsAre(0.25, 0.5), ElementsAre(0.125, 0.25), ElementsAre(0.0625, 0.125)));
  EXPECT_THAT(reader.confusion(id, metric::kHeadAccuracy), ElementsAre(2, 1, 2, 3, 4, 5, 6, 7, 8));
  EXPECT_THAT(reader.confusion(id, metric::kHeadAccuracy, 1), ElementsAre(1, 1, 2, 3, 4, 5, 6, 7, 8));
  EXPECT_THAT(reader.confusion(id, metric::kHeadAccuracy, 3), IsEmpty());
  EXPECT_THAT(reader.confusion(id, metric::kKnnAccuracy), IsEmpty());

  store->endRun(id, RunStatus::Done, "ignored");
  run = reader.run(id);
  EXPECT_EQ(run.status, RunStatus::Done);
  EXPECT_EQ(run.failure, "");
  EXPECT_GE(run.endedMs, run.startedMs);
}

TEST_F(RunLifeTest, FailureIsKeptAndForgottenByTheNextClaim) {
  auto store = Store::open(path());
  const std::string id = store->addRun({});
  store->claimRun(id, "engine-1");
  store->endRun(id, RunStatus::Failed, "out of memory");
  EXPECT_EQ(Reader(path()).run(id).status, RunStatus::Failed);
  EXPECT_EQ(Reader(path()).run(id).failure, "out of memory");
  store->claimRun(id, "engine-1");
  EXPECT_EQ(Reader(path()).run(id).status, RunStatus::Running);
  EXPECT_EQ(Reader(path()).run(id).failure, "");
  EXPECT_EQ(Reader(path()).run(id).endedMs, 0);
  EXPECT_EQ(thrownError([&] { store->endRun(id, RunStatus::Queued, ""); }).kind(), ErrorKind::Internal);
}

TEST_F(RunLifeTest, AResumeLeavesThePrecisionThatARunWasBegunIn) {
  auto store = Store::open(path());
  const std::string id = store->addRun({});
  const auto precisionAfter = [&](const std::string& precision) {
    auto start = threeClasses();
    start.precision = precision;
    start.device = "device of " + precision;
    store->startRun(id, start);
    EXPECT_EQ(Reader(path()).run(id).device, start.device);
    return Reader(path()).run(id).precision;
  };
  EXPECT_EQ(precisionAfter("float32"), "float32");
  EXPECT_EQ(precisionAfter("bfloat16"), "bfloat16");  // nothing is kept of what was trained before
  store->recordCheckpoint(id, {1, 0, "experiments.skewscope.checkpoints/a", "digest", 10});
  EXPECT_EQ(precisionAfter("float32"), "bfloat16");
}

TEST_F(RunLifeTest, OtherImagesAreRefusedOnResume) {
  auto store = Store::open(path());
  const std::string id = store->addRun({});
  store->startRun(id, threeClasses());
  auto other = threeClasses();
  other.dataDigest = "another-digest";
  store->startRun(id, other);  // nothing trained yet
  store->writeEpoch(id, epochRows(1, 1, 0.5));
  const Error error = thrownError([&] { store->startRun(id, threeClasses()); });
  EXPECT_EQ(error.kind(), ErrorKind::Data);
  EXPECT_THAT(error.what(), HasSubstr("other images"));
}

TEST_F(RunLifeTest, SubsetIsSharedByTwins) {
  auto store = Store::open(path());
  const std::string first = store->addRun({});
  const std::string second = store->addRun({});
  store->startRun(first, threeClasses());
  store->startRun(second, threeClasses());
  auto database = raw();
  EXPECT_EQ(database.execAndGet("SELECT count(*) FROM subset").getInt(), 1);
  auto forged = threeClasses();
  forged.subsetIndices = {1, 2, 3, 4};
  EXPECT_EQ(thrownError([&] { store->startRun(second, forged); }).kind(), ErrorKind::Data);
}

TEST_F(RunLifeTest, RunWithoutSubsetStarts) {
  auto store = Store::open(path());
  const std::string id = store->addRun({});
  store->startRun(id, {});
  EXPECT_THAT(Reader(path()).subsetIndices(id), IsEmpty());
  EXPECT_EQ(Reader(path()).run(id).subsetDigest, "");
}

TEST_F(RunLifeTest, UnknownRunIsAUsageError) {
  auto store = Store::open(path());
  const std::string none = newUuid();
  EXPECT_EQ(thrownError([&] { store->writeEpoch(none, epochRows(1, 1, 1)); }).kind(), ErrorKind::Usage);
  EXPECT_EQ(thrownError([&] { store->claimRun(none, "x"); }).kind(), ErrorKind::Usage);
  EXPECT_EQ(thrownError([&] { store->heartbeat(none, "x"); }).kind(), ErrorKind::Usage);
  EXPECT_EQ(thrownError([&] { store->setNote(none, "x"); }).kind(), ErrorKind::Usage);
  const Error error = thrownError([&] { Reader(path()).series(none, metric::kLoss); });
  EXPECT_EQ(error.kind(), ErrorKind::Usage);
  EXPECT_THAT(error.what(), HasSubstr(path().string()));
}

TEST_F(RunLifeTest, StatusWordsRoundTrip) {
  for (const auto status :
       {RunStatus::Queued, RunStatus::Running, RunStatus::Done, RunStatus::Interrupted, RunStatus::Failed}) {
    EXPECT_EQ(statusFromText(toText(status)), status);
  }
  EXPECT_EQ(thrownError([] { statusFromText("Done"); }).kind(), ErrorKind::Store);
  EXPECT_STREQ(liveAccuracyMetric(spec::Mode::Supervised), "head_accuracy");
  EXPECT_STREQ(liveAccuracyMetric(spec::Mode::SelfSupervised), "knn_accuracy");
  EXPECT_STREQ(liveAccuracyMetric(spec::Mode::RwSam), "knn_accuracy");
}

}  // namespace skewscope::store
