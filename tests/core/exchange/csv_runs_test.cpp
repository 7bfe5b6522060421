#include "core/exchange/csv_runs.h"

#include <gmock/gmock.h>

#include "tests/core/base/expect_error.h"

namespace skewscope::exchange {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

std::vector<RawRun> read(const std::string& text, const ImportOptions& options = {}) {
  return readCsvRuns(text, "a.csv", "a", options);
}

TEST(CsvRuns, AColumnOfEpochsAndMetrics) {
  const auto runs = read("loss,Epoch,note,acc\n0.5,2,best,0.25\n1.5,1.0,,\n");
  ASSERT_THAT(runs, SizeIs(1));
  EXPECT_EQ(runs[0].name, "a");
  ASSERT_THAT(runs[0].curves, SizeIs(2));
  EXPECT_EQ(runs[0].curves[0].metric, "loss");
  EXPECT_THAT(runs[0].curves[0].values, ElementsAre(Pair(1, 1.5), Pair(2, 0.5)));
  EXPECT_THAT(runs[0].curves[1].values, ElementsAre(Pair(2, 0.25)));
  EXPECT_THAT(runs[0].remarks, ElementsAre(HasSubstr("\"note\" is left out: \"best\" in line 2")));
}

TEST(CsvRuns, WhichColumnCounts) {
  EXPECT_THAT(read("step,epoch,x\n7,1,0\n")[0].curves[1].values, ElementsAre(Pair(1, 0)));
  EXPECT_THAT(read("iteration,x\n7,0\n")[0].curves[0].values, ElementsAre(Pair(7, 0)));
  ImportOptions options;
  options.epochColumn = "step";
  EXPECT_THAT(read("step,epoch,x\n7,1,0\n", options)[0].curves[1].values, ElementsAre(Pair(7, 0)));
  test::expectError(ErrorKind::Usage, "no column \"step\"", [&] { read("epoch,x\n1,2\n", options); });
  test::expectError(ErrorKind::Usage, "--epoch-column", [] { read("a;b\n1;2\n"); });
}

TEST(CsvRuns, TensorBoardsOwnDownload) {
  const auto runs = read("Wall time,Step,Value\n1700000000.5,1,0.5\n1700000010.5,2,0.75\n");
  EXPECT_EQ(runs[0].startedMs, 1700000000500);
  EXPECT_EQ(runs[0].endedMs, 1700000010500);
  ASSERT_THAT(runs[0].curves, SizeIs(1));
  EXPECT_EQ(runs[0].curves[0].metric, "Value");
}

TEST(CsvRuns, ErrorsNameLineAndColumn) {
  const auto fails = [](const char* part, const char* text) {
    test::expectError(ErrorKind::Data, part, [&] { read(text); });
  };
  fails("a.csv, line 3, column 2 (\"loss\"): \"x\" is no number", "epoch,loss\n1,0.5\n2,x\n");
  fails("line 2, column 1 (\"epoch\"): \"1.5\" is no epoch", "epoch,loss\n1.5,0.5\n");
  fails("\"-1\" is no epoch", "epoch,loss\n-1,0.5\n");
  fails("\"nan\" is no epoch", "epoch,loss\nnan,0.5\n");
  fails("\"1e300\" is no epoch", "epoch,loss\n1e300,0.5\n");
  fails("line 3, column 2 (\"loss\"): there is a value for epoch 1 already", "epoch,loss\n1,0.5\n1,0.6\n");
  fails("line 2: it has 3 values, and the header names 2", "epoch,loss\n1,0,5\n");
  fails("columns 2 and 3 are both called \"x\"", "epoch,x,x\n1,2,3\n");
  fails("is empty", "");
  fails("the metric has no name", "metric,epoch,value\n,1,2\n");
  fails("\"-1\" is no number of a class", "metric,epoch,class,value\na,1,-1,2\n");
  fails("at most 10000 classes", "metric,epoch,class,value\na,1,10000,2\n");
}

TEST(CsvRuns, RowsOfOneEpochFillEachOther) {
  const auto runs = read("epoch,train,val\n1,0.5,\n1,,0.25\n");
  EXPECT_THAT(runs[0].curves[0].values, ElementsAre(Pair(1, 0.5)));
  EXPECT_THAT(runs[0].curves[1].values, ElementsAre(Pair(1, 0.25)));
}

TEST(CsvRuns, LongFormWithClassesAndSeveralRuns) {
  const auto runs = read(
      "run_id,run,metric,epoch,class,class_name,value\n"
      "1,one,knn_accuracy,1,,,0.5\n"
      "1,one,knn_accuracy,1,1,dog,0.25\n"
      "2,two,a/b,3,,,7\n"
      "1,one,knn_accuracy,2,0,cat,0.75\n"
      "1,one,loss,2,,,\n");
  ASSERT_THAT(runs, SizeIs(2));
  EXPECT_EQ(runs[0].name, "one");
  EXPECT_THAT(runs[0].classes, ElementsAre("cat", "dog"));
  ASSERT_THAT(runs[0].curves, SizeIs(3));
  EXPECT_EQ(runs[0].curves[1].classIndex, 1);
  EXPECT_THAT(runs[0].curves[2].values, ElementsAre(Pair(2, 0.75)));
  EXPECT_EQ(runs[1].name, "two");
  EXPECT_EQ(runs[1].curves[0].metric, "a/b");
  EXPECT_THAT(read("metric,epoch,value\n"), IsEmpty());
  // Classes that have names alone.
  const auto named = read("metric,epoch,class_name,value\na,1,cat,1\na,1,dog,2\na,2,cat,3\n");
  EXPECT_THAT(named.at(0).classes, ElementsAre("cat", "dog"));
  EXPECT_THAT(named[0].curves.at(0).values, ElementsAre(Pair(1, 1), Pair(2, 3)));
}

}  // namespace
}  // namespace skewscope::exchange
