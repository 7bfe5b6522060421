#include "ui/models/import_service.h"

#include <QFutureWatcher>
#include <QPointer>
#include <QtConcurrentRun>
#include <deque>
#include <exception>
#include <filesystem>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/exchange/import.h"
#include "core/exchange/raw_run.h"
#include "ui/models/store_service.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

/// What was read, and what there is to say about it; the runs are still to be stored.
struct Reading {
  std::vector<exchange::FoundRun> runs;
  ImportReport report;
};

std::shared_ptr<Reading> readPaths(const QStringList& paths, bool percent) {
  auto reading = std::make_shared<Reading>();
  reading->report.paths = paths;
  try {
    std::vector<std::filesystem::path> files;
    for (const QString& path : paths) files.emplace_back(path.toStdString());
    exchange::ImportOptions options;
    options.percent = percent;
    exchange::Found found = exchange::findRuns(files, options);
    reading->runs = std::move(found.runs);
    for (const auto& remark : found.remarks) reading->report.remarks.append(text(remark));
    for (const auto& problem : found.problems) reading->report.problems.append(text(problem));
  } catch (const Error& error) {
    reading->report.problems.append(text(error.message()));
  } catch (const std::exception& error) {
    reading->report.problems.append(text(error.what()));
  }
  for (const auto& each : reading->runs) {
    for (const auto& remark : each.remarks) reading->report.remarks.append(text(remark));
    reading->report.seemsPercent = reading->report.seemsPercent || each.seemsPercent;
  }
  if (reading->runs.size() == 1)
    reading->report.what = text(exchange::describeRun(reading->runs.front().run));
  reading->report.remarks.removeDuplicates();
  return reading;
}

}  // namespace

struct ImportService::Impl {
  Impl(ImportService& service, StoreService& file) : owner(&service), store(file) {}

  ImportService* owner;
  StoreService& store;
  QFutureWatcher<std::shared_ptr<Reading>> watcher;
  std::deque<std::pair<QStringList, bool>> waiting;
  bool busy = false;

  void next() {
    if (busy || waiting.empty()) return;
    busy = true;
    const auto [paths, percent] = std::move(waiting.front());
    waiting.pop_front();
    watcher.setFuture(QtConcurrent::run(readPaths, paths, percent));
  }

  void keep(const std::shared_ptr<Reading>& reading) {
    if (reading->runs.empty()) return end(reading->report);
    store.edit(
        [reading](store::Store& file) {
          for (const auto& each : reading->runs) {
            reading->report.ids.append(text(file.addImportedRun(each.run)));
            reading->report.names.append(text(each.run.name));
          }
        },
        [reading, guard = QPointer(owner)](const QString& error) {
          if (!error.isEmpty()) reading->report.problems.append(error);
          if (guard) guard->impl_->end(reading->report);
        });
  }

  void end(const ImportReport& report) {
    busy = false;
    emit owner->finished(report);
    next();
  }
};

ImportService::ImportService(StoreService& store, QObject* parent)
    : QObject(parent), impl_(std::make_unique<Impl>(*this, store)) {
  connect(&impl_->watcher, &QFutureWatcherBase::finished, this,
          [this] { impl_->keep(impl_->watcher.result()); });
}

ImportService::~ImportService() = default;

void ImportService::importPaths(const QStringList& paths, bool percent) {
  if (paths.isEmpty()) return;
  impl_->waiting.emplace_back(paths, percent);
  impl_->next();
}

}  // namespace skewscope::ui
