#include <QAction>
#include <QActionGroup>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "ui/export/figure_dialog.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/models/twin_gap.h"
#include "ui/panels/chip.h"
#include "ui/panels/class_menu.h"
#include "ui/panels/curve_controls.h"
#include "ui/panels/curve_tiles.h"
#include "ui/panels/curves_panel_impl.h"
#include "ui/panels/run_key.h"
#include "ui/panels/title_line.h"
#include "ui/plots/curve_set.h"
#include "ui/plots/joined_runs.h"
#include "ui/plots/weight_chart.h"
#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
QWidget* CurvesPanel::Impl::buildHeader() {
  auto* header = new QWidget(panel);
  auto* rows = new QVBoxLayout(header);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(6);
  title = new TitleLine(header);  // a row of its own: beside the chips a name would have no room
  title->setObjectName(QStringLiteral("curvesTitle"));
  rows->addWidget(title);
  auto* row = new QHBoxLayout;
  row->setSpacing(6);
  rows->addLayout(row);
  chips = new QButtonGroup(header);
  const std::array<QString, 5> names{tr("Per class"), tr("Groups"), tr("Overall"), tr("Loss"), tr("Weights")};
  const std::array<QString, 5> help{
      tr("One curve for each class"), tr("Means over the classes with many, medium and few images"),
      tr("One curve for each selected run"), tr("Training loss, and sharpness where SAM runs"),
      tr("Mean density weight of each class against its size, of rwSAM runs")};
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto* chip = makeChip(names[i], QStringLiteral("%1 (Ctrl+%2)").arg(help[i]).arg(i + 1), header);
    chip->setAccessibleName(tr("View: %1").arg(names[i]));
    chips->addButton(chip, static_cast<int>(i));
    row->addWidget(chip);
  }
  classes = new ClassMenu(header);
  row->addStretch(1);
  row->addWidget(classes);
  exportButton = makeExportChip(tr("Export the figure"),
                                tr("Figure as PDF, SVG or PNG, values as CSV (Ctrl+S)"), header);
  row->addWidget(exportButton);
  // They keep their room while hidden: the chips must not move away under the mouse that switches views.
  for (QWidget* button : {static_cast<QWidget*>(classes), static_cast<QWidget*>(exportButton)}) {
    QSizePolicy policy = button->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    button->setSizePolicy(policy);
  }
  controls = new CurveControls(header);
  rows->addWidget(controls);
  return header;
}

QWidget* CurvesPanel::Impl::buildEmptyPage() {
  auto* page = new QWidget(panel);
  auto* layout = new QVBoxLayout(page);
  layout->addStretch(2);
  emptyTitle = new QLabel(page);
  emptyTitle->setProperty("kind", QStringLiteral("title"));
  emptyText = new QLabel(page);
  emptyText->setProperty("kind", QStringLiteral("muted"));
  for (QLabel* label : {emptyTitle, emptyText}) {
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    layout->addWidget(label);
  }
  layout->addStretch(3);
  return page;
}

void CurvesPanel::Impl::build() {
  auto* outer = new QVBoxLayout(panel);
  outer->setContentsMargins(16, 12, 16, 16);
  outer->setSpacing(12);
  auto* card = new QFrame(panel);
  card->setProperty("kind", QStringLiteral("card"));
  auto* inside = new QVBoxLayout(card);
  inside->setContentsMargins(14, 10, 14, 10);
  inside->setSpacing(2);
  inside->addWidget(buildHeader());
  key = new RunKey(card);
  inside->addWidget(key);
  caption = new QLabel(card);
  caption->setObjectName(QStringLiteral("curvesCaption"));
  caption->setProperty("kind", QStringLiteral("muted"));
  caption->setWordWrap(true);
  inside->addWidget(caption);
  stack = new QStackedWidget(card);
  plots = new CurveGrid(stack);
  stack->addWidget(buildEmptyPage());
  stack->addWidget(plots);
  weights = new WeightChartView(stack);
  weights->setObjectName(QStringLiteral("weights"));
  stack->addWidget(weights);
  inside->addWidget(stack, 1);
  outer->addWidget(card, 1);
  tiles = new CurveTiles(panel);
  outer->addWidget(tiles);
  buildActions();

  connect(chips, &QButtonGroup::idClicked, panel, [this](int id) {
    panel->setView(kCurvesViews[static_cast<std::size_t>(id)]);
    emit panel->viewChanged();
  });
  const auto changed = [this] {
    refresh();
    emit panel->viewChanged();
  };
  connect(classes, &ClassMenu::changed, panel, changed);
  connect(controls, &CurveControls::changed, panel, changed);
  connect(plots, &CurveGrid::zoomChanged, panel, &CurvesPanel::viewChanged);
  connect(plots, &CurveGrid::groundClicked, panel, [this] { bringAllBack(); });
  connect(plots, &CurveGrid::curveClicked, panel,
          [this](const QString& what, Qt::KeyboardModifiers keys) { clicked(what, keys); });
  connect(&store, &StoreService::runsChanged, panel, [this](const auto& records) {
    all = records;
    takeRuns();
  });
  connect(&store, &StoreService::runDataChanged, panel, [this](const RunDataList& found) {
    for (const auto& run : found) {
      const QString id = text(run->record.id);
      if (runs.contains(id) || id == twin) data.insert(id, run);
    }
    refresh();
  });
  panel->setView(View::PerClass);
}

