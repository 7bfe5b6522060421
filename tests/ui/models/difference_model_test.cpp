#include "ui/models/difference_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>

namespace skewscope::ui {
namespace {

using compare::Line;
using compare::Section;

/// Two runs: a setting that differs, one that does not, and a result.
std::shared_ptr<std::vector<Line>> twoRuns(double second = 0.75) {
  const auto number = [](double value) { return std::to_string(static_cast<int>(100 * value)); };
  return std::make_shared<std::vector<Line>>(std::vector<Line>{
      {Section::Settings, "seed", "Seed", "", report::kShortest, 1, {1.0, 2.0}, {"1", "2"}, true},
      {Section::Settings, "epochs", "Epochs", "", report::kShortest, 1, {9.0, 9.0}, {"9", "9"}, false},
      {Section::Results, "knn", "kNN (%)", "cat", 1, 100, {0.5, second}, {"50", number(second)}, true}});
}

struct DifferenceModelTest : testing::Test {
  DifferenceModel model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
  QStringList names{QStringLiteral("a"), QStringLiteral("b")};

  QString cell(int section, int row, int column) {
    return model.index(row, column, model.index(section, 0)).data().toString();
  }
};

TEST_F(DifferenceModelTest, SectionsHoldTheLinesThatDiffer) {
  model.setLines(twoRuns(), names, {});
  ASSERT_EQ(model.rowCount(), 2);
  EXPECT_EQ(model.columnCount(), 3);
  EXPECT_EQ(model.index(1, 0).data(DifferenceModel::kSectionRole).toInt(), static_cast<int>(Section::Results));
  ASSERT_EQ(model.rowCount(model.index(0, 0)), 1);
  EXPECT_EQ(cell(0, 0, 0), QStringLiteral("Seed"));
  EXPECT_EQ(cell(0, 0, 2), QStringLiteral("2"));
  EXPECT_EQ(cell(1, 0, 0), QStringLiteral("kNN (%), cat"));
  model.setLines(twoRuns(), names, {.all = true});
  EXPECT_EQ(model.rowCount(model.index(0, 0)), 2);
  EXPECT_EQ(cell(0, 1, 1), QStringLiteral("9"));
}

TEST_F(DifferenceModelTest, DifferencesAreToTheBaseline) {
  model.setLines(twoRuns(), names, {.baseline = 0});
  EXPECT_EQ(cell(1, 0, 1), QStringLiteral("50"));
  EXPECT_EQ(cell(1, 0, 2), QStringLiteral("75  (+25.0)"));
}

TEST_F(DifferenceModelTest, NewValuesKeepTheRowsAndOtherRunsDoNot) {
  model.setLines(twoRuns(), names, {});
  QSignalSpy reset(&model, &QAbstractItemModel::modelReset), changed(&model, &QAbstractItemModel::dataChanged);
  const QPersistentModelIndex line(model.index(0, 2, model.index(1, 0)));
  model.setLines(twoRuns(0.8), names, {});
  EXPECT_EQ(reset.count(), 0);
  EXPECT_EQ(changed.count(), 2);
  ASSERT_TRUE(line.isValid());
  EXPECT_EQ(line.data().toString(), QStringLiteral("80"));
  model.setLines(twoRuns(0.8), {names[1], names[0]}, {});
  EXPECT_EQ(reset.count(), 1);
  model.setLines(std::make_shared<std::vector<Line>>(), {}, {});
  EXPECT_EQ(model.rowCount(), 0);
}

TEST_F(DifferenceModelTest, AHeadIsTheNameUntilItGetsAnotherText) {
  model.setLines(twoRuns(), names, {});
  EXPECT_EQ(model.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("b"));
  EXPECT_TRUE(model.setHeaderData(2, Qt::Horizontal, QStringLiteral("b\nb"), Qt::DisplayRole));
  EXPECT_FALSE(model.setHeaderData(3, Qt::Horizontal, QStringLiteral("c"), Qt::DisplayRole));
  EXPECT_EQ(model.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("b\nb"));
  EXPECT_EQ(model.headerData(2, Qt::Horizontal, Qt::ToolTipRole).toString(), QStringLiteral("b"));
}

}  // namespace
}  // namespace skewscope::ui
