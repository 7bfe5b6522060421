#include "ui/panels/sample_inspector.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFutureWatcher>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtConcurrent>
#include <algorithm>
#include <map>

#include "ui/engine/engine_answer.h"
#include "ui/models/run_facts.h"
#include "ui/models/sample.h"
#include "ui/models/store_service.h"
#include "ui/models/test_images.h"
#include "ui/panels/copy_chip.h"
#include "ui/panels/sample_views.h"
#include "ui/panels/thumbnail_list.h"
#include "ui/plots/curve_set.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr std::size_t kNeighbours = 10;
constexpr int kViews = 8;
constexpr int kPicture = 288, kNeighbourHeight = 112, kViewsHeight = 72, kTableHeight = 124;

QLabel* heading(const QString& words, QWidget* parent) {
  auto* label = new QLabel(words, parent);
  label->setProperty("kind", QStringLiteral("heading"));
  return label;
}

QLabel* note(const char* object, QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setObjectName(QLatin1String(object));
  label->setProperty("kind", QStringLiteral("muted"));
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  return label;
}

}  // namespace

struct SampleInspector::Impl {
  SampleInspector* self;
  StoreService& store;
  std::function<QString()> engine;
  QStringList ids;
  std::int64_t image = 0;
  std::string chosen;                ///< run whose features, views and gaze are shown; empty: the first
  std::vector<std::int64_t> before;  ///< images that were looked at before
  Sample sample;
  int asked = 0;
  std::int64_t drawing = 0;  ///< which views are drawn: the epoch of their random numbers
  std::vector<float> heat;   ///< of the picture, from the engine
  QToolButton* back = nullptr;
  QLabel *facts = nullptr, *nearNote = nullptr, *viewsNote = nullptr, *gazeNote = nullptr;
  SampleViews *picture = nullptr, *views = nullptr;
  QComboBox *run = nullptr, *target = nullptr;
  QPushButton *gaze = nullptr, *again = nullptr;
  QCheckBox* overlay = nullptr;
  QTableWidget* table = nullptr;
  ThumbnailList* neighbours = nullptr;
  TestImages* tests = nullptr;
  EngineAnswer* answer = nullptr;
  QFutureWatcher<std::vector<QImage>> drawn;

  Impl(SampleInspector* owner, StoreService& service, std::function<QString()> program)
      : self(owner), store(service), engine(std::move(program)) {}

  QString className(int index) const { return text(sample.history.className(index)); }
  void build();
  QWidget* buildLeft();
  QWidget* buildRight();
  void go(std::int64_t next);
  void load();
  void show();
  void showFacts();
  void showTable();
  void showNeighbours();
  void showPictures();
  void showHeat();
  void ask();
  void explained(const QJsonObject& found);
};

QWidget* SampleInspector::Impl::buildLeft() {
  auto* left = new QWidget(self);
  left->setFixedWidth(kPicture);
  auto* column = new QVBoxLayout(left);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  picture = new SampleViews(left);
  picture->setObjectName(QStringLiteral("picture"));
  picture->setFixedSize(kPicture, kPicture);
  column->addWidget(picture);
  facts = new QLabel(left);
  facts->setObjectName(QStringLiteral("facts"));
  facts->setWordWrap(true);
  facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  column->addWidget(facts);
  column->addSpacing(6);
  column->addWidget(heading(tr("Where the network looks"), left));
  auto* row = new QHBoxLayout;
  target = new QComboBox(left);
  target->setObjectName(QStringLiteral("target"));
  target->setAccessibleName(tr("Score that is explained"));
  target->view()->setAccessibleName(target->accessibleName());
  target->setToolTip(
      tr("Of the run's own head; a self-supervised run has none, and its features are explained"));
  target->addItem(tr("predicted class"), QStringLiteral("predicted"));
  target->addItem(tr("true class"), QStringLiteral("true"));
  row->addWidget(target, 1);
  gaze = new QPushButton(tr("Grad-CAM"), left);
  gaze->setObjectName(QStringLiteral("gradCam"));
  gaze->setToolTip(tr("Asks the engine where the run's network finds what it goes by: a few seconds"));
  row->addWidget(gaze);
  column->addLayout(row);
  overlay = new QCheckBox(tr("Show it over the image"), left);
  overlay->setObjectName(QStringLiteral("overlay"));
  overlay->setChecked(true);
  overlay->setEnabled(false);
  column->addWidget(overlay);
  gazeNote = note("gazeNote", left);
  column->addWidget(gazeNote);
  column->addStretch(1);
  connect(gaze, &QPushButton::clicked, self, [this] { ask(); });
  connect(overlay, &QCheckBox::toggled, self, [this] { showHeat(); });
  return left;
}

