#include "ui/panels/parallel_panel.h"

#include <QAbstractItemView>
#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSet>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <map>
#include <utility>

#include "core/compare/metric_title.h"
#include "core/spec/options.h"
#include "ui/models/aggregate_words.h"
#include "ui/models/run_table_model.h"
#include "ui/panels/aggregate_list.h"
#include "ui/panels/chip.h"
#include "ui/panels/switch_menu.h"
#include "ui/plots/parallel_build.h"
#include "ui/plots/parallel_view.h"
#include "ui/theme/text.h"

namespace skewscope::ui {

struct ParallelPanel::Impl {
  ParallelPanel* panel;
  std::function<std::vector<store::RunRecord>()> source;
  std::vector<store::RunRecord> listed;  ///< that the list shows
  std::vector<store::RunRecord> picked;  ///< those of them that are selected
  QStringList selection;                 ///< that are selected
  ParallelState chosen;
  std::vector<std::string> present;  ///< keys of all axes that could be shown, in their order
  QButtonGroup* scope = nullptr;
  QComboBox* metrics = nullptr;
  AggregateList* aggregate = nullptr;
  QToolButton* axes = nullptr;
  QPushButton *clear = nullptr, *choose = nullptr;
  QLabel* count = nullptr;
  ParallelView* view = nullptr;

  Impl(ParallelPanel* owner, std::function<std::vector<store::RunRecord>()> from)
      : panel(owner), source(std::move(from)) {}

