#include "ui/panels/experiments_panel.h"

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/experiment/start.h"
#include "ui/engine/run_controller.h"
#include "ui/export/figure_dialog.h"
#include "ui/models/experiment_service.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/panels/chip.h"
#include "ui/panels/copy_chip.h"
#include "ui/panels/experiment_dialog.h"
#include "ui/plots/bar_chart.h"
#include "ui/plots/experiment_chart.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using Experiments = std::vector<ExperimentData>;

}  // namespace

struct ExperimentsPanel::Impl {
  ExperimentsPanel* panel;
  StoreService& store;
  RunController& controller;
  ExperimentService* service = nullptr;
  QListWidget* list = nullptr;
  QTableWidget* table = nullptr;
  QLabel* title = nullptr;
  QToolButton* copy = nullptr;
  QComboBox* view = nullptr;
  QAction* exportAction = nullptr;
  BarChartView* chart = nullptr;
  QStackedWidget* pages = nullptr;
  std::shared_ptr<const Experiments> all;
  QString wanted;     ///< id of the experiment to select when it is there
  std::string drawn;  ///< id of the experiment whose views are offered

  Impl(ExperimentsPanel* owner, StoreService& service_, RunController& engine)
      : panel(owner), store(service_), controller(engine) {}

  void build();
  QWidget* buildTable();
  QWidget* buildChart();
  void show(const std::shared_ptr<const Experiments>& fresh);
  const ExperimentData* selected() const;
  void showTable();
  void showViews();
  BarChart bars() const;
  void exportFigure();
  void showChart();
};

const ExperimentData* ExperimentsPanel::Impl::selected() const {
  const int row = list->currentRow();
  return all && row >= 0 && row < static_cast<int>(all->size()) ? &(*all)[static_cast<std::size_t>(row)]
                                                                : nullptr;
}

QWidget* ExperimentsPanel::Impl::buildTable() {
  auto* side = new QWidget(panel);
  auto* rows = new QVBoxLayout(side);
  rows->setContentsMargins(0, 8, 0, 0);
  auto* head = new QHBoxLayout;
  title = new QLabel(side);
  title->setObjectName(QStringLiteral("experimentTitle"));
  title->setProperty("kind", QStringLiteral("title"));
  title->setWordWrap(true);
  head->addWidget(title, 1);
  copy = makeCopyChip(
      [this](report::TableFormat format) {
        const auto* data = selected();
        return data == nullptr ? std::string()
                               : experiment::resultTable(data->settings, data->rows).write(format);
      },
      side);
  head->addWidget(copy);
  rows->addLayout(head);
  table = new QTableWidget(side);
  table->setObjectName(QStringLiteral("experimentTable"));
  table->setAccessibleName(tr("Results"));
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setShowGrid(false);
  table->verticalHeader()->hide();
  rows->addWidget(table, 1);
  return side;
}

QWidget* ExperimentsPanel::Impl::buildChart() {
  auto* side = new QWidget(panel);
  auto* rows = new QVBoxLayout(side);
  rows->setContentsMargins(0, 8, 0, 0);
  auto* head = new QHBoxLayout;
  view = new QComboBox(side);
  view->setObjectName(QStringLiteral("experimentView"));
  view->setAccessibleName(tr("What is drawn"));
  view->view()->setAccessibleName(view->accessibleName());
  view->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  head->addWidget(view);
  head->addStretch(1);
  auto* exportButton =
      makeExportChip(tr("Export the figure"), tr("Write the figure as PDF, SVG, PNG or CSV (Ctrl+S)"), side);
  exportButton->setObjectName(QStringLiteral("experimentExport"));
  head->addWidget(exportButton);
  rows->addLayout(head);
  chart = new BarChartView(side);
  chart->setObjectName(QStringLiteral("experimentChart"));
  rows->addWidget(chart, 1);
  connect(view, &QComboBox::activated, panel, [this] {
    showChart();
    emit panel->viewChanged();
  });
  exportAction = exportActionOf(exportButton);
  connect(exportAction, &QAction::triggered, panel, [this] { exportFigure(); });
  return side;
}

