// kill -9 at random moments: nothing but the epoch in progress is lost, and the end is the same.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <chrono>
#include <csignal>
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

constexpr int kKills = 50;

std::string integrity(const std::string& path) {
  sqlite3* database = nullptr;
  std::string answer;
  if (sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
    sqlite3_exec(
        database, "PRAGMA integrity_check",
        [](void* text, int, char** values, char**) {
          *static_cast<std::string*>(text) += values[0];
          return 0;
        },
        &answer, nullptr);
  }
  sqlite3_close(database);
  return answer;
}

TEST(Kill, FiftyKillsLoseNoFinishedEpochAndEndWithTheSameNumbers) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "a.skewscope").string();
  auto spec = smallSpec(240);  // fifty starts and their epochs take a minute or two
  spec.evaluateEvery = 40;
  std::string whole, killed;
  {
    store::Writer writer(path);
    whole = writer.run([&](store::Store& s) { return s.addRun(spec); });
    killed = writer.run([&](store::Store& s) { return s.addRun(spec); });
  }
  Random random({20240501, Purpose::Evaluation, 0, 0, 0});
  std::int64_t reached = 0;
  int kills = 0;
  while (kills < kKills) {
    EngineProcess engine({"train", "--run", killed, "--store", path, "--json"});
    // Some die while they load, most while they train.
    const bool early = random.below(5) == 0;
    if (!early) engine.waitFor("\"started\"", 60);
    std::this_thread::sleep_for(std::chrono::milliseconds(random.below(250)));
    engine.signal(SIGKILL);
    const auto result = engine.wait();
    if (result.status == 0) break;  // it was faster than we
    ASSERT_EQ(result.status, 128 + SIGKILL) << result.errors;
    ++kills;
    ASSERT_EQ(integrity(path), "ok");
    store::Reader reader(path);
    const auto record = reader.run(killed);
    // What an epoch_done event has announced is in the store, and never less than before.
    std::int64_t announced = 0;
    for (std::size_t at = 0; (at = result.output.find("\"epoch_done\"", at)) != std::string::npos; ++at)
      ++announced;
    const auto checkpoint = reader.checkpoint(killed);
    const std::int64_t epoch = checkpoint ? checkpoint->epoch : 0;
    ASSERT_GE(epoch, reached + announced);
    ASSERT_LE(record.epochsDone, epoch + 1);
    reached = epoch;
    // The lease of the killed engine need not run out: the next one may be told that it is gone.
    store::Writer writer(path);
    writer.run([](store::Store& s) { return s.recoverLostRuns(std::chrono::milliseconds(0)); });
  }
  EXPECT_GE(kills, kKills / 2) << "the run ended before it was killed often enough";
  for (const auto& run : {whole, killed}) {
    if (store::Reader(path).run(run).status == store::RunStatus::Done) continue;
    const auto result = runEngine({"train", "--run", run, "--store", path});
    ASSERT_EQ(result.status, 0) << result.errors;
  }
  store::Reader reader(path);
  for (const auto& metric : reader.metricNames(whole)) {
    if (metric == store::metric::kSeconds || metric == store::metric::kImagesPerSecond) continue;
    EXPECT_EQ(reader.series(killed, metric).epochs, reader.series(whole, metric).epochs) << metric;
    EXPECT_EQ(reader.series(killed, metric).values, reader.series(whole, metric).values) << metric;
  }
  EXPECT_EQ(reader.run(killed).status, store::RunStatus::Done);
}

}  // namespace
}  // namespace skewscope::test
