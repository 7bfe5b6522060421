#include "ui/panels/run_table_columns.h"

#include <QHeaderView>
#include <QJsonArray>
#include <QMenu>
#include <QTreeView>
#include <algorithm>
#include <vector>

#include "ui/models/run_table_model.h"
#include "ui/panels/run_column_menu.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

/// Logical indices of the columns that are shown, from left to right.
std::vector<int> shownColumns(const QHeaderView& header) {
  std::vector<int> columns;
  for (int place = 0; place < header.count(); ++place) {
    const int column = header.logicalIndex(place);
    if (!header.isSectionHidden(column)) columns.push_back(column);
  }
  return columns;
}

bool isRightAligned(const QAbstractItemModel& model, int column) {
  return (model.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt() & Qt::AlignRight) != 0;
}

QString fullTitle(const QAbstractItemModel& model, int column) {
  return model.headerData(column, Qt::Horizontal, RunTableModel::FullTitleRole).toString();
}

QString measuredByTitle() {
  return tr("Measured by");
}

}  // namespace

QJsonObject columnsState(const RunTableModel& model, const QTreeView& table) {
  const QHeaderView& header = *table.header();
  QJsonArray columns;
  for (const int column : shownColumns(header)) columns.append(model.columnKey(column));
  const bool down = header.sortIndicatorOrder() == Qt::DescendingOrder;
  return {{QStringLiteral("columns"), columns},
          {QStringLiteral("sort"),
           QJsonObject{{QStringLiteral("by"), model.columnKey(std::max(header.sortIndicatorSection(), 0))},
                       {QStringLiteral("descending"), down}}}};
}

void setColumnsState(const QJsonObject& state, RunTableModel& model, QTreeView& table, RunColumnMenu& menu) {
  QHeaderView& header = *table.header();
  QStringList keys;
  for (const auto& key : state[QStringLiteral("columns")].toArray()) keys.append(key.toString());
  if (!keys.isEmpty()) {
    QStringList extra;
    for (const QString& key : keys) {
      if (RunTableModel::isExtraColumn(key)) extra.append(key);
    }
    menu.setExtraColumns(extra);
    for (int column = 1; column < header.count(); ++column)
      header.setSectionHidden(column, !keys.contains(model.columnKey(column)));
    int place = 0;
    for (const QString& key : keys) {
      const int column = model.columnOf(key);
      if (column >= 0) header.moveSection(header.visualIndex(column), place++);
    }
  }
  const QJsonObject sort = state[QStringLiteral("sort")].toObject();
  const int by = model.columnOf(sort[QStringLiteral("by")].toString());
  if (by >= 0)
    table.sortByColumn(
        by, sort[QStringLiteral("descending")].toBool() ? Qt::DescendingOrder : Qt::AscendingOrder);
}

report::Table selectedRows(const QTreeView& table) {
  const QAbstractItemModel& model = *table.model();
  const std::vector<int> columns = shownColumns(*table.header());
  std::vector<report::Column> titles;
  const auto addTitle = [&](const std::string& title, report::Align align) {
    titles.push_back({title, title, align});
  };
  for (const int column : columns) {
    addTitle(fullTitle(model, column).toStdString(),
             isRightAligned(model, column) ? report::Align::Right : report::Align::Left);
    // Colours, which tell on screen a probe from the last value of training, do not get there.
    if (column == RunTableModel::Accuracy) addTitle(measuredByTitle().toStdString(), report::Align::Left);
  }
  report::Table rows(std::move(titles));
  for (int row = 0; row < model.rowCount(); ++row) {
    if (!table.selectionModel()->isRowSelected(row, {})) continue;
    std::vector<report::Cell> cells;
    for (const int column : columns) {
      const QModelIndex index = model.index(row, column);
      cells.emplace_back(index.data().toString().toStdString());
      if (column == RunTableModel::Accuracy)
        cells.emplace_back(index.data(RunTableModel::MeasuredByRole).toString().toStdString());
    }
    rows.add(std::move(cells));
  }
  return rows;
}

void fillSortMenu(QMenu& menu, QTreeView& table) {
  menu.clear();
  const QHeaderView& header = *table.header();
  for (const int column : shownColumns(header)) {
    QAction* action = menu.addAction(fullTitle(*table.model(), column));
    action->setCheckable(true);
    const bool now = header.sortIndicatorSection() == column;
    action->setChecked(now);
    QObject::connect(action, &QAction::triggered, &table, [&table, column, now] {
      const bool down = now ? table.header()->sortIndicatorOrder() == Qt::AscendingOrder
                            : isRightAligned(*table.model(), column);
      table.sortByColumn(column, down ? Qt::DescendingOrder : Qt::AscendingOrder);
    });
  }
}

}  // namespace skewscope::ui
