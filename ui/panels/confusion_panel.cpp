#include "ui/panels/confusion_panel.h"

#include <QAbstractItemView>
#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <optional>

#include "core/compare/metric_title.h"
#include "ui/export/figure_dialog.h"
#include "ui/models/run_matrix.h"
#include "ui/models/store_service.h"
#include "ui/models/test_images.h"
#include "ui/panels/chip.h"
#include "ui/panels/copy_chip.h"
#include "ui/panels/thumbnail_list.h"
#include "ui/plots/confusion_chart.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using Kind = ConfusionChart::Kind;

/// Kinds as kept in views.
constexpr std::array kKinds{std::pair{Kind::Counts, "counts"}, std::pair{Kind::Rows, "rows"},
                            std::pair{Kind::Difference, "difference"}};
constexpr int kImagesHeight = 168;

/// A matrix, and which test images are in its cells.
struct ShownMatrix : RunMatrix {
  std::vector<std::uint16_t> predicted, labels;  ///< empty where they are not kept
};

ShownMatrix readShown(store::Reader& reader, const std::string& run, const std::string& metric,
                      std::int64_t epoch) {
  ShownMatrix found{readMatrix(reader, run, metric, epoch), {}, {}};
  if (found.metric.empty()) return found;
  found.predicted = reader.predictions(run, found.metric, found.epoch);
  found.labels = reader.testLabels(found.record.dataDigest);
  return found;
}

}  // namespace

struct ConfusionPanel::Impl {
  ConfusionPanel* panel;
  StoreService& store;
  QStringList ids;
  ShownMatrix first, second;
  std::shared_ptr<const RunData> data;  ///< of the first run
  std::vector<std::int64_t> shown;      ///< test images of the chosen cell
  std::string wantedMetric;             ///< that the user chose
  std::int64_t wantedEpoch = -1;        ///< -1: the last one
  std::optional<QPoint> wantedCell;     ///< to choose once the matrix is there
  bool quiet = false;                   ///< a cell that is chosen now is not the user's choice
  int asked = 0;
  QComboBox* metric = nullptr;
  QButtonGroup* kinds = nullptr;
  QSlider* epoch = nullptr;
  QLabel *epochText = nullptr, *caption = nullptr;
  QToolButton* copy = nullptr;
  QAction* exportAction = nullptr;
  ConfusionView* view = nullptr;
  ThumbnailList* images = nullptr;
  TestImages* tests = nullptr;

  Impl(ConfusionPanel* owner, StoreService& service) : panel(owner), store(service) {}

  Kind kind() const { return static_cast<Kind>(kinds->checkedId()); }
  void build();
  QWidget* buildHeader();
  QLayout* buildEpochs();
  void load();
  void showHeader();
  void showChart();
  void exportFigure();
  void showCell();
  /// The run that a cell's images are of: of a difference the second, which is what the sign is about.
  const ShownMatrix& shownRun() const { return kind() == Kind::Difference ? second : first; }
};

QWidget* ConfusionPanel::Impl::buildHeader() {
  auto* header = new QWidget(panel);
  auto* row = new QHBoxLayout(header);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  kinds = new QButtonGroup(header);
  const auto chip = [&](Kind which, const QString& name, const QString& help, const char* object) {
    auto* button = makeChip(name, help, header);
    button->setObjectName(QLatin1String(object));
    kinds->addButton(button, static_cast<int>(which));
    row->addWidget(button);
  };
  chip(Kind::Rows, tr("Per class"), tr("Shares of the true class, in per cent"), "rows");
  chip(Kind::Counts, tr("Counts"), tr("Numbers of test images"), "counts");
  chip(Kind::Difference, tr("Difference"),
       tr("Shares of the second selected run minus those of the first, in points"), "difference");
  kinds->button(static_cast<int>(Kind::Rows))->setChecked(true);
  metric = new QComboBox(header);
  metric->setObjectName(QStringLiteral("metric"));
  metric->setAccessibleName(tr("Accuracy"));
  metric->view()->setAccessibleName(metric->accessibleName());
  metric->setToolTip(tr("Whose predictions: the run's own head, kNN or a probe"));
  metric->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  row->addSpacing(6);
  row->addWidget(metric);
  row->addStretch(1);
  copy = makeCopyChip(
      [this](report::TableFormat format) { return confusionTable(view->chart()).write(format); }, header);
  row->addWidget(copy);
  auto* exportButton = makeExportChip(tr("Export the matrix"),
                                      tr("As a figure: PDF, SVG, PNG, pgfplots, CSV or a table"), header);
  exportButton->setObjectName(QStringLiteral("confusionExport"));
  exportAction = exportActionOf(exportButton);
  connect(exportAction, &QAction::triggered, panel, [this] { exportFigure(); });
  row->addWidget(exportButton);
  return header;
}