  const std::vector<store::RunRecord>& runs() const { return chosen.selected ? picked : listed; }
  void build();
  QWidget* buildHeader();
  QWidget* buildFoot();
  void fillMetrics();
  void fillAxes(QMenu& menu);
  void addToggle(QMenu& menu, const QString& title, const std::string& key);
  void toggle(const std::string& key, bool on);
  void refresh();
  QString emptyText(std::size_t shown) const;
  void takeAxes();
  void showCount();
  QStringList keptRuns() const;
  void changed();
};

QWidget* ParallelPanel::Impl::buildHeader() {
  auto* header = new QWidget(panel);
  auto* row = new QHBoxLayout(header);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  scope = new QButtonGroup(header);
  const auto chip = [&](const QString& name, const QString& help, const char* object) {
    auto* button = makeChip(name, help, header);
    button->setObjectName(QLatin1String(object));
    scope->addButton(button, static_cast<int>(scope->buttons().size()));
    row->addWidget(button);
  };
  chip(tr("All listed"), tr("All runs that the list on the left shows"), "listed");
  chip(tr("Selected"), tr("The runs that are selected in the list"), "selected");
  scope->button(0)->setChecked(true);
  row->addSpacing(6);
  metrics = new QComboBox(header);
  metrics->setObjectName(QStringLiteral("metric"));
  metrics->setAccessibleName(tr("Metric"));
  metrics->view()->setAccessibleName(metrics->accessibleName());
  metrics->setToolTip(tr("The last axis, and the colour of each run"));
  metrics->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  row->addWidget(metrics);
  aggregate = new AggregateList(header);
  row->addWidget(aggregate);
  axes = new QToolButton(header);
  axes->setObjectName(QStringLiteral("axes"));
  axes->setText(tr("Axes"));
  axes->setToolTip(tr("Which options and metrics have an axis"));
  axes->setProperty("kind", QStringLiteral("chip"));
  axes->setPopupMode(QToolButton::InstantPopup);
  axes->setMenu(new SwitchMenu(axes));
  connect(axes->menu(), &QMenu::aboutToShow, panel, [this] { fillAxes(*axes->menu()); });
  row->addWidget(axes);
  row->addStretch(1);
  return header;
}

QWidget* ParallelPanel::Impl::buildFoot() {
  auto* foot = new QWidget(panel);
  auto* row = new QHBoxLayout(foot);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  count = new QLabel(foot);
  count->setObjectName(QStringLiteral("count"));
  count->setProperty("kind", QStringLiteral("muted"));
  count->setWordWrap(true);
  row->addWidget(count, 1);
  clear = new QPushButton(tr("Clear the ranges"), foot);
  clear->setObjectName(QStringLiteral("clear"));
  clear->setToolTip(tr("All runs again (Escape)"));
  row->addWidget(clear);
  choose = new QPushButton(tr("Select these runs"), foot);
  choose->setObjectName(QStringLiteral("choose"));
  choose->setToolTip(tr("Selects the runs in the ranges in the list, to see them in the other tabs (Enter)"));
  row->addWidget(choose);
  return foot;
}

void ParallelPanel::Impl::build() {
  auto* outer = new QVBoxLayout(panel);
  outer->setContentsMargins(16, 12, 16, 16);
  outer->setSpacing(8);
  outer->addWidget(buildHeader());
  view = new ParallelView(panel);
  view->setObjectName(QStringLiteral("parallel"));
  outer->addWidget(view, 1);
  outer->addWidget(buildFoot());
  connect(scope, &QButtonGroup::idClicked, panel, [this](int id) {
    chosen.selected = id == 1;
    changed();
  });
  connect(metrics, &QComboBox::activated, panel, [this] {
    chosen.metric = metrics->currentData().toString().toStdString();
    changed();
  });
  connect(aggregate, &QComboBox::activated, panel, [this] {
    chosen.aggregate = aggregate->aggregate();
    changed();
  });
  connect(view, &ParallelView::axesChanged, panel, [this] {
    takeAxes();
    showCount();
    if (!view->isDragging()) emit panel->viewChanged();
  });
  connect(view, &ParallelView::axisHidden, panel,
          [this](const QString& key) { toggle(key.toStdString(), false); });
  connect(view, &ParallelView::runClicked, panel,
          [this](const QString& id) { emit panel->runsChosen({id}); });
  const auto chooseKept = [this] {
    if (const QStringList ids = keptRuns(); !ids.isEmpty()) emit panel->runsChosen(ids);
  };
  connect(view, &ParallelView::keptChosen, panel, chooseKept);
  connect(choose, &QPushButton::clicked, panel, chooseKept);
  connect(clear, &QPushButton::clicked, view, &ParallelView::clearBrushes);
}

/// The user chose other runs, another metric or other axes.
void ParallelPanel::Impl::changed() {
  refresh();
  emit panel->viewChanged();
}

void ParallelPanel::Impl::fillMetrics() {
  const QSignalBlocker quiet(metrics);
  QStringList wanted, now;
  for (const std::string& name : metricsOf(runs())) wanted.append(text(name));
  for (int i = 0; i < metrics->count(); ++i) now.append(metrics->itemData(i).toString());
  if (wanted != now) {  // an open list stays as it is while runs go on
    metrics->clear();
    for (const QString& name : wanted)
      metrics->addItem(optionText(compare::metricTitle(name.toStdString())), name);
  }
  metrics->setCurrentIndex(metrics->findData(text(colouringOf(chosen, runs()).metric.metric)));
  metrics->setEnabled(!wanted.isEmpty());
  aggregate->setEnabled(!wanted.isEmpty());
}

void ParallelPanel::Impl::addToggle(QMenu& menu, const QString& title, const std::string& key) {
  QAction* action = menu.addAction(title);
  action->setCheckable(true);
  action->setChecked(std::ranges::find(present, key) != present.end() && !chosen.hidden.contains(key));
  connect(action, &QAction::triggered, panel, [this, key](bool on) { toggle(key, on); });
}

void ParallelPanel::Impl::toggle(const std::string& key, bool on) {
  if (on) {
    chosen.hidden.erase(key);
    if (std::ranges::find(present, key) == present.end()) chosen.added.insert(key);
  } else {
    chosen.brushes.erase(key);  // a range that nobody sees keeps no run away
    if (chosen.added.erase(key) == 0) chosen.hidden.insert(key);
  }
  changed();
}

void ParallelPanel::Impl::fillAxes(QMenu& menu) {
  menu.clear();
  for (const std::string& key : present)
    addToggle(menu, RunTableModel::columnTitle(*compare::runColumnFrom(key)), key);
  if (!present.empty()) menu.addSeparator();
  QMenu* options = menu.addMenu(tr("Option"));
  std::map<spec::Group, QMenu*> groups;  // as the form has them
  for (const auto& option : spec::options()) {
    const std::string key = compare::keyOf({std::string(option.name), {}});
    if (!compare::runColumnFrom(key)) continue;
    QMenu*& group = groups[option.group];
    if (group == nullptr) group = options->addMenu(optionText(std::string(spec::groupLabel(option.group))));
    addToggle(*group, optionText(option.label), key);
  }
  QMenu* more = menu.addMenu(tr("Metric"));
  const auto known = metricsOf(runs());
  more->setEnabled(!known.empty());
  for (const std::string& name : known) {
    QMenu* of = more->addMenu(optionText(compare::metricTitle(name)));
    for (const compare::Aggregate each : compare::aggregates())
      addToggle(*of, aggregateChoice(each), compare::keyOf({{}, {name, each}}));
  }
  menu.addSeparator();
  connect(menu.addAction(tr("As at first")), &QAction::triggered, panel, [this] {
    chosen.resetAxes();
    changed();
  });
}

QString ParallelPanel::Impl::emptyText(std::size_t shown) const {
  if (listed.empty()) {
    return tr(
        "No runs in the list on the left: each run stands here as a line over its settings and its "
        "result.");
  }
  if (runs().empty())
    return tr("No run is selected. Select some in the list on the left, or choose “All listed” above.");
  if (shown < 2) {
    return tr(
        "These runs do not differ in their settings, so that there is nothing to compare. Choose two "
        "options or metrics in “Axes” above.");
  }
  return {};
}

void ParallelPanel::Impl::refresh() {
  const QSet<QString> selected(selection.begin(), selection.end());
  picked.clear();
  for (const auto& run : listed) {
    if (chosen.selected && selected.contains(text(run.id))) picked.push_back(run);
  }
  fillMetrics();
  present = axesOf(chosen, runs());
  ParallelChart chart = parallelChart(chosen, runs(), present);
  for (const QString& id : chart.ids) chart.marked.push_back(!chosen.selected && selected.contains(id));
  chart.message = emptyText(chart.axes.size());
  if (!chart.message.isEmpty()) chart.axes.clear();
  view->setChart(std::move(chart));
  showCount();
}

/// Order, directions and ranges as the user has left them.
void ParallelPanel::Impl::takeAxes() {
  std::vector<std::string> shown;
  for (const auto& axis : view->chart().axes) {
    const std::string key = axis.key.toStdString();
    shown.push_back(key);
    if (axis.flipped) {
      chosen.flipped.insert(key);
    } else {
      chosen.flipped.erase(key);
    }
    if (axis.brush) {
      chosen.brushes[key] = *axis.brush;
    } else {
      chosen.brushes.erase(key);
    }
  }
  // Those that are hidden keep their places behind their neighbours.
  chosen.order = compare::arranged(present, shown);
  present = chosen.order;
}

QStringList ParallelPanel::Impl::keptRuns() const {
  QStringList ids;
  if (view->chart().isEmpty()) return ids;
  for (std::size_t run = 0; run < view->kept().size(); ++run) {
    if (view->kept()[run]) ids.append(view->chart().ids[static_cast<qsizetype>(run)]);
  }
  return ids;
}

void ParallelPanel::Impl::showCount() {
  const bool there = !view->chart().isEmpty(), brushed = there && view->chart().isBrushed();
  const auto all = static_cast<int>(view->chart().ids.size()), inside = static_cast<int>(keptRuns().size());
  const QString hint = tr("Drag along an axis to keep some.");
  count->setText(!there    ? QString()
                 : brushed ? tr("%1 of %n run(s) in the ranges", nullptr, all).arg(inside)
                           : tr("%n run(s).", nullptr, all) + u' ' + hint);
  clear->setEnabled(brushed);
  choose->setEnabled(inside > 0);
}

ParallelPanel::ParallelPanel(std::function<std::vector<store::RunRecord>()> runs, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, std::move(runs))) {
  impl_->build();
  impl_->refresh();
}

ParallelPanel::~ParallelPanel() = default;

void ParallelPanel::runsChanged() {
  if (!isVisible() || impl_->view->isDragging()) return;  // what is dragged stays where it is
  impl_->listed = impl_->source();
  impl_->refresh();
}

void ParallelPanel::setRuns(const QStringList& runIds) {
  if (runIds == impl_->selection) return;
  impl_->selection = runIds;
  if (isVisible()) impl_->refresh();
}

QJsonObject ParallelPanel::viewState() const {
  return toJson(impl_->chosen);
}

void ParallelPanel::setViewState(const QJsonObject& state) {
  Impl& my = *impl_;
  my.chosen = parallelStateFrom(state);
  my.scope->button(my.chosen.selected ? 1 : 0)->setChecked(true);
  my.aggregate->setAggregate(my.chosen.aggregate);
  my.refresh();
}

void ParallelPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  runsChanged();  // nothing is computed for a tab at the back
}

}  // namespace skewscope::ui
