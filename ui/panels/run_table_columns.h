#pragma once

#include <QJsonObject>

#include "core/report/table.h"

class QMenu;
class QTreeView;

namespace skewscope::ui {

class RunColumnMenu;
class RunTableModel;

/// Which columns the run table shows, in their order ("columns"), and by which it is sorted ("sort"), as keys
/// of RunTableModel. Without widths: they are no part of a view.
QJsonObject columnsState(const RunTableModel& model, const QTreeView& table);

/// Shows those columns, with `menu` for those of the user's choice, and sorts. What is missing in the state,
/// or unknown, leaves the table as it is.
void setColumnsState(const QJsonObject& state, RunTableModel& model, QTreeView& table, RunColumnMenu& menu);

/// The selected rows in their order on screen, with the columns and values that are shown.
report::Table selectedRows(const QTreeView& table);

/// Fills a menu with the columns that are shown: choosing one sorts by it, choosing it again the other way
/// round. Numbers begin with the largest.
void fillSortMenu(QMenu& menu, QTreeView& table);

}  // namespace skewscope::ui
