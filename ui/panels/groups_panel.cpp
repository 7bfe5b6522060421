#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "core/compare/grouping.h"
#include "core/compare/metric_title.h"
#include "core/compare/option_cell.h"
#include "core/spec/options.h"
#include "ui/panels/aggregate_list.h"
#include "ui/panels/copy_chip.h"
#include "ui/panels/groups_panel_impl.h"
#include "ui/panels/switch_menu.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using compare::MetricColumn;

constexpr int kIdsRole = Qt::UserRole, kSortRole = Qt::UserRole + 1;
constexpr int kRowHeight = 24;

/// Metrics that are columns unless the user chooses others, as far as the runs have them.
constexpr const char* kUsualMetrics[] = {store::metric::kProbeAccuracy, store::metric::kHeadAccuracy,
                                         store::metric::kKnnAccuracy};

/// Sorts by numbers where there are some; runs stay under their group.
class GroupItem : public QTreeWidgetItem {
 public:
  using QTreeWidgetItem::QTreeWidgetItem;
  bool operator<(const QTreeWidgetItem& other) const override {
    const int column = treeWidget()->sortColumn();
    const QVariant a = data(column, kSortRole), b = other.data(column, kSortRole);
    if (a.isValid() && b.isValid()) return a.toDouble() < b.toDouble();
    return text(column).localeAwareCompare(other.text(column)) < 0;
  }
};

QString numberText(const MetricColumn& metric, double value) {
  if (!std::isfinite(value)) return QStringLiteral("–");
  return store::isShare(metric.metric) ? percentText(value) : QString::number(value, 'g', 4);
}

QString bandText(const MetricColumn& metric, const report::Band& band) {
  if (band.n == 0) return QStringLiteral("–");
  const QString mean = numberText(metric, band.mean);
  return band.n < 2 ? mean : QStringLiteral("%1 ± %2").arg(mean, numberText(metric, band.standardDeviation));
}

}  // namespace

QToolButton* GroupsPanel::Impl::menuButton(const QString& title, const QString& help, const char* object,
                                           QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setObjectName(QLatin1String(object));
  button->setText(title);
  button->setToolTip(help);
  button->setProperty("kind", QStringLiteral("chip"));
  button->setPopupMode(QToolButton::InstantPopup);
  button->setMenu(new SwitchMenu(button));
  return button;
}

QWidget* GroupsPanel::Impl::buildHeader() {
  auto* header = new QWidget(panel);
  auto* row = new QHBoxLayout(header);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  by = menuButton(tr("Group by"), tr("Options that the runs of a group agree in"), "groupBy", header);
  columns = menuButton(tr("Columns"), tr("Metrics that are averaged over each group"), "columns", header);
  connect(by->menu(), &QMenu::aboutToShow, panel, [this] { fillBy(*by->menu()); });
  connect(columns->menu(), &QMenu::aboutToShow, panel, [this] { fillColumns(*columns->menu()); });
  aggregate = new AggregateList(header);
  aggregate->setToolTip(tr("What is taken of each run's curve before it is averaged over the runs"));
  connect(aggregate, &QComboBox::activated, panel, [this] { changed(); });
  row->addWidget(by);
  row->addWidget(columns);
  row->addWidget(aggregate);
  row->addStretch(1);
  copy = makeCopyChip(
      [this](report::TableFormat format) {
        const auto names = groupedBy();
        const auto shown = shownMetrics();
        return compare::groupTable(groups, names, shown, !report::isForPrograms(format)).write(format);
      },
      header);
  row->addWidget(copy);
  return header;
}

