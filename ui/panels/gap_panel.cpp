#include "ui/panels/gap_panel.h"

#include <QAbstractItemView>
#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

#include "core/compare/metric_title.h"
#include "core/experiment/gap_lines.h"
#include "core/experiment/twins.h"
#include "core/report/curve_options.h"
#include "ui/engine/run_controller.h"
#include "ui/export/figure_dialog.h"
#include "ui/models/gap_view.h"
#include "ui/models/store_service.h"
#include "ui/panels/chip.h"
#include "ui/panels/copy_chip.h"
#include "ui/plots/curve_options.h"
#include "ui/plots/gap_chart.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using experiment::GapAxis;
using experiment::GapLines;
using experiment::MissingTwin;

using Runs = std::shared_ptr<const std::vector<store::RunRecord>>;

constexpr int kMostNames = 20;  ///< of runs in a tool tip

constexpr int kSpreadLetters = 20, kListMargin = 24;

}  // namespace

struct GapPanel::Impl {
  GapPanel* panel;
  StoreService& store;
  RunController& controller;
  Runs runs;
  QStringList selected;
  GapView wanted;
  GapFindings found;
  int asked = 0;
  QButtonGroup* axes = nullptr;
  QComboBox *scope = nullptr, *metric = nullptr, *outOfDomain = nullptr, *spread = nullptr;
  QToolButton* copy = nullptr;
  QAction* exportAction = nullptr;
  QWidget* twinRow = nullptr;
  QLabel *twinText = nullptr, *open = nullptr, *caption = nullptr;
  QPushButton* queue = nullptr;
  PointChartView* view = nullptr;

  Impl(GapPanel* owner, StoreService& service, RunController& engine)
      : panel(owner), store(service), controller(engine) {}

  void build();
  QWidget* buildHeader();
  QWidget* buildChoices();
  QWidget* buildTwinRow();
  void load();
  void show();
  void showLists();
  void showTwins();
  void showChart();
  void showReadOut();
  QString emptyText() const;
  std::vector<std::string> lacking() const;
  void askToQueue();
  void queueTwins();
  void exportFigure();
  void chosen() {
    load();
    emit panel->viewChanged();
  }
};

QWidget* GapPanel::Impl::buildHeader() {
  auto* header = new QWidget(panel);
  auto* row = new QHBoxLayout(header);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  axes = new QButtonGroup(header);
  const auto chip = [&](GapAxis which, const QString& name, const QString& help, const char* object) {
    auto* button = makeChip(name, help, header);
    button->setObjectName(QLatin1String(object));
    axes->addButton(button, static_cast<int>(which));
    row->addWidget(button);
  };
  chip(GapAxis::Ratio, tr("Against r"), tr("Relative gap by imbalance ratio"), "againstRatio");
  chip(GapAxis::Images, tr("Against n"), tr("Relative gap by the number of training images"),
       "againstImages");
  axes->button(0)->setChecked(true);
  scope = makeChoice("scope", tr("Which runs"), tr("All pairs of the store, or those of the selected runs"),
                     header);
  scope->addItems({tr("All runs"), tr("Selected runs")});
  row->addSpacing(6);
  row->addWidget(scope);
  row->addStretch(1);
  copy = makeCopyChip(
      [this](report::TableFormat format) { return experiment::gapTable(found.panels).write(format); },
      header);
  row->addWidget(copy);
  auto* exportButton = makeExportChip(
      tr("Export the figure"), tr("Write the figure as PDF, SVG, PNG, pgfplots or CSV (Ctrl+S)"), header);
  exportButton->setObjectName(QStringLiteral("gapExport"));
  row->addWidget(exportButton);
  exportAction = exportActionOf(exportButton);
  connect(exportAction, &QAction::triggered, panel, [this] { exportFigure(); });
  connect(axes, &QButtonGroup::idClicked, panel, [this](int id) {
    wanted.x = static_cast<GapAxis>(id);
    chosen();
  });
  connect(scope, &QComboBox::activated, panel, [this](int index) {
    wanted.selectedOnly = index == 1;
    chosen();
  });
  return header;
}

