#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <memory>

#include "core/base/error.h"
#include "core/spec/protocols.h"
#include "ui/engine/run_controller.h"
#include "ui/models/run_facts.h"
#include "ui/models/run_filter_model.h"
#include "ui/models/run_table_model.h"
#include "ui/models/store_service.h"
#include "ui/panels/evaluate_dialog.h"
#include "ui/panels/run_column_menu.h"
#include "ui/panels/run_details.h"
#include "ui/panels/run_list_actions.h"
#include "ui/panels/run_list_commands.h"
#include "ui/panels/run_list_panel_impl.h"
#include "ui/panels/run_table_columns.h"
#include "ui/panels/run_table_view.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr int kFilterAfterMs = 150;

}  // namespace

void RunListPanel::Impl::build() {
  auto* layout = new QVBoxLayout(panel);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->setSpacing(0);

  auto* top = new QHBoxLayout;
  top->setContentsMargins(12, 0, 12, 6);
  filter = new QLineEdit(panel);
  filter->setObjectName(QStringLiteral("filter"));
  filter->setPlaceholderText(tr("Filter: mode:ssl r<0.05 tag:paper"));
  filter->setToolTip(runQueryHelp());
  filter->setClearButtonEnabled(true);
  filter->setAccessibleName(tr("Filter of the runs"));
  filter->setAccessibleDescription(runQueryHelp());
  filter->installEventFilter(panel);
  top->addWidget(filter);
  layout->addLayout(top);
  filterError = new QLabel(panel);
  filterError->setObjectName(QStringLiteral("filterError"));
  filterError->setProperty("kind", QStringLiteral("error"));
  filterError->setWordWrap(true);
  filterError->setContentsMargins(12, 0, 12, 6);
  filterError->hide();
  layout->addWidget(filterError);

  model = new RunTableModel([this](const QString& id) { return store.colourIndex(id); }, panel);
  shown = new RunFilterModel(*model, panel);
  table = new RunTableView(panel);
  table->setObjectName(QStringLiteral("runs"));
  table->setModel(shown);
  table->sortByColumn(RunTableModel::Created, Qt::DescendingOrder);
  QHeaderView* header = table->header();
  header->setResizeContentsPrecision(
      0);  // of the rows in sight: measuring a thousand takes longer than a frame
  columnMenu = new RunColumnMenu(*model, *header, panel);
  layout->addWidget(table, 1);

  auto* bottom = new QHBoxLayout;
  bottom->setContentsMargins(12, 6, 12, 6);
  count = new QLabel(panel);
  count->setObjectName(QStringLiteral("count"));
  count->setProperty("kind", QStringLiteral("muted"));
  archived = new QToolButton(panel);
  archived->setText(tr("Archived"));
  archived->setCheckable(true);
  archived->setProperty("kind", QStringLiteral("chip"));
  archived->setToolTip(tr("Show archived runs as well"));
  archived->setAccessibleName(tr("Show archived runs"));
  bottom->addWidget(count, 1);
  bottom->addWidget(archived);
  layout->addLayout(bottom);
  details = new RunDetails(panel);
  layout->addWidget(details);

  filterTimer.setSingleShot(true);
  filterTimer.setInterval(kFilterAfterMs);
  connect(&filterTimer, &QTimer::timeout, panel, [this] { applyFilter(); });
  connect(filter, &QLineEdit::textChanged, panel, [this] { filterTimer.start(); });
  connect(filter, &QLineEdit::returnPressed, panel, [this] {
    applyFilter();
    table->setFocus(Qt::TabFocusReason);
  });
  connect(archived, &QToolButton::toggled, panel, [this] { applyFilter(); });
  connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, panel,
          [this] { takeSelection(); });
  connect(&store, &StoreService::runsChanged, panel, [this](const auto& runs) { takeRuns(runs); });
  connect(model, &RunTableModel::renameRequested, panel, [this](const QString& id, const QString& name) {
    const int row = model->rowOf(id);
    if (row >= 0) push(edits::rename(store, model->run(row), name, report()));
  });
  connect(header, &QHeaderView::sortIndicatorChanged, panel, [this] { viewChanged(); });
  connect(header, &QHeaderView::sectionMoved, panel, [this] { viewChanged(); });
  connect(columnMenu, &RunColumnMenu::changed, panel, [this] { viewChanged(); });
  connect(columnMenu, &RunColumnMenu::differencesChanged, panel, [this] {
    shown->refresh();
    viewChanged();
  });
  connect(details, &RunDetails::tagsEdited, panel, [this](const QStringList& tags) {
    push(edits::setTags(store, selectedRecords(), tags, report()));
  });
  connect(details, &RunDetails::noteEdited, panel,
          [this](const QString& note) { push(edits::setNote(store, selectedRecords(), note, report())); });
  connect(header, &QHeaderView::customContextMenuRequested, panel,
          [this, header](const QPoint& at) { columnMenu->popup(header->mapToGlobal(at)); });
  connect(table, &QWidget::customContextMenuRequested, panel,
          [this](const QPoint& at) { actions->menu()->popup(table->viewport()->mapToGlobal(at)); });
  buildActions();
  showEmptyState();
}

