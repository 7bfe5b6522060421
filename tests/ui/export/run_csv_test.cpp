#include "ui/export/run_csv.h"

#include <gtest/gtest.h>

#include <QFile>
#include <limits>

#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/read_runs.h"
#include "ui/plots/curve_set.h"

namespace skewscope::ui {
namespace {

TEST(RunCsv, HoldsEveryStoredValueInFullPrecision) {
  test::TemporaryFolder folder;
  const auto path = folder.path() / "s.skewscope";
  const MadeUp made{.epochs = 4, .done = 4, .name = "a, \"b\""};
  {
    auto store = store::Store::open(path);
    addMadeUpRun(*store, made);
  }
  const auto run = readAll(path)[0];
  const QStringList lines = QString::fromUtf8(runCsv(*run)).split(u'\n', Qt::SkipEmptyParts);
  std::size_t values = 0;
  for (const auto& [name, series] : run->metrics) values += series.epochs.size();
  for (const auto& [name, series] : run->classMetrics) values += series.epochs.size() * series.values.size();
  EXPECT_EQ(lines.size(), static_cast<qsizetype>(values) + 1);
  EXPECT_EQ(lines[0], QStringLiteral("run_id,run,metric,epoch,class,class_name,train_count,group,value"));
  const QString start = QString::fromStdString(run->record.id) + QStringLiteral(",\"a, \"\"b\"\"\",");
  const QString wanted = start + QStringLiteral("head_accuracy,3,9,");
  const auto line =
      std::find_if(lines.begin(), lines.end(), [&](const QString& l) { return l.startsWith(wanted); });
  ASSERT_NE(line, lines.end());
  EXPECT_TRUE(line->contains(QStringLiteral(",10,few,")));
  EXPECT_EQ(line->section(u',', -1).toDouble(), madeUpAccuracy(made, 9, 3));
}

TEST(RunCsv, AGapIsAnEmptyValue) {
  RunData run;
  run.record.id = "id";
  run.metrics["loss"] = {{1, 2}, {std::numeric_limits<double>::quiet_NaN(), 0.1}};
  EXPECT_EQ(QString::fromUtf8(runCsv(run)).section(u'\n', 1, 2),
            QStringLiteral("id,,loss,1,,,,,\nid,,loss,2,,,,,0.10000000000000001"));
}

TEST(RunCsv, CurvesListWhatIsDrawn) {
  CurveSet set;
  set.title = QStringLiteral("run\nname");
  set.subtitle = QStringLiteral("data");
  set.provenance = QStringLiteral("from here");
  set.runs.push_back({QStringLiteral("id"), QStringLiteral("run, 1"), {}, {}, Marker::None});
  Pane pane;
  Curve curve;
  curve.label = QStringLiteral("Many");
  curve.metric = QStringLiteral("knn_accuracy");
  curve.x = {1, 3};
  curve.y = {50.5, std::numeric_limits<double>::quiet_NaN()};
  pane.curves.push_back(curve);
  set.panes.push_back(pane);
  EXPECT_EQ(curvesCsv(set),
            "# run name; data\n# from here\nrun_id,run,series,metric,epoch,value\n"
            "id,\"run, 1\",Many,knn_accuracy,1,50.5\nid,\"run, 1\",Many,knn_accuracy,3,\n");
}

TEST(RunCsv, CurvesListSmoothedLinesAndBands) {
  CurveSet set;
  set.title = QStringLiteral("title");
  set.subtitle = QStringLiteral("data");
  set.provenance = QStringLiteral("from here");
  set.caption = QStringLiteral("how");
  set.xKey = QStringLiteral("minutes");
  set.runs.push_back({QStringLiteral("a b"), QStringLiteral("joined"), {}, {}, Marker::None});
  set.runs.push_back({QStringLiteral("c"), QStringLiteral("alone"), {}, {}, Marker::None});
  Curve curve;
  curve.label = QStringLiteral("Many");
  curve.metric = QStringLiteral("loss");
  curve.x = {0.5};
  curve.y = {2};
  curve.smooth = {1.5};
  Curve alone = curve;
  alone.run = 1;
  curve.low = {1};
  curve.high = {3};
  curve.n = {4};
  set.panes.emplace_back().curves = {curve, alone};
  EXPECT_EQ(curvesCsv(set),
            "# title; data\n# from here\n# how\nrun_id,run,series,metric,minutes,value,smoothed,low,high,n\n"
            "a b,joined,Many,loss,0.5,2,1.5,1,3,4\nc,alone,Many,loss,0.5,2,1.5,,,1\n");
}

TEST(RunCsv, AFolderThatIsNotThereIsAnError) {
  EXPECT_TRUE(
      writeFile(QStringLiteral("/nowhere/at/all.csv"), "x").contains(QStringLiteral("/nowhere/at/all.csv")));
}

}  // namespace
}  // namespace skewscope::ui
