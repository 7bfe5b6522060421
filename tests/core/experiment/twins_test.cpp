#include "core/experiment/twins.h"

#include <algorithm>

#include "core/spec/options.h"
#include "core/spec/protocols.h"
#include "tests/core/experiment/made_run.h"
#include "tests/core/store/store_fixture.h"

namespace skewscope::experiment {
namespace {

using store::Reader;
using store::RunStatus;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

TEST(MissingTwinsTest, AreThoseOfRunsThatAreOrWillBeTrained) {
  std::vector<store::RunRecord> runs{
      madeRun({"a", 0.5, 0.01, 1}),       madeRun({"b", 0.5, 0.01, 1, true}),  // a pair
      madeRun({"c", 0.5, 0.01, 2}),       madeRun({"again", 0.5, 0.01, 2}),    // one twin for both
      madeRun({"waits", 0.5, 0.01, 3}),   madeRun({"failed", 0.5, 0.01, 4}),
      madeRun({"archived", 0.5, 0.01, 5})};
  runs[4].status = RunStatus::Queued;
  runs[5].status = RunStatus::Failed;
  runs[6].archived = true;
  const auto missing = missingTwins(runs);
  ASSERT_THAT(missing, SizeIs(2));
  EXPECT_THAT(missing[0].runs, ElementsAre("c", "again"));
  EXPECT_TRUE(missing[0].spec.balancedTwin);
  EXPECT_EQ(spec::pairHash(missing[0].spec), runs[2].pairHash);
  EXPECT_EQ(missing[0].problem, "");
  EXPECT_EQ(missing[0].spec.name, "");  // named by its settings, as the run is
  EXPECT_THAT(missing[1].runs, ElementsAre("waits"));
}

TEST(MissingTwinsTest, ATwinThatWaitsIsNotMissingAndOneThatStoppedIsGoneOnWith) {
  std::vector<store::RunRecord> runs{madeRun({"a", 0.5}), madeRun({"b", 0, 0.01, 1, true})};
  runs[1].status = RunStatus::Queued;
  EXPECT_THAT(missingTwins(runs), IsEmpty());
  runs[1].status = RunStatus::Interrupted;
  EXPECT_EQ(missingTwins(runs).at(0).stopped, "b");
  runs[1].archived = true;
  EXPECT_EQ(missingTwins(runs).at(0).stopped, "");
}

TEST(MissingTwinsTest, AWrongCircleOfWeightsEndsInAMessage) {
  auto one = madeRun({"one", 0.5, 0.01, 1, false, 1237, spec::Mode::RwSam});
  auto other = madeRun({"other", 0.5, 0.1, 1, false, 1237, spec::Mode::RwSam});
  one.spec.weightsFrom = "other";
  other.spec.weightsFrom = "one";
  const std::vector<store::RunRecord> runs{one, other};
  for (const auto& each : missingTwins(runs)) EXPECT_NE(each.problem, "");
  one.spec.weightsFrom = "gone";
  const std::vector<store::RunRecord> alone{one};
  EXPECT_NE(missingTwins(alone).at(0).problem, "");
}

class QueueTwinsTest : public store::StoreTest {
 protected:
  QueueTwinsTest() : store_(store::Store::open(path())) {}
  std::string add(spec::Mode mode, const std::string& weightsFrom = {}, bool twin = false) {
    auto spec = spec::defaults(spec::Preset::Quick, mode, spec::Method::SimClr);
    spec.weightsFrom = weightsFrom;
    spec.balancedTwin = twin;
    const std::string id = store_->addRun(spec);
    store_->claimRun(id, "engine");
    store_->endRun(id, RunStatus::Done, "");
    return id;
  }
  std::vector<std::string> queued() {
    std::vector<std::string> ids;
    for (const auto& entry : Reader(path()).queue().entries) ids.push_back(entry.run);
    return ids;
  }
  std::unique_ptr<store::Store> store_;
};

TEST_F(QueueTwinsTest, AddsWhatIsMissingOnce) {
  const std::string run = add(spec::Mode::Supervised);
  const auto first = queueTwins(*store_, {run});
  ASSERT_THAT(first.added, SizeIs(1));
  const auto twin = Reader(path()).run(first.added[0]);
  EXPECT_TRUE(twin.spec.balancedTwin);
  EXPECT_EQ(twin.pairHash, Reader(path()).run(run).pairHash);
  EXPECT_EQ(twin.name, spec::describe(twin.spec));
  EXPECT_THAT(queued(), ElementsAre(twin.id));
  const auto second = queueTwins(*store_, {run});
  EXPECT_THAT(second.added, IsEmpty());
  EXPECT_THAT(second.resumed, IsEmpty());
  EXPECT_THAT(queued(), SizeIs(1));
}

TEST_F(QueueTwinsTest, OnlyThoseThatAreAskedFor) {
  add(spec::Mode::Supervised);
  const std::string other = add(spec::Mode::SelfSupervised);
  const auto made = queueTwins(*store_, {other});
  ASSERT_THAT(made.added, SizeIs(1));
  EXPECT_EQ(Reader(path()).run(made.added[0]).spec.mode, spec::Mode::SelfSupervised);
  EXPECT_THAT(queueTwins(*store_, {}).added, IsEmpty());
}

TEST_F(QueueTwinsTest, GoesOnWithATwinThatStopped) {
  const std::string run = add(spec::Mode::Supervised);
  const std::string twin = queueTwins(*store_, {run}).added.at(0);
  store_->dequeue(twin);
  ASSERT_EQ(Reader(path()).run(twin).status, RunStatus::Interrupted);
  const auto again = queueTwins(*store_, {run});
  EXPECT_THAT(again.added, IsEmpty());
  EXPECT_THAT(again.resumed, ElementsAre(twin));
  EXPECT_THAT(queued(), ElementsAre(twin));
  EXPECT_EQ(Reader(path()).run(twin).status, RunStatus::Queued);
}

TEST_F(QueueTwinsTest, ATwinIsEvaluatedAsItsRunWas) {
  const std::string run = add(spec::Mode::SelfSupervised);
  store::EpochRows rows;
  rows.epoch = Reader(path()).run(run).spec.epochs;
  rows.metrics = {{"probe_accuracy", 0.5}};
  rows.protocols = {
      {"probe_accuracy", R"({"protocol":"probe","solver":"L-BFGS"})"},  // every run measures it
      {"few_shot_accuracy", R"({"protocol":"few-shot","shots":5,"repeats":3,"accuracies":[1,2,3]})"},
      {"full_probe_accuracy", R"({"protocol":"full-probe","epochs":7,"batch":256})"},
      {"ood_probe_shapes", R"({"protocol":"ood-probe","dataset":"shapes","images":3})"},
      {"ood_probe_elsewhere", R"({"protocol":"ood-probe","dataset":"no-such-data"})"},
      {"ood_probe_cifar10", R"({"protocol":"ood-probe","dataset":"cifar10"})"},  // in a folder, somewhere
      {"spectrum", R"({"protocol":"spectrum"})"},                                // no accuracy
      {"broken", R"({"protocol":)"},
      {"later", R"({"protocol":"few-shot","shots":"many"})"}};
  store_->writeEpoch(run, rows);
  rows.epoch = 1;  // what was measured on the way is not asked for again
  rows.protocols = {{"lt_probe_accuracy", R"({"protocol":"lt-probe"})"}};
  store_->writeEpoch(run, rows);

  const auto made = queueTwins(*store_, {run});
  ASSERT_THAT(made.added, SizeIs(1));
  std::vector<spec::EvaluationRequest> asked;
  for (const auto& request : Reader(path()).wantedEvaluations(made.added[0]))
    asked.push_back(spec::evaluationFromJson(request));
  spec::EvaluationRequest fewShot, full, shapes;
  fewShot.protocols = {spec::Protocol::FewShotProbe};
  fewShot.shots = 5;
  fewShot.repeats = 3;
  full.protocols = {spec::Protocol::FullProbe};
  full.epochs = 7;
  shapes.protocols = {spec::Protocol::OutOfDomainProbe};
  shapes.dataset = "shapes";
  EXPECT_THAT(asked, UnorderedElementsAre(fewShot, full, shapes));
}

TEST_F(QueueTwinsTest, ATwinWaitsForWhatItsRunWaitsFor) {
  auto spec = spec::defaults(spec::Preset::Quick, spec::Mode::Supervised, spec::Method::SimClr);
  const std::string run = store_->addRun(spec);
  store_->enqueue({run});
  spec::EvaluationRequest request;
  request.protocols = {spec::Protocol::FineTuning};
  request.dataset = "cifar10";
  request.dataDir = "/data";
  store_->wantEvaluation(run, spec::toJson(request));
  const auto made = queueTwins(*store_, {run});
  ASSERT_THAT(made.added, SizeIs(1));
  EXPECT_THAT(Reader(path()).wantedEvaluations(made.added[0]), ElementsAre(spec::toJson(request)));
}

TEST_F(QueueTwinsTest, WeightsOfATwinComeFromATwin) {
  const std::string source = add(spec::Mode::SelfSupervised), run = add(spec::Mode::RwSam, source);
  const auto made = queueTwins(*store_, {run});
  ASSERT_THAT(made.added, SizeIs(2));  // the source's twin is trained before
  const auto first = Reader(path()).run(made.added[0]), second = Reader(path()).run(made.added[1]);
  EXPECT_EQ(first.spec.mode, spec::Mode::SelfSupervised);
  EXPECT_TRUE(first.spec.balancedTwin);
  EXPECT_EQ(second.spec.mode, spec::Mode::RwSam);
  EXPECT_EQ(second.spec.weightsFrom, first.id);
  // One that is there is taken.
  const std::string other = add(spec::Mode::RwSam, source);
  store_->setDeleted(second.id, true);
  const auto more = queueTwins(*store_, {other});
  ASSERT_THAT(more.added, SizeIs(1));
  EXPECT_EQ(Reader(path()).run(more.added[0]).spec.weightsFrom, first.id);
}

}  // namespace
}  // namespace skewscope::experiment
