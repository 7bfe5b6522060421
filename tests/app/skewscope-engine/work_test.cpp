// Workers: what the queue promises, with workers and their engines killed at random.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/base/random.h"
#include "core/store/reader.h"
#include "core/store/writer.h"
#include "tests/app/skewscope-engine/engine_process.h"
#include "tests/app/skewscope-engine/small_spec.h"

namespace skewscope::test {
namespace {

constexpr int kRuns = 20, kWorkers = 3, kKills = 15;

/// Twelve epochs of which only the last one is evaluated.
spec::ExperimentSpec workSpec(std::int64_t seed) {
  auto spec = smallSpec(12, seed);
  spec.evaluateEvery = 12;
  spec.probe = false;
  return spec;
}

void execute(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
  sqlite3_busy_timeout(database, 10000);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sql;
  sqlite3_close(database);
}

std::map<std::string, int> countsOf(const std::string& path, const std::string& table) {
  std::map<std::string, int> counts;
  sqlite3* database = nullptr;
  sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
  sqlite3_exec(
      database, ("SELECT id FROM " + table).c_str(),
      [](void* into, int, char** values, char**) {
        ++(*static_cast<std::map<std::string, int>*>(into))[values[0]];
        return 0;
      },
      &counts, nullptr);
  sqlite3_close(database);
  return counts;
}

/// Puts a run of 400 epochs, longer than any test waits, into the queue of a new store; its id.
std::string queueLongRun(const std::string& path) {
  auto spec = workSpec(1);
  spec.epochs = 400;
  store::Writer writer(path);
  const std::string run = writer.run([&](store::Store& s) { return s.addRun(spec); });
  writer.run([&](store::Store& s) { s.enqueue({run}); });
  return run;
}

/// Process ids of the engines that a worker has started.
std::vector<pid_t> childrenOf(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/task/" + std::to_string(process) + "/children");
  std::vector<pid_t> children;
  for (pid_t child = 0; file >> child;) children.push_back(child);
  return children;
}

TEST(Work, KilledWorkersLoseNoRunAndNoneRunsTwice) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "a.skewscope").string();
  std::vector<std::string> runs;
  std::string reference;
  {
    store::Writer writer(path);
    for (int i = 0; i < kRuns; ++i)
      runs.push_back(writer.run([&](store::Store& s) { return s.addRun(workSpec(i + 1)); }));
    reference = writer.run([&](store::Store& s) { return s.addRun(workSpec(1)); });
    writer.run([&](store::Store& s) { s.enqueue(runs); });
  }
  // The database itself notes how often each run comes to its end.
  execute(
      path,
      "CREATE TABLE ends (id TEXT); CREATE TRIGGER note_end AFTER UPDATE OF status ON run WHEN new.status = "
      "'done' BEGIN INSERT INTO ends VALUES (new.id); END");
  const std::vector<std::string> work{"work", "--store", path, "--attempts", "100"};
  std::vector<std::unique_ptr<EngineProcess>> workers;
  for (int i = 0; i < kWorkers; ++i) workers.push_back(std::make_unique<EngineProcess>(work));
  Random random({20261123, Purpose::Evaluation, 0, 0, 0});
  int workerKills = 0, engineKills = 0;
  const auto start = std::chrono::steady_clock::now();
  while (workerKills + engineKills < kKills) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300 + random.below(900)));
    if (store::Reader(path).queue().entries.empty()) break;
    auto& victim = workers[random.below(kWorkers)];
    const auto children = childrenOf(victim->id());
    if (random.below(2) == 0 && !children.empty()) {
      ::kill(children[0], SIGKILL);
      ++engineKills;
      continue;
    }
    victim->signal(SIGKILL);
    victim->wait();
    ++workerKills;
    victim = std::make_unique<EngineProcess>(work);
  }
  for (auto& worker : workers) {
    const auto result = worker->wait();
    EXPECT_EQ(result.status, 0) << result.output << result.errors;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  EXPECT_GE(workerKills, 2);
  EXPECT_GE(engineKills, 2);
  RecordProperty("seconds", std::to_string(seconds));
  store::Reader reader(path);
  EXPECT_TRUE(reader.queue().entries.empty());
  const auto ends = countsOf(path, "ends");
  for (const auto& run : runs) {
    const auto record = reader.run(run);
    EXPECT_EQ(record.status, store::RunStatus::Done) << record.name << ": " << record.failure;
    EXPECT_EQ(record.epochsDone, 12);
    EXPECT_EQ(reader.series(run, store::metric::kLoss).epochs.size(), 12U);
    EXPECT_EQ(ends.contains(run) ? ends.at(run) : 0, 1) << record.name;
  }
  // However often it was killed: the numbers are those of a run that nobody disturbed.
  ASSERT_EQ(runEngine({"train", "--run", reference, "--store", path}).status, 0);
  for (const char* metric : {store::metric::kLoss, store::metric::kHeadAccuracy}) {
    EXPECT_EQ(reader.series(runs[0], metric).values, reader.series(reference, metric).values) << metric;
  }
}