QWidget* GapPanel::Impl::buildChoices() {
  auto* choices = new QWidget(panel);
  auto* row = new QHBoxLayout(choices);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  metric = makeChoice("metric", tr("Accuracy in domain"),
                      tr("What run and twin are compared by; compare modes by a probe"), choices);
  outOfDomain = makeChoice("outOfDomain", tr("Accuracy out of domain"),
                           tr("The second chart: the gap on another data set"), choices);
  spread = makeChoice("band", tr("Band over seeds"), tr("What the bars at the points are"), choices);
  for (const auto& word : report::spreads())
    spread->addItem(tr("Bars: %1").arg(spreadText(static_cast<report::Spread>(word.value))), word.value);
  // The longest of its entries must not take the room of the accuracies.
  spread->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  spread->setMinimumContentsLength(kSpreadLetters);
  spread->view()->setMinimumWidth(spread->view()->sizeHintForColumn(0) + kListMargin);
  for (QComboBox* list : {metric, outOfDomain, spread}) row->addWidget(list);
  row->addStretch(1);
  connect(metric, &QComboBox::activated, panel, [this] {
    wanted.metric = metric->currentData().toString().toStdString();
    chosen();
  });
  connect(outOfDomain, &QComboBox::activated, panel, [this] {
    wanted.outOfDomain = outOfDomain->currentData().toString().toStdString();
    wanted.withOutOfDomain = !wanted.outOfDomain.empty();
    chosen();
  });
  connect(spread, &QComboBox::activated, panel, [this] {
    wanted.spread = static_cast<report::Spread>(spread->currentData().toInt());
    chosen();
  });
  return choices;
}

QWidget* GapPanel::Impl::buildTwinRow() {
  twinRow = new QWidget(panel);
  auto* row = new QHBoxLayout(twinRow);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(8);
  twinText = new QLabel(twinRow);
  twinText->setObjectName(QStringLiteral("twinText"));
  twinText->setProperty("kind", QStringLiteral("attention"));
  twinText->setWordWrap(true);
  queue = new QPushButton(tr("Queue the twins …"), twinRow);
  queue->setObjectName(QStringLiteral("queueTwins"));
  row->addWidget(twinText, 1);
  row->addWidget(queue);
  twinRow->hide();
  connect(queue, &QPushButton::clicked, panel, [this] { askToQueue(); });
  return twinRow;
}

void GapPanel::Impl::build() {
  auto* outer = new QVBoxLayout(panel);
  outer->setContentsMargins(16, 12, 16, 16);
  outer->setSpacing(8);
  outer->addWidget(buildHeader());
  outer->addWidget(buildChoices());
  outer->addWidget(buildTwinRow());
  view = new PointChartView(panel);
  view->setObjectName(QStringLiteral("gapChart"));
  outer->addWidget(view, 1);
  const auto mutedLine = [&](const char* object) {
    auto* label = new QLabel(panel);
    label->setObjectName(QLatin1String(object));
    label->setProperty("kind", QStringLiteral("muted"));
    label->setWordWrap(true);
    outer->addWidget(label);
    return label;
  };
  open = mutedLine("openPairs");
  caption = mutedLine("readOut");
  // Room for two lines, so that the chart stands still under the pointer.
  caption->setMinimumHeight(2 * caption->fontMetrics().lineSpacing());
  caption->setAlignment(Qt::AlignLeft | Qt::AlignTop);

  connect(view, &PointChartView::pointed, panel, [this] { showReadOut(); });
  connect(view, &PointChartView::chosen, panel, [this](const PointPlace& place) {
    if (const auto* point = view->pointAt(place)) emit panel->runsChosen(point->runs);
  });
  connect(&store, &StoreService::runsChanged, panel, [this](const Runs& list) {
    runs = list;
    if (panel->isVisible()) load();
  });
}

void GapPanel::Impl::load() {
  if (!runs) return;
  std::vector<std::string> ids;
  for (const QString& id : selected) ids.push_back(id.toStdString());
  const auto made = std::make_shared<GapFindings>();
  store.query([made, list = runs, now = wanted, ids](store::Reader&) { *made = findGaps(*list, now, ids); },
              [guard = QPointer(panel), this, made, number = ++asked](const QString& error) {
                if (!guard || number != asked) return;
                found = error.isEmpty() ? std::move(*made) : GapFindings();
                show();
              });
}

