#include "core/exchange/import.h"

#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/exchange/raw_run.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/base/temporary_folder.h"

namespace skewscope::exchange {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
namespace fs = std::filesystem;

const fs::path kRecorded = fs::path(SKEWSCOPE_TEST_DATA) / "exchange";

struct Import : testing::Test {
  fs::path csv(const std::string& name, const std::string& text) {
    test::writeContent(folder / name, text);
    return folder / name;
  }
  test::TemporaryFolder folder;
};

TEST_F(Import, FilesOfOtherProgramsHoldWhatTensorBoardFindsInThem) {
  const auto found = findRuns({kRecorded}, {});
  EXPECT_THAT(found.problems, IsEmpty());
  ASSERT_THAT(found.runs, SizeIs(2));
  const auto expected = nlohmann::json::parse(test::contentOf(kRecorded / "expected.json"));
  for (const FoundRun& each : found.runs) {
    std::size_t values = 0;
    for (const auto& [tag, steps] : expected.at(each.run.name).items()) {
      ASSERT_TRUE(each.run.metrics.contains(tag)) << tag;
      const auto& series = each.run.metrics.at(tag);
      ASSERT_EQ(series.epochs.size(), steps.size()) << tag;
      for (std::size_t k = 0; k < series.epochs.size(); ++k)
        EXPECT_EQ(series.values[k], steps.at(std::to_string(series.epochs[k])).get<double>()) << tag;
      ++values;
    }
    // One that TensorBoard has no reader for without TensorFlow.
    if (each.run.metrics.contains("types/bfloat16")) {
      EXPECT_THAT(each.run.metrics.at("types/bfloat16").values, ElementsAre(1.5));
      ++values;
    }
    EXPECT_EQ(each.run.metrics.size(), values);
  }
  EXPECT_EQ(found.runs[0].run.name, "pytorch");
  EXPECT_EQ(found.runs[0].run.source, "TensorBoard: " + (kRecorded / "pytorch").string());
  EXPECT_EQ(found.runs[0].run.startedMs, 1700000001250);
  EXPECT_THAT(found.runs[0].remarks, Contains(HasSubstr("started again once")));
  EXPECT_THAT(found.runs[0].remarks, Contains(HasSubstr("are left out: 1.")));
  EXPECT_THAT(found.runs[1].remarks, Contains(HasSubstr("are left out: 2.")));
}

TEST_F(Import, ARunForEachFolderAndNothingBehindLinks) {
  const fs::path file = kRecorded / "pytorch/events.out.tfevents.1700000100.skewscope-test.b";
  fs::create_directories(folder / "logs/a/b");
  fs::create_directories(folder / "outside");
  for (const char* to : {"logs", "logs/a/b", "outside"}) fs::copy(file, folder / to);
  fs::create_directory_symlink(folder / "outside", folder / "logs/link");
  fs::create_symlink(file, folder / "logs/a/events.out.tfevents.9.link");
  const auto found = findRuns({folder / "logs"}, {});
  ASSERT_THAT(found.runs, SizeIs(2));
  EXPECT_EQ(found.runs[0].run.name, "logs");
  EXPECT_EQ(found.runs[1].run.name, "a/b");
  EXPECT_THAT(found.remarks, ElementsAre(HasSubstr("2 symbolic links")));
  // A file alone is called after its folder.
  EXPECT_EQ(findRuns({folder / "logs/a/b" / file.filename()}, {}).runs.at(0).run.name, "b");
}

TEST_F(Import, WhatCannotBeReadDoesNotHideTheOthers) {
  fs::create_directories(folder / "logs/good");
  fs::create_directories(folder / "logs/bad");
  fs::copy(kRecorded / "pytorch/events.out.tfevents.1700000100.skewscope-test.b", folder / "logs/good");
  test::writeContent(folder / "logs/bad/events.out.tfevents.1", std::string(40, 'x'));
  const auto found = findRuns({folder / "logs", folder / "none.csv", folder.path()}, {});
  EXPECT_THAT(found.runs, SizeIs(2));
  EXPECT_THAT(found.problems, ElementsAre(HasSubstr("damaged at byte 0"), HasSubstr("no file and no folder"),
                                          HasSubstr("damaged at byte 0")));
  fs::create_directory(folder / "empty");
  EXPECT_THAT(findRuns({folder / "empty"}, {}).problems, ElementsAre(HasSubstr("holds no event files")));
}

TEST_F(Import, MetricsAreRenamedAndClassesSplit) {
  ImportOptions options;
  options.name = "paper";
  options.metrics = {{"val/acc", "probe_accuracy"}};
  const auto found = findRuns(
      {csv("a.csv", "epoch,val/acc,val/acc/cat,val/acc/dog,weight/norm\n1,0.5,0.25,,3\n2,0.5,,1,3\n")},
      options);
  ASSERT_THAT(found.runs, SizeIs(1));
  const auto& run = found.runs[0].run;
  EXPECT_EQ(run.name, "paper");
  EXPECT_THAT(run.classes, ElementsAre("cat", "dog"));
  EXPECT_TRUE(run.metrics.contains("probe_accuracy"));
  EXPECT_TRUE(run.metrics.contains("weight/norm"));  // of a stranger that is no class
  const auto& classes = run.classMetrics.at("probe_accuracy");
  EXPECT_THAT(classes.epochs, ElementsAre(1, 2));
  EXPECT_EQ(classes.values[0][0], 0.25);
  EXPECT_TRUE(std::isnan(classes.values[0][1]));
  EXPECT_EQ(classes.values[1][1], 1);
  EXPECT_EQ(describeRun(run),
            "2 metrics (probe_accuracy, weight/norm), 1 of them for each of 2 classes, epochs 1 to 2");
}

TEST_F(Import, PerCentIsNeverGuessed) {
  const auto path = csv("a.csv", "epoch,loss,probe_accuracy\n1,50,40\n2,60,63.2\n");
  const auto plain = findRuns({path}, {}).runs.at(0);
  EXPECT_THAT(plain.run.metrics.at("probe_accuracy").values, ElementsAre(40, 63.2));
  EXPECT_TRUE(plain.seemsPercent);
  EXPECT_THAT(plain.remarks, ElementsAre(HasSubstr("up to 63.2")));
  ImportOptions percent;
  percent.percent = true;
  const auto scaled = findRuns({path}, percent).runs.at(0);
  EXPECT_NEAR(scaled.run.metrics.at("probe_accuracy").values[1], 0.632, 1e-12);
  EXPECT_THAT(scaled.run.metrics.at("loss").values, ElementsAre(50, 60));
  EXPECT_FALSE(scaled.seemsPercent);
  EXPECT_THAT(scaled.remarks, IsEmpty());
  const auto shares = findRuns({csv("b.csv", "epoch,probe_accuracy\n1,0.5\n")}, percent).runs.at(0);
  EXPECT_THAT(shares.remarks, ElementsAre(HasSubstr("although no value is above 1")));
}

TEST_F(Import, WrongUse) {
  const auto path = csv("a.csv", "epoch,loss\n1,0.5\n");
  ImportOptions options;
  options.metrics = {{"lost", "loss"}};
  test::expectError(ErrorKind::Usage, "Those that are there: loss.", [&] { findRuns({path}, options); });
  options = {};
  options.name = "one";
  test::expectError(ErrorKind::Usage, "2 runs were found", [&] { findRuns({path, path}, options); });
  options = {};
  options.metrics = {{"a", "loss"}};
  EXPECT_THAT(findRuns({csv("b.csv", "epoch,loss,a\n1,0.5,0.5\n")}, options).problems,
              ElementsAre(HasSubstr("two curves that would be called loss")));
  EXPECT_THAT(findRuns({csv("c.csv", "epoch,loss\n1,\n")}, {}).problems,
              ElementsAre(HasSubstr("has no scalar value")));
  EXPECT_THAT(findRuns({path}, {}).runs.at(0).remarks, ElementsAre(HasSubstr("accuracy by its name")));
}

TEST_F(Import, TextFromStrangersIsPlain) {
  const auto found = findRuns({csv("a.csv", "epoch,\"\x1B[31m\xFFloss\"\n1,0.5\n")}, {});
  EXPECT_TRUE(found.runs.at(0).run.metrics.contains("?[31m?loss"));
  // Names that differ in what cannot be shown stay two.
  const auto two = findRuns({csv("b.csv", "epoch,a\xFB,a\xF3,a?\n1,1,2,3\n")}, {}).runs.at(0).run.metrics;
  EXPECT_THAT(two, SizeIs(3));
  EXPECT_THAT(two.at("a? (2)").values, ElementsAre(2));
  EXPECT_THAT(two.at("a? (3)").values, ElementsAre(3));
}

TEST_F(Import, WhatLooksImportable) {
  EXPECT_TRUE(looksImportable("curve.CSV"));
  EXPECT_TRUE(looksImportable("events.out.tfevents.1.host"));
  EXPECT_TRUE(looksImportable(folder.path()));
  EXPECT_FALSE(looksImportable("events.out.tfevents.1.profile-empty"));
  EXPECT_FALSE(looksImportable("image.png"));
}

}  // namespace
}  // namespace skewscope::exchange
