#include "ui/panels/worker_rows.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <chrono>
#include <utility>

#include "core/base/system.h"
#include "core/store/store.h"
#include "ui/models/run_facts.h"
#include "ui/panels/chip.h"

namespace skewscope::ui {

WorkerRows::WorkerRows(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("workerRows"));
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(12, 0, 12, 6);
  rows->setSpacing(2);
  setVisible(false);
  clock_.setInterval(std::chrono::seconds(1));
  connect(&clock_, &QTimer::timeout, this, &WorkerRows::refresh);
}

WorkerRows::Line WorkerRows::lineOf(const store::WorkerRecord& worker) {
  const bool silent = nowMs() - worker.heartbeatMs > store::kLeaseSilence.count();
  const QString place = tr("Worker %2 on %1").arg(text(worker.host)).arg(worker.process);
  const QString state = silent             ? tr("silent: killed, or asleep")
                        : worker.stopAsked ? tr("stopping")
                                           : tr("trains %1 of %2").arg(worker.runs.size()).arg(worker.jobs);
  return {text(worker.id), place + QStringLiteral(" · ") + state, silent, worker.stopAsked};
}

void WorkerRows::setWorkers(std::vector<store::WorkerRecord> workers) {
  workers_ = std::move(workers);
  workers_.empty() ? clock_.stop() : clock_.start();
  refresh();
}

void WorkerRows::refresh() {
  std::vector<Line> lines;
  for (const auto& worker : workers_) lines.push_back(lineOf(worker));
  if (lines == lines_) return;
  lines_ = std::move(lines);
  rebuild();
}

void WorkerRows::rebuild() {
  while (QLayoutItem* item = layout()->takeAt(0)) {
    item->widget()->deleteLater();
    delete item;
  }
  for (const Line& line : lines_) {
    auto* row = new QWidget(this);
    auto* cells = new QHBoxLayout(row);
    cells->setContentsMargins(0, 0, 0, 0);
    auto* label = new QLabel(line.text, row);
    label->setToolTip(line.silent ? tr("Its runs are given out again. It goes on by itself if it only slept.")
                                  : line.text);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    cells->addWidget(label, 1);
    auto* button = makeChip(line.silent ? tr("Remove") : tr("Stop"),
                            line.silent ? tr("Take it off this list")
                                        : tr("Write checkpoints and end it; its runs stay in the queue"),
                            row);
    button->setCheckable(false);
    button->setEnabled(line.silent || !line.stopping);
    button->setAccessibleName(button->text() + u' ' + line.text);
    connect(button, &QPushButton::clicked, this, [this, id = line.id, silent = line.silent] {
      if (silent) {
        emit forgetAsked(id);
      } else {
        emit stopAsked(id);
      }
    });
    cells->addWidget(button);
    layout()->addWidget(row);
  }
  setVisible(!lines_.empty());
}

}  // namespace skewscope::ui
