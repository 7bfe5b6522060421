#include "ui/panels/classes_panel.h"

#include <QAbstractItemView>
#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHash>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/compare/metric_title.h"
#include "core/report/curve_options.h"
#include "ui/export/figure_dialog.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/panels/chip.h"
#include "ui/panels/copy_chip.h"
#include "ui/plots/class_charts.h"
#include "ui/plots/curve_options.h"
#include "ui/plots/joined_runs.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

/// Which charts are there.
enum class Charts { Both, Points, Bars };

constexpr int kBandLetters = 24, kListMargin = 24;
constexpr const char* kChartNames[] = {"both", "points", "bars"};

}  // namespace

struct ClassesPanel::Impl {
  ClassesPanel* panel;
  StoreService& store;
  QStringList ids;
  QHash<QString, std::shared_ptr<const RunData>> data;
  ClassQuestion question;
  ClassAnswer answer;
  QString chosen;  ///< name of the emphasised class; empty: none
  QComboBox *metric = nullptr, *epoch = nullptr, *band = nullptr;
  QButtonGroup* charts = nullptr;
  QToolButton* copy = nullptr;
  QAction* exportAction = nullptr;
  PointChartView* points = nullptr;
  BarChartView* bars = nullptr;
  QTableWidget* table = nullptr;
  QLabel *caption = nullptr, *without = nullptr;

  Impl(ClassesPanel* owner, StoreService& service) : panel(owner), store(service) {
    question.band = report::Spread::StandardDeviation;
  }

  void build();
  QWidget* buildHeader();
  QWidget* buildChoices();
  QWidget* buildCharts();
  RunDataList runs() const;
  void refresh();
  void showMetrics(const RunDataList& list);
  void showCharts();
  void showTable();
  void choose(const QString& name);
  void showCaption(const QString& pointed = {});
  void exportFigure();
  void changed() {
    refresh();
    emit panel->viewChanged();
  }
};

QWidget* ClassesPanel::Impl::buildHeader() {
  auto* header = new QWidget(panel);
  auto* row = new QHBoxLayout(header);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  charts = new QButtonGroup(header);
  const auto chip = [&](Charts which, const QString& name, const QString& help, const char* object) {
    auto* button = makeChip(name, help, header);
    button->setObjectName(QLatin1String(object));
    charts->addButton(button, static_cast<int>(which));
    row->addWidget(button);
  };
  chip(Charts::Both, tr("Both"), tr("Points above, bars below"), "bothCharts");
  chip(Charts::Points, tr("Points"), tr("Accuracy against training images of the class"), "pointsOnly");
  chip(Charts::Bars, tr("Bars"), tr("A bar for each class and run, from many to few training images"),
       "barsOnly");
  charts->button(0)->setChecked(true);
  row->addStretch(1);
  copy = new QToolButton(header);
  copy->setObjectName(QStringLiteral("copyTable"));
  copy->setText(tr("Copy table"));
  copy->setProperty("kind", QStringLiteral("chip"));
  copy->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(copy);
  menu->addMenu(makeCopyMenu(
      tr("Summary of the runs"),
      [this](report::TableFormat format) {
        return compare::classSummaryTable(answer.results, answer.metric).write(format);
      },
      menu));
  menu->addMenu(makeCopyMenu(
      tr("All classes"),
      [this](report::TableFormat format) {
        return compare::perClassTable(answer.results, answer.metric).write(format);
      },
      menu));
  copy->setMenu(menu);
  row->addWidget(copy);
  auto* exportButton =
      makeExportChip(tr("Export the figure"),
                     tr("Write the points, or the bars if they are alone, as PDF, SVG, PNG, pgfplots or CSV "
                        "(Ctrl+S)"),
                     header);
  exportButton->setObjectName(QStringLiteral("classesExport"));
  row->addWidget(exportButton);
  exportAction = exportActionOf(exportButton);
  connect(exportAction, &QAction::triggered, panel, [this] { exportFigure(); });
  connect(charts, &QButtonGroup::idClicked, panel, [this] { changed(); });
  return header;
}

