#include "ui/panels/queue_panel.h"

#include <QAction>
#include <QDropEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <functional>
#include <map>
#include <variant>
#include <vector>

#include "ui/engine/run_controller.h"
#include "ui/models/queue_estimate.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/panels/chip.h"
#include "ui/panels/status_bar.h"
#include "ui/panels/worker_rows.h"

namespace skewscope::ui {
namespace {

constexpr int kIdRole = Qt::UserRole;
constexpr int kWaitsRole = Qt::UserRole + 1;  ///< true for a run that this window may move

/// A list that tells where the user drops a run.
class RunQueueList : public QListWidget {
 public:
  using QListWidget::QListWidget;
  std::function<void(const QString& run, const QString& before)> moved;

 protected:
  void dropEvent(QDropEvent* event) override {
    const QListWidgetItem* dragged = currentItem();
    if (dragged == nullptr || event->source() != this) return;
    const QString run = dragged->data(kIdRole).toString();
    QListWidget::dropEvent(event);
    for (int row = 0; row < count(); ++row) {
      if (item(row)->data(kIdRole).toString() != run) continue;
      if (moved) moved(run, row + 1 < count() ? item(row + 1)->data(kIdRole).toString() : QString());
      return;
    }
  }
};

QString idOf(const QListWidgetItem* item) {
  return item != nullptr ? item->data(kIdRole).toString() : QString();
}

}  // namespace

struct QueuePanel::Impl {
  Impl(QueuePanel* owner, StoreService& service, RunController& engine)
      : panel(owner), store(service), controller(engine) {}

  QueuePanel* panel;
  StoreService& store;
  RunController& controller;
  QLabel* total = nullptr;
  QPushButton *start = nullptr, *pause = nullptr, *worker = nullptr;
  WorkerRows* workers = nullptr;
  RunQueueList* list = nullptr;
  QStackedWidget* pages = nullptr;
  std::shared_ptr<const std::vector<store::RunRecord>> runs;
  std::shared_ptr<const store::Queue> queue;
  QSpinBox* atOnce = nullptr;
  std::map<std::string, double> etas;  ///< of runs in progress, seconds