TEST(Work, AWrongRunFailsOnceAndTheOthersAreDone) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "a.skewscope").string();
  std::string wrong, right;
  {
    store::Writer writer(path);
    auto spec = workSpec(1);
    spec.epochs = 2;
    right = writer.run([&](store::Store& s) { return s.addRun(spec); });
    spec.dataset = "cifar10";
    spec.dataDir = (folder.path() / "nowhere").string();
    wrong = writer.run([&](store::Store& s) { return s.addRun(spec); });
  }
  ASSERT_EQ(runEngine({"queue", "add", wrong, right, "--store", path}).status, 0);
  const auto listed = runEngine({"queue", "--store", path, "--format", "csv"});
  EXPECT_NE(listed.output.find(wrong), std::string::npos) << listed.output << listed.errors;
  const auto result = runEngine({"work", "--store", path, "--jobs", "2"});
  EXPECT_EQ(result.status, 3) << result.output << result.errors;
  EXPECT_NE(result.output.find("1 done, 1 failed"), std::string::npos) << result.output;
  store::Reader reader(path);
  EXPECT_EQ(reader.run(right).status, store::RunStatus::Done);
  EXPECT_EQ(reader.run(wrong).status, store::RunStatus::Failed);
  EXPECT_NE(reader.run(wrong).failure.find("nowhere"), std::string::npos);
  EXPECT_TRUE(reader.queue().entries.empty());
}

TEST(Work, AnEngineWithoutItsTrainingLibraryTakesNoRun) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "a.skewscope").string();
  std::string run;
  {
    store::Writer writer(path);
    run = writer.run([&](store::Store& s) { return s.addRun(workSpec(1)); });
    writer.run([&](store::Store& s) { s.enqueue({run}); });
  }
  std::filesystem::create_directory(folder / "bin");
  std::filesystem::copy_file(SKEWSCOPE_ENGINE, folder / "bin/skewscope-engine");
  const auto result = runEngine({"work", "--store", path}, (folder / "bin/skewscope-engine").string());
  EXPECT_EQ(result.status, 5) << result.output << result.errors;
  EXPECT_NE(result.errors.find("training library"), std::string::npos) << result.errors;
  store::Reader reader(path);
  EXPECT_EQ(reader.run(run).status, store::RunStatus::Queued);
  ASSERT_EQ(reader.queue().entries.size(), 1U);
  EXPECT_EQ(reader.queue().entries[0].attempts, 0);
}

TEST(Work, AStopInGoodOrderLeavesTheRunInTheQueueAndTheNextWorkerGoesOn) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "a.skewscope").string();
  const std::string run = queueLongRun(path);
  EngineProcess worker({"work", "--store", path});
  ASSERT_TRUE(worker.waitFor("/400", 60));
  worker.signal(SIGTERM);
  const auto result = worker.wait();
  EXPECT_EQ(result.status, 6) << result.output << result.errors;
  const auto record = store::Reader(path).run(run);
  EXPECT_EQ(record.status, store::RunStatus::Interrupted);
  EXPECT_GT(record.epochsDone, 0);
  EXPECT_LT(record.epochsDone, 400);
  ASSERT_EQ(store::Reader(path).queue().entries.size(), 1U);
  EXPECT_EQ(store::Reader(path).queue().entries[0].attempts, 0);
  ASSERT_EQ(runEngine({"queue", "pause", "--store", path}).status, 0);
  EXPECT_EQ(store::Writer(path).run([](store::Store& s) { return s.claimNext("worker"); }), std::nullopt);
  ASSERT_EQ(runEngine({"queue", "resume", "--store", path}).status, 0);
  EngineProcess next({"work", "--store", path});
  ASSERT_TRUE(next.waitFor("Resumed after epoch", 60)) << "the next worker starts again from the beginning";
  next.signal(SIGTERM);
  EXPECT_EQ(next.wait().status, 6);
}

TEST(Work, AWorkerIsSeenByEverybodyAndToldToStopThroughTheStore) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "a.skewscope").string();
  const std::string run = queueLongRun(path);
  EngineProcess worker({"work", "--store", path, "--jobs", "2"});
  ASSERT_TRUE(worker.waitFor("/400", 60)) << worker.wait().output << worker.wait().errors;
  const auto workers = store::Reader(path).queue().workers;
  ASSERT_EQ(workers.size(), 1U);
  EXPECT_EQ(workers[0].jobs, 2);
  EXPECT_EQ(workers[0].runs, std::vector<std::string>{run});
  const auto listed = runEngine({"queue", "--store", path});
  EXPECT_NE(listed.output.find("1 of 2 at once."), std::string::npos) << listed.output;

  const auto told = runEngine({"queue", "stop", "--store", path});
  EXPECT_EQ(told.status, 0) << told.errors;
  EXPECT_NE(told.output.find("Asked a worker to stop"), std::string::npos) << told.output;
  EXPECT_EQ(worker.wait().status, 6);
  EXPECT_TRUE(store::Reader(path).queue().workers.empty());
  const auto record = store::Reader(path).run(run);
  EXPECT_EQ(record.status, store::RunStatus::Interrupted);
  EXPECT_GT(record.epochsDone, 0);
  EXPECT_EQ(store::Reader(path).queue().entries.size(), 1U) << "a stop is no failure";
  EXPECT_NE(runEngine({"queue", "stop", "--store", path}).output.find("No worker"), std::string::npos);
}

TEST(Work, AWorkerThatIsKilledIsSaidToBeSilent) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "a.skewscope").string();
  { const store::Writer writer(path); }
  EngineProcess worker({"work", "--store", path, "--stay"});
  store::Reader reader(path);
  for (int i = 0; i < 300 && reader.queue().workers.empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ASSERT_EQ(reader.queue().workers.size(), 1U);
  worker.signal(SIGKILL);
  worker.wait();
  std::this_thread::sleep_for(store::kLeaseSilence + std::chrono::milliseconds(200));
  const auto listed = runEngine({"queue", "--store", path});
  EXPECT_NE(listed.output.find("silent"), std::string::npos) << listed.output;
}

}  // namespace
}  // namespace skewscope::test