QWidget* ClassesPanel::Impl::buildChoices() {
  auto* choices = new QWidget(panel);
  auto* row = new QHBoxLayout(choices);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  metric =
      makeChoice("metric", tr("Accuracy"), tr("Whose accuracy: the run's own head, kNN or a probe"), choices);
  epoch = makeChoice("epoch", tr("Epoch"), tr("Which evaluation of each run"), choices);
  epoch->addItems({tr("Last epoch"), tr("Best epoch")});
  band =
      makeChoice("band", tr("Band over seeds"), tr("Joins the runs that differ in the seed alone"), choices);
  band->addItem(bandText(std::nullopt), -1);
  for (const auto& word : report::spreads()) {
    band->addItem(bandText(static_cast<report::Spread>(word.value)), word.value);
  }
  band->setCurrentIndex(band->findData(static_cast<int>(report::Spread::StandardDeviation)));
  // The longest of its entries must not take the room of the accuracies.
  band->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  band->setMinimumContentsLength(kBandLetters);
  band->view()->setMinimumWidth(band->view()->sizeHintForColumn(0) + kListMargin);
  for (QComboBox* list : {metric, epoch, band}) row->addWidget(list);
  row->addStretch(1);
  connect(metric, &QComboBox::activated, panel, [this] {
    question.metric = metric->currentData().toString().toStdString();
    changed();
  });
  connect(epoch, &QComboBox::activated, panel, [this](int index) {
    question.at = index == 1 ? compare::AtEpoch::Best : compare::AtEpoch::Last;
    changed();
  });
  connect(band, &QComboBox::activated, panel, [this] {
    const int value = band->currentData().toInt();
    question.band = value < 0 ? std::nullopt : std::optional(static_cast<report::Spread>(value));
    changed();
  });
  return choices;
}

QWidget* ClassesPanel::Impl::buildCharts() {
  auto* split = new QSplitter(Qt::Vertical, panel);
  split->setChildrenCollapsible(false);
  points = new PointChartView(split);
  points->setObjectName(QStringLiteral("classPoints"));
  bars = new BarChartView(split);
  bars->setObjectName(QStringLiteral("classBars"));
  bars->setChoosable(true);
  table = new QTableWidget(split);
  table->setObjectName(QStringLiteral("classSummary"));
  table->setAccessibleName(tr("Summary of the runs"));
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table->setShowGrid(false);
  table->verticalHeader()->hide();
  table->setMinimumHeight(84);
  split->addWidget(points);
  split->addWidget(bars);
  split->addWidget(table);
  split->setSizes({260, 260, 110});
  for (int i = 0; i < 2; ++i) split->setStretchFactor(i, 1);
  connect(points, &PointChartView::pointed, panel, [this](const QString& said) { showCaption(said); });
  connect(points, &PointChartView::chosen, panel, [this](const PointPlace& place) {
    const auto* point = points->pointAt(place);
    choose(point == nullptr ? QString() : point->label);
    emit panel->viewChanged();
  });
  connect(bars, &BarChartView::pointed, panel,
          [this](int category) { showCaption(bars->categoryText(category)); });
  connect(bars, &BarChartView::chosen, panel, [this](int category) {
    const bool inside = category >= 0 && category < static_cast<int>(bars->chart().categories.size());
    choose(inside ? bars->chart().categories[static_cast<std::size_t>(category)].first() : QString());
    emit panel->viewChanged();
  });
  return split;
}

void ClassesPanel::Impl::build() {
  auto* outer = new QVBoxLayout(panel);
  outer->setContentsMargins(16, 12, 16, 16);
  outer->setSpacing(8);
  outer->addWidget(buildHeader());
  outer->addWidget(buildChoices());
  without = new QLabel(panel);
  without->setObjectName(QStringLiteral("without"));
  without->setProperty("kind", QStringLiteral("muted"));
  without->setWordWrap(true);
  outer->addWidget(without);
  outer->addWidget(buildCharts(), 1);
  caption = new QLabel(panel);
  caption->setObjectName(QStringLiteral("readOut"));
  caption->setProperty("kind", QStringLiteral("muted"));
  caption->setWordWrap(true);
  caption->setMinimumHeight(caption->fontMetrics().lineSpacing());
  outer->addWidget(caption);
  connect(&store, &StoreService::runDataChanged, panel, [this](const RunDataList& found) {
    for (const auto& run : found) {
      if (const QString id = text(run->record.id); ids.contains(id)) data.insert(id, run);
    }
    if (panel->isVisible()) refresh();
  });
}