  void build();
  void fill();
  void showTotal();
  const store::RunRecord* record(const QString& id) const;
  QString textOf(const store::RunRecord& run, const QString& waitsFor) const;
  QString selected() const;
};

const store::RunRecord* QueuePanel::Impl::record(const QString& id) const {
  if (!runs) return nullptr;
  const auto found = std::ranges::find(*runs, id.toStdString(), &store::RunRecord::id);
  return found == runs->end() ? nullptr : &*found;
}

QString QueuePanel::Impl::selected() const {
  const QListWidgetItem* item = list->currentItem();
  return item != nullptr && item->data(kWaitsRole).toBool() ? item->data(kIdRole).toString() : QString();
}

void QueuePanel::Impl::build() {
  auto* rows = new QVBoxLayout(panel);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(0);
  auto* head = new QHBoxLayout;
  head->setContentsMargins(12, 6, 12, 6);
  head->setSpacing(6);
  total = new QLabel(panel);
  total->setObjectName(QStringLiteral("queueTotal"));
  total->setProperty("kind", QStringLiteral("muted"));
  total->setWordWrap(true);
  start = new QPushButton(tr("Start"), panel);
  start->setObjectName(QStringLiteral("queueStart"));
  start->setToolTip(tr("Train the waiting runs one after the other (Ctrl+F5)"));
  head->addWidget(start);
  atOnce = new QSpinBox(panel);
  atOnce->setObjectName(QStringLiteral("queueJobs"));
  atOnce->setAccessibleName(tr("Runs at once"));
  atOnce->setRange(1, RunController::kMostJobs);
  atOnce->setButtonSymbols(QAbstractSpinBox::NoButtons);
  atOnce->setSuffix(tr(" at once"));
  atOnce->setToolTip(
      tr("<p>How many runs train side by side. Each gets an equal share of the cores unless its own "
         "option says otherwise; small networks are done sooner this way.</p>"));
  head->addWidget(atOnce);
  pause = makeChip(tr("Pause"),
                   tr("Give out no runs, neither here nor to other workers; those in progress go on"), panel);
  pause->setObjectName(QStringLiteral("queuePause"));
  head->addWidget(pause);
  worker = makeChip(tr("Worker"),
                    tr("<p>Hand the queue to a process of its own (skewscope-engine work), which goes "
                       "on when this window is closed</p>"),
                    panel);
  worker->setObjectName(QStringLiteral("queueWorker"));
  worker->setCheckable(false);
  worker->setAccessibleName(tr("Start a worker"));
  head->addWidget(worker);
  head->addStretch(1);
  rows->addLayout(head);
  total->setContentsMargins(12, 0, 12, 6);
  rows->addWidget(total);
  workers = new WorkerRows(panel);
  rows->addWidget(workers);

  list = new RunQueueList(panel);
  list->setObjectName(QStringLiteral("queueList"));
  list->setAccessibleName(tr("Queue"));
  list->setDragDropMode(QAbstractItemView::InternalMove);
  list->setDefaultDropAction(Qt::MoveAction);
  list->setContextMenuPolicy(Qt::ActionsContextMenu);
  list->setTextElideMode(Qt::ElideMiddle);
  list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* first = new QAction(tr("Move to the front"), list);
  auto* stop = new QAction(tr("Stop this run, with a checkpoint"), list);
  auto* remove = new QAction(tr("Take out of the queue"), list);
  remove->setShortcut(QKeySequence::Delete);
  remove->setShortcutContext(Qt::WidgetShortcut);
  list->addActions({first, remove, stop});
  auto* empty = new QLabel(
      tr("Nothing waits.\nStart several runs at once, or an experiment, and they wait here."), panel);
  empty->setAlignment(Qt::AlignCenter);
  empty->setWordWrap(true);
  empty->setProperty("kind", QStringLiteral("muted"));
  pages = new QStackedWidget(panel);
  pages->addWidget(empty);
  pages->addWidget(list);
  rows->addWidget(pages, 1);

  list->moved = [this](const QString& run, const QString& before) { controller.moveQueued(run, before); };
  connect(first, &QAction::triggered, panel, [this] {
    const QStringList waiting = controller.queue();
    if (!selected().isEmpty() && !waiting.isEmpty() && waiting.constFirst() != selected())
      controller.moveQueued(selected(), waiting.constFirst());
  });
  connect(remove, &QAction::triggered, panel, [this] {
    if (!selected().isEmpty()) controller.cancelQueued(selected());
  });
  connect(stop, &QAction::triggered, panel, [this] { controller.stopRun(idOf(list->currentItem())); });
  connect(list, &QListWidget::currentItemChanged, panel, [this, first, remove, stop] {
    const bool waits = !selected().isEmpty();
    first->setEnabled(waits);
    remove->setEnabled(waits);
    stop->setEnabled(controller.runsInProgress().contains(idOf(list->currentItem())));
  });
  connect(atOnce, &QSpinBox::valueChanged, panel, [this](int jobs) {
    controller.setJobs(jobs);
    showTotal();
  });
  connect(start, &QPushButton::clicked, panel, [this] { controller.startQueue(); });
  connect(worker, &QPushButton::clicked, panel, [this] { controller.startWorker(); });
  connect(workers, &WorkerRows::stopAsked, &controller, &RunController::stopWorker);
  connect(workers, &WorkerRows::forgetAsked, &controller, &RunController::forgetWorker);
  connect(pause, &QPushButton::clicked, panel, [this](bool on) { controller.setQueuePaused(on); });
  connect(&controller, &RunController::queueChanged, panel, [this] { fill(); });
  connect(&controller, &RunController::stateChanged, panel, [this] { fill(); });
  connect(&controller, &RunController::runsInProgressChanged, panel, [this](const QStringList& ids) {
    std::erase_if(etas, [&](const auto& each) { return !ids.contains(text(each.first)); });
    fill();
  });
  connect(&controller, &RunController::event, panel, [this](const protocol::Event& event) {
    if (const auto* step = std::get_if<protocol::Step>(&event)) {
      etas[step->run] = std::max(step->etaSeconds, 0.0);
      showTotal();
    }
  });
  connect(&store, &StoreService::runsChanged, panel, [this](const auto& all) { runs = all; });
  connect(&store, &StoreService::queueChanged, panel, [this](const auto& stored) {
    queue = stored;
    fill();
  });
  fill();
}

QString QueuePanel::Impl::textOf(const store::RunRecord& run, const QString& waitsFor) const {
  const QString name = text(run.name);
  if (run.status == store::RunStatus::Done) return tr("%1 — evaluation").arg(name);
  if (run.status == store::RunStatus::Running && run.epochsDone >= run.spec.epochs)
    return tr("▸ %1 — evaluation").arg(name);
  if (run.status == store::RunStatus::Running)
    return tr("▸ %1 — epoch %2 of %3").arg(name).arg(run.epochsDone).arg(run.spec.epochs);
  if (!waitsFor.isEmpty()) {
    const auto* source = record(waitsFor);
    return tr("%1 — waits for %2").arg(name, source != nullptr ? text(source->name) : waitsFor.left(8));
  }
  if (run.epochsDone > 0) return tr("%1 — goes on after epoch %2").arg(name).arg(run.epochsDone);
  return name;
}

void QueuePanel::Impl::fill() {
  const QString keep = idOf(list->currentItem());
  list->clear();
  const auto add = [&](const QString& id, const QString& waitsFor, bool movable) {
    const store::RunRecord* run = record(id);
    if (run == nullptr) return;
    auto* item = new QListWidgetItem(textOf(*run, waitsFor), list);
    item->setData(kIdRole, id);
    item->setData(kWaitsRole, movable);
    item->setToolTip(item->text());
    item->setFlags(movable ? item->flags() | Qt::ItemIsDragEnabled : item->flags() & ~Qt::ItemIsDragEnabled);
    item->setFlags(item->flags() & ~Qt::ItemIsDropEnabled);
    if (id == keep) list->setCurrentItem(item);
  };
  // In progress, then what this window would start next, then what waits for something else.
  const QStringList waiting = controller.queue();
  if (queue) {
    for (const auto& entry : queue->entries) {
      const QString id = QString::fromStdString(entry.run);
      const auto* run = record(id);
      if (run != nullptr && run->status == store::RunStatus::Running) add(id, QString(), false);
    }
  }
  for (const QString& id : waiting) add(id, QString(), true);
  if (queue) {
    for (const auto& entry : queue->entries) {
      if (!entry.waitsFor.empty())
        add(QString::fromStdString(entry.run), QString::fromStdString(entry.waitsFor), false);
    }
  }
  pages->setCurrentIndex(list->count() > 0 ? 1 : 0);
  start->setEnabled(controller.isHeld() && !waiting.isEmpty() && !controller.isQueuePaused());
  pause->setChecked(controller.isQueuePaused());
  worker->setEnabled(!waiting.isEmpty() && !controller.isQueuePaused());
  workers->setWorkers(queue ? queue->workers : std::vector<store::WorkerRecord>());
  showTotal();
}

void QueuePanel::Impl::showTotal() {
  std::vector<double> inProgress, known;
  for (const auto& [run, seconds] : etas) inProgress.push_back(seconds);
  int waiting = 0, unknown = 0;
  const auto count = [&](const QString& id) {
    const auto* run = record(id);
    if (run == nullptr) return;
    ++waiting;
    const auto own = estimatedSeconds(*run, *runs);
    own ? known.push_back(*own) : static_cast<void>(++unknown);
  };
  for (const QString& id : controller.queue()) count(id);
  if (queue) {
    for (const auto& entry : queue->entries) {
      if (!entry.waitsFor.empty()) count(QString::fromStdString(entry.run));
    }
  }
  QString said = tr("%n run(s) wait", nullptr, waiting);
  if (controller.isQueuePaused()) said += tr(" · paused");
  if (waiting > 0 && unknown < waiting)
    said += tr(" · about %1").arg(durationText(secondsToEmpty(inProgress, known, controller.jobs())));
  if (unknown > 0) said += tr(" · %n of unknown length", nullptr, unknown);
  total->setText(said);
}

QueuePanel::QueuePanel(StoreService& store, RunController& controller, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, store, controller)) {
  impl_->build();
}

QueuePanel::~QueuePanel() = default;

int QueuePanel::runsAtOnce() const {
  return impl_->atOnce->value();
}

void QueuePanel::setRunsAtOnce(int runs) {
  impl_->atOnce->setValue(runs);
}

}  // namespace skewscope::ui
