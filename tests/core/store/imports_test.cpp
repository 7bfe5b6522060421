// Runs that come from elsewhere, and figures that are kept.

#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ImportsTest : public StoreTest {
 protected:
  static ImportedRun curve() {
    ImportedRun run;
    run.name = "paper, table 2";
    run.source = "CSV: table2.csv";
    run.startedMs = 1000;
    run.classes = {"cat", "dog"};
    run.metrics["probe_accuracy"] = {{1, 5, 9}, {0.2, 0.6, 0.5}};
    run.classMetrics["probe_accuracy"] = {{5, 9}, {{0.1, 0.2}, {0.3, NAN}}};
    return run;
  }
  std::unique_ptr<Store> store_ = Store::open(path());
};

TEST_F(ImportsTest, AnImportedRunIsDoneAndHasItsValues) {
  const std::string id = store_->addImportedRun(curve());
  Reader reader(path());
  const RunRecord run = reader.run(id);
  EXPECT_EQ(run.source, "CSV: table2.csv");
  EXPECT_EQ(run.status, RunStatus::Done);
  EXPECT_EQ(run.epochsDone, 9);
  EXPECT_EQ(run.startedMs, 1000);
  EXPECT_EQ(run.endedMs, 0);
  EXPECT_FALSE(run.hasCheckpoint);
  EXPECT_EQ(run.summaries.at("probe_accuracy").best, 0.6);
  EXPECT_THAT(reader.series(id, "probe_accuracy").epochs, ElementsAre(1, 5, 9));
  const auto classes = reader.classSeries(id, "probe_accuracy");
  EXPECT_THAT(classes.epochs, ElementsAre(5, 9));
  EXPECT_THAT(classes.values[0], ElementsAre(0.1, 0.2));
  EXPECT_TRUE(std::isnan(classes.values[1][1]));
  EXPECT_EQ(reader.classes(id)[1].name, "dog");
  EXPECT_TRUE(isImported(run));
  EXPECT_EQ(liveAccuracyMetric(run), "probe_accuracy");
  EXPECT_THAT(thrownError([&] { store_->wantEvaluation(id, "{}"); }).message(), HasSubstr("was imported"));
  // It is nobody's twin and no repetition of anything.
  const RunRecord own = reader.run(store_->addRun({}));
  EXPECT_NE(own.pairHash, run.pairHash);
  EXPECT_NE(own.groupHash, run.groupHash);
  EXPECT_THAT(own.source, IsEmpty());
  EXPECT_FALSE(isImported(own));
  EXPECT_EQ(liveAccuracyMetric(own), liveAccuracyMetric(own.spec.mode));
}

TEST_F(ImportsTest, TheAccuracyThatStandsForAnImportedRun) {
  RunRecord run;
  run.source = "CSV: a.csv";
  EXPECT_EQ(liveAccuracyMetric(run), "head_accuracy");
  run.summaries["calibration_error"];
  run.summaries["loss"];
  EXPECT_EQ(liveAccuracyMetric(run), "head_accuracy");
  run.summaries["val/accuracy"];
  EXPECT_EQ(liveAccuracyMetric(run), "val/accuracy");
  run.summaries["probe_accuracy"];
  run.summaries["knn_accuracy"];
  EXPECT_EQ(liveAccuracyMetric(run), "knn_accuracy");
}

TEST_F(ImportsTest, TheLossThatStandsForAnImportedRun) {
  RunRecord run;
  EXPECT_EQ(lossMetric(run), "loss");
  run.summaries["train/loss"];
  EXPECT_EQ(lossMetric(run), "loss") << "its own runs have one of that name";
  run.source = "CSV: a.csv";
  run.summaries[metric::kPerturbedLoss];
  EXPECT_EQ(lossMetric(run), "train/loss");
  run.summaries["loss"];
  EXPECT_EQ(lossMetric(run), "loss");
}

TEST_F(ImportsTest, WhatIsNotFiniteIsNoValueAndSaidOnce) {
  auto run = curve();
  run.metrics["loss"] = {{1, 2, 3}, {0.5, NAN, INFINITY}};
  const std::string id = store_->addImportedRun(run);
  Reader reader(path());
  EXPECT_EQ(reader.run(id).summaries.at("loss").lastEpoch, 1);
  EXPECT_TRUE(std::isnan(reader.series(id, "loss").values[2]));
  ASSERT_THAT(reader.log(id, 10), SizeIs(1));
  EXPECT_THAT(reader.log(id, 10)[0].text, HasSubstr("loss is not finite at 2 of 3 epochs"));
}

TEST_F(ImportsTest, WhatIsNoRunIsRefusedAndLeavesNothing) {
  const auto refused = [&](auto change) {
    auto run = curve();
    change(run);
    return thrownError([&] { store_->addImportedRun(run); }).message();
  };
  EXPECT_THAT(refused([](auto& run) { run.name.clear(); }), HasSubstr("needs a name"));
  EXPECT_THAT(refused([](auto& run) { run.source.clear(); }), HasSubstr("source"));
  EXPECT_THAT(refused([](auto& run) { run.metrics["probe_accuracy"].epochs[1] = 1; }), HasSubstr("ascend"));
  EXPECT_THAT(refused([](auto& run) { run.metrics["probe_accuracy"].epochs[0] = -1; }), HasSubstr("ascend"));
  EXPECT_THAT(refused([](auto& run) { run.metrics["probe_accuracy"].values.pop_back(); }),
              HasSubstr("lacks"));
  EXPECT_THAT(refused([](auto& run) { run.classes.pop_back(); }), HasSubstr("2 classes"));
  EXPECT_THAT(refused([](auto& run) {
                run.metrics.clear();
                run.classMetrics.clear();
              }),
              HasSubstr("no value"));
  EXPECT_THAT(Reader(path()).runs(), IsEmpty());
}

TEST_F(ImportsTest, FiguresAreKeptChangedAndRemoved) {
  const std::string id = store_->saveFigure("", "Gap", R"({"width_mm":84})");
  Reader reader(path());
  ASSERT_THAT(reader.figures(), SizeIs(1));
  EXPECT_EQ(reader.figures()[0].title, "Gap");
  EXPECT_EQ(store_->saveFigure(id, "Gap 2", R"({"width_mm":174})"), id);
  ASSERT_THAT(reader.figures(), SizeIs(1));
  EXPECT_EQ(reader.figures()[0].spec, R"({"width_mm":174})");
  EXPECT_GE(reader.figures()[0].changedMs, reader.figures()[0].createdMs);
  EXPECT_THAT(thrownError([&] { store_->saveFigure("no such", "x", "{}"); }).message(),
              HasSubstr("no figure"));
  EXPECT_THAT(thrownError([&] { store_->saveFigure("", "x", "[1]"); }).message(), HasSubstr("JSON object"));
  const FigureRecord before = reader.figures()[0];
  store_->removeFigure(id);
  EXPECT_THAT(reader.figures(), IsEmpty());
  store_->restoreFigure(before);
  ASSERT_THAT(reader.figures(), SizeIs(1));
  EXPECT_EQ(reader.figures()[0].id, id);
  EXPECT_EQ(reader.figures()[0].title, "Gap 2");
  EXPECT_EQ(reader.figures()[0].createdMs, before.createdMs);
  EXPECT_THAT(thrownError([&] { store_->restoreFigure(before); }).message(), HasSubstr("already"));
}

}  // namespace skewscope::store
