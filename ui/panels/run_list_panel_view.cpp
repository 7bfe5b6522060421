// What the run table shows, for saved views, undo and the next start.
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QToolButton>

#include "ui/models/run_filter_model.h"
#include "ui/models/run_table_model.h"
#include "ui/panels/run_column_menu.h"
#include "ui/panels/run_list_actions.h"
#include "ui/panels/run_list_panel_impl.h"
#include "ui/panels/run_table_columns.h"
#include "ui/panels/run_table_view.h"

namespace skewscope::ui {

QString RunListPanel::baseline() const {
  return impl_->model->baseline();
}

void RunListPanel::setBaseline(const QString& runId) {
  if (runId == impl_->model->baseline()) return;
  ++impl_->quiet;
  impl_->model->setBaseline(runId);
  impl_->shown->refresh();
  impl_->actions->update(impl_->selectedRecords());
  --impl_->quiet;
  emit baselineChanged(runId);
}

QJsonObject RunListPanel::viewState() const {
  QJsonObject state = columnsState(*impl_->model, *impl_->table);
  state[QStringLiteral("filter")] = impl_->applied;
  state[QStringLiteral("archived")] = impl_->archived->isChecked();
  state[QStringLiteral("baseline")] = impl_->model->baseline();
  state[QStringLiteral("differences")] = impl_->model->differences();
  state[QStringLiteral("selection")] = QJsonArray::fromStringList(impl_->selection);
  return state;
}

void RunListPanel::setViewState(const QJsonObject& state) {
  ++impl_->quiet;
  impl_->archived->setChecked(state[QStringLiteral("archived")].toBool(impl_->archived->isChecked()));
  impl_->filter->setText(state[QStringLiteral("filter")].toString(impl_->applied));
  impl_->model->setDifferences(state[QStringLiteral("differences")].toBool(impl_->model->differences()));
  setBaseline(state[QStringLiteral("baseline")].toString(baseline()));
  setColumnsState(state, *impl_->model, *impl_->table, *impl_->columnMenu);
  impl_->applyFilter();
  if (const auto chosen = state[QStringLiteral("selection")]; chosen.isArray()) {
    QStringList ids;
    for (const auto& id : chosen.toArray()) {
      if (impl_->model->rowOf(id.toString()) >= 0) ids.append(id.toString());
    }
    selectRuns(ids);
  }
  --impl_->quiet;
}

QByteArray RunListPanel::saveState() const {
  QJsonObject state;
  state[QStringLiteral("filter")] = impl_->filter->text();
  state[QStringLiteral("archived")] = impl_->archived->isChecked();
  state[QStringLiteral("columns")] = QJsonArray::fromStringList(impl_->model->extraColumns());
  state[QStringLiteral("header")] = QString::fromLatin1(impl_->table->header()->saveState().toBase64());
  state[QStringLiteral("selection")] = QJsonArray::fromStringList(impl_->selection);
  state[QStringLiteral("baseline")] = impl_->model->baseline();
  state[QStringLiteral("differences")] = impl_->model->differences();
  return QJsonDocument(state).toJson(QJsonDocument::Compact);
}

void RunListPanel::restoreState(const QByteArray& state) {
  const QJsonObject saved = QJsonDocument::fromJson(state).object();
  if (saved.isEmpty()) return;
  ++impl_->quiet;
  QStringList columns;
  for (const auto& key : saved[QStringLiteral("columns")].toArray()) columns.append(key.toString());
  impl_->columnMenu->setExtraColumns(columns);
  const QByteArray header = QByteArray::fromBase64(saved[QStringLiteral("header")].toString().toLatin1());
  if (!header.isEmpty()) {
    impl_->table->header()->restoreState(header);
    impl_->table->sortByColumn(impl_->table->header()->sortIndicatorSection(),
                               impl_->table->header()->sortIndicatorOrder());
  }
  impl_->model->setDifferences(saved[QStringLiteral("differences")].toBool(true));
  setBaseline(saved[QStringLiteral("baseline")].toString());
  impl_->archived->setChecked(saved[QStringLiteral("archived")].toBool());
  impl_->filter->setText(saved[QStringLiteral("filter")].toString());
  impl_->applyFilter();
  QStringList ids;
  for (const auto& id : saved[QStringLiteral("selection")].toArray()) ids.append(id.toString());
  if (!ids.isEmpty()) selectRuns(ids);
  --impl_->quiet;
}

}  // namespace skewscope::ui
