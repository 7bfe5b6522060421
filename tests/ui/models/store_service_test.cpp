#include "ui/models/store_service.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QThread>
#include <fstream>

#include "core/base/error.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/wait.h"
#include "ui/models/run_facts.h"

namespace skewscope::ui {
namespace {

struct StoreServiceTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "experiments.skewscope";
  std::unique_ptr<StoreService> service;
  std::shared_ptr<const std::vector<store::RunRecord>> runs;
  std::map<QString, std::shared_ptr<const RunData>> data;
  int dataSignals = 0;
  QString failure;

  void open() {
    service = std::make_unique<StoreService>(path);
    QObject::connect(service.get(), &StoreService::runsChanged, service.get(), [this](const auto& all) {
      EXPECT_EQ(QThread::currentThread(), service->thread());
      runs = all;
    });
    QObject::connect(service.get(), &StoreService::runDataChanged, service.get(), [this](const auto& found) {
      ++dataSignals;
      for (const auto& run : found) data[text(run->record.id)] = run;
    });
    QObject::connect(service.get(), &StoreService::failed, service.get(),
                     [this](const QString& m) { failure = m; });
    ASSERT_TRUE(waitFor([&] { return runs != nullptr || !failure.isEmpty(); }));
  }
};

TEST_F(StoreServiceTest, CreatesTheStoreAndAddsARun) {
  QString warning = QStringLiteral("unset");
  service = std::make_unique<StoreService>(path);
  QObject::connect(service.get(), &StoreService::opened, service.get(),
                   [&](const QString& w) { warning = w; });
  QString id;
  // Asked for before the store is open: it waits.
  service->addRun({}, [&](const QString& added, const QString& error) {
    EXPECT_EQ(error, QString());
    id = added;
  });
  ASSERT_TRUE(waitFor([&] { return !id.isEmpty() && warning != u"unset"; }));
  EXPECT_EQ(store::Reader(path).run(id.toStdString()).status, store::RunStatus::Queued);
}

TEST_F(StoreServiceTest, SeesWhatAnotherProcessWrites) {
  auto store = store::Store::open(path);
  open();
  ASSERT_TRUE(runs);
  EXPECT_TRUE(runs->empty());
  const std::string id = addMadeUpRun(*store, {.epochs = 5, .done = 3, .end = store::RunStatus::Running});
  ASSERT_TRUE(waitFor([&] { return runs->size() == 1 && runs->front().epochsDone == 3; }));
  service->watch({text(id)});
  ASSERT_TRUE(waitFor([&] { return data.contains(text(id)); }));
  const auto first = data[text(id)];
  EXPECT_EQ(first->metrics.at(store::metric::kHeadAccuracy).epochs.size(), 3u);
  EXPECT_EQ(first->classMetrics.at(store::metric::kHeadAccuracy).values.size(), 10u);
  EXPECT_EQ(first->confusions.at(store::metric::kHeadAccuracy).size(), 100u);
  EXPECT_EQ(first->classes.size(), 10u);
  store::EpochRows rows;
  rows.epoch = 4;
  rows.metrics[store::metric::kHeadAccuracy] = 0.5;
  store->writeEpoch(id, rows);
  service->poke();
  ASSERT_TRUE(
      waitFor([&] { return data[text(id)]->metrics.at(store::metric::kHeadAccuracy).epochs.size() == 4; }));
  EXPECT_EQ(first->metrics.at(store::metric::kHeadAccuracy).epochs.size(), 3u);  // what was handed out stays
}

// Whoever passes over what was read while an edit of theirs was under way must get it again.
TEST_F(StoreServiceTest, APokeTellsWhatIsNotNewToo) {
  store::Store::open(path);
  open();
  settle();
  int queues = 0;
  QObject::connect(service.get(), &StoreService::queueChanged, service.get(), [&] { ++queues; });
  service->poke();
  EXPECT_TRUE(waitFor([&] { return queues == 1; }));
}

TEST_F(StoreServiceTest, AHeartbeatAloneReadsNoCurves) {
  auto store = store::Store::open(path);
  const std::string id = addMadeUpRun(*store, {.epochs = 5, .done = 3, .end = store::RunStatus::Running});
  open();
  service->watch({text(id)});
  ASSERT_TRUE(waitFor([&] { return dataSignals == 1; }));
  const std::int64_t before = runs->front().heartbeatMs;
  QTest::qWait(5);
  store->heartbeat(id, "made-up:" + id);
  ASSERT_TRUE(waitFor([&] { return runs->front().heartbeatMs > before; }));
  settle();
  EXPECT_EQ(dataSignals, 1);
}

TEST_F(StoreServiceTest, TheNewestQuestionWins) {
  auto store = store::Store::open(path);
  QStringList ids;
  for (int seed = 1; seed <= 5; ++seed)
    ids.append(text(addMadeUpRun(*store, {.seed = seed, .epochs = 10, .done = 10})));
  open();
  for (int i = 0; i < 200; ++i) service->watch({ids[i % 4]});
  service->watch({ids[4]});
  data.clear();
  ASSERT_TRUE(waitFor([&] { return data.contains(ids[4]); }));
  settle();
  EXPECT_EQ(data.size(), 1u);  // nothing of an older question came through after the newest
}

TEST_F(StoreServiceTest, EditsAnswerOnThisThreadWithTheErrorsWords) {
  open();
  QString id;
  service->addRun({}, [&](const QString& added, const QString&) { id = added; });
  ASSERT_TRUE(waitFor([&] { return !id.isEmpty(); }));
  bool renamed = false;
  service->edit([id](store::Store& s) { s.rename(id.toStdString(), "mine"); },
                [&](const QString& error) {
                  EXPECT_EQ(QThread::currentThread(), service->thread());
                  EXPECT_EQ(error, QString());
                  renamed = true;
                });
  ASSERT_TRUE(waitFor([&] { return renamed && !runs->empty() && runs->front().name == "mine"; }));
  QString problem;
  service->edit([](store::Store&) { throw Error(ErrorKind::Usage, "It cannot be.", "Do this."); },
                [&](const QString& error) { problem = error; });
  ASSERT_TRUE(waitFor([&] { return !problem.isEmpty(); }));
  EXPECT_EQ(problem, QStringLiteral("It cannot be. Do this."));
}

TEST_F(StoreServiceTest, ReadsOneRunThatIsNotWatched) {
  auto store = store::Store::open(path);
  const std::string id = addMadeUpRun(*store, {.epochs = 4, .done = 4});
  open();
  std::shared_ptr<const RunData> read;
  service->read(text(id), [&](std::shared_ptr<const RunData> run, const QString&) { read = std::move(run); });
  QString problem;
  service->read(QStringLiteral("no such run"), [&](std::shared_ptr<const RunData> run, const QString& error) {
    EXPECT_EQ(run, nullptr);
    problem = error;
  });
  ASSERT_TRUE(waitFor([&] { return read != nullptr && !problem.isEmpty(); }));
  EXPECT_EQ(read->record.id, id);
  EXPECT_EQ(dataSignals, 0);
}

TEST_F(StoreServiceTest, AFileThatIsNoStoreFailsInWords) {
  std::ofstream(path) << std::string(5000, 'x');
  open();
  EXPECT_FALSE(failure.isEmpty());
  QString problem;
  service->edit([](store::Store&) { FAIL() << "there is no store"; },
                [&](const QString& error) { problem = error; });
  ASSERT_TRUE(waitFor([&] { return !problem.isEmpty(); }));
}

TEST_F(StoreServiceTest, AColourStaysWithItsRun) {
  auto store = store::Store::open(path);
  const QString a = text(addMadeUpRun(*store, {.seed = 1, .done = 0}));
  const QString b = text(addMadeUpRun(*store, {.seed = 2, .done = 0}));
  open();
  EXPECT_EQ(service->colourIndex(a), 0);
  EXPECT_EQ(service->colourIndex(b), 1);
  store->setDeleted(a.toStdString(), true);
  ASSERT_TRUE(waitFor([&] { return runs->size() == 1; }));
  EXPECT_EQ(service->colourIndex(b), 1);
}

TEST_F(StoreServiceTest, GoesWhileItIsBusyAndKeepsQueuedEdits) {
  auto store = store::Store::open(path);
  const std::string id = addMadeUpRun(*store, {.epochs = 200, .done = 200});
  for (int round = 0; round < 10; ++round) {
    auto brief = std::make_unique<StoreService>(path);
    brief->watch({text(id)});
    brief->edit([id, round](store::Store& s) { s.setNote(id, std::to_string(round)); });
    if (round % 2 == 1) {
      bool open = false;
      QObject::connect(brief.get(), &StoreService::opened, brief.get(), [&] { open = true; });
      QElapsedTimer timer;
      timer.start();
      while (!open && timer.elapsed() < 60'000)
        QThread::yieldCurrentThread(), QCoreApplication::processEvents();
      brief->watch({text(id)});
    }
    brief.reset();
    EXPECT_EQ(store::Reader(path).run(id).note,
              std::to_string(round));  // whether it was open or still opening
  }
}

}  // namespace
}  // namespace skewscope::ui
