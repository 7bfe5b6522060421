#include "ui/panels/map_panel.h"

#include <QAbstractItemView>
#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "core/compare/metric_title.h"
#include "core/spec/protocols.h"
#include "core/store/store.h"
#include "ui/engine/run_controller.h"
#include "ui/export/figure_dialog.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/models/test_images.h"
#include "ui/panels/chip.h"
#include "ui/panels/copy_chip.h"
#include "ui/panels/map_tile.h"
#include "ui/panels/thumbnail_list.h"

namespace skewscope::ui {
namespace {

constexpr int kLegendWidth = 168, kLeastImagesHeight = 90, kMostImagesHeight = 164;
constexpr double kOneMapMm = 84, kTwoMapsMm = 174;  ///< wide, of a figure
constexpr std::array<std::string_view, 3> kToolKeys{"lasso", "rectangle", "move"};

// What the buttons are called in kept views: projections and colourings as in figures.
std::span<const std::string_view> projectionKeys() {
  return report::figureViews(report::FigureKind::Map);
}
std::vector<std::string_view> colouringKeys() {
  std::vector<std::string_view> keys;
  for (const auto& word : report::mapColourings()) keys.push_back(word.name);
  return keys;
}

using Images = std::vector<std::int64_t>;
using Run = std::shared_ptr<const RunMap>;

/// Whether two readings of a run look the same.
bool same(const RunMap& a, const RunMap& b) {
  const auto stamp = [](const RunMap& run) {
    return run.map ? std::pair(run.map->epoch, run.map->createdMs)
                   : std::pair<std::int64_t, std::int64_t>(-1, 0);
  };
  return a.record.id == b.record.id && a.record.name == b.record.name && a.record.status == b.record.status &&
         a.record.epochsDone == b.record.epochsDone && a.record.hasCheckpoint == b.record.hasCheckpoint &&
         stamp(a) == stamp(b) && a.waits == b.waits && a.metric == b.metric && a.metrics == b.metrics &&
         a.predicted == b.predicted && a.weights == b.weights;
}

/// Whether a tile shows a map.
bool isDrawn(const MapTile* tile) {
  return !tile->view().points()->isEmpty();
}

}  // namespace

struct MapPanel::Impl {
  MapPanel* panel;
  StoreService& store;
  RunController& controller;
  QStringList ids;
  std::array<Run, 2> runs;
  Images selected;           ///< test images, ascending
  std::string wantedMetric;  ///< that the user chose
  int asked = 0;
  bool reading = false, again = false;
  QButtonGroup *projections = nullptr, *colourings = nullptr, *tools = nullptr;
  QComboBox* metric = nullptr;
  QToolButton* copy = nullptr;
  QAction* exportAction = nullptr;
  std::array<MapTile*, 2> tiles{};
  QListWidget* legend = nullptr;
  QLabel* caption = nullptr;
  ThumbnailList* images = nullptr;
  TestImages* tests = nullptr;
  QString problem;  ///< why there are no pictures

  Impl(MapPanel* owner, StoreService& service, RunController& engine)
      : panel(owner), store(service), controller(engine) {}