void GroupsPanel::Impl::build() {
  auto* outer = new QVBoxLayout(panel);
  outer->setContentsMargins(16, 12, 16, 16);
  outer->setSpacing(8);
  outer->addWidget(buildHeader());
  tree = new QTreeWidget(panel);
  tree->setProperty("kind", QStringLiteral("table"));
  tree->setObjectName(QStringLiteral("groups"));
  tree->setAccessibleName(tr("Groups of runs"));
  tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
  tree->setUniformRowHeights(true);
  tree->setSortingEnabled(true);
  tree->sortByColumn(-1, Qt::AscendingOrder);
  tree->header()->setStretchLastSection(false);
  empty = new QLabel(
      tr("No runs in the list on the left: each group of runs that differ in their seeds alone stands "
         "here with mean and standard deviation."),
      panel);
  empty->setAlignment(Qt::AlignCenter);
  empty->setWordWrap(true);
  empty->setProperty("kind", QStringLiteral("muted"));
  pages = new QStackedWidget(panel);
  pages->addWidget(empty);
  pages->addWidget(tree);
  outer->addWidget(pages, 1);
  auto* hint = new QLabel(
      tr("Enter or a double click selects the runs of a group, to see them in the other tabs."), panel);
  hint->setProperty("kind", QStringLiteral("muted"));
  hint->setWordWrap(true);
  outer->addWidget(hint);

  connect(tree, &QTreeWidget::itemActivated, panel, [this] {
    QStringList ids;
    for (const QTreeWidgetItem* item : tree->selectedItems()) {
      for (const QString& id : item->data(0, kIdsRole).toStringList()) {
        if (!ids.contains(id)) ids.append(id);
      }
    }
    if (!ids.isEmpty()) emit panel->runsChosen(ids);
  });
  const auto fold = [this](QTreeWidgetItem* item, bool away) {
    if (away) {
      folded.remove(item->text(0));
    } else {
      folded.insert(item->text(0));
    }
    emit panel->viewChanged();
  };
  connect(tree->header(), &QHeaderView::sortIndicatorChanged, panel, [this] {
    if (!filling) emit panel->viewChanged();
  });
  // Closed at first: what is asked for is the mean.
  connect(tree, &QTreeWidget::itemCollapsed, panel, [fold](QTreeWidgetItem* item) { fold(item, true); });
  connect(tree, &QTreeWidget::itemExpanded, panel, [this, fold](QTreeWidgetItem* item) {
    addRuns(*item);
    fold(item, false);
  });
}

std::vector<std::string> GroupsPanel::Impl::groupedBy() const {
  if (automatic) {
    return compare::distinguishingOptions(runs, compare::repetitionOptions());
  }
  std::vector<std::string> names;
  for (const QString& each : options) names.push_back(each.toStdString());
  return names;
}

std::vector<MetricColumn> GroupsPanel::Impl::shownMetrics() const {
  std::vector<MetricColumn> shown;
  const auto add = [&](const std::string& name) {
    const bool known =
        std::ranges::any_of(runs, [&](const auto& run) { return run.summaries.contains(name); });
    if (known) shown.push_back({name, aggregate->aggregate()});
  };
  if (metrics.isEmpty()) {
    for (const char* name : kUsualMetrics) add(name);
  }
  for (const QString& name : metrics) add(name.toStdString());
  return shown;
}

void GroupsPanel::Impl::fillBy(QMenu& menu) {
  menu.clear();
  QAction* all = menu.addAction(tr("All that differs but the seed"));
  all->setCheckable(true);
  all->setChecked(automatic);
  connect(all, &QAction::triggered, panel, [this](bool on) {
    automatic = on;
    if (!on && options.isEmpty()) {
      for (const std::string& name : compare::distinguishingOptions(runs, compare::repetitionOptions()))
        options.append(text(name));
    }
    fillBy(*by->menu());
    changed();
  });
  menu.addSeparator();
  const auto now = groupedBy();
  const auto differing = compare::differingOptions(runs, std::vector<std::string>{"name"});
  QMenu* more = nullptr;
  const auto add = [&](QMenu& to, const spec::Option& option) {
    QAction* action = to.addAction(optionText(option.label));
    action->setCheckable(true);
    action->setChecked(std::ranges::find(now, option.name) != now.end());
    connect(action, &QAction::triggered, panel, [this, name = text(std::string(option.name))](bool on) {
      if (automatic) {
        options.clear();
        for (const std::string& each : groupedBy()) options.append(text(each));
      }
      automatic = false;
      options.removeAll(name);
      if (on) options.append(name);
      changed();
    });
  };
  for (const auto& option : spec::options()) {
    if (std::ranges::find(differing, option.name) != differing.end()) add(menu, option);
  }
  for (const auto& option : spec::options()) {
    if (option.name == "name" || std::ranges::find(differing, option.name) != differing.end()) continue;
    if (more == nullptr) more = menu.addMenu(tr("The same in all of them"));
    add(*more, option);
  }
}

void GroupsPanel::Impl::fillColumns(QMenu& menu) {
  menu.clear();
  std::set<std::string> known;
  for (const auto& run : runs) {
    for (const auto& [name, summary] : run.summaries) known.insert(name);
  }
  const auto now = shownMetrics();
  for (const std::string& name : known) {
    QAction* action = menu.addAction(optionText(compare::metricTitle(name)));
    action->setCheckable(true);
    action->setChecked(std::ranges::find(now, name, &MetricColumn::metric) != now.end());
    connect(action, &QAction::triggered, panel, [this, id = text(name)](bool on) {
      if (metrics.isEmpty()) {
        for (const auto& each : shownMetrics()) metrics.append(text(each.metric));
      }
      metrics.removeAll(id);
      if (on) metrics.append(id);
      changed();
    });
  }
}