void RunListPanel::Impl::buildActions() {
  RunListActions::Handlers on;
  on.rename = [this] {
    const QModelIndex index = table->currentIndex();
    if (index.isValid()) table->edit(index.siblingAtColumn(RunTableModel::Name));
  };
  on.editTags = [this] { details->editTags(); };
  on.editNote = [this] { details->editNote(); };
  on.colour = [this](const QString& colour) {
    push(edits::setColour(store, selectedRecords(), colour, report()));
  };
  on.archive = [this](bool to) {
    const QString next = nextRun();
    push(edits::setArchived(store, selectedRecords(), to, report()));
    if (to && !archived->isChecked() && !next.isEmpty()) panel->selectRuns({next});
  };
  on.remove = [this] { deleteSelected(); };
  on.resume = [this] {
    for (const auto& run : selectedRecords()) {
      if (run.status == store::RunStatus::Interrupted || run.status == store::RunStatus::Failed) {
        controller.resumeRun(text(run.id));
      }
    }
  };
  on.isOurs = [this](const std::string& run) { return controller.runsInProgress().contains(text(run)); };
  on.stop = [this] {
    for (const auto& run : selectedRecords()) controller.stopRun(text(run.id));
  };
  on.cancel = [this] {
    for (const auto& run : selectedRecords()) {
      if (run.status == store::RunStatus::Queued) controller.cancelQueued(text(run.id));
    }
  };
  on.clone = [this] {
    if (!selection.isEmpty()) emit panel->cloneRequested(selection.first());
  };
  on.evaluate = [this] { askForEvaluation(); };
  on.isBaseline = [this](const std::string& run) { return model->baseline() == text(run); };
  on.pin = [this] { togglePin(); };
  on.sort = [this] { popupSorting(); };
  on.filter = [this] {
    filter->setFocus(Qt::ShortcutFocusReason);
    filter->selectAll();
  };
  on.rows = [this](report::TableFormat format) { return selectedRows(*table).write(format); };
  on.failed = [this](const QString& error) { emit panel->message(error, {}); };
  actions = new RunListActions(panel, *table, store, *columnMenu, std::move(on));
}

void RunListPanel::Impl::togglePin() {
  if (selection.size() != 1) return;
  panel->setBaseline(model->baseline() == selection.first() ? QString() : selection.first());
  viewChanged();
}

void RunListPanel::Impl::popupSorting() {
  auto* menu = new QMenu(tr("Sort by"), panel);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  fillSortMenu(*menu, *table);
  const QHeaderView& header = *table->header();
  menu->popup(header.mapToGlobal(QPoint(0, header.height())));
  menu->setActiveAction(menu->actions().value(0));
}

void RunListPanel::Impl::askForEvaluation() {
  const auto runs = selectedRecords();
  if (runs.empty()) return;
  auto* dialog = new EvaluateDialog(runs, panel->window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, panel, [this, dialog, runs] {
    const auto chosen = dialog->request();
    auto problems = std::make_shared<QStringList>();  // of single runs: the others get theirs all the same
    controller.enqueueBy(
        [runs, chosen, problems](store::Store& file) {
          for (const auto& run : runs) {
            auto request = chosen;
            std::erase_if(request.protocols,
                          [&](auto protocol) { return !spec::canHave(run.spec, protocol); });
            if (request.protocols.empty()) continue;
            try {
              file.wantEvaluation(run.id, spec::toJson(request));
            } catch (const Error& error) {
              problems->append(text(error.message()));
            }
          }
        },
        [owner = QPointer(panel), problems] {
          if (owner && !problems->isEmpty()) emit owner->message(problems->join(u'\n'), {});
        });
  });
  dialog->open();
}