  MapProjection projection() const { return static_cast<MapProjection>(projections->checkedId()); }
  MapColouring colouring() const { return static_cast<MapColouring>(colourings->checkedId()); }
  /// The map that the legend is of: the first there is.
  MapTile& leading() const {
    const bool first = isDrawn(tiles[0]);
    const bool weightless = colouring() == MapColouring::Weights && runs[0] && runs[0]->weights.empty();
    return *tiles[first && !(weightless && runs[1]) ? 0 : 1];
  }
  void build();
  QWidget* buildHeader();
  QWidget* buildLegend();
  QButtonGroup* chips(QHBoxLayout* row, QWidget* header,
                      const std::vector<std::tuple<QString, QString, const char*>>& entries);
  void load();
  void take(std::array<Run, 2> found);
  void show();
  void showLegend();
  void exportFigure();
  void select(Images chosen, bool byLegend = false);
  void join(const Images& chosen, MapView::Join how);
  void showSelection();
  void compute(const QString& run);
};

QButtonGroup* MapPanel::Impl::chips(QHBoxLayout* row, QWidget* header,
                                    const std::vector<std::tuple<QString, QString, const char*>>& entries) {
  auto* group = new QButtonGroup(header);
  for (const auto& [name, help, object] : entries) {
    auto* button = makeChip(name, help, header);
    button->setObjectName(QLatin1String(object));
    group->addButton(button, static_cast<int>(group->buttons().size()));
    row->addWidget(button);
  }
  group->button(0)->setChecked(true);
  return group;
}

QWidget* MapPanel::Impl::buildHeader() {
  auto* header = new QWidget(panel);
  auto* rows = new QVBoxLayout(header);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(6);
  auto* row = new QHBoxLayout;
  row->setSpacing(6);
  rows->addLayout(row);
  projections =
      chips(row, header,
            {{tr("t-SNE"), tr("Near images are near each other; distances of groups mean little"), "tsne"},
             {tr("PCA"), tr("The two directions of largest variance"), "components"}});
  row->addSpacing(8);
  colourings =
      chips(row, header,
            {{tr("Classes"), tr("Colours of the classes, from many (cool) to few (warm)"), "classes"},
             {tr("Right or wrong"), tr("Whether the predicted class is the true one"), "correct"},
             {tr("Weights"), tr("Mean density weight of each class, of a rwSAM run"), "weights"}});
  metric = new QComboBox(header);
  metric->setObjectName(QStringLiteral("metric"));
  metric->setAccessibleName(tr("Accuracy"));
  metric->view()->setAccessibleName(metric->accessibleName());
  metric->setToolTip(tr("Whose predictions: the run's own head, kNN or a probe"));
  metric->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  row->addWidget(metric);
  row->addStretch(1);
  row = new QHBoxLayout;
  row->setSpacing(6);
  rows->addLayout(row);
  tools = chips(
      row, header,
      {{tr("Lasso"), tr("Draw a line around points to select them; Shift adds, Ctrl takes away"), "lasso"},
       {tr("Box"), tr("Draw a rectangle around points to select them; Shift adds, Ctrl takes away"),
        "rectangle"},
       {tr("Move"), tr("Drag the map; the wheel zooms, the middle button drags at any time"), "move"}});
  auto* all = new QPushButton(tr("Whole map"), header);
  all->setObjectName(QStringLiteral("wholeMap"));
  all->setProperty("kind", QStringLiteral("chip"));
  all->setToolTip(tr("Shows all points again (0)"));
  row->addWidget(all);
  row->addStretch(1);
  copy = makeCopyChip(
      [this](report::TableFormat format) {
        return runs[0] ? mapTable(*runs[0], projection(), selected).write(format) : std::string();
      },
      header);
  copy->setToolTip(tr("The selected points of the first run, or all: image, classes and place"));
  row->addWidget(copy);
  auto* exportButton = makeExportChip(tr("Export the maps"),
                                      tr("As a figure: PDF, SVG, PNG, pgfplots, CSV or a table"), header);
  exportButton->setObjectName(QStringLiteral("mapExport"));
  exportAction = exportActionOf(exportButton);
  connect(exportAction, &QAction::triggered, panel, [this] { exportFigure(); });
  row->addWidget(exportButton);
  connect(all, &QPushButton::clicked, panel, [this] {
    for (MapTile* tile : tiles) tile->view().showAll();
  });
  for (QButtonGroup* group : {projections, colourings}) {
    connect(group, &QButtonGroup::idClicked, panel, [this] {
      show();
      emit panel->viewChanged();
    });
  }
  connect(tools, &QButtonGroup::idClicked, panel, [this](int id) {
    for (MapTile* tile : tiles) tile->view().setTool(static_cast<MapView::Tool>(id));
    emit panel->viewChanged();
  });
  connect(metric, &QComboBox::activated, panel, [this] {
    wantedMetric = metric->currentData().toString().toStdString();
    load();
    emit panel->viewChanged();
  });
  return header;
}

QWidget* MapPanel::Impl::buildLegend() {
  legend = new QListWidget(panel);
  legend->setObjectName(QStringLiteral("legend"));
  legend->setAccessibleName(tr("Legend; choosing an entry selects its images"));
  legend->setToolTip(tr("Choose entries to select their images, several with Ctrl or Shift"));
  legend->setSelectionMode(QAbstractItemView::ExtendedSelection);
  legend->setUniformItemSizes(true);
  legend->setFixedWidth(kLegendWidth);
  connect(legend, &QListWidget::itemSelectionChanged, panel, [this] {
    const auto& points = *leading().view().points();
    Images inside;
    for (std::size_t i = 0; i < points.images.size(); ++i) {
      const QListWidgetItem* item = legend->item(points.groupOf[i]);
      if (item != nullptr && item->isSelected()) inside.push_back(points.images[i]);
    }
    select(std::move(inside), true);
    emit panel->viewChanged();
  });
  return legend;
}

void MapPanel::Impl::build() {
  tests = new TestImages(panel);
  auto* outer = new QVBoxLayout(panel);
  outer->setContentsMargins(16, 12, 16, 16);
  outer->setSpacing(8);
  outer->addWidget(buildHeader());
  auto* middle = new QHBoxLayout;
  middle->setSpacing(8);
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    tiles[i] = new MapTile(panel);
    tiles[i]->setObjectName(QStringLiteral("tile%1").arg(i));
    middle->addWidget(tiles[i], 1);
    MapTile* tile = tiles[i];
    connect(&tile->view(), &MapView::chosen, panel,
            [this](const Images& chosen, MapView::Join how) { join(chosen, how); });
    connect(&tile->view(), &MapView::opened, panel, [this, tile](qlonglong image) {
      if (tile->run()) emit panel->imageOpened(text(tile->run()->record.id), image);
    });
    connect(tile, &MapTile::computeAsked, panel, [this](const QString& run) { compute(run); });
    tile->view().setCards([this, tile](std::int64_t image) {
      MapView::Card card;
      card.image = tests->image(image);
      if (tile->run()) card.lines = imageWords(*tile->run(), image);
      return card;
    });
  }
  middle->addWidget(buildLegend());
  outer->addLayout(middle, 4);
  caption = new QLabel(panel);
  caption->setObjectName(QStringLiteral("selection"));
  caption->setProperty("kind", QStringLiteral("muted"));
  caption->setWordWrap(true);
  outer->addWidget(caption);
  images = new ThumbnailList(*tests, panel);
  images->setObjectName(QStringLiteral("images"));
  images->setAccessibleName(tr("Selected test images"));
  images->setMinimumHeight(kLeastImagesHeight);
  images->setMaximumHeight(kMostImagesHeight);
  images->setWords(
      [this](std::int64_t image) { return runs[0] ? imageWords(*runs[0], image).join(u'\n') : QString(); });
  images->hide();
  outer->addWidget(images, 1);

