// A disk that is full, and one that cannot be written: the engine says so, and nothing earlier is lost.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/store/reader.h"
#include "core/store/writer.h"
#include "tests/app/skewscope-engine/engine_process.h"
#include "tests/app/skewscope-engine/small_spec.h"

namespace skewscope::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNoRoom = "disk is full|is full; this change|There is no room";

/// A small file system of this process and its children alone. Without root a user namespace gives the right
/// to mount it; where that is forbidden too there is none, and mounted() is false.
class SmallDisk {
 public:
  explicit SmallDisk(int megabytes) {
    const uid_t user = ::getuid();
    const gid_t group = ::getgid();
    if (::unshare(CLONE_NEWNS | (user == 0 ? 0 : CLONE_NEWUSER)) != 0) return;
    if (user != 0) {
      std::ofstream("/proc/self/setgroups") << "deny";
      std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
      std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
    }
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return;
    const std::string size = "size=" + std::to_string(megabytes) + "m";
    mounted_ = ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, size.c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  fs::path path() const { return folder_.path(); }
  bool makeReadOnly() const {
    return ::mount(nullptr, path().c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
  }
  /// Leaves so many bytes free, by a file named "ballast".
  void fill(std::uintmax_t leave) const {
    struct statvfs found {};
    ASSERT_EQ(::statvfs(path().c_str(), &found), 0);
    const auto free = static_cast<std::uintmax_t>(found.f_bavail) * found.f_frsize;
    ASSERT_GT(free, leave);
    const int file = ::open((path() / "ballast").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ASSERT_GE(file, 0);
    ASSERT_EQ(::posix_fallocate(file, 0, static_cast<off_t>(free - leave)), 0);
    ::close(file);
  }

 private:
  TemporaryFolder folder_;
  bool mounted_ = false;
};

/// How much is left when the disk fills up, bytes.
class FullDisk : public testing::TestWithParam<std::uintmax_t> {};

TEST_P(FullDisk, FailsTheRunWithItsReasonAndLosesNothing) {
  const SmallDisk disk(16);
  if (!disk.mounted()) GTEST_SKIP() << "no file system can be mounted here";
  const std::string path = (disk.path() / "a.skewscope").string();
  std::string earlier, run;
  {
    store::Writer writer(path);
    earlier = writer.run([](store::Store& s) { return s.addRun(smallSpec(3)); });
    run = writer.run([](store::Store& s) { return s.addRun(smallSpec(2000)); });
  }
  ASSERT_EQ(runEngine({"train", "--run", earlier, "--store", path}).status, 0);
  const auto before = store::Reader(path).series(earlier, store::metric::kHeadAccuracy);
  ASSERT_EQ(before.values.size(), 3u);

  EngineProcess engine({"train", "--run", run, "--store", path, "--json"});
  ASSERT_TRUE(engine.waitFor("\"epoch_done\"", 60));
  disk.fill(GetParam());
  const EngineResult result = engine.wait();
  EXPECT_EQ(result.status, static_cast<int>(ErrorKind::Resource)) << result.output << result.errors;
  EXPECT_THAT(result.output, testing::ContainsRegex(kNoRoom));

  // Read on the full disk, where the failure is told too.
  {
    store::Reader reader(path);
    const auto record = reader.run(run);
    EXPECT_EQ(record.status, store::RunStatus::Failed);
    EXPECT_THAT(record.failure, testing::ContainsRegex(kNoRoom));
    ASSERT_TRUE(reader.checkpoint(run));
    EXPECT_GE(reader.checkpoint(run)->epoch, record.epochsDone - 1);  // but the one in progress
    EXPECT_EQ(reader.series(earlier, store::metric::kHeadAccuracy).values, before.values);
  }
  // Nothing half-written takes room, and with room again the run goes on.
  for (const auto& entry : fs::recursive_directory_iterator(disk.path()))
    EXPECT_NE(entry.path().extension(), ".part") << entry.path();
  fs::remove(disk.path() / "ballast");
  EngineProcess again({"train", "--run", run, "--store", path, "--json"});
  ASSERT_TRUE(again.waitFor("\"epoch_done\"", 60));
  again.signal(SIGTERM);
  EXPECT_EQ(again.wait().status, static_cast<int>(ErrorKind::Interrupted));
}

// Too little for a checkpoint, and too little for anything.
INSTANTIATE_TEST_SUITE_P(Leaving, FullDisk, testing::Values(200'000, 0));

TEST(Disk, AReadOnlyOneIsToldAndKeepsItsRuns) {
  const SmallDisk disk(16);
  if (!disk.mounted()) GTEST_SKIP() << "no file system can be mounted here";
  const std::string path = (disk.path() / "a.skewscope").string();
  std::string run;
  {
    store::Writer writer(path);
    run = writer.run([](store::Store& s) { return s.addRun(smallSpec(3)); });
  }
  if (!disk.makeReadOnly()) GTEST_SKIP() << "the file system cannot be made read-only here";
  const EngineResult result = runEngine({"train", "--run", run, "--store", path});
  EXPECT_EQ(result.status, static_cast<int>(ErrorKind::Store)) << result.errors;
  EXPECT_NE(result.errors.find("read-only"), std::string::npos) << result.errors;
  EXPECT_NE(result.errors.find(path), std::string::npos) << result.errors;
  // What is there can still be looked at.
  const EngineResult list = runEngine({"runs", "--store", path});
  EXPECT_EQ(list.status, 0) << list.errors;
  EXPECT_NE(list.output.find("Supervised"), std::string::npos) << list.output;
}

}  // namespace
}  // namespace skewscope::test
