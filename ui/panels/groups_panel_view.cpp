// What the groups show, for undo, saved views and the next start.
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QScopedValueRollback>
#include <QTreeWidget>
#include <algorithm>

#include "core/spec/options.h"
#include "ui/panels/aggregate_list.h"
#include "ui/panels/groups_panel_impl.h"
#include "ui/theme/text.h"

namespace skewscope::ui {

QString GroupsPanel::Impl::columnName(int column) const {
  const auto shown = shownMetrics();
  if (column < 0 || column >= static_cast<int>(shown.size()) + 2) return {};
  return column == 0   ? QStringLiteral("group")
         : column == 1 ? QStringLiteral("runs")
                       : text(shown[static_cast<std::size_t>(column) - 2].metric);
}

void GroupsPanel::Impl::sortBy(const QString& name, Qt::SortOrder order) {
  int column = tree->columnCount() - 1;
  while (column >= 0 && (columnName(column) != name || name.isEmpty())) --column;
  const QScopedValueRollback<bool> guard(filling, true);
  tree->sortByColumn(column, order);
}

QJsonObject GroupsPanel::viewState() const {
  QStringList open = impl_->folded.values();
  open.sort();
  const QHeaderView& header = *impl_->tree->header();
  return {{QStringLiteral("group_by"),
           QJsonObject{{QStringLiteral("automatic"), impl_->automatic},
                       {QStringLiteral("options"), QJsonArray::fromStringList(impl_->options)}}},
          {QStringLiteral("metrics"), QJsonArray::fromStringList(impl_->metrics)},
          {QStringLiteral("aggregate"), static_cast<int>(impl_->aggregate->aggregate())},
          {QStringLiteral("expanded"), QJsonArray::fromStringList(open)},
          {QStringLiteral("sort"),
           QJsonObject{{QStringLiteral("by"), impl_->columnName(header.sortIndicatorSection())},
                       {QStringLiteral("descending"), header.sortIndicatorOrder() == Qt::DescendingOrder}}}};
}

void GroupsPanel::setViewState(const QJsonObject& state) {
  // Settings of version 0.1 have them on the outside.
  const QJsonObject by = state[QStringLiteral("group_by")].toObject(state);
  impl_->automatic = by[QStringLiteral("automatic")].toBool(true);
  impl_->options.clear();
  for (const auto& each : by[QStringLiteral("options")].toArray()) {
    // Options of another version are left out.
    const bool known = std::ranges::any_of(
        spec::options(), [&](const auto& option) { return option.name == each.toString().toStdString(); });
    if (known) impl_->options.append(each.toString());
  }
  impl_->metrics.clear();
  for (const auto& each : state[QStringLiteral("metrics")].toArray()) {
    if (each.isString()) impl_->metrics.append(each.toString());
  }
  impl_->aggregate->setAggregate(static_cast<compare::Aggregate>(state[QStringLiteral("aggregate")].toInt()));
  impl_->folded.clear();
  for (const auto& each : state[QStringLiteral("expanded")].toArray()) impl_->folded.insert(each.toString());
  impl_->refresh();
  const QJsonObject sort = state[QStringLiteral("sort")].toObject();
  impl_->sortBy(sort[QStringLiteral("by")].toString(),
                sort[QStringLiteral("descending")].toBool() ? Qt::DescendingOrder : Qt::AscendingOrder);
}

QByteArray GroupsPanel::saveState() const {
  return QJsonDocument(viewState()).toJson(QJsonDocument::Compact);
}

void GroupsPanel::restoreState(const QByteArray& state) {
  const QJsonObject saved = QJsonDocument::fromJson(state).object();
  if (!saved.isEmpty()) setViewState(saved);
}

}  // namespace skewscope::ui