QWidget* SampleInspector::Impl::buildRight() {
  auto* right = new QWidget(self);
  auto* column = new QVBoxLayout(right);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  auto* head = new QHBoxLayout;
  head->addWidget(heading(tr("What it was taken for"), right), 1);
  head->addWidget(makeCopyChip(
      [this](report::TableFormat format) { return compare::sampleTable(sample.history).write(format); },
      right));
  column->addLayout(head);
  table = new QTableWidget(right);
  table->setObjectName(QStringLiteral("predictions"));
  table->setAccessibleName(tr("Predicted class by run, accuracy and epoch"));
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setSelectionMode(QAbstractItemView::ExtendedSelection);
  table->setMinimumHeight(kTableHeight);
  table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  column->addWidget(table, 1);

  auto* of = new QHBoxLayout;
  of->addWidget(heading(tr("Nearest test images"), right));
  of->addStretch(1);
  run = new QComboBox(right);
  run->setObjectName(QStringLiteral("run"));
  run->setAccessibleName(tr("Run"));
  run->view()->setAccessibleName(run->accessibleName());
  run->setToolTip(tr("Whose features, views and network"));
  run->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  run->setMinimumContentsLength(24);
  of->addWidget(run);
  column->addSpacing(6);
  column->addLayout(of);
  neighbours = new ThumbnailList(*tests, right);
  neighbours->setObjectName(QStringLiteral("neighbours"));
  neighbours->setAccessibleName(tr("Nearest test images"));
  neighbours->setFixedHeight(kNeighbourHeight);
  neighbours->setFlow(QListView::LeftToRight);
  neighbours->setWrapping(false);
  column->addWidget(neighbours);
  nearNote = note("nearNote", right);
  column->addWidget(nearNote);

  auto* draw = new QHBoxLayout;
  draw->addWidget(heading(tr("Views that training would draw"), right), 1);
  again = new QPushButton(tr("Again"), right);
  again->setObjectName(QStringLiteral("again"));
  again->setToolTip(tr("Draws other views, those of the next epoch"));
  draw->addWidget(again);
  column->addSpacing(6);
  column->addLayout(draw);
  views = new SampleViews(right);
  views->setObjectName(QStringLiteral("views"));
  views->setAccessibleName(tr("Views that training would draw"));
  views->setFixedHeight(kViewsHeight);
  column->addWidget(views);
  viewsNote = note("viewsNote", right);
  column->addWidget(viewsNote);
  connect(run, &QComboBox::activated, self, [this] {
    chosen = run->currentData().toString().toStdString();
    heat.clear();
    answer->cancel();
    load();
  });
  connect(neighbours, &ThumbnailList::opened, self, [this](qlonglong next) {
    before.push_back(image);
    go(next);
  });
  connect(again, &QPushButton::clicked, self, [this] {
    ++drawing;
    showPictures();
  });
  return right;
}

void SampleInspector::Impl::build() {
  tests = new TestImages(self);
  answer = new EngineAnswer(self);
  auto* outer = new QVBoxLayout(self);
  outer->setContentsMargins(20, 16, 20, 16);
  auto* columns = new QHBoxLayout;
  columns->setSpacing(20);
  columns->addWidget(buildLeft());
  columns->addWidget(buildRight(), 1);
  outer->addLayout(columns, 1);
  auto* foot = new QHBoxLayout;
  back = new QToolButton(self);
  back->setObjectName(QStringLiteral("back"));
  back->setText(tr("Back"));
  back->setProperty("kind", QStringLiteral("chip"));
  back->setToolTip(tr("To the image that was looked at before"));
  foot->addWidget(back);
  foot->addStretch(1);
  auto* close = new QPushButton(tr("Close"), self);
  close->setAutoDefault(false);
  foot->addWidget(close);
  outer->addLayout(foot);
  for (QPushButton* button : {gaze, again}) button->setAutoDefault(false);
  connect(close, &QPushButton::clicked, self, &QDialog::close);
  connect(back, &QToolButton::clicked, self, [this] {
    if (before.empty()) return;
    const std::int64_t last = before.back();
    before.pop_back();
    go(last);
  });
  connect(tests, &TestImages::ready, self, [this] {
    neighbours->refresh();
    showPictures();
  });
  connect(tests, &TestImages::failed, self, [this](const QString& why) { viewsNote->setText(why); });
  connect(&drawn, &QFutureWatcherBase::finished, self, [this] { views->setImages(drawn.result()); });
  connect(answer, &EngineAnswer::answered, self, [this](const QJsonObject& found) { explained(found); });
  connect(answer, &EngineAnswer::failed, self, [this](const QString& why) {
    gazeNote->setText(why);
    gaze->setEnabled(true);
  });
}

