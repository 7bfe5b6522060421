#pragma once

#include <QCollator>
#include <QSortFilterProxyModel>
#include <vector>

#include "ui/models/run_query.h"

namespace skewscope::ui {

class RunTableModel;

/// Sorts and filters the run table. Rows do not jump about while their numbers change: order and filter are
/// looked at again when rows come, when a run's state changes, or on refresh().
class RunFilterModel : public QSortFilterProxyModel {
  Q_OBJECT
 public:
  explicit RunFilterModel(RunTableModel& runs, QObject* parent = nullptr);

  void setQuery(const RunQuery& query);
  const RunQuery& query() const { return query_; }
  /// Filters again, and sorts again unless `keepOrder`.
  void refresh(bool keepOrder = false);
  /// Runs that pass and those there are.
  int shown() const { return rowCount(); }
  int total() const;
  /// Sorts by keys that are made once for each row: a comparison of texts costs as much as making one.
  void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

 protected:
  bool filterAcceptsRow(int sourceRow, const QModelIndex& parent) const override;
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

 private:
  /// lessThan() of rows that come one by one.
  bool lessByValue(const QModelIndex& left, const QModelIndex& right) const;

  RunTableModel& runs_;
  RunQuery query_;
  QCollator collator_;
  /// Of the column that is being sorted, by source row; empty while none is.
  std::vector<double> numbers_;
  std::vector<QCollatorSortKey> words_;
};

}  // namespace skewscope::ui
