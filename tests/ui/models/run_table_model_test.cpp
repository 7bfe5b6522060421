#include "ui/models/run_table_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <algorithm>

#include "core/spec/presets.h"
#include "ui/models/run_filter_model.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using namespace Qt::Literals::StringLiterals;

using Runs = std::vector<store::RunRecord>;

store::RunRecord made(const std::string& id, const std::string& name, std::int64_t created) {
  store::RunRecord run;
  run.id = id;
  run.name = name;
  run.createdMs = created;
  run.spec = spec::defaults(spec::Preset::Quick, spec::Mode::Supervised, spec::Method::SimClr);
  run.spec.epochs = 60;
  return run;
}

std::shared_ptr<const Runs> shared(Runs runs) {
  return std::make_shared<const Runs>(std::move(runs));
}

struct RunTable : testing::Test {
  RunTableModel model{[](const QString& id) { return static_cast<int>(id.size()); }};
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
  QSignalSpy resets{&model, &QAbstractItemModel::modelReset};
  QSignalSpy inserts{&model, &QAbstractItemModel::rowsInserted};
  QSignalSpy removes{&model, &QAbstractItemModel::rowsRemoved};
  QSignalSpy changes{&model, &QAbstractItemModel::dataChanged};

  QStringList ids() const {
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row) {
      all.append(model.index(row, 0).data(RunTableModel::IdRole).toString());
    }
    return all;
  }
};

