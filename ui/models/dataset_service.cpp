#include "ui/models/dataset_service.h"

#include <QFutureWatcher>
#include <QtConcurrent>
#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/base/system.h"
#include "core/data/dataset_kinds.h"
#include "core/data/datasets.h"
#include "core/data/guess_kind.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

/// Shared with the thread that reads: it may outlive the service.
struct Job {
  std::atomic<bool> stop{false};
  std::atomic<std::int64_t> done{0};
};

using Answer = std::shared_ptr<const DatasetAnswer>;

/// Threads that count what they have done and throw when the job is given up.
ParallelFor countedThreads(const std::shared_ptr<Job>& job) {
  // One core stays free for the window.
  return [job, threads = threadedFor(std::max(1, cpuInfo().cores - 1))](
             std::int64_t count, std::int64_t grain,
             const std::function<void(std::int64_t, std::int64_t)>& body) {
    const std::int64_t step = std::max<std::int64_t>(1, grain);
    threads(count, grain, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t from = begin; from < end; from += step) {
        if (job->stop) throw Error(ErrorKind::Interrupted, "Given up.");
        const std::int64_t to = std::min(from + step, end);
        body(from, to);
        job->done += to - from;
      }
    });
  };
}

data::Dataset readQuery(const DatasetQuery& query, const ParallelFor& parallel) {
  return data::readKind(query.kind, query.path, query.options, parallel);
}

/// A query with its kind found out, and without the options that this kind does not have.
DatasetQuery withKind(DatasetQuery query) {
  if (!query.kind.empty()) return query;
  query.kind = data::guessKind(query.path);
  if (query.kind == "cifar10" || query.kind == "cifar100") query.options.side = 0;
  return query;
}

Answer answerTo(const DatasetQuery& query, const DatasetService::Reader& reader,
                const std::shared_ptr<Job>& job) {
  auto answer = std::make_shared<DatasetAnswer>();
  answer->query = query;
  try {
    const DatasetQuery known = withKind(query);
    const data::Dataset dataset = reader(known, countedThreads(job));
    answer->found = data::describeDataset(known.kind, known.path, known.options, dataset);
    answer->preview = previewOf(dataset.train);
  } catch (const Error& error) {
    answer->error = text(error.message());
  } catch (const std::bad_alloc&) {
    answer->error = DatasetService::tr("There is not enough memory for these images.");
  } catch (const std::exception& error) {
    answer->error = QString::fromUtf8(error.what());
  }
  return answer;
}

/// Empty, or why it was not added.
QString registered(const data::RegisteredDataset& set) {
  try {
    data::registerDataset(set);
    return {};
  } catch (const Error& error) {
    return text(error.message());
  } catch (const std::exception& error) {
    return QString::fromUtf8(error.what());
  }
}

}  // namespace

/// Lives on the GUI thread; one reader at a time, so that memory for one data set is enough.
struct DatasetService::Impl {
  DatasetService* self;
  Reader reader;
  std::shared_ptr<Job> job;            ///< null: nothing is being read
  std::optional<DatasetQuery> wanted;  ///< next
  QFutureWatcher<Answer> reading;
  QFutureWatcher<QString> adding;
  QString addedName;

  Impl(DatasetService* service, Reader read)
      : self(service), reader(read ? std::move(read) : Reader(readQuery)) {
    QObject::connect(&reading, &QFutureWatcherBase::finished, self, [this] { finished(); });
    QObject::connect(&adding, &QFutureWatcherBase::finished, self, [this] {
      const QString problem = adding.result();
      if (problem.isEmpty()) {
        emit self->added(addedName);
      } else {
        emit self->refused(problem);
      }
    });
  }

  void startNext() {
    if (job || !wanted) return;
    job = std::make_shared<Job>();
    reading.setFuture(QtConcurrent::run([query = *std::exchange(wanted, std::nullopt), read = reader,
                                         mine = job] { return answerTo(query, read, mine); }));
  }

  void finished() {
    const bool given = std::exchange(job, nullptr)->stop;
    const Answer answer = reading.result();
    startNext();
    if (!given) emit self->answered(answer);
  }
};

DatasetService::DatasetService(QObject* parent, Reader reader)
    : QObject(parent), impl_(std::make_unique<Impl>(this, std::move(reader))) {}

DatasetService::~DatasetService() {
  cancel();
}

void DatasetService::request(const DatasetQuery& query) {
  cancel();
  impl_->wanted = query;
  impl_->startNext();
}

void DatasetService::cancel() {
  impl_->wanted.reset();
  if (impl_->job) impl_->job->stop = true;
}

std::int64_t DatasetService::imagesDone() const {
  return impl_->wanted || !impl_->job ? 0 : impl_->job->done.load();
}

void DatasetService::add(const data::RegisteredDataset& set) {
  impl_->addedName = text(set.name);
  impl_->adding.setFuture(QtConcurrent::run([set] { return registered(set); }));
}

}  // namespace skewscope::ui