RunDataList ClassesPanel::Impl::runs() const {
  RunDataList list;
  for (const QString& id : ids) {
    if (const auto known = data.value(id)) list.push_back(known);
  }
  return list;
}

void ClassesPanel::Impl::refresh() {
  const RunDataList list = runs();
  answer = classAnswer(list, question, [this](const store::RunRecord& run) {
    return runColourOf(run, store.colourIndex(text(run.id)));
  });
  showMetrics(list);
  showCharts();
  showTable();
  choose(chosen);
}

void ClassesPanel::Impl::showMetrics(const RunDataList& list) {
  const auto names = classMetrics(list);
  QStringList before, now;
  for (int i = 0; i < metric->count(); ++i) before.append(metric->itemData(i).toString());
  for (const std::string& name : names) now.append(text(name));
  if (before != now) {  // an open list stays as it is while runs go on
    metric->clear();
    for (const std::string& name : names) metric->addItem(optionText(compare::metricTitle(name)), text(name));
  }
  metric->setCurrentIndex(metric->findData(text(answer.metric)));
  metric->setEnabled(names.size() > 1);
  metric->setVisible(!names.empty());
  std::vector<const store::RunRecord*> records;
  for (const auto& run : list) records.push_back(&run->record);
  band->setEnabled(repeatsASetting(records));
  band->setToolTip(band->isEnabled()
                       ? tr("Joins the runs that differ in the seed alone")
                       : tr("For a band select runs of one setting with several seeds (Ctrl+click)."));
}

void ClassesPanel::Impl::showCharts() {
  PointChart drawn = classPoints(answer);
  BarChart columns = classBars(answer);
  const bool empty = answer.results.empty();
  const QString message =
      ids.isEmpty() ? tr("Choose runs in the list on the left: the accuracy of their classes stands here.")
                    : tr("No accuracy per class yet: it comes with the first evaluation of a run.");
  drawn.message = empty ? message : tr("It is not known how many training images the classes had.");
  columns.message = message;
  points->setChart(drawn);
  bars->setChart(columns);
  const auto which = static_cast<Charts>(charts->checkedId());
  points->setVisible(which != Charts::Bars);
  bars->setVisible(which == Charts::Bars || (which == Charts::Both && !empty));
  table->setVisible(!empty);
  copy->setEnabled(!empty);
  exportAction->setEnabled(!empty && (which == Charts::Bars || !drawn.isEmpty()));
  without->setVisible(!answer.without.isEmpty() && !empty);
  without->setText(tr("Without these values: %1.").arg(answer.without.join(QStringLiteral(", "))));
}

void ClassesPanel::Impl::showTable() {
  const auto results = compare::classSummaryTable(answer.results, answer.metric);
  table->setColumnCount(static_cast<int>(results.columns().size()));
  table->setRowCount(static_cast<int>(results.rows().size()));
  QStringList names;
  for (const auto& column : results.columns()) {
    // Without its unit, which all shares here have: there is room for all columns then.
    const QString title = text(column.title).section(QStringLiteral(" (%)"), 0, 0);
    names.append(optionText(title.toStdString()));
  }
  table->setHorizontalHeaderLabels(names);
  for (int c = 0; c < table->columnCount(); ++c) {
    const auto& column = results.columns()[static_cast<std::size_t>(c)];
    const auto alignment = (c == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
    table->horizontalHeaderItem(c)->setTextAlignment(alignment);
    table->horizontalHeaderItem(c)->setToolTip(column.spread ? tr("%1, in per cent").arg(names[c])
                                                             : names[c]);
    for (int r = 0; r < table->rowCount(); ++r) {
      const auto& cell = results.rows()[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)];
      const QString shown = text(report::cellText(column, cell));
      auto* item = new QTableWidgetItem(shown.isEmpty() ? QStringLiteral("–") : shown);
      item->setTextAlignment(alignment);
      const auto& result = answer.results[static_cast<std::size_t>(r)];
      if (c == 0) {
        QStringList members;
        for (const std::string& name : result.names) members.append(text(name));
        item->setToolTip(members.join(u'\n'));
        item->setForeground(answer.colours[static_cast<std::size_t>(r)]);
      } else if (const auto* value = std::get_if<report::Band>(&cell)) {
        item->setToolTip(tr("mean ± standard deviation, N = %1").arg(value->n));
      }
      table->setItem(r, c, item);
    }
  }
  table->resizeColumnsToContents();
  table->resizeRowsToContents();
}