void ExperimentsPanel::Impl::build() {
  service = new ExperimentService(store, panel);
  auto* outer = new QVBoxLayout(panel);
  outer->setContentsMargins(16, 12, 16, 16);
  auto* head = new QHBoxLayout;
  auto* explain = new QLabel(tr("Grids of runs with tables that fill as the queue is worked off."), panel);
  explain->setProperty("kind", QStringLiteral("muted"));
  head->addWidget(explain, 1);
  auto* create = new QPushButton(tr("New experiment …"), panel);
  create->setObjectName(QStringLiteral("newExperiment"));
  create->setProperty("kind", QStringLiteral("primary"));
  connect(create, &QPushButton::clicked, panel, [this] { panel->askForNew(); });
  head->addWidget(create);
  outer->addLayout(head);

  list = new QListWidget(panel);
  list->setObjectName(QStringLiteral("experimentList"));
  list->setAccessibleName(tr("Experiments"));
  list->setSpacing(2);
  auto* split = new QSplitter(Qt::Vertical, panel);
  split->addWidget(list);
  split->addWidget(buildTable());
  split->addWidget(buildChart());
  split->setSizes({90, 230, 300});
  split->setChildrenCollapsible(false);
  auto* empty =
      new QLabel(tr("No experiment yet.\n\nThe relative gap on the embedded images takes about five minutes "
                    "on two cores:\npress New experiment and queue its runs."),
                 panel);
  empty->setAlignment(Qt::AlignCenter);
  empty->setProperty("kind", QStringLiteral("muted"));
  pages = new QStackedWidget(panel);
  pages->addWidget(empty);
  pages->addWidget(split);
  outer->addWidget(pages, 1);
  connect(list, &QListWidget::currentRowChanged, panel, [this] {
    showTable();
    emit panel->viewChanged();
  });
  connect(service, &ExperimentService::changed, panel, [this](const auto& fresh) { show(fresh); });
}

void ExperimentsPanel::Impl::show(const std::shared_ptr<const Experiments>& fresh) {
  const auto* before = selected();
  const std::string keep = !wanted.isEmpty()   ? wanted.toStdString()
                           : before != nullptr ? before->record.id
                                               : "";
  all = fresh;
  const QSignalBlocker quiet(list);
  list->clear();
  int row = all->empty() ? -1 : static_cast<int>(all->size()) - 1;
  for (std::size_t i = 0; i < all->size(); ++i) {
    const ExperimentData& data = (*all)[i];
    list->addItem(tr("%1 — %2 of %3 runs done")
                      .arg(text(data.record.title))
                      .arg(data.done)
                      .arg(data.record.runs.size()));
    if (data.record.id == keep) {
      row = static_cast<int>(i);
      wanted.clear();
    }
  }
  list->setCurrentRow(row);
  pages->setCurrentIndex(all->empty() ? 0 : 1);
  showTable();
}

void ExperimentsPanel::Impl::showTable() {
  const auto* data = selected();
  copy->setEnabled(data != nullptr && data->problem.empty());
  if (data == nullptr) {
    title->clear();
    table->setRowCount(0);
    showViews();
    return;
  }
  title->setText(data->problem.empty() ? text(data->record.title)
                                       : tr("%1: %2").arg(text(data->record.title), text(data->problem)));
  const auto results = experiment::resultTable(data->settings, data->rows);
  table->setColumnCount(static_cast<int>(results.columns().size()));
  table->setRowCount(static_cast<int>(results.rows().size()));
  QStringList names;
  for (const auto& column : results.columns()) names.append(optionText(column.title));
  table->setHorizontalHeaderLabels(names);
  for (int c = 0; c < table->columnCount(); ++c) {
    const bool number = results.columns()[static_cast<std::size_t>(c)].align == report::Align::Right;
    table->horizontalHeaderItem(c)->setTextAlignment((number ? Qt::AlignRight : Qt::AlignLeft) |
                                                     Qt::AlignVCenter);
  }
  for (int r = 0; r < table->rowCount(); ++r) {
    const experiment::Row& row = data->rows[static_cast<std::size_t>(r)];
    for (int c = 0; c < table->columnCount(); ++c) {
      const auto& column = results.columns()[static_cast<std::size_t>(c)];
      const auto& cell = results.rows()[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)];
      QString shown = text(report::cellText(column, cell));
      // In one column here, which has less room than a terminal or a file.
      if (column.key == "done") shown = QStringLiteral("%1/%2").arg(row.done).arg(row.runs);
      auto* item = new QTableWidgetItem(shown.isEmpty() ? QStringLiteral("–") : shown);
      if (column.align == report::Align::Right) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
      if (const auto* band = std::get_if<report::Band>(&cell)) item->setToolTip(tr("N = %1").arg(band->n));
      table->setItem(r, c, item);
    }
  }
  table->resizeColumnsToContents();
  // Settings that are the same in all rows leave their room to the results; a copy has them.
  const auto same = [&](int c) {
    for (int r = 1; r < table->rowCount(); ++r) {
      if (table->item(r, c)->text() != table->item(0, c)->text()) return false;
    }
    return true;
  };
  for (int c = 0; c < table->columnCount(); ++c) {
    const std::string& key = results.columns()[static_cast<std::size_t>(c)].key;
    table->setColumnHidden(c, key == "runs" || ((key == "profile" || key == "size") && same(c)));
  }
  showViews();
}

