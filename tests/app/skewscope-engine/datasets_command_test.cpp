// The subcommand `datasets`, within the process: needs no LibTorch.
#include <gmock/gmock.h>

#include <cstdlib>

#include "app/skewscope-engine/common.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/data/datasets_data.h"

namespace skewscope::engine {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

class DatasetsCommand : public testing::Test {
 protected:
  void SetUp() override {
    ::setenv("SKEWSCOPE_HOME", (folder_ / "home").c_str(), 1);
    ::setenv("XDG_CACHE_HOME", (folder_ / "cache").c_str(), 1);
    for (const char* path : {"all/cat/a.png", "all/cat/b.png", "all/dog/c.png", "all/dog/d.png"}) {
      fs::create_directories((folder_ / path).parent_path());
      fs::copy_file(test::dataFile("smooth.png"), folder_ / path);
    }
  }
  void TearDown() override {
    ::unsetenv("SKEWSCOPE_HOME");
    ::unsetenv("XDG_CACHE_HOME");
  }
  // What the command prints; throws what it throws.
  static std::string run(std::vector<std::string> words) {
    CLI::App app("test");
    Action action;
    addDatasetsCommand(app, action);
    words.insert(words.begin(), "datasets");
    std::reverse(words.begin(), words.end());  // as CLI11 takes them
    app.parse(words);
    testing::internal::CaptureStdout();
    int status = -1;
    try {
      status = action();
    } catch (...) {
      testing::internal::GetCapturedStdout();
      throw;
    }
    EXPECT_EQ(status, 0);
    return testing::internal::GetCapturedStdout();
  }
  std::string path(const char* name) const { return folder_ / name; }

  test::TemporaryFolder folder_;
};

TEST_F(DatasetsCommand, ListsWhatThereIs) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{}, {"list"}, {"--format", "csv"}, {"list", "--format", "csv"}}) {
    const std::string listed = run(words);
    for (const char* name : {"shapes", "cifar10", "cifar100", "stl10"}) EXPECT_THAT(listed, HasSubstr(name));
  }
}

TEST_F(DatasetsCommand, AddCheckLocateRemove) {
  const std::string added = run(
      {"add", "pets", "--kind", "folder", "--path", path("all"), "--test-fraction", "0.5", "--side", "16"});
  EXPECT_THAT(added, HasSubstr("Added pets: 2 classes, 2 training and 2 test images of 16x16"));
  EXPECT_THAT(added, HasSubstr("train --dataset pets"));
  EXPECT_THAT(run({"list"}), HasSubstr("pets"));
  EXPECT_THAT(run({"--check", "pets"}), HasSubstr("pets: 2 training and 2 test images of 16x16"));
  fs::rename(folder_ / "all", folder_ / "moved");
  test::expectError(ErrorKind::Data, "datasets locate pets", [] { run({"--check", "pets"}); });
  EXPECT_THAT(run({"locate", "pets", folder_.path().string()}), HasSubstr(path("moved")));
  EXPECT_THAT(run({"--check", "pets"}), HasSubstr("pets: 2 training"));
  EXPECT_THAT(run({"remove", "pets"}), HasSubstr("its files are untouched"));
  EXPECT_THAT(run({"list"}), Not(HasSubstr("pets")));
}

TEST_F(DatasetsCommand, WrongUsage) {
  EXPECT_THROW(run({"add", "pets"}), CLI::ParseError);
  EXPECT_THROW(run({"add", "pets", "--kind", "folder", "--path", "x", "--fit", "stretch"}), CLI::ParseError);
  EXPECT_THROW(run({"forget", "pets"}), CLI::ParseError);
  test::expectError(ErrorKind::Usage, "no kind of data set \"zip\"", [&] {
    run({"add", "pets", "--kind", "zip", "--path", path("all")});
  });
  test::expectError(ErrorKind::Usage, "No data set named", [] { run({"remove", "pets"}); });
}

TEST_F(DatasetsCommand, ADamagedRegistryIsSaid) {
  fs::create_directories(folder_ / "home");
  test::writeContent(folder_ / "home/datasets.json", "damaged");
  test::expectError(ErrorKind::Data, "datasets.json is no registry", [] { run({}); });
}

}  // namespace
}  // namespace skewscope::engine
