#include "ui/models/run_filter_model.h"

#include <QLocale>
#include <algorithm>

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

void RunFilterModel::sort(int column, Qt::SortOrder order) {
  const int rows = runs_.rowCount();
  if (column >= 0 && rows > 0) {
    const bool text = runs_.index(0, column).data(sortRole()).userType() == QMetaType::QString;
    for (int row = 0; row < rows; ++row) {
      const QVariant value = runs_.index(row, column).data(sortRole());
      if (text) {
        words_.push_back(collator_.sortKey(value.toString()));
      } else {
        numbers_.push_back(value.toDouble());
      }
    }
  }
  QSortFilterProxyModel::sort(column, order);
  numbers_.clear();
  words_.clear();
}

bool RunFilterModel::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  const auto a = static_cast<std::size_t>(left.row()), b = static_cast<std::size_t>(right.row());
  // Equal values stay in the order of creation, whatever was sorted before.
  if (std::max(a, b) < numbers_.size())
    return numbers_[a] != numbers_[b] ? numbers_[a] < numbers_[b] : left.row() < right.row();
  if (std::max(a, b) < words_.size()) {
    const int by = words_[a].compare(words_[b]);
    return by != 0 ? by < 0 : left.row() < right.row();
  }
  return lessByValue(left, right);
}

bool RunFilterModel::lessByValue(const QModelIndex& left, const QModelIndex& right) const {
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
  return left.row() < right.row();
}

}  // namespace skewscope::ui
