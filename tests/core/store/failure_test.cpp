// Full disks, write protection and damaged files.

#include <fcntl.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <random>

#include "core/store/opening.h"
#include "tests/core/store/processes.h"
#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class FailureTest : public StoreTest {
 protected:
  /// Writes epochs until something is thrown; returns the last epoch that was written.
  static std::int64_t writeUntil(Store& store, const std::string& run, std::int64_t from,
                                 std::optional<Error>& thrown) {
    for (std::int64_t epoch = from; epoch < from + 100000; ++epoch) {
      try {
        store.writeEpoch(run, epochRows(epoch, 1, 0.5));
      } catch (const Error& error) {
        thrown = error;
        return epoch - 1;
      }
    }
    return from + 100000;
  }
};

TEST_F(FailureTest, FullDiskIsAResourceErrorAndLosesNothing) {
  OpenOptions options;
  options.maxPages = 60;
  auto store = openStore(path(), options);
  const std::string run = store->addRun({});
  std::optional<Error> thrown;
  const std::int64_t last = writeUntil(*store, run, 1, thrown);
  ASSERT_TRUE(thrown);
  EXPECT_EQ(thrown->kind(), ErrorKind::Resource);
  EXPECT_THAT(thrown->what(), HasSubstr("full"));
  EXPECT_THAT(thrown->what(), HasSubstr(path().string()));
  EXPECT_GT(last, 10);
  EXPECT_EQ(Reader(path()).run(run).epochsDone, last);
  store.reset();
  EXPECT_EQ(integrity(path()), "ok");
  store = Store::open(path());  // room again
  store->writeEpoch(run, epochRows(last + 1, 1, 0.5));
  EXPECT_EQ(Reader(path()).series(run, metric::kLoss).epochs.size(), static_cast<std::size_t>(last + 1));
}

TEST_F(FailureTest, FileSizeLimitIsAResourceErrorAndLosesNothing) {
  const std::string run = Store::open(path())->addRun({});
  std::array<int, 2> result{};
  ASSERT_EQ(pipe(result.data()), 0);
  const pid_t child = startChild([&] {
    std::signal(SIGXFSZ, SIG_IGN);  // then write(2) fails with EFBIG
    auto store = Store::open(path());
    const rlimit limit{800000, 800000};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return kSkipped;
    std::optional<Error> thrown;
    const std::int64_t last = writeUntil(*store, run, 1, thrown);
    if (write(result[1], &last, sizeof last) != sizeof last) return 3;
    if (!thrown || thrown->kind() != ErrorKind::Resource) return 4;
    // The connection is still good for reading.
    return Reader(path()).run(run).epochsDone == last ? 0 : 5;
  });
  close(result[1]);
  std::int64_t last = 0;
  ASSERT_EQ(read(result[0], &last, sizeof last), static_cast<ssize_t>(sizeof last));
  close(result[0]);
  EXPECT_EQ(finishChild(child), 0);
  EXPECT_GT(last, 10);
  EXPECT_EQ(Reader(path()).run(run).epochsDone, last);
  EXPECT_EQ(integrity(path()), "ok");
}

/// As a user who may not write: root passes every permission, so it steps down in a child.
template <typename F>
int asOrdinaryUser(const fs::path& file, F&& work) {
  return finishChild(startChild([&] {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) return kSkipped;
    if (access(file.c_str(), R_OK) != 0) return kSkipped;  // a temporary folder that is closed to others
    return work();
  }));
}

TEST_F(FailureTest, WriteProtectedStoreSaysSoAndReads) {
  const std::string run = Store::open(path())->addRun({});
  fs::permissions(path(), fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read);
  fs::permissions(folder(), fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                                fs::perms::others_exec);
  const int status = asOrdinaryUser(path(), [&] {
    try {
      Store::open(path());
      return 3;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Store) return 4;
      if (std::string(error.what()).find("read-only") == std::string::npos) return 5;
      if (std::string(error.what()).find(path().string()) == std::string::npos) return 6;
    }
    return Reader(path()).run(run).id == run ? 0 : 7;
  });
  if (status == kSkipped) GTEST_SKIP() << "cannot become an ordinary user here";
  EXPECT_EQ(status, 0);
}

TEST_F(FailureTest, StoreInAWriteProtectedFolderSaysSo) {
  Store::open(path())->addRun({});
  fs::permissions(path(), fs::perms::all);
  fs::permissions(folder(), fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                                fs::perms::others_exec);
  const int status = asOrdinaryUser(path(), [&] {
    int refused = 0;
    for (const fs::path& each : {path(), folder() / "new.skewscope", folder() / "new" / "new.skewscope"}) {
      try {
        Store::open(each)->addRun({});
      } catch (const Error& error) {
        refused += error.kind() == ErrorKind::Store && !error.advice().empty() ? 1 : 0;
      }
    }
    return refused == 3 ? 0 : 10 + refused;
  });
  if (status == kSkipped) GTEST_SKIP() << "cannot become an ordinary user here";
  EXPECT_EQ(status, 0);
}