void GroupsPanel::Impl::addGroup(const compare::RunGroup& group, const std::vector<MetricColumn>& shown) {
  QStringList key;
  for (const std::string& each : group.shown)
    key.append(each.empty() ? QStringLiteral("–") : optionText(each));
  const QString title = key.isEmpty() ? tr("All runs") : key.join(QStringLiteral(" · "));
  auto* item = new GroupItem(tree, {title, QString::number(group.runs.size())});
  item->setToolTip(0, title);
  item->setSizeHint(0, QSize(0, kRowHeight));
  item->setData(1, kSortRole, static_cast<int>(group.runs.size()));
  QStringList ids;
  for (const std::string& id : group.runs) ids.append(text(id));
  item->setData(0, kIdsRole, ids);
  for (std::size_t m = 0; m < shown.size(); ++m) {
    const int column = static_cast<int>(m) + 2;
    const auto& band = group.values[m];
    item->setText(column, bandText(shown[m], band));
    item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    item->setData(column, kSortRole, band.n > 0 ? band.mean : -1e300);
    item->setToolTip(column, tr("mean ± standard deviation, N = %1").arg(band.n));
  }
  item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
  item->setChildIndicatorPolicy(QTreeWidgetItem::ShowIndicator);
  if (!folded.contains(title)) return;
  addRuns(*item);
  item->setExpanded(true);
}

void GroupsPanel::Impl::addRuns(QTreeWidgetItem& group) {
  if (group.childCount() > 0) return;
  const auto shown = shownMetrics();
  for (const QString& id : group.data(0, kIdsRole).toStringList()) {
    const auto run = std::ranges::find(runs, id.toStdString(), &store::RunRecord::id);
    if (run == runs.end()) continue;
    auto* child = new GroupItem(&group, {text(run->name), tr("seed %1").arg(run->spec.seed)});
    child->setToolTip(0, text(run->name));
    child->setData(0, kIdsRole, QStringList{id});
    child->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    child->setData(1, kSortRole, static_cast<double>(run->spec.seed));
    for (std::size_t m = 0; m < shown.size(); ++m) {
      const int column = static_cast<int>(m) + 2;
      const double value = compare::valueOf(*run, shown[m]);
      child->setText(column, numberText(shown[m], value));
      child->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
      child->setData(column, kSortRole, std::isfinite(value) ? value : -1e300);
    }
    for (int column = 0; column < tree->columnCount(); ++column) child->setForeground(column, tokens().muted);
  }
}

void GroupsPanel::Impl::refresh() {
  const auto names = groupedBy();
  const auto shown = shownMetrics();
  groups = compare::groupRuns(runs, names, shown);
  copy->setEnabled(!groups.empty());
  pages->setCurrentIndex(groups.empty() ? 0 : 1);
  QStringList chosen;
  for (const QTreeWidgetItem* item : tree->selectedItems()) chosen.append(item->text(0));
  const int down = tree->verticalScrollBar()->value();
  const QScopedValueRollback<bool> guard(filling, true);
  tree->setSortingEnabled(false);
  const QSignalBlocker quiet(tree);
  tree->clear();
  tree->setColumnCount(static_cast<int>(shown.size()) + 2);
  QStringList labels;
  for (const std::string& name : names) labels.append(optionText(spec::option(name).label));
  QStringList titles{labels.isEmpty() ? tr("Group") : labels.join(QStringLiteral(" · ")), tr("Runs")};
  for (const auto& metric : shown) {
    const QString title = optionText(compare::metricTitle(metric.metric));
    titles.append(store::isShare(metric.metric) ? tr("%1 (%)").arg(title) : title);
  }
  tree->setHeaderLabels(titles);
  for (int column = 0; column < tree->columnCount(); ++column) {
    tree->headerItem()->setToolTip(column, titles[column]);
    tree->headerItem()->setTextAlignment(column,
                                         (column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    tree->header()->setSectionResizeMode(column,
                                         column == 0 ? QHeaderView::Stretch : QHeaderView::ResizeToContents);
  }
  for (const auto& group : groups) addGroup(group, shown);
  for (int i = 0; i < tree->topLevelItemCount(); ++i)
    tree->topLevelItem(i)->setSelected(chosen.contains(tree->topLevelItem(i)->text(0)));
  tree->setSortingEnabled(true);
  tree->verticalScrollBar()->setValue(down);
}

GroupsPanel::GroupsPanel(std::function<std::vector<store::RunRecord>()> runs, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, std::move(runs))) {
  impl_->build();
  impl_->refresh();
}

GroupsPanel::~GroupsPanel() = default;

void GroupsPanel::runsChanged() {
  if (!isVisible()) return;
  impl_->runs = impl_->source();
  impl_->refresh();
}

void GroupsPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && impl_ && impl_->tree != nullptr) impl_->refresh();
}

void GroupsPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  runsChanged();  // nothing is computed for a tab at the back
}

}  // namespace skewscope::ui