  connect(images, &ThumbnailList::opened, panel, [this](qlonglong image) {
    if (runs[0]) emit panel->imageOpened(text(runs[0]->record.id), image);
  });
  connect(tests, &TestImages::ready, panel, [this] {
    problem.clear();
    images->refresh();
    showSelection();
  });
  connect(tests, &TestImages::failed, panel, [this](const QString& why) {
    problem = why;
    showSelection();
  });
  connect(&store, &StoreService::runsChanged, panel, [this] {
    if (panel->isVisible() && !ids.isEmpty()) load();
  });
}

/// Reads the shown runs again; one reading at a time.
void MapPanel::Impl::load() {
  ++asked;
  if (ids.isEmpty()) return take({});
  again = reading;
  if (reading) return;
  reading = true;
  const auto found = std::make_shared<std::array<Run, 2>>();
  store.query(
      [found, wanted = ids.mid(0, 2), name = wantedMetric](store::Reader& reader) {
        for (qsizetype i = 0; i < wanted.size(); ++i)
          (*found)[static_cast<std::size_t>(i)] =
              std::make_shared<const RunMap>(readRunMap(reader, wanted[i].toStdString(), name));
      },
      [guard = QPointer(panel), this, found, number = asked](const QString& error) {
        if (!guard) return;
        reading = false;
        if (again || number != asked) return load();
        if (!error.isEmpty()) found->fill(nullptr);
        problem = error;
        take(std::move(*found));
      });
}