TEST_F(RunTable, TurnsReadingsIntoRowsThatComeAndGo) {
  Runs runs{made("a", "one", 1), made("b", "two", 2), made("c", "three", 3), made("d", "four", 4)};
  model.update(shared(runs));
  EXPECT_EQ(ids(), QStringList({u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
  const QPersistentModelIndex d = model.index(3, 0);
  runs.erase(runs.begin() + 1, runs.begin() + 3);
  runs.insert(runs.begin(), made("e", "zero", 0));
  model.update(shared(runs));
  EXPECT_EQ(ids(), QStringList({u"e"_s, u"a"_s, u"d"_s}));
  ASSERT_TRUE(d.isValid());
  EXPECT_EQ(d.data(RunTableModel::IdRole).toString(), QStringLiteral("d"));
  EXPECT_EQ(removes.count(), 1);  // one range
  std::reverse(runs.begin(), runs.end());
  model.update(shared(runs));
  EXPECT_EQ(ids(), QStringList({u"d"_s, u"a"_s, u"e"_s}));
  EXPECT_EQ(d.row(), 0);
  model.update(shared({}));
  EXPECT_EQ(model.rowCount(), 0);
  EXPECT_EQ(resets.count(), 0);
}

TEST_F(RunTable, AnUnchangedReadingSaysNothing) {
  const Runs runs{made("a", "one", 1), made("b", "two", 2)};
  model.update(shared(runs));
  inserts.clear();
  model.update(shared(runs));
  EXPECT_EQ(changes.count() + inserts.count() + removes.count() + resets.count(), 0);
}

TEST_F(RunTable, SaysWhetherAReadingMayBeSortedOtherwise) {
  Runs runs{made("a", "one", 1), made("b", "two", 2)};
  EXPECT_TRUE(model.update(shared(runs)));
  EXPECT_FALSE(model.update(shared(runs)));
  runs[1].epochsDone = 3;
  EXPECT_FALSE(model.update(shared(runs)));  // else a table sorted by it would jump under the pointer
  runs[1].status = store::RunStatus::Running;
  EXPECT_TRUE(model.update(shared(runs)));
  runs[0].name = "uno";
  EXPECT_TRUE(model.update(shared(runs)));
  std::swap(runs[0], runs[1]);
  EXPECT_TRUE(model.update(shared(runs)));
  runs.pop_back();
  EXPECT_TRUE(model.update(shared(runs)));
  EXPECT_FALSE(model.update(shared(runs)));
}

TEST_F(RunTable, OnlyTheColumnsThatChangedAreAnnounced) {
  Runs runs{made("a", "one", 1), made("b", "two", 2)};
  runs[1].status = store::RunStatus::Running;
  model.update(shared(runs));
  changes.clear();
  runs[1].epochsDone = 34;
  model.update(shared(runs));
  ASSERT_GE(changes.count(), 1);
  bool status = false;
  for (const auto& change : changes) {
    const auto from = change[0].value<QModelIndex>();
    const auto to = change[1].value<QModelIndex>();
    EXPECT_EQ(from.row(), 1);
    EXPECT_EQ(to.row(), 1);
    if (from.column() == RunTableModel::Name) {
      EXPECT_EQ(change[2].value<QList<int>>(), QList<int>{Qt::ToolTipRole});
    } else {
      EXPECT_EQ(from.column(), RunTableModel::Status);
      EXPECT_EQ(to.column(), RunTableModel::Status);
      status = true;
    }
  }
  EXPECT_TRUE(status);
  EXPECT_EQ(model.index(1, RunTableModel::Status).data().toString(), QStringLiteral("34/60"));
}

TEST_F(RunTable, SaysStatesAndAccuraciesInWords) {
  Runs runs{made("a", "one", 1)};
  const auto text = [&](int column) { return model.index(0, column).data().toString(); };
  model.update(shared(runs));
  EXPECT_EQ(text(RunTableModel::Status), QStringLiteral("queued"));
  EXPECT_EQ(text(RunTableModel::Accuracy), QStringLiteral("–"));
  runs[0].status = store::RunStatus::Interrupted;
  runs[0].summaries[store::metric::kHeadAccuracy] = {
      .lastEpoch = 3, .last = 0.421, .bestEpoch = 2, .best = 0.5, .meanLast5 = 0.4};
  model.update(shared(runs));
  EXPECT_EQ(text(RunTableModel::Status), QStringLiteral("interrupted"));
  EXPECT_EQ(text(RunTableModel::Accuracy), QStringLiteral("42.1"));
  EXPECT_EQ(text(RunTableModel::Best), QStringLiteral("50.0"));
  EXPECT_EQ(model.index(0, RunTableModel::Status).data(Qt::ForegroundRole).value<QColor>(),
            tokens().attention);
  runs[0].summaries[store::metric::kProbeAccuracy] = {
      .lastEpoch = 60, .last = 0.66, .bestEpoch = 60, .best = 0.66, .meanLast5 = 0.66};
  model.update(shared(runs));
  EXPECT_EQ(text(RunTableModel::Accuracy), QStringLiteral("66.0"));
  EXPECT_EQ(text(RunTableModel::Method), QStringLiteral("–"));  // supervised: there is none
}

TEST_F(RunTable, ARunsOwnColourComesBeforeThePalette) {
  Runs runs{made("a", "one", 1), made("bb", "two", 2)};
  runs[1].colour = "#123456";
  model.update(shared(runs));
  EXPECT_EQ(model.index(0, 0).data(RunTableModel::ColourRole).value<QColor>(), runColour(1));
  EXPECT_EQ(model.index(1, 5).data(RunTableModel::ColourRole).value<QColor>(), QColor(0x123456));
}

TEST_F(RunTable, EditingANameAsksForIt) {
  model.update(shared({made("a", "one", 1)}));
  QSignalSpy asked(&model, &RunTableModel::renameRequested);
  EXPECT_FALSE(model.setData(model.index(0, RunTableModel::Status), QStringLiteral("x")));
  EXPECT_FALSE(model.setData(model.index(0, 0), QStringLiteral("  ")));
  EXPECT_FALSE(model.setData(model.index(0, 0), QStringLiteral("one")));
  EXPECT_EQ(asked.count(), 0);
  EXPECT_TRUE(model.setData(model.index(0, 0), QStringLiteral(" new  name ")));
  ASSERT_EQ(asked.count(), 1);
  EXPECT_EQ(asked[0][0].toString(), QStringLiteral("a"));
  EXPECT_EQ(asked[0][1].toString(), QStringLiteral("new name"));
  EXPECT_EQ(model.index(0, 0).data().toString(), QStringLiteral("one"));  // until the store says so
}

struct RunFilter : RunTable {
  RunFilterModel shown{model};
  QAbstractItemModelTester shownTester{&shown, QAbstractItemModelTester::FailureReportingMode::Fatal};

  QStringList visible() const {
    QStringList all;
    for (int row = 0; row < shown.rowCount(); ++row) all.append(shown.index(row, 0).data().toString());
    return all;
  }
  void filter(const char* line) {
    shown.setQuery(std::get<RunQuery>(parseRunQuery(QString::fromUtf8(line))));
  }
};

TEST_F(RunFilter, SortsNamesAsPeopleCount) {
  model.update(shared({made("a", "run 10", 1), made("b", "Run 9", 2), made("c", "run 100", 3)}));
  shown.sort(RunTableModel::Name, Qt::AscendingOrder);
  EXPECT_EQ(visible(), QStringList({u"Run 9"_s, u"run 10"_s, u"run 100"_s}));
}

TEST_F(RunFilter, SortsNumbersByValueNotByText) {
  Runs runs{made("a", "one", 1), made("b", "two", 2), made("c", "three", 3)};
  runs[0].n = 900;
  runs[1].n = 12406;
  runs[2].n = 2478;
  model.update(shared(runs));
  shown.sort(RunTableModel::Images, Qt::DescendingOrder);
  EXPECT_EQ(visible(), QStringList({u"two"_s, u"three"_s, u"one"_s}));
}

TEST_F(RunFilter, RowsStayWhereTheyAreWhileNumbersMove) {
  Runs runs{made("a", "one", 1), made("b", "two", 2)};
  const auto accuracy = [](double value) {
    return store::MetricSummary{
        .lastEpoch = 1, .last = value, .bestEpoch = 1, .best = value, .meanLast5 = value};
  };
  runs[0].summaries[store::metric::kHeadAccuracy] = accuracy(0.5);
  runs[1].summaries[store::metric::kHeadAccuracy] = accuracy(0.4);
  model.update(shared(runs));
  shown.sort(RunTableModel::Accuracy, Qt::DescendingOrder);
  EXPECT_EQ(visible(), QStringList({u"one"_s, u"two"_s}));
  runs[1].summaries[store::metric::kHeadAccuracy] = accuracy(0.9);
  model.update(shared(runs));
  shown.refresh(true);
  EXPECT_EQ(visible(), QStringList({u"one"_s, u"two"_s}));
  shown.refresh();
  EXPECT_EQ(visible(), QStringList({u"two"_s, u"one"_s}));
}

TEST_F(RunFilter, ArchivedRunsAreHiddenUntilAskedFor) {
  Runs runs{made("a", "one", 1), made("b", "two", 2)};
  runs[0].archived = true;
  model.update(shared(runs));
  EXPECT_EQ(visible(), QStringList({u"two"_s}));
  filter("archived:any");
  EXPECT_EQ(visible(), QStringList({u"one"_s, u"two"_s}));
  filter("one");
  EXPECT_EQ(visible(), QStringList());
  runs[0].archived = false;
  model.update(shared(runs));
  shown.refresh(true);
  EXPECT_EQ(visible(), QStringList({u"one"_s}));
}

TEST_F(RunTable, AnImportedRunHasNoSettings) {
  store::RunRecord run = made("a", "paper", 1);
  run.source = "CSV: /home/me/table2.csv";
  run.status = store::RunStatus::Done;
  run.summaries["val/accuracy"] = {
      .lastEpoch = 9, .last = 0.5, .bestEpoch = 8, .best = 0.75, .meanLast5 = 0.5};
  model.update(shared({run}));
  const auto shown = [&](RunTableModel::Column column) { return model.index(0, column).data().toString(); };
  EXPECT_EQ(shown(RunTableModel::Status), u"imported"_s);
  EXPECT_EQ(shown(RunTableModel::Accuracy), u"50.0"_s);
  EXPECT_EQ(shown(RunTableModel::Best), u"75.0"_s);
  for (const auto column :
       {RunTableModel::Mode, RunTableModel::Method, RunTableModel::Ratio, RunTableModel::Images,
        RunTableModel::Seed, RunTableModel::Dataset, RunTableModel::Duration}) {
    EXPECT_EQ(shown(column), u"–"_s) << column;
  }
  const QString tip = model.index(0, 0).data(Qt::ToolTipRole).toString();
  EXPECT_EQ(tip, u"paper\nimported from CSV: /home/me/table2.csv\nval/accuracy 50.0 % (epoch 9)"_s);
}

TEST_F(RunTable, AnyOptionOrMetricCanBeAColumn) {
  Runs runs{made("a", "one", 1), made("b", "two", 2), made("c", "three", 3)};
  runs[0].spec.batch = 64;
  runs[1].spec.batch = 512;
  runs[0].summaries["probe_accuracy"] = {
      .lastEpoch = 9, .last = 0.5, .bestEpoch = 3, .best = 0.625, .meanLast5 = 0.25};
  runs[1].summaries["loss"] = {.lastEpoch = 9, .last = 1.25, .bestEpoch = 3, .best = 1, .meanLast5 = 1.5};
  runs[2].source = "CSV: table.csv";  // its spec says nothing
  model.update(shared(runs));
  model.setExtraColumns({u"option:batch"_s, u"metric:probe_accuracy:best"_s, u"option:no_such"_s,
                         u"metric:loss:mean5"_s, u"metric:loss:median"_s, u"nonsense"_s});
  ASSERT_EQ(model.columnCount(), RunTableModel::ColumnCount + 3);
  const auto cell = [&](int row, int extra, int role = Qt::DisplayRole) {
    return model.index(row, RunTableModel::ColumnCount + extra).data(role);
  };
  EXPECT_EQ(cell(0, 0), u"64"_s);
  EXPECT_EQ(cell(1, 0, RunTableModel::SortRole).toDouble(), 512);
  EXPECT_EQ(cell(2, 0), u"–"_s);
  EXPECT_EQ(cell(0, 1), u"62.5"_s);
  EXPECT_EQ(cell(1, 1), u"–"_s);
  EXPECT_EQ(cell(1, 2), u"1.5"_s);
  const auto title = [&](int extra) {
    return model.headerData(RunTableModel::ColumnCount + extra, Qt::Horizontal).toString();
  };
  EXPECT_EQ(title(0), u"Batch"_s);
  EXPECT_EQ(title(1), u"Linear probe, best (%)"_s);
  // A run whose number changes is told of in its column, and columns come and go by themselves.
  changes.clear();
  runs[1].spec.batch = 256;
  model.update(shared(runs));
  ASSERT_EQ(changes.count(), 1);
  EXPECT_EQ(changes[0][0].toModelIndex().column(), RunTableModel::ColumnCount);
  model.setExtraColumns({u"metric:loss:mean5"_s, u"option:seed"_s});
  EXPECT_EQ(model.extraColumns(), (QStringList{u"metric:loss:mean5"_s, u"option:seed"_s}));
  EXPECT_EQ(cell(1, 0), u"1.5"_s);
  EXPECT_EQ(resets.count(), 0);
}

/// A run with a head accuracy, a probe accuracy (if any) and a loss.
store::RunRecord measuredRun(const std::string& id, double head, std::optional<double> probe, double loss) {
  store::RunRecord run = made(id, id, 1);
  const auto add = [&](const char* metric, double last, double best) {
    store::MetricSummary& summary = run.summaries[metric];
    summary.last = last;
    summary.best = best;
    summary.lastEpoch = summary.bestEpoch = 60;
    summary.meanLast5 = last;
  };
  add(store::metric::kHeadAccuracy, head, head + 0.01);
  if (probe) add(store::metric::kProbeAccuracy, *probe, *probe);
  add(store::metric::kLoss, loss, loss);
  return run;
}

TEST_F(RunTable, AnAccuracySaysWhatMeasuredIt) {
  model.update(shared({measuredRun("probed", 0.5, 0.6, 1), measuredRun("live", 0.5, std::nullopt, 1),
                       made("none", "none", 1)}));
  const auto cell = [&](int row, int column, int role) { return model.index(row, column).data(role); };
  const int accuracy = RunTableModel::Accuracy;
  EXPECT_EQ(cell(0, accuracy, RunTableModel::MeasuredByRole), u"probe"_s);
  EXPECT_EQ(cell(1, accuracy, RunTableModel::MeasuredByRole), u"head"_s);
  EXPECT_EQ(cell(2, accuracy, RunTableModel::MeasuredByRole).toString(), QString());
  EXPECT_EQ(cell(0, RunTableModel::Best, RunTableModel::MeasuredByRole), u"head"_s);
  EXPECT_EQ(cell(0, RunTableModel::Seed, RunTableModel::MeasuredByRole).toString(), QString());
  EXPECT_NE(cell(0, accuracy, Qt::ForegroundRole), cell(1, accuracy, Qt::ForegroundRole));
  EXPECT_EQ(cell(1, accuracy, Qt::AccessibleTextRole), u"Accuracy (%): 50.0 head"_s);
  const auto title = [&](int column) {
    return model.headerData(column, Qt::Horizontal, RunTableModel::FullTitleRole).toString();
  };
  EXPECT_EQ(title(accuracy), u"Accuracy (%)"_s);
  EXPECT_EQ(title(RunTableModel::Best), u"Best accuracy (%)"_s);
  EXPECT_EQ(title(RunTableModel::Seed), u"Seed"_s);
  model.setBaseline(u"live"_s);
  EXPECT_EQ(title(accuracy), QString::fromUtf8("Δ Accuracy (%)"));
}

TEST_F(RunTable, MetricsAreDifferencesToABaselineByTheSameMetric) {
  model.setExtraColumns({u"metric:loss:last"_s, u"option:batch"_s});
  const int loss = RunTableModel::ColumnCount, batch = loss + 1;
  Runs runs{measuredRun("base", 0.5, 0.6, 1.25), measuredRun("better", 0.55, 0.612, 1),
            measuredRun("no probe", 0.48, std::nullopt, 2), made("empty", "empty", 4)};
  model.update(shared(runs));
  const auto cell = [&](int row, int column) { return model.index(row, column).data().toString(); };
  const QString batchBefore = cell(1, batch);
  model.setBaseline(u"base"_s);
  EXPECT_TRUE(model.index(0, 0).data(RunTableModel::BaselineRole).toBool());
  EXPECT_FALSE(model.index(1, 0).data(RunTableModel::BaselineRole).toBool());
  EXPECT_EQ(cell(0, RunTableModel::Accuracy), u"60.0"_s) << "the baseline shows its own value";
  EXPECT_EQ(cell(1, RunTableModel::Accuracy), u"+1.2"_s);
  EXPECT_EQ(cell(2, RunTableModel::Accuracy), u"−2.0"_s) << "head against head: it has no probe";
  EXPECT_EQ(cell(3, RunTableModel::Accuracy), u"–"_s);
  EXPECT_EQ(cell(1, RunTableModel::Best), u"+5.0"_s);
  EXPECT_EQ(cell(1, loss), u"−0.25"_s);
  EXPECT_EQ(cell(1, batch), batchBefore);
  EXPECT_EQ(model.headerData(RunTableModel::Accuracy, Qt::Horizontal).toString(), u"Δ %"_s);
  EXPECT_EQ(model.headerData(RunTableModel::Seed, Qt::Horizontal).toString(), u"Seed"_s);
  const QString tip = model.index(1, RunTableModel::Accuracy).data(Qt::ToolTipRole).toString();
  EXPECT_TRUE(tip.contains(u"61.2"_s) && tip.contains(u"60.0"_s) && tip.contains(u"base"_s))
      << tip.toStdString();
  // What is sorted by is what is shown: the baseline is 0, and what has no value comes last.
  RunFilterModel filter(model);
  filter.sort(RunTableModel::Accuracy, Qt::DescendingOrder);
  QStringList order;
  for (int row = 0; row < filter.rowCount(); ++row) order.append(filter.index(row, 0).data().toString());
  EXPECT_EQ(order, QStringList({u"better"_s, u"base"_s, u"no probe"_s, u"empty"_s}));

  // New values of the baseline are new differences of all.
  changes.clear();
  runs[0].summaries[store::metric::kProbeAccuracy].last = 0.602;
  model.update(shared(runs));
  EXPECT_EQ(cell(1, RunTableModel::Accuracy), u"+1.0"_s);
  EXPECT_GE(changes.count(), 1);

  model.setDifferences(false);
  EXPECT_EQ(cell(1, RunTableModel::Accuracy), u"61.2"_s);
  EXPECT_EQ(model.headerData(RunTableModel::Accuracy, Qt::Horizontal).toString(), u"%"_s);
  model.setDifferences(true);
  runs.erase(runs.begin());  // the baseline goes into the bin
  model.update(shared(runs));
  EXPECT_EQ(cell(0, RunTableModel::Accuracy), u"61.2"_s);
  runs.insert(runs.begin(), measuredRun("base", 0.5, 0.6, 1.25));
  model.update(shared(runs));
  EXPECT_EQ(cell(1, RunTableModel::Accuracy), u"+1.2"_s) << "and comes back";
  model.setBaseline({});
  EXPECT_EQ(cell(1, RunTableModel::Accuracy), u"61.2"_s);
}

TEST_F(RunTable, ColumnsHaveNamesForViews) {
  model.setExtraColumns({u"metric:loss:best"_s});
  for (int column = 0; column < model.columnCount(); ++column)
    EXPECT_EQ(model.columnOf(model.columnKey(column)), column);
  EXPECT_EQ(model.columnKey(RunTableModel::Note), u"note"_s);
  EXPECT_EQ(model.columnKey(RunTableModel::ColumnCount), u"metric:loss:best"_s);
  EXPECT_EQ(model.columnOf(u"option:batch"_s), -1);
}

}  // namespace
}  // namespace skewscope::ui