void CurvesPanel::Impl::buildActions() {
  auto* group = new QActionGroup(panel);
  const std::array<QString, 5> names{tr("Curves per class"), tr("Curves of groups"), tr("Overall accuracy"),
                                     tr("Loss and sharpness"), tr("Density weights")};
  const auto add = [&](const QString& name, const QString& label, const QString& shortcut) {
    auto* action = new QAction(label, panel);
    action->setObjectName(name);
    action->setShortcut(QKeySequence(shortcut));
    panel->addAction(action);
    actions.append(action);
    return action;
  };
  for (std::size_t i = 0; i < names.size(); ++i) {
    QAction* action =
        add(QStringLiteral("curves.view%1").arg(i + 1), names[i], QStringLiteral("Ctrl+%1").arg(i + 1));
    action->setCheckable(true);
    group->addAction(action);
    viewActions.append(action);
    connect(action, &QAction::triggered, panel, [this, i] {
      panel->setView(kCurvesViews[i]);
      emit panel->viewChanged();
    });
  }
  QAction* allClasses =
      add(QStringLiteral("curves.all_classes"), tr("Show all classes"), QStringLiteral("Ctrl+0"));
  connect(allClasses, &QAction::triggered, classes, &ClassMenu::showAll);
  QAction* zoomOut =
      add(QStringLiteral("curves.reset_zoom"), tr("Show all epochs"), QStringLiteral("Ctrl+Home"));
  connect(zoomOut, &QAction::triggered, plots, &CurveGrid::resetZoom);
  for (QAction* command : controls->commands()) {
    panel->addAction(command);
    actions.append(command);
  }
  exportAction = exportActionOf(exportButton);
  connect(exportAction, &QAction::triggered, panel, [this] { exportFigure(); });
}

void CurvesPanel::Impl::exportFigure() {
  report::FigureSpec spec;
  if (view == View::Weights) {
    spec.kind = report::FigureKind::Weights;
  } else {
    spec.view = viewName(curveView(view)).toStdString();
    spec.curves = controls->options();
  }
  // What is printed is what was measured, unless somebody asks for the rest.
  const double smoothing = std::exchange(spec.curves.smoothing, 0);
  const CurveRequest shown = request(false);
  const QStringList alone =
      isolated.startsWith(QLatin1String("run:")) ? isolated.mid(4).split(u' ') : QStringList();
  for (const auto& run : shown.runs) {
    if (!alone.isEmpty() && !alone.contains(text(run->record.id))) continue;
    spec.runs.push_back(run->record.id);
    spec.runColours.push_back(shown.runColour(run->record).name().toStdString());  // those on screen
  }
  for (const int index : shown.hiddenClasses) spec.hiddenClasses.push_back(index);
  std::sort(spec.hiddenClasses.begin(), spec.hiddenClasses.end());
  for (int group = 0; group < 3 && isolated.startsWith(QLatin1String("group:")); ++group) {
    if (isolated != QStringLiteral("group:%1").arg(group)) spec.hiddenClasses.push_back(group);
  }
  if (!spec.runs.empty()) openFigure({spec, {}, {}, nullptr, smoothing}, &store, panel);
}

void CurvesPanel::Impl::takeRuns() {
  anyRuns = !all->empty();
  QStringList left;
  for (const QString& id : runs) {
    const std::string key8 = id.toStdString();
    if (std::any_of(all->begin(), all->end(), [&](const auto& run) { return run.id == key8; }))
      left.append(id);
  }
  for (const QString& id : runs) {
    if (!left.contains(id)) data.remove(id);
  }
  const store::RunRecord* other = nullptr;
  if (!runs.isEmpty()) {
    const std::string first = runs.first().toStdString();
    const auto found =
        std::find_if(all->begin(), all->end(), [&](const auto& run) { return run.id == first; });
    if (found != all->end()) other = findTwin(*all, *found);
  }
  const QString found = other == nullptr ? QString() : text(other->id);
  if (found != twin) {
    twin = found;
    rewatch();
  }
  refresh();
}

void CurvesPanel::Impl::rewatch() {
  QStringList ids = runs;
  if (!twin.isEmpty() && !ids.contains(twin)) ids.append(twin);
  store.watch(ids);
}