void MapPanel::Impl::take(std::array<Run, 2> found) {
  bool changed = false;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const bool equal = runs[i] && found[i] ? same(*runs[i], *found[i]) : runs[i] == found[i];
    changed = changed || !equal;
  }
  if (!changed && problem.isEmpty()) return;
  // Images of other data are other images.
  const auto data = [](const Run& run) { return run ? run->record.dataDigest : std::string(); };
  if (data(runs[0]) != data(found[0]) && runs[0]) selected.clear();
  runs = std::move(found);
  if (runs[0] && runs[0]->map) tests->request(runs[0]->record);
  show();
}

void MapPanel::Impl::show() {
  const QSignalBlocker quiet(metric);
  metric->clear();
  if (runs[0]) {
    for (const std::string& name : runs[0]->metrics)
      metric->addItem(optionText(compare::metricTitle(name)), text(name));
    metric->setCurrentIndex(metric->findData(text(runs[0]->metric)));
  }
  metric->setVisible(colouring() == MapColouring::Correct);
  metric->setEnabled(metric->count() > 1);
  colourings->button(static_cast<int>(MapColouring::Weights))
      ->setEnabled(std::ranges::any_of(runs, [](const Run& run) { return run && !run->weights.empty(); }));
  const bool other = runs[0] && runs[1] && runs[0]->record.dataDigest != runs[1]->record.dataDigest;
  const MapScale scale = mapScale(runs);
  tiles[0]->showRun(runs[0], projection(), colouring(), scale,
                    runs[0] ? QString()
                    : problem.isEmpty()
                        ? tr("Choose a run in the list on the left: where its test images lie among "
                             "its features stands here. A second one, with Ctrl, stands beside it.")
                        : problem);
  tiles[1]->setVisible(runs[1] != nullptr);
  tiles[1]->showRun(
      runs[1], projection(), colouring(), scale,
      other ? tr("This run is on other data: its test images are not those of the first.") : QString());
  copy->setEnabled(runs[0] && runs[0]->map);
  exportAction->setEnabled(std::ranges::any_of(tiles, isDrawn));
  showLegend();
  showSelection();
}

void MapPanel::Impl::showLegend() {
  const QSignalBlocker quiet(legend);
  const auto& groups = leading().view().points()->groups;
  legend->clear();
  for (const auto& group : groups) {
    const QString said =
        group.detail.isEmpty() ? group.name : group.name + QStringLiteral("  ") + group.detail;
    auto* item = new QListWidgetItem(QIcon(groupSample(group, panel->devicePixelRatioF())), said, legend);
    item->setToolTip(said);
  }
  legend->setVisible(!groups.empty());
}

/// The maps on screen as a figure; a run whose map is not there is left out.
void MapPanel::Impl::exportFigure() {
  report::FigureSpec spec;
  spec.kind = report::FigureKind::Map;
  std::set<std::string> metrics;
  for (const MapTile* tile : tiles) {
    if (!isDrawn(tile)) continue;
    spec.runs.push_back(tile->run()->record.id);
    metrics.insert(tile->run()->metric);
  }
  if (spec.runs.empty()) return;
  spec.view = projectionKeys()[static_cast<std::size_t>(projection())];
  spec.colouring = colouring();
  // Of runs that have no accuracy in common each shows its own, as on screen.
  if (metrics.size() == 1 && !metrics.begin()->empty()) {
    spec.measures = {*metrics.begin()};
  } else if (!wantedMetric.empty()) {
    spec.measures = {wantedMetric};
  }
  spec.widthMm = spec.runs.size() > 1 ? kTwoMapsMm : kOneMapMm;
  spec.heightMm = kOneMapMm;
  openFigure({spec, {}, {}, nullptr}, &store, panel);
}

void MapPanel::Impl::join(const Images& chosen, MapView::Join how) {
  Images next;
  switch (how) {
    case MapView::Join::Replace:
      next = chosen;
      break;
    case MapView::Join::Add:
      std::ranges::set_union(selected, chosen, std::back_inserter(next));
      break;
    case MapView::Join::Remove:
      std::ranges::set_difference(selected, chosen, std::back_inserter(next));
      break;
  }
  if (next == selected) return;
  select(std::move(next));
  emit panel->viewChanged();
}