/// In a row of its own: beside the buttons a small window has no room for both.
QLayout* ConfusionPanel::Impl::buildEpochs() {
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  epochText = new QLabel(panel);
  epochText->setProperty("kind", QStringLiteral("muted"));
  row->addWidget(epochText);
  epoch = new QSlider(Qt::Horizontal, panel);
  epoch->setObjectName(QStringLiteral("epoch"));
  epoch->setAccessibleName(tr("Epoch"));
  epoch->setToolTip(tr("The epoch of the matrix; at the right end it follows the run"));
  epoch->setMinimumWidth(120);
  epoch->setMaximumWidth(360);
  row->addWidget(epoch, 1);
  row->addStretch(1);
  return row;
}

void ConfusionPanel::Impl::build() {
  auto* outer = new QVBoxLayout(panel);
  outer->setContentsMargins(16, 12, 16, 16);
  outer->setSpacing(8);
  outer->addWidget(buildHeader());
  outer->addLayout(buildEpochs());
  view = new ConfusionView(panel);
  outer->addWidget(view, 1);
  caption = new QLabel(panel);
  caption->setObjectName(QStringLiteral("cell"));
  caption->setProperty("kind", QStringLiteral("muted"));
  caption->setWordWrap(true);
  outer->addWidget(caption);
  tests = new TestImages(panel);
  images = new ThumbnailList(*tests, panel);
  images->setObjectName(QStringLiteral("cellImages"));
  images->setAccessibleName(tr("Test images of the cell"));
  images->setFixedHeight(kImagesHeight);
  images->hide();
  outer->addWidget(images);

  connect(kinds, &QButtonGroup::idClicked, panel, [this] {
    load();
    emit panel->viewChanged();
  });
  connect(metric, &QComboBox::activated, panel, [this] {
    wantedMetric = metric->currentData().toString().toStdString();
    load();
    emit panel->viewChanged();
  });
  connect(epoch, &QSlider::valueChanged, panel, [this](int place) {
    const bool last = place >= epoch->maximum();
    wantedEpoch = last || place < 0 ? -1 : first.epochs.at(static_cast<std::size_t>(place));
    load();
    emit panel->viewChanged();
  });
  connect(view, &ConfusionView::cellChosen, panel, [this] {
    showCell();
    if (!quiet) emit panel->viewChanged();
  });
  connect(tests, &TestImages::ready, panel, [this] { images->refresh(); });
  connect(images, &ThumbnailList::opened, panel,
          [this](qlonglong image) { emit panel->imageOpened(text(shownRun().record.id), image); });
  connect(tests, &TestImages::failed, panel, [this](const QString& why) {
    caption->setText(view->cellText(view->chosen()) + QStringLiteral(". ") + why);
  });
  connect(&store, &StoreService::runDataChanged, panel, [this](const RunDataList& found) {
    if (ids.isEmpty()) return;
    const auto run =
        std::ranges::find(found, ids.first().toStdString(), [](const auto& each) { return each->record.id; });
    if (run == found.end()) return;
    data = *run;
    if (panel->isVisible()) load();
  });
}

