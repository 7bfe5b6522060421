#include "core/base/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <ostream>
#include <stdexcept>
#include <string>

#include "tests/core/base/expect_error.h"
#include "tests/core/base/temporary_folder.h"

namespace skewscope {
namespace {

using test::contentOf;
using test::expectError;
using test::TemporaryFolder;
using test::writeContent;

int filesIn(const std::filesystem::path& folder) {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

TEST(AtomicFile, WritesAndReplaces) {
  const TemporaryFolder folder;
  const auto file = folder / "a";
  writeFileAtomically(file, [](std::ostream& out) { out << "one"; });
  EXPECT_EQ(contentOf(file), "one");
  const std::string binary("\0\n\r\xff", 4);
  writeFileAtomically(file, [&](std::ostream& out) {
    out << binary;
    out.flush();
    EXPECT_EQ(contentOf(file), "one") << "the old content must stay until the new one is complete";
  });
  EXPECT_EQ(contentOf(file), binary);
  EXPECT_EQ(filesIn(folder.path()), 1);
}

TEST(AtomicFile, ExceptionLeavesOldFile) {
  const TemporaryFolder folder;
  const auto file = folder / "a";
  writeContent(file, "old");
  EXPECT_THROW(writeFileAtomically(file,
                                   [](std::ostream& out) {
                                     out << "new";
                                     throw std::runtime_error("half way");
                                   }),
               std::runtime_error);
  EXPECT_EQ(contentOf(file), "old");
  EXPECT_EQ(filesIn(folder.path()), 1);
}

TEST(AtomicFile, FailedStreamLeavesOldFile) {
  const TemporaryFolder folder;
  const auto file = folder / "a";
  writeContent(file, "old");
  EXPECT_THROW(writeFileAtomically(file, [](std::ostream& out) { out.setstate(std::ios::badbit); }), Error);
  EXPECT_EQ(contentOf(file), "old");
  EXPECT_EQ(filesIn(folder.path()), 1);
}

TEST(AtomicFile, RefusedWriteLeavesOldFile) {
  // A limit on file sizes makes write() fail half way, as a full disk does.
  const TemporaryFolder folder;
  const auto file = folder / "a";
  writeContent(file, "old");
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit limited = before;
  limited.rlim_cur = 4096;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limited), 0);
  std::string message;
  try {
    writeFileAtomically(file, [](std::ostream& out) { out << std::string(1 << 20, 'x'); });
  } catch (const Error& error) {
    message = error.message();
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_NE(message.find("Cannot write"), std::string::npos) << message;
  EXPECT_EQ(contentOf(file), "old");
  EXPECT_EQ(filesIn(folder.path()), 1);
}

TEST(AtomicFile, CrashLeavesOldFile) {
  const TemporaryFolder folder;
  const auto file = folder / "a";
  writeContent(file, "old");
  EXPECT_EXIT(writeFileAtomically(file,
                                  [](std::ostream& out) {
                                    out << "new";
                                    out.flush();
                                    _exit(7);
                                  }),
              testing::ExitedWithCode(7), "");
  EXPECT_EQ(contentOf(file), "old");
}

TEST(AtomicFile, ImpossibleTargets) {
  const TemporaryFolder folder;
  const auto nothing = [](std::ostream&) {};
  expectError(ErrorKind::Data, "missing", [&] { writeFileAtomically(folder / "missing/a", nothing); });
  std::filesystem::create_directories(folder / "taken/inside");
  expectError(ErrorKind::Data, "taken", [&] { writeFileAtomically(folder / "taken", nothing); });
  EXPECT_EQ(filesIn(folder.path()), 1);
}

}  // namespace
}  // namespace skewscope
