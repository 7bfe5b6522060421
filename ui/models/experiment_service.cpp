#include "ui/models/experiment_service.h"

#include <QFutureWatcher>
#include <QTimer>
#include <QtConcurrentRun>
#include <algorithm>
#include <exception>
#include <map>

#include "core/store/reader.h"
#include "ui/models/store_service.h"

namespace skewscope::ui {
namespace {

using Answer = std::shared_ptr<const std::vector<ExperimentData>>;
using Runs = std::shared_ptr<const std::vector<store::RunRecord>>;

constexpr int kAtMostEveryMs = 1000;

/// Nothing if the store cannot be read now; the next change brings another try.
Answer readAll(const std::filesystem::path& path, const Runs& runs) {
  try {
    store::Reader reader(path);
    auto all = std::make_shared<std::vector<ExperimentData>>();
    for (auto& record : reader.experiments()) {
      ExperimentData data;
      data.record = std::move(record);
      std::vector<store::RunRecord> members;
      for (const auto& id : data.record.runs) {
        const auto found = std::ranges::find(*runs, id, &store::RunRecord::id);
        if (found == runs->end()) continue;
        members.push_back(*found);
        data.done += found->status == store::RunStatus::Done;
      }
      try {
        data.settings = experiment::fromJson(data.record.settings);
        data.rows = experiment::results(data.settings, members,
                                        [&](const std::string& run, const std::string& metric) {
                                          return reader.lastPerClass(run, metric);
                                        });
      } catch (const std::exception& error) {
        data.problem = error.what();
      }
      all->push_back(std::move(data));
    }
    return all;
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace

struct ExperimentService::Impl {
  ExperimentService* owner;
  std::filesystem::path path;
  Runs runs;
  QTimer timer;
  QFutureWatcher<Answer> watcher;
  bool stale = false;

  Impl(ExperimentService* self, std::filesystem::path file) : owner(self), path(std::move(file)) {}

  void read() {
    if (watcher.isRunning()) {
      stale = true;
      return;
    }
    stale = false;
    watcher.setFuture(QtConcurrent::run(readAll, path, runs));
  }
};

ExperimentService::ExperimentService(StoreService& store, QObject* parent)
    : QObject(parent), impl_(std::make_unique<Impl>(this, store.path())) {
  impl_->timer.setSingleShot(true);
  connect(&impl_->timer, &QTimer::timeout, this, [this] { impl_->read(); });
  connect(&impl_->watcher, &QFutureWatcher<Answer>::finished, this, [this] {
    if (const Answer answer = impl_->watcher.result()) emit changed(answer);
    if (impl_->stale) impl_->timer.start(kAtMostEveryMs);
  });
  connect(&store, &StoreService::runsChanged, this, [this](const auto& runs) {
    const bool first = !impl_->runs;
    impl_->runs = runs;
    if (!impl_->timer.isActive()) impl_->timer.start(first ? 0 : kAtMostEveryMs);
  });
}

ExperimentService::~ExperimentService() {
  impl_->watcher.waitForFinished();
}

}  // namespace skewscope::ui