void ConfusionPanel::Impl::load() {
  ++asked;
  if (ids.isEmpty()) {
    first = second = {};
    showChart();
    return;
  }
  struct Found {
    ShownMatrix first, second;
  };
  const auto found = std::make_shared<Found>();
  const std::string a = ids.first().toStdString();
  const std::string b = kind() == Kind::Difference && ids.size() > 1 ? ids[1].toStdString() : std::string();
  store.query(
      [found, a, b, name = wantedMetric, at = wantedEpoch](store::Reader& reader) {
        found->first = readShown(reader, a, name, at);
        // The same accuracy of the other run, at its own last epoch unless one is chosen.
        if (!b.empty()) found->second = readShown(reader, b, found->first.metric, at);
      },
      [guard = QPointer(panel), this, found, number = asked](const QString& error) {
        if (!guard || number != asked) return;
        first = std::move(found->first);
        second = std::move(found->second);
        if (!error.isEmpty()) first.metrics.clear();
        showHeader();
        showChart();
      });
}

void ConfusionPanel::Impl::showHeader() {
  const QSignalBlocker quietMetric(metric), quietEpoch(epoch);
  metric->clear();
  for (const std::string& name : first.metrics)
    metric->addItem(optionText(compare::metricTitle(name)), text(name));
  metric->setCurrentIndex(metric->findData(text(first.metric)));
  metric->setEnabled(first.metrics.size() > 1);
  const auto place = std::ranges::find(first.epochs, first.epoch) - first.epochs.begin();
  epoch->setRange(0, std::max(static_cast<int>(first.epochs.size()) - 1, 0));
  epoch->setValue(static_cast<int>(place));
  epoch->setVisible(first.epochs.size() > 1);
  epochText->setText(first.epoch >= 0 ? tr("epoch %1").arg(first.epoch) : QString());
}

void ConfusionPanel::Impl::showChart() {
  ConfusionChart chart;
  chart.kind = kind();
  const bool known = data && !ids.isEmpty() && text(data->record.id) == ids.first();
  if (ids.isEmpty()) {
    chart.message = tr("Choose a run in the list on the left: what it takes for what stands here.");
  } else if (chart.kind == Kind::Difference && ids.size() < 2) {
    chart.message =
        tr("Choose two runs in the list on the left, with Ctrl: the second is compared with the first.");
  } else {
    static const ShownMatrix kNone;
    static const RunData kNothing;
    chart = confusionChart(kind(), report::ClassOrder::Images, known ? first : kNone, second,
                           known ? *data : kNothing);
  }
  quiet = true;
  view->setChart(chart);
  if (wantedCell && !chart.isEmpty()) {
    const int side = static_cast<int>(chart.indices.size());
    const QPoint cell = *std::exchange(wantedCell, std::nullopt);
    if (cell.x() < side && cell.y() < side) view->choose(cell);
  }
  quiet = false;
  copy->setEnabled(!chart.isEmpty());
  exportAction->setEnabled(!chart.isEmpty());
  showCell();
}

/// The matrix on screen as a figure; at the right end of the slider it follows the run.
void ConfusionPanel::Impl::exportFigure() {
  if (view->chart().isEmpty()) return;
  report::FigureSpec spec;
  spec.kind = report::FigureKind::Confusion;
  spec.heightMm = spec.widthMm;
  spec.runs = {ids.first().toStdString()};
  if (kind() == Kind::Difference) spec.runs.push_back(ids[1].toStdString());
  spec.confusion.values = kind();
  spec.confusion.metric = first.metric;
  spec.confusion.epoch = wantedEpoch;
  openFigure({spec, {}, {}, nullptr}, &store, panel);
}