void SampleInspector::Impl::go(std::int64_t next) {
  image = next;
  heat.clear();
  gazeNote->clear();
  answer->cancel();
  load();
}

void SampleInspector::Impl::load() {
  std::vector<std::string> wanted;
  for (const QString& id : ids) wanted.push_back(id.toStdString());
  const auto found = std::make_shared<Sample>();
  store.query([found, wanted, at = image, of = chosen](
                  store::Reader& reader) { *found = readSample(reader, wanted, at, of, kNeighbours); },
              [guard = QPointer(self), this, found, number = ++asked](const QString& error) {
                if (!guard || number != asked) return;
                sample = std::move(*found);
                show();
                if (!error.isEmpty()) facts->setText(error);
              });
}

void SampleInspector::Impl::show() {
  const QSignalBlocker quiet(run);
  run->clear();
  for (const store::RunRecord& each : sample.runs) run->addItem(text(each.name), text(each.id));
  if (sample.of) run->setCurrentIndex(run->findData(text(sample.of->id)));
  run->setEnabled(run->count() > 1);
  back->setEnabled(!before.empty());
  self->setWindowTitle(tr("Test image %1").arg(image));
  const bool network = sample.of && sample.of->hasCheckpoint;
  gaze->setEnabled(network && !answer->isBusy());
  target->setEnabled(network && sample.of->spec.mode == spec::Mode::Supervised);
  if (!network) gazeNote->setText(tr("This run has no checkpoint: there is no network to ask."));
  showFacts();
  showTable();
  showNeighbours();
  showPictures();  // none, until they are there
  if (sample.of && !tests->has(sample.of->dataDigest)) tests->request(*sample.of);
  showHeat();
}

void SampleInspector::Impl::showFacts() {
  const auto& history = sample.history;
  if (history.trueClass < 0) {
    facts->setText(tr("The class of this image is not known."));
    return;
  }
  QString said = QStringLiteral("<b>%1</b><br>").arg(className(history.trueClass).toHtmlEscaped());
  said += tr("%n training image(s) of this class", nullptr, static_cast<int>(history.trainCount)) +
          QStringLiteral(" · ") + groupName(history.group);
  facts->setText(said);
}

void SampleInspector::Impl::showTable() {
  const auto& rows = sample.history.rows;
  const auto epochs = sample.history.epochs();
  table->clear();
  table->setRowCount(static_cast<int>(rows.size()));
  table->setColumnCount(static_cast<int>(epochs.size()));
  QStringList columns, lines;
  for (const std::int64_t epoch : epochs) columns.append(tr("epoch %1").arg(epoch));
  for (int r = 0; r < table->rowCount(); ++r) {
    const compare::SampleRow& row = rows[static_cast<std::size_t>(r)];
    lines.append(QStringLiteral("%1 · %2").arg(text(row.name), metricName(row.metric)));
    for (std::size_t k = 0; k < row.epochs.size(); ++k) {
      const bool right = row.classes[k] == sample.history.trueClass;
      auto* item = new QTableWidgetItem(className(row.classes[k]));
      item->setForeground(right ? tokens().good : tokens().error);
      item->setData(Qt::AccessibleTextRole,
                    right ? tr("%1, right").arg(item->text()) : tr("%1, wrong").arg(item->text()));
      item->setToolTip(item->data(Qt::AccessibleTextRole).toString());
      table->setItem(r, static_cast<int>(std::ranges::find(epochs, row.epochs[k]) - epochs.begin()), item);
    }
  }
  for (int r = 0; r < table->rowCount(); ++r) {  // a probe is made once, others at other epochs than this run
    for (int c = 0; c < table->columnCount(); ++c) {
      if (table->item(r, c) != nullptr) continue;
      auto* item = new QTableWidgetItem(QStringLiteral("–"));
      item->setForeground(tokens().muted);
      item->setData(Qt::AccessibleTextRole, tr("not measured"));
      item->setToolTip(tr("It was not measured at this epoch, or its predictions were not kept."));
      table->setItem(r, c, item);
    }
  }
  table->setHorizontalHeaderLabels(columns);
  table->setVerticalHeaderLabels(lines);
  if (table->columnCount() > 0) table->scrollToItem(table->item(0, table->columnCount() - 1));
}