void GapPanel::Impl::show() {
  showLists();
  showTwins();
  showChart();
}

void GapPanel::Impl::showLists() {
  const auto fill = [](QComboBox* list, const std::vector<std::string>& names, const QString& none) {
    QStringList before, now;
    for (int i = 0; i < list->count(); ++i) before.append(list->itemData(i).toString());
    for (const std::string& name : names) now.append(text(name));
    if (!none.isEmpty()) now.append(QString());
    if (before == now) return;  // an open list stays as it is while runs go on
    list->clear();
    for (const std::string& name : names) list->addItem(optionText(compare::metricTitle(name)), text(name));
    if (!none.isEmpty()) list->addItem(none, QString());
  };
  fill(metric, found.metrics.inDomain, {});
  fill(outOfDomain, found.metrics.outOfDomain, tr("No second chart"));
  outOfDomain->setVisible(!found.metrics.outOfDomain.empty());
  metric->setEnabled(metric->count() > 1);
  metric->setVisible(metric->count() > 0);
  if (!found.metrics.inDomain.empty())
    metric->setCurrentIndex(metric->findData(text(found.panels.front().question.metric)));
  const bool second = wanted.withOutOfDomain && !found.metrics.outOfDomain.empty();
  outOfDomain->setCurrentIndex(
      outOfDomain->findData(second ? text(found.panels.back().question.metric) : QString()));
}

/// The imbalanced runs whose twin can be queued.
std::vector<std::string> GapPanel::Impl::lacking() const {
  std::vector<std::string> ids;
  for (const MissingTwin& twin : found.missing) {
    if (twin.problem.empty()) ids.insert(ids.end(), twin.runs.begin(), twin.runs.end());
  }
  return ids;
}

void GapPanel::Impl::showTwins() {
  int count = 0;
  QStringList names;
  for (const MissingTwin& twin : found.missing) {
    count += static_cast<int>(twin.runs.size());
    for (const std::string& id : twin.runs) {
      const auto run = std::ranges::find(*runs, id, &store::RunRecord::id);
      const QString name = run == runs->end() ? text(id) : text(run->name);
      names.append(twin.problem.empty() ? name : tr("%1: %2").arg(name, optionText(twin.problem)));
    }
  }
  if (names.size() > kMostNames) {
    const auto others = names.size() - kMostNames;
    names.resize(kMostNames);
    names.append(tr("and %1 more").arg(others));
  }
  twinRow->setVisible(count > 0);
  twinText->setText(tr("%n imbalanced run(s) without a balanced twin: not in the chart.", nullptr, count));
  const QString list = names.join(u'\n');
  twinText->setToolTip(list);
  queue->setToolTip(list);
  queue->setAccessibleDescription(list);
  queue->setEnabled(!lacking().empty());
}

QString GapPanel::Impl::emptyText() const {
  if (!found.imbalanced && wanted.selectedOnly)
    return tr("Choose imbalanced runs in the list on the left, or “All runs” above.");
  if (!found.imbalanced)
    return tr("No imbalanced runs yet: start one with “+ twin” in the form on the right.");
  if (!found.missing.empty() &&
      (found.panels.empty() || found.panels.front().open.size() <= lacking().size()))
    return tr("No gap yet: it takes each run's balanced twin. Queue the twins above.");
  return tr("No gap yet: a point is drawn as soon as a run and its balanced twin are trained.");
}

void GapPanel::Impl::showChart() {
  PointChart chart = gapChart(found.panels, tokens().dark);
  if (chart.isEmpty()) chart.message = emptyText();
  copy->setEnabled(!chart.isEmpty());
  exportAction->setEnabled(!chart.isEmpty());
  QStringList notes;
  for (const GapLines& lines : found.panels) {
    const QString note = openPairsText(lines);
    if (!note.isEmpty() && !notes.contains(note)) notes.append(note);
  }
  open->setText(notes.join(u' '));
  open->setVisible(!notes.isEmpty());
  view->setChart(chart);
  caption->setText(
      chart.isEmpty()
          ? QString()
          : tr("Click a point, or press Enter, to select its runs and twins in the list of runs."));
}

