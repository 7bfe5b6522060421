// The subcommands `import` and `export`, and what others say of imported runs, within the process.
#include <gmock/gmock.h>

#include <algorithm>

#include "app/skewscope-engine/common.h"
#include "core/store/store.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/base/temporary_folder.h"

namespace skewscope::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class ImportCommand : public testing::Test {
 protected:
  struct Result {
    int status = -1;
    std::string output, errors;
  };
  // What a command line does; throws what it throws.
  Result run(std::vector<std::string> words) const {
    CLI::App app("test");
    Action action;
    for (const auto add : {addImportCommand, addExportCommand, addRunsCommand, addCompareCommand,
                           addEvaluateCommand, addTrainCommand, addQueueCommand})
      add(app, action);
    words.insert(words.begin() + 1, {"--store", store()});
    std::reverse(words.begin(), words.end());  // as CLI11 takes them
    app.parse(words);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Result result;
    try {
      result.status = action();
    } catch (...) {
      testing::internal::GetCapturedStdout();
      testing::internal::GetCapturedStderr();
      throw;
    }
    result.output = testing::internal::GetCapturedStdout();
    result.errors = testing::internal::GetCapturedStderr();
    return result;
  }
  std::string store() const { return folder_ / "s.skewscope"; }
  std::string csv() const {
    test::writeContent(folder_ / "table 2.csv", "epoch,acc,loss\n1,50,2\n5,63.2,1\n");
    return folder_ / "table 2.csv";
  }
  std::vector<store::RunRecord> runs() const { return store::Reader(store()).runs(); }

  test::TemporaryFolder folder_;
};

TEST_F(ImportCommand, ACurveOfAPaperBecomesARun) {
  const auto result =
      run({"import", csv(), "--metric", "acc=probe_accuracy", "--percent", "--tags", "paper,b"});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.output, HasSubstr("table 2: 2 metrics (loss, probe_accuracy), epochs 1 to 5"));
  EXPECT_THAT(result.output, HasSubstr("Imported 1 run."));
  ASSERT_THAT(runs(), SizeIs(1));
  const auto record = runs()[0];
  EXPECT_THAT(record.tags, ElementsAre("b", "paper"));
  EXPECT_NEAR(record.summaries.at("probe_accuracy").last, 0.632, 1e-12);
  EXPECT_EQ(store::liveAccuracyMetric(record), "probe_accuracy");
  // Nothing of a spec that it has not.
  const std::string listed = run({"runs", "--format", "csv"}).output;
  EXPECT_THAT(listed, HasSubstr(record.id + ",table 2,imported,5,,,,,,,0.632,0.632,b paper"));
  EXPECT_THAT(run({"runs", "--group-by", "mode"}).output, Not(HasSubstr("Supervised")));
}

TEST_F(ImportCommand, DryRunStoresNothing) {
  const auto result = run({"import", csv(), "--dry-run", "--metric", "acc=probe_accuracy"});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.output, HasSubstr("up to 63.2"));
  EXPECT_THAT(result.output, HasSubstr("Found 1 run."));
  EXPECT_FALSE(std::filesystem::exists(store()));
}

TEST_F(ImportCommand, WhatCannotBeReadIsSaidAndTheRestImported) {
  test::writeContent(folder_ / "bad.csv", "epoch,loss\nx,1\n");
  const auto result = run({"import", csv(), (folder_ / "bad.csv").string()});
  EXPECT_EQ(result.status, static_cast<int>(ErrorKind::Data));
  EXPECT_THAT(result.errors, HasSubstr("bad.csv, line 2, column 1 (\"epoch\"): \"x\" is no epoch"));
  EXPECT_THAT(runs(), SizeIs(1));
  test::expectError(ErrorKind::Usage, "FROM=TO", [&] { run({"import", csv(), "--metric", "acc"}); });
  test::expectError(ErrorKind::Usage, "Those that are there: acc, loss", [&] {
    run({"import", csv(), "--metric", "a=b"});
  });
  EXPECT_THAT(runs(), SizeIs(1));
}

TEST_F(ImportCommand, AnImportedRunIsNeitherTrainedNorEvaluated) {
  run({"import", csv(), "--name", "paper"});
  test::expectError(ErrorKind::Usage, "no model to evaluate", [&] { run({"evaluate", "paper"}); });
  test::expectError(ErrorKind::Usage, "no model to evaluate", [&] {
    run({"evaluate", "paper", "--queue-only"});
  });
  test::expectError(ErrorKind::Usage, "no model to go on with", [&] { run({"train", "--run", "paper"}); });
  test::expectError(ErrorKind::Usage, "cannot wait in the queue", [&] { run({"queue", "add", "paper"}); });
}

TEST_F(ImportCommand, ComparedWithOursItHasNoSettings) {
  run({"import", csv(), "--name", "paper"});
  store::Store::open(store())->addRun({});
  const std::string table = run({"compare", "paper", runs()[1].id, "--all", "--format", "csv"}).output;
  EXPECT_THAT(table, HasSubstr("Settings,ratio,,"));
  EXPECT_THAT(table, HasSubstr("status,imported,queued"));
  EXPECT_THAT(table, HasSubstr("source,CSV: "));
}

TEST_F(ImportCommand, ExportForTensorBoardAndBack) {
  run({"import", csv(), "--name", "paper", "--metric", "acc=probe_accuracy", "--percent"});
  test::expectError(ErrorKind::Usage, "--out", [&] { run({"export", "paper", "--format", "tensorboard"}); });
  const std::string out = folder_ / "tb/again";
  EXPECT_THAT(run({"export", "paper", "--format", "tensorboard", "--out", out}).errors,
              HasSubstr("tensorboard --logdir"));
  run({"import", folder_ / "tb"});
  ASSERT_THAT(runs(), SizeIs(2));
  EXPECT_EQ(runs()[1].name, "again");
  EXPECT_NEAR(runs()[1].summaries.at("probe_accuracy").last, 0.632, 1e-6);
  EXPECT_THAT(run({"export", "paper"}).output, HasSubstr(",paper,probe_accuracy,5,,,,,0.632"));
}

}  // namespace
}  // namespace skewscope::engine
