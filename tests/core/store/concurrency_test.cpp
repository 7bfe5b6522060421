// Several processes at one store.

#include <sys/wait.h>

#include <chrono>

#include "core/store/opening.h"
#include "tests/core/store/processes.h"
#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

using ::testing::SizeIs;

class ConcurrencyTest : public StoreTest {
 protected:
  /// Two processes write runs of their own for a second or two while this one reads; nobody may see "locked".
  void writeAndReadAtOnce(const OpenOptions& options) {
    std::vector<std::string> runs;
    {
      auto store = openStore(path(), options);
      for (int index = 0; index < 2; ++index) runs.push_back(store->addRun({}));
    }
    std::vector<pid_t> children;
    for (const auto& run : runs) {
      children.push_back(startChild([&] {
        auto store = openStore(path(), options);
        store->claimRun(run, run);
        const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1500);
        for (std::int64_t epoch = 1; epoch < 200 || std::chrono::steady_clock::now() < end; ++epoch) {
          store->writeEpoch(run, epochRows(epoch, 1, 0.5));
          if (epoch % 5 == 0) store->heartbeat(run, run);
          if (epoch % 16 == 0) store->recordCheckpoint(run, {epoch, 0, "c/" + run, "d", 1});
        }
        store->endRun(run, RunStatus::Done, "");
        return 0;
      }));
    }
    Reader reader(path());
    std::int64_t before = -1;
    int changes = 0;
    for (bool done = false; !done;) {
      const std::int64_t version = reader.dataVersion();
      changes += version != before ? 1 : 0;
      before = version;
      const auto records = reader.runs();
      done = true;
      for (const auto& record : records) {
        done = done && record.status == RunStatus::Done;
        // One call sees one state: the summary belongs to the epochs.
        if (record.epochsDone > 0) {
          ASSERT_EQ(record.summaries.at(metric::kLoss).lastEpoch, record.epochsDone);
        }
      }
      usleep(2000);
      // A child that failed leaves its run unfinished: do not wait for it.
      siginfo_t ended{};
      if (!done && waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid != 0)
        done = ended.si_status != 0;
    }
    for (const pid_t child : children) EXPECT_EQ(finishChild(child), 0);
    EXPECT_GT(changes, 1);  // how many it meets depends on how busy the machine is
    EXPECT_EQ(integrity(path()), "ok");
  }
};

TEST_F(ConcurrencyTest, TwoWritersAndAReaderWithWal) {
  writeAndReadAtOnce({});
}

TEST_F(ConcurrencyTest, TwoWritersAndAReaderWithoutWal) {
  OpenOptions options;
  options.withoutWal = [](const std::filesystem::path&) { return "NFS"; };
  writeAndReadAtOnce(options);
}

TEST_F(ConcurrencyTest, ProcessesThatCreateTheStoreAtOnceAllSucceed) {
  for (int round = 0; round < 5; ++round) {
    const auto store = folder() / std::to_string(round) / "new.skewscope";
    std::vector<pid_t> children;
    for (int index = 0; index < 6; ++index) {
      children.push_back(startChild([&] {
        Store::open(store)->addRun({});
        return 0;
      }));
    }
    for (const pid_t child : children) EXPECT_EQ(finishChild(child), 0);
    EXPECT_THAT(Reader(store).runs(), SizeIs(6));
    EXPECT_EQ(integrity(store), "ok");
  }
}

}  // namespace skewscope::store