void SampleInspector::Impl::showNeighbours() {
  std::map<std::int64_t, double> cosines;
  std::vector<std::int64_t> near;
  for (const report::Neighbour& each : sample.neighbours) {
    cosines[each.row] = each.cosine;
    near.push_back(each.row);
  }
  neighbours->setCaptions([cosines](std::int64_t other) {
    const auto found = cosines.find(other);
    return found != cosines.end() ? QString::number(found->second, 'f', 2) : QString();
  });
  neighbours->setVisible(!near.empty());
  neighbours->setImages(std::move(near));
  neighbours->setWords([this, cosines](std::int64_t other) {
    const auto found = cosines.find(other);
    const auto images = sample.of ? tests->images(sample.of->dataDigest) : nullptr;
    QString said = tr("Test image %1").arg(other);
    if (images && other >= 0 && other < images->size())
      said += QStringLiteral(", ") + className(images->labels[static_cast<std::size_t>(other)]);
    if (found != cosines.end()) said += QStringLiteral(", ") + tr("cosine %1").arg(found->second, 0, 'f', 3);
    return said;
  });
  nearNote->setText(
      !sample.neighbours.empty()
          ? tr("By the cosine of their principal components; Enter or a double click looks at one.")
      : sample.inMap  ? tr("This image has no direction among the features.")
      : sample.hasMap ? tr("This image is not one of those in the map of this run.")
                      : tr("This run has no feature map yet: the tab Map has it computed."));
}

void SampleInspector::Impl::showPictures() {
  const auto images = sample.of ? tests->images(sample.of->dataDigest) : nullptr;
  const bool there = images && image >= 0 && image < images->size();
  again->setEnabled(there);
  if (!there) {
    picture->setImages({});
    views->setImages({});
    return;
  }
  const QImage pixels(images->image(image).data(), images->width, images->height,
                      static_cast<qsizetype>(images->width) * data::ImageSet::kChannels,
                      QImage::Format_RGB888);
  picture->setImages({pixels.copy()});
  picture->setAccessibleName(tr("Test image %1").arg(image));
  showHeat();
  viewsNote->setText(sample.of->spec.mode == spec::Mode::Supervised
                         ? tr("Crop and flip with the options of this run.")
                         : tr("Crop, flip, colour jitter and grey with the options of this run."));
  drawn.setFuture(QtConcurrent::run(drawnViews, sample.of->spec, images, image, drawing, kViews));
}

void SampleInspector::Impl::showHeat() {
  const bool there = !heat.empty() && !picture->images().empty();
  overlay->setEnabled(there);
  const QSize size = there ? picture->images().front().size() : QSize();
  picture->setHeat(there && overlay->isChecked() ? heat : std::vector<float>(), size.width(), size.height());
}

void SampleInspector::Impl::ask() {
  if (!sample.of) return;
  gaze->setEnabled(false);
  gazeNote->setText(tr("The engine opens the network …"));
  answer->ask(engine(), {QStringLiteral("explain"), text(sample.of->id), QStringLiteral("--image"),
                         QString::number(image), QStringLiteral("--target"), target->currentData().toString(),
                         QStringLiteral("--store"), QString::fromStdString(store.path().string()),
                         QStringLiteral("--json")});
}

void SampleInspector::Impl::explained(const QJsonObject& found) {
  gaze->setEnabled(true);
  heat.clear();
  for (const auto& value : found[QStringLiteral("map")].toArray())
    heat.push_back(static_cast<float>(value.toDouble()));
  const QJsonValue predicted = found[QStringLiteral("predicted")];
  const QJsonArray scores = found[QStringLiteral("scores")].toArray();
  QString said = tr("A self-supervised network: what its features are like as a whole.");
  if (predicted.isDouble()) {
    const int index = predicted.toInt();
    const int explainedClass =
        target->currentData() == QStringLiteral("true") ? sample.history.trueClass : index;
    said = tr("Score of %1. The last checkpoint takes it for %2 (%3 %).")
               .arg(className(explainedClass), className(index), percentText(scores.at(index).toDouble(), 0));
  }
  if (std::ranges::none_of(heat, [](float value) { return value > 0; }))
    said += QStringLiteral(" ") + tr("Nothing in the image speaks for it.");
  gazeNote->setText(said);
  showHeat();
}

SampleInspector::SampleInspector(StoreService& store, std::function<QString()> engine, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, store, std::move(engine))) {
  setWindowTitle(tr("Test image"));
  impl_->build();
  resize(940, 620);
}

SampleInspector::~SampleInspector() = default;

void SampleInspector::showSample(const QStringList& runs, qlonglong image) {
  if (runs.isEmpty()) return;
  impl_->ids = runs;
  impl_->chosen.clear();
  impl_->before.clear();
  impl_->go(image);
  show();
  raise();
  activateWindow();
}

void SampleInspector::changeEvent(QEvent* event) {
  QDialog::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && impl_ && impl_->table != nullptr) impl_->showTable();
}

}  // namespace skewscope::ui
