#pragma once

#include <QSet>
#include <functional>
#include <string>
#include <vector>

#include "core/compare/grouping.h"
#include "ui/panels/groups_panel.h"

class QLabel;
class QMenu;
class QStackedWidget;
class QToolButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace skewscope::ui {

class AggregateList;

/// The parts of the panel and what passes between them; for groups_panel*.cpp alone.
struct GroupsPanel::Impl {
  GroupsPanel* panel;
  std::function<std::vector<store::RunRecord>()> source;
  std::vector<store::RunRecord> runs;
  QStringList options;    ///< that the user chose; empty with `automatic`
  bool automatic = true;  ///< by all that differs but the seed
  QStringList metrics;    ///< that the user chose; empty: the usual ones
  QSet<QString> folded;   ///< groups that are open, by their text
  bool filling = false;   ///< what the tree tells now is not the user's doing
  std::vector<compare::RunGroup> groups;
  QToolButton *by = nullptr, *columns = nullptr, *copy = nullptr;
  AggregateList* aggregate = nullptr;
  QTreeWidget* tree = nullptr;
  QLabel* empty = nullptr;
  QStackedWidget* pages = nullptr;

  Impl(GroupsPanel* owner, std::function<std::vector<store::RunRecord>()> from)
      : panel(owner), source(std::move(from)) {}

  void build();
  QWidget* buildHeader();
  QToolButton* menuButton(const QString& title, const QString& help, const char* object, QWidget* parent);
  void fillBy(QMenu& menu);
  void fillColumns(QMenu& menu);
  std::vector<std::string> groupedBy() const;
  std::vector<compare::MetricColumn> shownMetrics() const;
  void refresh();
  /// Name of a column for views: "group", "runs", or the metric's; empty for none. sortBy() takes it back.
  QString columnName(int column) const;
  void sortBy(const QString& name, Qt::SortOrder order);
  /// The user chose something else.
  void changed() {
    refresh();
    emit panel->viewChanged();
  }
  void addGroup(const compare::RunGroup& group, const std::vector<compare::MetricColumn>& shown);
  /// The lines of a group's runs; made when it is opened, since thousands would take long.
  void addRuns(QTreeWidgetItem& group);
};

}  // namespace skewscope::ui
