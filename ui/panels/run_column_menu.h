#pragma once

#include <QMenu>
#include <QStringList>
#include <string>

class QHeaderView;

namespace skewscope::ui {

class RunTableModel;

/// Which columns the run table shows: the fixed ones, and any option or metric as one of the user's own.
class RunColumnMenu : public QMenu {
  Q_OBJECT
 public:
  /// `header` is that of the view of `model`, maybe with a proxy that keeps its columns. Hides and sizes the
  /// columns as they are at first.
  RunColumnMenu(RunTableModel& model, QHeaderView& header, QWidget* parent);

  /// RunTableModel::setExtraColumns(), with the widths that they need.
  void setExtraColumns(const QStringList& keys);

 signals:
  /// The user shows or hides a column.
  void changed();
  /// The user switches between values and differences to the baseline.
  void differencesChanged();

 private:
  void showState();
  void addToggle(QMenu& menu, const QString& title, const QString& key);
  void fillOptions(QMenu& menu);
  void fillMetrics(QMenu& menu);

  RunTableModel& model_;
  QHeaderView& header_;
};

}  // namespace skewscope::ui