void ClassesPanel::Impl::choose(const QString& name) {
  chosen = name;
  points->setHighlighted(name);
  const auto& categories = bars->chart().categories;
  const auto found =
      std::ranges::find_if(categories, [&](const QStringList& lines) { return lines.first() == name; });
  bars->setHighlighted(
      name.isEmpty() || found == categories.end() ? -1 : static_cast<int>(found - categories.begin()));
  showCaption();
}

void ClassesPanel::Impl::showCaption(const QString& pointed) {
  if (!pointed.isEmpty()) return caption->setText(pointed);
  const QString said = bars->categoryText(bars->highlighted());
  caption->setText(answer.results.empty() ? QString()
                   : !said.isEmpty()      ? said
                                          : tr("Click a class to see it in both charts."));
}

void ClassesPanel::Impl::exportFigure() {
  report::FigureSpec spec;
  spec.kind = report::FigureKind::Classes;
  const bool asBars = static_cast<Charts>(charts->checkedId()) == Charts::Bars;
  spec.view = asBars ? "bars" : "points";
  if (asBars) spec.widthMm = 174;
  spec.measures = {answer.metric};
  spec.bestEpoch = question.at == compare::AtEpoch::Best;
  std::vector<const store::RunRecord*> records;
  const RunDataList list = runs();
  for (const auto& run : list) {
    spec.runs.push_back(run->record.id);
    records.push_back(&run->record);
  }
  if (repeatsASetting(records)) spec.curves.band = question.band;
  openFigure({spec, {}, {}, nullptr}, &store, panel);
}

ClassesPanel::ClassesPanel(StoreService& store, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, store)) {
  impl_->build();
  impl_->refresh();
}

ClassesPanel::~ClassesPanel() = default;

void ClassesPanel::setRuns(const QStringList& runIds) {
  if (runIds == impl_->ids) return;
  impl_->ids = runIds;
  for (const QString& id : impl_->data.keys()) {
    if (!runIds.contains(id)) impl_->data.remove(id);
  }
  if (isVisible()) impl_->refresh();
}

QAction* ClassesPanel::exportAction() const {
  return impl_->exportAction;
}

QJsonObject ClassesPanel::viewState() const {
  const Impl& my = *impl_;
  QJsonObject state;
  state[QStringLiteral("metric")] = text(my.question.metric);
  state[QStringLiteral("best_epoch")] = my.question.at == compare::AtEpoch::Best;
  state[QStringLiteral("band")] =
      my.question.band ? text(std::string(report::nameOf(*my.question.band))) : QStringLiteral("none");
  state[QStringLiteral("charts")] = QLatin1String(kChartNames[my.charts->checkedId()]);
  state[QStringLiteral("class")] = my.chosen;
  return state;
}

void ClassesPanel::setViewState(const QJsonObject& state) {
  Impl& my = *impl_;
  const auto word = [&](const char* key) { return state[QLatin1String(key)].toString(); };
  my.question.metric = word("metric").toStdString();
  const bool best = state[QStringLiteral("best_epoch")].toBool();
  my.question.at = best ? compare::AtEpoch::Best : compare::AtEpoch::Last;
  const auto band = report::valueIn(report::spreads(), word("band").toStdString());
  my.question.band = band                      ? std::optional(static_cast<report::Spread>(*band))
                     : word("band") == u"none" ? std::nullopt
                                               : std::optional(report::Spread::StandardDeviation);
  int charts = 0;
  for (int k = 0; k < 3; ++k) {
    if (word("charts") == QLatin1String(kChartNames[k])) charts = k;
  }
  my.chosen = word("class");
  my.charts->button(charts)->setChecked(true);
  my.epoch->setCurrentIndex(best ? 1 : 0);
  my.band->setCurrentIndex(my.band->findData(my.question.band ? static_cast<int>(*my.question.band) : -1));
  if (isVisible()) my.refresh();
}

void ClassesPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && impl_ && impl_->caption != nullptr) impl_->refresh();
}

void ClassesPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  impl_->refresh();  // nothing is computed for a tab at the back
}

}  // namespace skewscope::ui