void ConfusionPanel::Impl::showCell() {
  const QPoint cell = view->chosen();
  shown.clear();
  images->setVisible(cell.x() >= 0);
  if (cell.x() < 0) {
    const QString hint = tr("Click a cell to see its test images.");
    caption->setText(view->chart().isEmpty()
                         ? QString()
                         : tr("%1: %2. %3").arg(view->chart().title, valuesTitle(view->chart()), hint));
    return;
  }
  const ShownMatrix& of = shownRun();
  const auto truth = static_cast<std::uint16_t>(view->chart().indices[static_cast<std::size_t>(cell.y())]);
  const auto guess = static_cast<std::uint16_t>(view->chart().indices[static_cast<std::size_t>(cell.x())]);
  for (std::size_t i = 0; i < of.predicted.size() && of.predicted.size() == of.labels.size(); ++i) {
    if (of.labels[i] == truth && of.predicted[i] == guess) shown.push_back(static_cast<std::int64_t>(i));
  }
  QString said = view->cellText(cell);
  if (of.predicted.empty()) {
    said += QStringLiteral(". ") +
            tr("Which images these are is kept for one epoch in each tenth of a run, and for the last.");
  }
  caption->setText(said);
  images->setImages(shown);
  images->setVisible(!shown.empty());
  if (!shown.empty()) tests->request(of.record);
}

ConfusionPanel::ConfusionPanel(StoreService& store, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, store)) {
  impl_->build();
  impl_->showChart();
}

ConfusionPanel::~ConfusionPanel() = default;

void ConfusionPanel::setRuns(const QStringList& runIds) {
  if (runIds == impl_->ids) return;
  if (runIds.isEmpty() || impl_->ids.isEmpty() || runIds.first() != impl_->ids.first()) {
    impl_->data.reset();
    impl_->wantedEpoch = -1;
  }
  impl_->ids = runIds;
  if (isVisible()) impl_->load();
}

QAction* ConfusionPanel::exportAction() const {
  return impl_->exportAction;
}

QJsonObject ConfusionPanel::viewState() const {
  const QPoint cell = impl_->wantedCell.value_or(impl_->view->chosen());
  const auto kind = std::ranges::find(kKinds, impl_->kind(), &std::pair<Kind, const char*>::first);
  return {{QStringLiteral("kind"), QLatin1String(kind->second)},
          {QStringLiteral("metric"), text(impl_->wantedMetric)},
          {QStringLiteral("epoch"), static_cast<qint64>(impl_->wantedEpoch)},
          {QStringLiteral("cell"), cell.x() < 0 ? QJsonValue() : QJsonArray{cell.y(), cell.x()}}};
}

void ConfusionPanel::setViewState(const QJsonObject& state) {
  for (const auto& [kind, name] : kKinds) {
    if (state[QStringLiteral("kind")].toString() == QLatin1String(name))
      impl_->kinds->button(static_cast<int>(kind))->setChecked(true);
  }
  impl_->wantedMetric = state[QStringLiteral("metric")].toString().toStdString();
  impl_->wantedEpoch = std::max<qint64>(state[QStringLiteral("epoch")].toInteger(-1), -1);
  const QJsonArray cell = state[QStringLiteral("cell")].toArray();
  const bool chosen = cell.size() == 2 && cell[0].toInt(-1) >= 0 && cell[1].toInt(-1) >= 0;
  impl_->wantedCell = chosen ? QPoint(cell[1].toInt(), cell[0].toInt()) : QPoint(-1, -1);
  if (isVisible()) impl_->load();
}

QByteArray ConfusionPanel::saveState() const {
  return QByteArray::number(impl_->kinds->checkedId());
}

void ConfusionPanel::restoreState(const QByteArray& state) {
  bool good = false;
  const int kind = state.toInt(&good);
  if (auto* button = good ? impl_->kinds->button(kind) : nullptr) button->setChecked(true);
}

void ConfusionPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && impl_ && impl_->view != nullptr) impl_->view->update();
}

void ConfusionPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  impl_->load();  // nothing is read for a tab at the back
}

}  // namespace skewscope::ui