CurveRequest CurvesPanel::Impl::request(bool dark) const {
  CurveRequest wanted;
  for (const QString& id : runs) {
    if (const auto known = data.value(id)) wanted.runs.push_back(known);
  }
  wanted.view = curveView(view);
  wanted.options = controls->options();
  if (view == View::PerClass) wanted.hiddenClasses = classes->hidden();
  wanted.dark = dark;
  std::map<std::string, QColor> colours;  // by value: the curves are made on another thread
  for (const auto& run : wanted.runs) {
    const QColor colour = runColourOf(run->record, store.colourIndex(text(run->record.id)));
    // Readable on paper also while the window is dark.
    colours[run->record.id] = dark ? colour : readableOn(colour, Qt::white, 3);
  }
  wanted.runColour = [colours = std::move(colours)](const store::RunRecord& run) {
    return colours.at(run.id);
  };
  return wanted;
}

void CurvesPanel::Impl::refresh() {
  const auto first = runs.isEmpty() ? nullptr : data.value(runs.first());
  classes->setRun(first);
  classes->setVisible(view == View::PerClass && first);
  exportButton->setVisible(first != nullptr);
  if (!first) {
    const bool loading = !runs.isEmpty();
    emptyTitle->setText(loading ? QString() : anyRuns ? tr("No run selected") : tr("Nothing to draw yet"));
    emptyText->setText(
        loading   ? QString()
        : anyRuns ? tr("Choose a run in the list on the left; with Ctrl several are laid over each other.")
                  : tr("Press Start: the first curves grow here within seconds."));
    building.cancel();
    stack->setCurrentIndex(0);
    title->set({}, {});
    key->setRuns({});
    caption->hide();
    controls->hide();
    tiles->setRun(nullptr, nullptr, false);
    exportAction->setEnabled(false);
    return;
  }
  const CurveRequest wanted = request(tokens().dark);
  controls->setVisible(view != View::Weights);
  std::vector<const store::RunRecord*> records;
  for (const auto& run : wanted.runs) records.push_back(&run->record);
  controls->setUses(repeatsASetting(records), records.size() > 1);
  if (view == View::Weights) {
    building.cancel();
    title->set(text(first->record.name), dataLine(first->record));
    weights->setChart(weightChart(wanted.runs, wanted.dark));
    key->setRuns({});
    caption->hide();
    exportAction->setEnabled(!weights->chart().isEmpty());
    stack->setCurrentIndex(2);
  } else {
    QStringList ids;
    for (const auto& run : wanted.runs) ids.append(text(run->record.id));
    building.ask([wanted, ids, what = isolated] { return Built{gridCurves(wanted, what), ids}; });
  }
  tiles->setRun(first, data.value(twin), !twin.isEmpty());
}

void CurvesPanel::Impl::show(const Built& built, bool newest) {
  const CurveSet& set = *built.curves.whole;
  title->set(
      set.runs.size() < 2 ? set.title : ui::tr("%1 and %2 more").arg(set.title).arg(set.runs.size() - 1),
      set.subtitle);
  showKey(set);
  caption->setText(set.caption);
  caption->setVisible(!set.caption.isEmpty());
  plots->setCurves(built.curves);
  // Not before: what comes later would be other axes, which show all.
  if (wantedRanges && newest && built.runs == runs)
    plots->setRanges(*std::exchange(wantedRanges, std::nullopt));
  exportAction->setEnabled(!set.isEmpty());
  stack->setCurrentIndex(1);
}

void CurvesPanel::Impl::showKey(const CurveSet& set) {
  // One run needs no key, and where labels or titles name the runs it would say nothing new.
  const bool overlaid = set.runs.size() > 1 && !set.multiples &&
                        (view == View::PerClass || view == View::Groups ||
                         std::any_of(set.runs.begin(), set.runs.end(),
                                     [](const PlottedRun& run) { return !run.undrawn.isEmpty(); }));
  key->setRuns(overlaid ? set.runs : std::vector<PlottedRun>());
}

CurvesPanel::CurvesPanel(StoreService& store, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, store)) {
  impl_->build();
  impl_->refresh();
}

CurvesPanel::~CurvesPanel() = default;

void CurvesPanel::setRuns(const QStringList& runIds) {
  if (runIds == impl_->runs) return;
  impl_->runs = runIds;
  impl_->isolated.clear();
  impl_->wantedRanges.reset();
  impl_->twin.clear();
  for (const QString& id : impl_->data.keys()) {
    if (!runIds.contains(id)) impl_->data.remove(id);
  }
  if (impl_->all) {
    const store::RunRecord* other = nullptr;
    for (const store::RunRecord& run : *impl_->all) {
      if (!runIds.isEmpty() && text(run.id) == runIds.first()) other = findTwin(*impl_->all, run);
    }
    if (other != nullptr) impl_->twin = text(other->id);
  }
  impl_->rewatch();
  impl_->refresh();
}

QList<QAction*> CurvesPanel::actions() const {
  return impl_->actions;
}

QAction* CurvesPanel::exportAction() const {
  return impl_->exportAction;
}

void CurvesPanel::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) return impl_->bringAllBack();
  QWidget::keyPressEvent(event);
}

void CurvesPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && impl_ && impl_->tiles != nullptr) impl_->refresh();
}

}  // namespace skewscope::ui