TEST_F(FailureTest, UnreadableStoreSaysSo) {
  Store::open(path());
  fs::permissions(folder(), fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
  fs::permissions(path(), fs::perms::none);
  const int status = asOrdinaryUser(folder(), [&] {
    int refused = 0;
    try {
      Reader reader(path());
    } catch (const Error& error) {
      refused += error.kind() == ErrorKind::Store ? 1 : 0;
    }
    try {
      Store::open(path());
    } catch (const Error& error) {
      refused += error.kind() == ErrorKind::Store ? 1 : 0;
    }
    return refused == 2 ? 0 : 10 + refused;
  });
  if (status == kSkipped) GTEST_SKIP() << "cannot become an ordinary user here";
  EXPECT_EQ(status, 0);
}

TEST_F(FailureTest, ErrorsSayWhatHappenedAndWhatToDo) {
  const auto mapped = [&](int code, int systemError = 0) {
    return toError(SQLite::Exception("detail", code), path(), systemError);
  };
  for (const int code : {SQLITE_BUSY, SQLITE_LOCKED, SQLITE_READONLY, SQLITE_IOERR, SQLITE_CORRUPT,
                         SQLITE_NOTADB, SQLITE_CANTOPEN, SQLITE_ERROR}) {
    EXPECT_EQ(mapped(code).kind(), ErrorKind::Store) << code;
    EXPECT_THAT(mapped(code).what(), HasSubstr(path().string()));
    EXPECT_NE(mapped(code).advice(), "") << code;
  }
  EXPECT_EQ(mapped(SQLITE_FULL).kind(), ErrorKind::Resource);
  EXPECT_EQ(mapped(SQLITE_NOMEM).kind(), ErrorKind::Resource);
  EXPECT_EQ(mapped(SQLITE_IOERR_WRITE & 0xFF, ENOSPC).kind(), ErrorKind::Resource);
  EXPECT_EQ(mapped(SQLITE_IOERR_WRITE, EDQUOT).kind(), ErrorKind::Resource);
  EXPECT_EQ(mapped(SQLITE_INTERRUPT).kind(), ErrorKind::Interrupted);
  EXPECT_EQ(mapped(SQLITE_CONSTRAINT).kind(), ErrorKind::Internal);
}

// A store with some bytes changed either works (the bytes were free) or says that it is damaged: no crash, no
// other exception, no endless loop.
TEST_F(FailureTest, DamagedFilesNeverCrash) {
  const fs::path good = folder() / "good.skewscope";
  std::string run;
  {
    auto store = Store::open(good);
    run = store->addRun({});
    store->startRun(run, threeClasses());
    for (std::int64_t epoch = 1; epoch <= 60; ++epoch) store->writeEpoch(run, epochRows(epoch, 1, 0.5));
    store->recordCheckpoint(run, {50, 0, "c/1", "d", 1});
    store->setTags(run, {"a", "b"});
    store->log({0, run, "info", "text"});
  }
  std::ifstream in(good, std::ios::binary);
  const std::string content(std::istreambuf_iterator<char>(in), {});
  ASSERT_GT(content.size(), 40000U);
  std::mt19937 random(23);
  int refused = 0;
  for (int round = 0; round < 150; ++round) {
    std::string bad = content;
    if (round % 10 == 0) {
      bad.resize(random() % bad.size());
    } else {
      const std::size_t at = round % 3 == 0 ? random() % 4096 : random() % bad.size();
      const std::size_t length = 1 + random() % (round % 2 == 0 ? 4 : 600);
      for (std::size_t index = at; index < std::min(at + length, bad.size()); ++index)
        bad[index] = static_cast<char>(random());
    }
    fs::remove(path().string() + "-wal");
    fs::remove(path().string() + "-shm");
    { std::ofstream(path(), std::ios::binary) << bad; }
    try {
      Reader reader(path());
      reader.runs();
      reader.runs(true);
      reader.classes(run);
      for (const auto& metric : reader.metricNames(run)) reader.series(run, metric);
      for (const auto& metric : reader.classMetricNames(run)) reader.classSeries(run, metric);
      reader.confusion(run, metric::kHeadAccuracy);
      reader.subsetIndices(run);
      reader.checkpoint(run);
      reader.log(run, 100);
      auto store = Store::open(path());
      store->recoverLostRuns(kLeaseSilence);
      store->claimRun(run, "engine");
      store->rewindToCheckpoint(run);
      store->writeEpoch(run, epochRows(51, 1, 0.5));
      store->endRun(run, RunStatus::Done, "");
    } catch (const Error& error) {
      ++refused;
      EXPECT_NE(std::string(error.what()), "");
    }
  }
  EXPECT_GT(refused, 20);
}

TEST_F(FailureTest, DamageBehindAnUncleanEndIsFoundAtOnce) {
  const std::string run = Store::open(path())->addRun({});
  // A writer that is killed leaves its log behind.
  EXPECT_EQ(finishChild(startChild([&] {
              auto store = Store::open(path());
              store->writeEpoch(run, epochRows(1, 1, 0.5));
              std::raise(SIGKILL);
              return 0;
            })),
            -SIGKILL);
  ASSERT_GT(fs::file_size(path().string() + "-wal"), 0U);
  {
    // The page behind the first one is a table's; its cells then lie outside it.
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(4096 * 3 + 5);
    file.write("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10);
    file.seekp(4096 * 5 + 3);
    file.write("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10);
  }
  const Error error = thrownError([&] { Store::open(path()); });
  EXPECT_EQ(error.kind(), ErrorKind::Store);
  EXPECT_THAT(error.what(), HasSubstr("damaged"));
  EXPECT_THAT(error.advice(), HasSubstr(".recover"));
}

}  // namespace skewscope::store