/// The charts that this experiment has; the one that is chosen stays while the experiment does.
void ExperimentsPanel::Impl::showViews() {
  const auto* data = selected();
  const std::string now = data != nullptr ? data->record.id : std::string();
  const QString before = now == drawn ? view->currentText() : QString();
  drawn = now;
  QStringList titles, offered;
  if (data != nullptr && data->problem.empty()) {
    for (const auto& each : experimentViews(data->settings)) titles.append(each.title);
  }
  for (int i = 0; i < view->count(); ++i) offered.append(view->itemText(i));
  if (titles != offered) {  // an open list stays as it is while runs go on
    view->clear();
    view->addItems(titles);
  }
  view->setCurrentIndex(std::max(view->findText(before), titles.isEmpty() ? -1 : 0));
  showChart();
}

BarChart ExperimentsPanel::Impl::bars() const {
  const auto* data = selected();
  if (data == nullptr || view->currentIndex() < 0) return {};
  const auto views = experimentViews(data->settings);
  return experimentChart(data->settings, data->rows, views.at(static_cast<std::size_t>(view->currentIndex())),
                         tokens().dark);
}

void ExperimentsPanel::Impl::exportFigure() {
  const auto* data = selected();
  if (data == nullptr || view->currentIndex() < 0) return;
  report::FigureSpec spec;
  spec.kind = report::FigureKind::Experiment;
  spec.experiment = data->record.id;
  const auto measures = experiment::measures(data->settings);
  const auto views = experimentViews(data->settings);
  for (const std::size_t m : views.at(static_cast<std::size_t>(view->currentIndex())).measures)
    spec.measures.push_back(measures.at(m).key);
  openFigure({spec, {}, {}, nullptr}, &store, panel);
}

void ExperimentsPanel::Impl::showChart() {
  const BarChart shown = bars();
  chart->setChart(shown);
  exportAction->setEnabled(!shown.isEmpty());
}

ExperimentsPanel::ExperimentsPanel(StoreService& store, RunController& controller, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, store, controller)) {
  impl_->build();
}

ExperimentsPanel::~ExperimentsPanel() = default;

QAction* ExperimentsPanel::exportAction() const {
  return impl_->exportAction;
}

QJsonObject ExperimentsPanel::viewState() const {
  const auto* chosen = impl_->selected();
  return {{QStringLiteral("experiment"), chosen != nullptr ? text(chosen->record.id) : QString()},
          {QStringLiteral("chart"), std::max(impl_->view->currentIndex(), 0)}};
}

void ExperimentsPanel::setViewState(const QJsonObject& state) {
  const std::string id = state[QStringLiteral("experiment")].toString().toStdString();
  for (std::size_t i = 0; impl_->all && i < impl_->all->size(); ++i) {
    if ((*impl_->all)[i].record.id != id) continue;
    const QSignalBlocker quiet(impl_->list);
    impl_->list->setCurrentRow(static_cast<int>(i));
  }
  impl_->showTable();
  const int chart = state[QStringLiteral("chart")].toInt();
  if (chart >= 0 && chart < impl_->view->count()) impl_->view->setCurrentIndex(chart);
  impl_->showChart();
}

void ExperimentsPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && impl_ && impl_->exportAction != nullptr) impl_->showChart();
}

void ExperimentsPanel::askForNew() {
  const auto* like = impl_->selected();
  auto* dialog = new ExperimentDialog(
      like != nullptr && like->problem.empty() ? like->settings : experiment::Settings(), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog] {
    auto id = std::make_shared<std::string>();
    impl_->controller.enqueueBy(
        [settings = dialog->settings(), id](store::Store& file) {
          *id = experiment::startExperiment(file, settings).id;
        },
        [owner = QPointer(this), id] {
          if (owner) owner->impl_->wanted = QString::fromStdString(*id);
        });
  });
  dialog->open();
}

}  // namespace skewscope::ui