void RunListPanel::Impl::applyFilter() {
  filterTimer.stop();
  auto parsed = parseRunQuery(filter->text());
  const auto* error = std::get_if<RunQueryError>(&parsed);
  filterError->setText(error != nullptr ? error->message : QString());
  filterError->setVisible(error != nullptr);
  if (filter->property("invalid").toBool() != (error != nullptr)) {
    filter->setProperty("invalid", error != nullptr);
    filter->style()->unpolish(filter);
    filter->style()->polish(filter);
  }
  if (error != nullptr) return;  // the last line that could be read stays in force
  applied = filter->text();
  RunQuery query = std::get<RunQuery>(parsed);
  if (!query.namesArchived() && archived->isChecked()) query.setArchived(RunQuery::Archived::Shown);
  ++quiet;  // runs that are filtered out leave the selection: one change with the filter
  shown->setQuery(query);
  --quiet;
  showEmptyState();
  emit panel->shownRunsChanged();
  viewChanged();
}

void RunListPanel::Impl::takeRuns(const std::shared_ptr<const std::vector<store::RunRecord>>& runs) {
  ++quiet;
  // The order is looked at again when a run comes or changes its state, not whenever a number moves.
  const bool resort = model->update(runs);
  shown->refresh(!resort);
  const bool first = !seenRuns;
  seenRuns = true;
  selectWanted();
  if (first && selection.isEmpty() && shown->rowCount() > 0) {
    wanted.clear();  // what was selected last time is gone
    table->setCurrentIndex(shown->index(0, 0));
  }
  takeSelection();
  --quiet;
  showEmptyState();
  emit panel->shownRunsChanged();
}