void MapPanel::Impl::select(Images chosen, bool byLegend) {
  selected = std::move(chosen);
  if (!byLegend) {
    const QSignalBlocker quiet(legend);
    legend->clearSelection();
  }
  showSelection();
}

void MapPanel::Impl::showSelection() {
  for (MapTile* tile : tiles) tile->view().setSelected(selected);
  images->setVisible(!selected.empty());
  if (images->images() != selected) images->setImages(selected);
  const bool some = std::ranges::any_of(tiles, isDrawn);
  caption->setVisible(some);
  if (!some || !runs[0]) return;
  QString said = selected.empty()
                     ? tr("Draw a line around points to see their images. Keys: arrows go from point to "
                          "point, Space selects, Enter opens, + and − zoom.")
                     : selectionWords(*runs[0], selected);
  if (const auto all = static_cast<int>(ids.size()); all > 2)
    said += QStringLiteral(" ") + tr("Of the %n selected runs the first two are shown.", nullptr, all);
  if (!problem.isEmpty()) said += QStringLiteral(" ") + problem;
  caption->setText(said);
}

void MapPanel::Impl::compute(const QString& run) {
  spec::EvaluationRequest request;
  request.protocols = {spec::Protocol::FeatureMap};
  controller.enqueueBy([id = run.toStdString(),
                        json = spec::toJson(request)](store::Store& file) { file.wantEvaluation(id, json); },
                       [guard = QPointer(panel), this] {
                         if (guard) load();
                       });
}

MapPanel::MapPanel(StoreService& store, RunController& controller, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, store, controller)) {
  impl_->build();
  impl_->show();
}

MapPanel::~MapPanel() = default;

void MapPanel::setRuns(const QStringList& runIds) {
  if (runIds == impl_->ids) return;
  impl_->ids = runIds;
  if (isVisible()) impl_->load();
}

QAction* MapPanel::exportAction() const {
  return impl_->exportAction;
}

QJsonObject MapPanel::viewState() const {
  const auto key = [](const auto& keys, const QButtonGroup* group) {
    return text(std::string(keys[static_cast<std::size_t>(group->checkedId())]));
  };
  QJsonArray chosen;
  for (const std::int64_t image : impl_->selected) chosen.append(static_cast<qint64>(image));
  return {{QStringLiteral("projection"), key(projectionKeys(), impl_->projections)},
          {QStringLiteral("colouring"), key(colouringKeys(), impl_->colourings)},
          {QStringLiteral("tool"), key(kToolKeys, impl_->tools)},
          {QStringLiteral("metric"), text(impl_->wantedMetric)},
          {QStringLiteral("selected"), chosen}};
}

void MapPanel::setViewState(const QJsonObject& state) {
  const auto check = [&](const QString& key, const auto& keys, QButtonGroup* group) {
    const auto found = std::ranges::find(keys, state[key].toString().toStdString());
    if (found != keys.end()) group->button(static_cast<int>(found - keys.begin()))->setChecked(true);
  };
  check(QStringLiteral("projection"), projectionKeys(), impl_->projections);
  check(QStringLiteral("colouring"), colouringKeys(), impl_->colourings);
  check(QStringLiteral("tool"), kToolKeys, impl_->tools);
  for (MapTile* tile : impl_->tiles)
    tile->view().setTool(static_cast<MapView::Tool>(impl_->tools->checkedId()));
  if (const QJsonValue name = state[QStringLiteral("metric")]; name.isString())
    impl_->wantedMetric = name.toString().toStdString();
  if (const QJsonValue chosen = state[QStringLiteral("selected")]; chosen.isArray()) {
    Images images;
    for (const auto& image : chosen.toArray()) {
      if (image.isDouble() && image.toInteger(-1) >= 0) images.push_back(image.toInteger());
    }
    std::ranges::sort(images);
    const auto rest = std::ranges::unique(images);
    images.erase(rest.begin(), rest.end());
    impl_->select(std::move(images));
  }
  impl_->show();
  if (isVisible()) impl_->load();
}

void MapPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && impl_ && impl_->images != nullptr) impl_->show();
}

void MapPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  impl_->load();  // nothing is read for a tab at the back
}

}  // namespace skewscope::ui
