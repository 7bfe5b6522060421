#include "ui/models/run_filter_model.h"

#include <QLocale>

#include "ui/models/run_table_model.h"

namespace skewscope::ui {

RunFilterModel::RunFilterModel(RunTableModel& runs, QObject* parent)
    : QSortFilterProxyModel(parent), runs_(runs) {
  // The C locale compares bytes and knows no numeric mode.
  if (QLocale().language() == QLocale::C) collator_.setLocale(QLocale(QLocale::English));
  collator_.setNumericMode(true);
  collator_.setCaseSensitivity(Qt::CaseInsensitive);
  setDynamicSortFilter(false);
  setSortRole(RunTableModel::SortRole);
  setSourceModel(&runs);
}

void RunFilterModel::setQuery(const RunQuery& query) {
  query_ = query;
  refresh();
}

void RunFilterModel::refresh(bool keepOrder) {
  invalidateFilter();
  if (!keepOrder && sortColumn() >= 0) sort(sortColumn(), sortOrder());
}

int RunFilterModel::total() const {
  return runs_.rowCount();
}

bool RunFilterModel::filterAcceptsRow(int sourceRow, const QModelIndex&) const {
  return query_.matches(runs_.run(sourceRow));
}

bool RunFilterModel::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  const QVariant a = left.data(sortRole());
  const QVariant b = right.data(sortRole());
  int order = 0;
  if (a.userType() == QMetaType::QString) {
    order = collator_.compare(a.toString(), b.toString());
  } else {
    const double x = a.toDouble();
    const double y = b.toDouble();
    order = x < y ? -1 : x > y ? 1 : 0;
  }
  if (order != 0) return order < 0;
  // Equal values stay in the order of creation, whatever was sorted before.
  return left.row() < right.row();
}

}  // namespace skewscope::ui