void GapPanel::Impl::showReadOut() {
  if (const auto* point = view->pointAt(view->current())) return caption->setText(point->said);
  caption->setText(
      view->chart().isEmpty()
          ? QString()
          : tr("Click a point, or press Enter, to select its runs and twins in the list of runs."));
}

void GapPanel::Impl::askToQueue() {
  int added = 0, stopped = 0;
  for (const MissingTwin& twin : found.missing) {
    if (!twin.problem.empty()) continue;
    (twin.stopped.empty() ? added : stopped) += 1;
  }
  QStringList parts;
  if (added > 0) parts.append(tr("%n balanced twin(s) are added to the queue.", nullptr, added));
  if (stopped > 0) parts.append(tr("%n that had stopped go on.", nullptr, stopped));
  parts.append(tr(
      "Each takes as long as its run, and is evaluated as it was. Twins that the store has already are used "
      "as they are."));
  auto* box = new QMessageBox(QMessageBox::Question, tr("Queue the twins"), tr("Queue the balanced twins?"),
                              QMessageBox::Cancel, panel->window());
  box->setObjectName(QStringLiteral("queueTwinsQuestion"));
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setInformativeText(parts.join(u' '));
  auto* yes = box->addButton(tr("Queue them"), QMessageBox::AcceptRole);
  box->setDefaultButton(yes);
  connect(box, &QMessageBox::buttonClicked, panel, [this, yes](const QAbstractButton* pressed) {
    if (pressed == yes) queueTwins();
  });
  box->open();
}

void GapPanel::Impl::queueTwins() {
  const auto made = std::make_shared<experiment::QueuedTwins>();
  controller.enqueueBy(
      [made, ids = lacking()](store::Store& file) { *made = experiment::queueTwins(file, ids); },
      [guard = QPointer(panel), made] {
        if (!guard) return;
        const auto count = static_cast<int>(made->added.size() + made->resumed.size());
        emit guard->message(GapPanel::tr("%n balanced twin(s) joined the queue.", nullptr, count));
      });
}

void GapPanel::Impl::exportFigure() {
  report::FigureSpec spec;
  spec.kind = report::FigureKind::Gap;
  spec.view = wanted.x == GapAxis::Ratio ? "ratio" : "images";
  spec.curves.band = wanted.spread;
  for (const GapLines& lines : found.panels) spec.measures.push_back(lines.question.metric);
  if (found.panels.size() > 1) spec.widthMm = 174;
  if (wanted.selectedOnly) {
    std::set<std::string> drawn;
    for (const GapLines& lines : found.panels) {
      for (const auto& line : lines.lines) {
        for (const auto& point : line.points) drawn.insert(point.runs.begin(), point.runs.end());
      }
    }
    spec.runs.assign(drawn.begin(), drawn.end());
  }
  openFigure({spec, {}, {}, nullptr}, &store, panel);
}

GapPanel::GapPanel(StoreService& store, RunController& controller, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, store, controller)) {
  impl_->build();
  impl_->show();
}

GapPanel::~GapPanel() = default;

void GapPanel::setRuns(const QStringList& runIds) {
  if (runIds == impl_->selected) return;
  impl_->selected = runIds;
  if (isVisible() && impl_->wanted.selectedOnly) impl_->load();
}

QAction* GapPanel::exportAction() const {
  return impl_->exportAction;
}

QJsonObject GapPanel::viewState() const {
  return toJson(impl_->wanted);
}

void GapPanel::setViewState(const QJsonObject& state) {
  const GapView now = impl_->wanted = gapViewFrom(state);
  impl_->axes->button(static_cast<int>(now.x))->setChecked(true);
  impl_->scope->setCurrentIndex(now.selectedOnly ? 1 : 0);
  impl_->spread->setCurrentIndex(impl_->spread->findData(static_cast<int>(now.spread)));
  if (isVisible()) impl_->load();
}

void GapPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && impl_ && impl_->caption != nullptr) impl_->showChart();
}

void GapPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  impl_->load();  // nothing is computed for a tab at the back
}

}  // namespace skewscope::ui
