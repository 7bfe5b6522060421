#include "core/exchange/run_export.h"

#include <gmock/gmock.h>

#include <cmath>

#include "core/exchange/import.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/exchange/exported_run.h"

namespace skewscope::exchange {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

class RunExport : public ExportedRun {
 protected:
  RunValues imported(const std::filesystem::path& path) {
    const auto found = findRuns({path}, {});
    EXPECT_THAT(found.problems, IsEmpty());
    return values(store_->addImportedRun(found.runs.at(0).run));
  }
  /// Whether two runs have the same values, `exact` or as float32.
  static void expectSame(const RunValues& left, const RunValues& right, bool exact) {
    const auto same = [exact](double a, double b) {
      if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
      return exact ? a == b : static_cast<float>(a) == static_cast<float>(b);
    };
    ASSERT_EQ(left.metrics.size(), right.metrics.size());
    for (const auto& [metric, series] : left.metrics) {
      const auto& other = right.metrics.at(metric);
      EXPECT_EQ(series.epochs, other.epochs) << metric;
      for (std::size_t k = 0; k < series.values.size(); ++k)
        EXPECT_TRUE(same(series.values[k], other.values.at(k))) << metric;
    }
    ASSERT_EQ(left.classMetrics.size(), right.classMetrics.size());
    for (const auto& [metric, series] : left.classMetrics) {
      const auto& other = right.classMetrics.at(metric);
      EXPECT_EQ(series.epochs, other.epochs) << metric;
      ASSERT_EQ(series.values.size(), other.values.size());
      for (std::size_t c = 0; c < series.values.size(); ++c) {
        for (std::size_t k = 0; k < series.epochs.size(); ++k)
          EXPECT_TRUE(same(series.values[c][k], other.values[c].at(k))) << metric;
      }
    }
    ASSERT_EQ(left.classes.size(), right.classes.size());
    for (std::size_t c = 0; c < left.classes.size(); ++c)
      EXPECT_EQ(left.classes[c].name, right.classes[c].name);
  }
};

TEST_F(RunExport, CsvRoundTripsWithItsClasses) {
  const auto ours = values(id_);
  test::writeContent(folder_ / "run.csv", longTable(ours).write(report::TableFormat::Csv));
  const auto back = imported(folder_ / "run.csv");
  EXPECT_EQ(back.record.name, ours.record.name);
  EXPECT_TRUE(store::isImported(back.record));
  expectSame(ours, back, true);
  // What is not known of an imported run is not made up.
  const std::string again = longTable(back).write(report::TableFormat::Csv);
  EXPECT_THAT(again, HasSubstr(",cat,,,0.75"));
}

TEST_F(RunExport, TensorBoardRoundTripsWithItsClasses) {
  const auto ours = values(id_);
  const auto file = writeEventFile(ours, folder_ / "tb/run");
  EXPECT_THAT(file.filename().string(), EndsWith(".skewscope." + id_.substr(0, 8)));
  const auto back = imported(folder_ / "tb");
  EXPECT_EQ(back.record.name, "run");
  expectSame(ours, back, false);
  // The first epoch ends after its 2.5 s, the second after 1.5 s more.
  EXPECT_EQ(back.record.startedMs, ours.record.startedMs + 2500);
  EXPECT_EQ(back.record.endedMs, ours.record.startedMs + 4000);
}

TEST_F(RunExport, AFolderIsOneRuns) {
  const auto ours = values(id_);
  const auto first = writeEventFile(ours, folder_ / "tb");
  EXPECT_EQ(writeEventFile(ours, folder_ / "tb"), first);  // replaced
  const auto other =
      values(store_->addImportedRun({"other", "CSV: x", 0, 0, {}, {{"loss", {{1}, {2}}}}, {}}));
  test::expectError(ErrorKind::Usage, "a folder of its own", [&] { writeEventFile(other, folder_ / "tb"); });
  test::writeContent(folder_ / "file", "");
  test::expectError(ErrorKind::Data, "cannot be made", [&] { writeEventFile(ours, folder_ / "file"); });
}

}  // namespace
}  // namespace skewscope::exchange