void RunListPanel::Impl::selectWanted() {
  if (wanted.isEmpty()) return;
  QItemSelection chosen;
  QStringList missing;
  QModelIndex current;
  for (const QString& id : wanted) {
    const int row = model->rowOf(id);
    const QModelIndex index = row < 0 ? QModelIndex() : shown->mapFromSource(model->index(row, 0));
    if (row < 0) missing.append(id);
    if (!index.isValid()) continue;
    chosen.select(index, index);
    if (!current.isValid()) current = index;
  }
  if (chosen.isEmpty()) return;  // they are still on their way
  order = wanted;
  wanted = missing;
  table->selectionModel()->select(chosen, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  table->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
  table->scrollTo(current);
  takeSelection();  // the same runs in another order are no change to the view
}

void RunListPanel::Impl::takeSelection() {
  QStringList now;
  const auto rows = table->selectionModel()->selectedRows();
  for (const QModelIndex& index : rows) now.append(index.data(RunTableModel::IdRole).toString());
  QStringList ordered;
  for (const QString& id : order.isEmpty() ? selection : order) {
    if (now.contains(id)) ordered.append(id);
  }
  order.clear();
  for (const QString& id : now) {
    if (!ordered.contains(id)) ordered.append(id);
  }
  const bool changed = ordered != selection;
  selection = ordered;
  details->setRuns(selectedRecords());
  actions->update(selectedRecords());
  if (!changed) return;
  emit panel->selectionChanged(selection);
  viewChanged();
}

void RunListPanel::Impl::showEmptyState() {
  const int all = shown->total();
  const int visible = shown->shown();
  int hidden = 0;
  for (int row = 0; row < all; ++row) hidden += model->run(row).archived ? 1 : 0;
  archived->setVisible(hidden > 0 || archived->isChecked());
  count->setText(all == 0         ? QString()
                 : visible == all ? (all == 1 ? tr("1 run") : tr("%1 runs").arg(all))
                                  : tr("%1 of %2 runs").arg(visible).arg(all));
  if (!seenRuns) {
    table->setEmptyText(tr("Opening the store …"), {});
  } else if (all == 0) {
    table->setEmptyText(tr("No runs yet"),
                        tr("Press Start to train what the form on the right describes. The run "
                           "appears here, and its curves beside it."));
  } else {
    table->setEmptyText(tr("No run passes the filter"),
                        hidden == all ? tr("All runs are archived: switch on “Archived” below.")
                                      : tr("Change or clear the line above."));
  }
}

std::vector<store::RunRecord> RunListPanel::Impl::selectedRecords() const {
  std::vector<store::RunRecord> records;
  for (const QString& id : selection) {
    const int row = model->rowOf(id);
    if (row >= 0) records.push_back(model->run(row));
  }
  return records;
}

/// The run below (or above) the selected ones: it is selected when they go, so that the key can be pressed
/// again.
QString RunListPanel::Impl::nextRun() const {
  int next = -1;
  const auto rows = table->selectionModel()->selectedRows();
  for (const QModelIndex& index : rows) next = std::max(next, index.row() + 1);
  if (next >= shown->rowCount()) {
    next = shown->rowCount();
    for (const QModelIndex& index : rows) next = std::min(next, index.row() - 1);
  }
  return next >= 0 && next < shown->rowCount() ? shown->index(next, 0).data(RunTableModel::IdRole).toString()
                                               : QString();
}

void RunListPanel::Impl::deleteSelected() {
  const std::vector<store::RunRecord> runs = selectedRecords();
  if (runs.empty()) return;
  const auto running = std::find_if(runs.begin(), runs.end(),
                                    [](const auto& run) { return run.status == store::RunStatus::Running; });
  if (running != runs.end()) {
    emit panel->message(tr("“%1” is running and was not deleted. Stop it first.").arg(text(running->name)),
                        {});
    return;
  }
  const QString nextId = nextRun();
  auto command = edits::setDeleted(store, runs, true, report());
  const std::weak_ptr<const bool> token = command->token();
  push(std::move(command));
  if (!nextId.isEmpty()) panel->selectRuns({nextId});
  emit panel->message(
      tr("Deleted %1.").arg(runsText(runs)), [this, guard = QPointer<RunListPanel>(panel), token, runs] {
        if (!guard) return;
        QStringList ids;
        for (const auto& run : runs) ids.append(text(run.id));
        panel->selectRuns(ids);
        takeBack(history, token, [&] { return edits::setDeleted(store, runs, false, report()); });
      });
}

RunListPanel::RunListPanel(StoreService& store, RunController& controller, QUndoStack& history,
                           QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, store, controller, history)) {
  setProperty("kind", QStringLiteral("panel"));
  setAttribute(Qt::WA_StyledBackground);
  setMinimumWidth(264);  // or the names of runs give way to longer words elsewhere
  setAccessibleName(tr("Runs"));
  impl_->build();
}

RunListPanel::~RunListPanel() = default;

QStringList RunListPanel::selectedRuns() const {
  return impl_->selection;
}

std::vector<store::RunRecord> RunListPanel::shownRuns() const {
  std::vector<store::RunRecord> runs;
  runs.reserve(static_cast<std::size_t>(impl_->shown->shown()));
  for (int row = 0; row < impl_->model->rowCount(); ++row) {
    if (impl_->shown->mapFromSource(impl_->model->index(row, 0)).isValid())
      runs.push_back(impl_->model->run(row));
  }
  return runs;
}

void RunListPanel::selectRuns(const QStringList& runIds) {
  ++impl_->quiet;
  impl_->wanted = runIds;
  if (runIds.isEmpty()) impl_->table->clearSelection();
  impl_->selectWanted();
  --impl_->quiet;
}

bool RunListPanel::eventFilter(QObject* watched, QEvent* event) {
  if (watched == impl_->filter && event->type() == QEvent::ShortcutOverride) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
      impl_->applyFilter();
      // A line that is in force is undone as a view is; in one that cannot be read the text itself.
      if (impl_->filter->text() == impl_->applied) {
        event->ignore();
        return true;
      }
    }
  }
  return QWidget::eventFilter(watched, event);
}

QList<QAction*> RunListPanel::actions() const {
  return impl_->actions->all();
}

void RunListPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && impl_ && impl_->model != nullptr)
    impl_->model->refreshColours();
}

}  // namespace skewscope::ui
