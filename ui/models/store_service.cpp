#include "ui/models/store_service.h"

#include <QHash>
#include <QScopeGuard>
#include <QStringList>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "core/base/error.h"
#include "ui/models/background_thread.h"
#include "ui/models/run_facts.h"

namespace skewscope::ui {
namespace {

constexpr std::chrono::milliseconds kPollEvery{250};
constexpr std::chrono::milliseconds kDeliverEvery{250};  ///< runs that are read one after the other
constexpr std::chrono::milliseconds kRecoverEvery{2000};
constexpr std::chrono::hours kKeepDeleted{24 * 30};  ///< in the bin
constexpr int kLogLines = 500;

using Runs = std::vector<store::RunRecord>;
using Log = std::vector<store::LogLine>;

QString messageOf(const std::exception& error) {
  const auto* ours = dynamic_cast<const Error*>(&error);
  return text(ours != nullptr ? ours->message() : std::string(error.what()));
}

bool isInterruption(const std::exception& error) {
  const auto* ours = dynamic_cast<const Error*>(&error);
  return ours != nullptr && ours->kind() == ErrorKind::Interrupted;
}

std::int64_t nowMs() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

bool sameLog(const Log& left, const Log& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const auto& a, const auto& b) {
    return a.timeMs == b.timeMs && a.run == b.run && a.level == b.level && a.text == b.text;
  });
}

bool sameSummaries(const store::RunRecord& a, const store::RunRecord& b) {
  return a.summaries == b.summaries;
}

/// Whether two readings of a run may differ in what RunData holds; a new heartbeat alone does not count.
bool sameContent(const store::RunRecord& a, const store::RunRecord& b) {
  return a.status == b.status && a.epochsDone == b.epochsDone && a.n == b.n && a.name == b.name &&
         a.colour == b.colour && a.startedMs == b.startedMs && a.endedMs == b.endedMs &&
         a.specHash == b.specHash && a.archived == b.archived && sameSummaries(a, b);
}

}  // namespace

/// The thread, and the two mailboxes: what is wanted (GUI -> thread) and what was found (thread -> GUI).
struct StoreService::Impl {
  StoreService* owner;
  std::filesystem::path path;

  struct OneRead {
    std::function<void(store::Reader&)> job;
    std::function<void(const QString&)> done;
  };
  struct OneEdit {
    std::function<void(store::Store&)> job;
    std::function<void(const QString&)> done;
  };

  // GUI -> thread, under `mutex`.
  std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false;
  bool poked = false;
  QStringList watched;
  std::uint64_t token = 0;  ///< number of the watch() that `watched` came with
  std::deque<OneRead> reads;
  std::deque<OneEdit> edits;  ///< waiting for the writer
  std::shared_ptr<store::Writer> writer;
  QString cannotWrite;  ///< why there is no writer
  bool opening = true;
  store::Reader* reading = nullptr;  ///< the reader, while the thread has one

  // Thread -> GUI, latest wins, under `found`.
  std::mutex found;
  bool deliveryPending = false;
  std::shared_ptr<const Runs> runs;
  std::shared_ptr<const store::Queue> queue;
  std::shared_ptr<const Log> log;
  RunDataList data;
  std::uint64_t dataToken = 0;

  // GUI thread only.
  QHash<QString, int> colours;

  // The thread's own.
  std::int64_t version = -1;
  bool runsStale = true;
  std::shared_ptr<const Runs> lastRuns;
  std::shared_ptr<const Log> lastLog;
  QHash<QString, store::RunRecord> sent;  ///< what the watched runs were like when they were last read
  std::uint64_t sentToken = 0;
  std::chrono::steady_clock::time_point recovered{};
  /// What the GUI thread got, kept until it has let go of it and then freed here. Were it freed there, the
  /// GUI thread would wait for the allocator's lock on this thread's memory, which this thread may hold while
  /// the engines have its core: 10 ms at a standstill, with a thousand runs and four that train.
  std::vector<std::shared_ptr<const void>> handedOut;
  QString lastProblem;

  std::thread thread;

  /// Runs `call` on the GUI thread, unless the service is gone by then.
  template <typename F>
  void onGui(F call) {
    QMetaObject::invokeMethod(owner, std::move(call), Qt::QueuedConnection);
  }

  void work();
  bool open(std::unique_ptr<store::Reader>& reader);
  void serveReads(store::Reader& reader);
  void refresh(store::Reader& reader);
  void refreshWatched(store::Reader& reader, bool force);
  void recoverLostRuns();
  void freeReturned();
  void submit(OneEdit edit, const std::shared_ptr<store::Writer>& to);
  void announce();
  void deliver();
  void checkStop() {
    std::lock_guard lock(mutex);
    if (stopping) throw Error(ErrorKind::Interrupted, "The store is being closed.");
  }
};

bool StoreService::Impl::open(std::unique_ptr<store::Reader>& reader) {
  QString warning;
  QString problem;
  std::shared_ptr<store::Writer> opened;
  try {
    opened = std::make_shared<store::Writer>(path);
    warning = text(opened->run([](store::Store& store) {
      store.recoverLostRuns(store::kLeaseSilence);
      for (const std::string& orphan : store.emptyBin(kKeepDeleted)) {
        std::error_code ignored;  // a file that stays costs room, nothing else
        std::filesystem::remove(store.path().parent_path() / orphan, ignored);
      }
      return store.warning();
    }));
  } catch (const std::exception& error) {
    problem = messageOf(error);
    opened.reset();
  }
  try {
    reader = std::make_unique<store::Reader>(path);
  } catch (const std::exception& error) {
    if (problem.isEmpty()) problem = messageOf(error);
    opened.reset();
  }
  std::deque<OneEdit> waiting;
  {
    std::lock_guard lock(mutex);
    opening = false;
    writer = opened;
    cannotWrite = problem;
    reading = reader.get();
    waiting.swap(edits);
  }
  for (OneEdit& edit : waiting) {
    if (opened) {
      submit(std::move(edit), opened);
    } else if (edit.done) {
      onGui([done = edit.done, problem] { done(problem); });
    }
  }
  if (!reader) {
    onGui([this, problem] { emit owner->failed(problem); });
    return false;
  }
  // A store that can be read but not written (newer program, read-only folder) is shown all the same.
  onGui([this, said = opened ? warning : problem] { emit owner->opened(said); });
  return true;
}

void StoreService::Impl::work() {
  std::unique_ptr<store::Reader> reader;
  if (!open(reader)) return;
  std::unique_lock lock(mutex);
  while (!stopping) {
    lock.unlock();
    try {
      freeReturned();
      serveReads(*reader);
      refresh(*reader);
      lastProblem.clear();
    } catch (const std::exception& error) {
      runsStale = true;
      const QString problem = messageOf(error);
      if (!isInterruption(error) && problem != lastProblem) {
        lastProblem = problem;
        onGui([this, problem] { emit owner->failed(problem); });
      }
    }
    lock.lock();
    const auto wanted = [&] { return stopping || poked || token != sentToken || !reads.empty(); };
    // After a failure the next try waits for the tick; after a success whatever came meanwhile is done at
    // once.
    if (lastProblem.isEmpty()) {
      wake.wait_for(lock, kPollEvery, wanted);
    } else {
      wake.wait_for(lock, kPollEvery, [&] { return stopping; });
    }
  }
  reading = nullptr;
}

void StoreService::Impl::serveReads(store::Reader& reader) {
  for (;;) {
    OneRead request;
    {
      std::lock_guard lock(mutex);
      if (reads.empty() || stopping) return;
      request = reads.front();
    }
    QString problem;
    try {
      request.job(reader);
    } catch (const std::exception& error) {
      if (isInterruption(error)) throw;  // stays in the queue: the interruption was meant for another query
      problem = messageOf(error);
    }
    {
      std::lock_guard lock(mutex);
      reads.pop_front();
    }
    onGui([done = std::move(request.done), problem] { done(problem); });
  }
}

void StoreService::Impl::refresh(store::Reader& reader) {
  bool force = false;
  {
    std::lock_guard lock(mutex);
    force = poked;
    poked = false;
  }
  const std::int64_t now = reader.dataVersion();
  // After a poke also what was read before: a reader of it may have waited for its own change.
  if (now != version || runsStale || force) {
    auto fresh = std::make_shared<const Runs>(reader.runs());
    auto order = std::make_shared<const store::Queue>(reader.queue());
    auto lines = std::make_shared<const Log>(reader.log("", kLogLines));
    version = now;
    runsStale = false;
    lastRuns = fresh;
    const bool newLog = !lastLog || !sameLog(*lastLog, *lines);
    if (newLog) lastLog = lines;
    handedOut.insert(handedOut.end(), {fresh, order, lines});
    {
      std::lock_guard lock(found);
      runs = fresh;
      queue = order;
      if (newLog) log = lines;
    }
    announce();
  }
  recoverLostRuns();
  refreshWatched(reader, force);
}

void StoreService::Impl::refreshWatched(store::Reader& reader, bool force) {
  QStringList wanted;
  std::uint64_t wantedToken = 0;
  {
    std::lock_guard lock(mutex);
    wanted = watched;
    wantedToken = token;
  }
  if (wantedToken != sentToken) {
    for (const QString& id : sent.keys()) {
      if (!wanted.contains(id)) sent.remove(id);
    }
    std::lock_guard lock(found);
    data.clear();
    dataToken = wantedToken;
  }
  const auto stillWanted = [this, wantedToken] {
    std::lock_guard lock(mutex);
    if (stopping || token != wantedToken) throw Error(ErrorKind::Interrupted, "Another run is wanted.");
  };
  bool waits = false;
  auto announced = std::chrono::steady_clock::now();
  const auto announceRead = [&] {
    if (std::exchange(waits, false)) announce();
    announced = std::chrono::steady_clock::now();
  };
  const auto theRest = qScopeGuard(announceRead);  // also where the reading is interrupted
  for (const QString& id : wanted) {
    stillWanted();
    const auto record = std::find_if(lastRuns->begin(), lastRuns->end(),
                                     [key = id.toStdString()](const auto& run) { return run.id == key; });
    if (record == lastRuns->end()) continue;
    const auto before = sent.constFind(id);
    const bool fresh = wantedToken != sentToken || before == sent.constEnd();
    if (!fresh && !force && sameContent(*before, *record)) continue;
    auto read = readRunData(reader, *record, stillWanted);
    sent.insert(id, *record);
    handedOut.push_back(read);
    {
      std::lock_guard lock(found);
      std::erase_if(data, [&](const auto& older) { return older->record.id == record->id; });
      data.push_back(std::move(read));
    }
    waits = true;
    if (std::chrono::steady_clock::now() - announced >= kDeliverEvery) announceRead();
  }
  sentToken = wantedToken;
}

void StoreService::Impl::recoverLostRuns() {
  const auto now = std::chrono::steady_clock::now();
  if (now - recovered < kRecoverEvery) return;
  recovered = now;
  const std::int64_t oldest = nowMs() - store::kLeaseSilence.count();
  const bool lost = std::any_of(lastRuns->begin(), lastRuns->end(), [&](const store::RunRecord& run) {
    return run.status == store::RunStatus::Running && run.heartbeatMs < oldest;
  });
  if (!lost) return;
  std::shared_ptr<store::Writer> to;
  {
    std::lock_guard lock(mutex);
    to = writer;
  }
  if (to) submit({[](store::Store& store) { store.recoverLostRuns(store::kLeaseSilence); }, {}}, to);
}

void StoreService::Impl::freeReturned() {
  // With the only reference here nobody can take another.
  std::erase_if(handedOut, [](const auto& object) { return object.use_count() == 1; });
}

void StoreService::Impl::submit(OneEdit edit, const std::shared_ptr<store::Writer>& to) {
  to->submit([this, edit = std::move(edit)](store::Store& store) {
    QString problem;
    try {
      edit.job(store);
    } catch (const std::exception& error) {
      problem = messageOf(error);
    }
    {
      std::lock_guard lock(mutex);
      poked = true;
    }
    wake.notify_one();
    if (edit.done) onGui([done = edit.done, problem] { done(problem); });
  });
}

void StoreService::Impl::announce() {
  {
    std::lock_guard lock(found);
    if (std::exchange(deliveryPending, true)) return;
  }
  // Not under the lock: the GUI thread wakes at once, and would wait for it behind the engines.
  onGui([this] { deliver(); });
}

void StoreService::Impl::deliver() {
  std::shared_ptr<const Runs> newRuns;
  std::shared_ptr<const store::Queue> newQueue;
  std::shared_ptr<const Log> newLog;
  RunDataList newData;
  std::uint64_t newToken = 0;
  {
    std::lock_guard lock(found);
    deliveryPending = false;
    newRuns.swap(runs);
    newQueue.swap(queue);
    newLog.swap(log);
    newData.swap(data);
    newToken = dataToken;
  }
  if (newRuns) {
    for (const store::RunRecord& run : *newRuns) {
      const QString id = text(run.id);
      if (!colours.contains(id)) colours.insert(id, static_cast<int>(colours.size()));
    }
    emit owner->runsChanged(newRuns);
  }
  if (newQueue) emit owner->queueChanged(newQueue);
  if (newLog) emit owner->logChanged(newLog);
  if (newData.empty()) return;
  {
    std::lock_guard lock(mutex);
    if (newToken != token) return;  // answers to an older question
  }
  emit owner->runDataChanged(newData);
}

StoreService::StoreService(std::filesystem::path path, QObject* parent)
    : QObject(parent), impl_(std::make_unique<Impl>()) {
  impl_->owner = this;
  impl_->path = std::move(path);
  impl_->thread = std::thread([impl = impl_.get()] {
    stepBehindTheWindow();
    impl->work();
  });
}

StoreService::~StoreService() {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
    if (impl_->reading != nullptr) impl_->reading->interrupt();
  }
  impl_->wake.notify_one();
  impl_->thread.join();
  impl_->writer.reset();  // finishes the edits that are queued
}

const std::filesystem::path& StoreService::path() const {
  return impl_->path;
}

void StoreService::poke() {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->poked = true;
  }
  impl_->wake.notify_one();
}

void StoreService::watch(const QStringList& runIds) {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->watched = runIds;
    ++impl_->token;
    if (impl_->reading != nullptr) impl_->reading->interrupt();
  }
  impl_->wake.notify_one();
}

void StoreService::read(const QString& runId,
                        std::function<void(std::shared_ptr<const RunData>, const QString&)> done) {
  auto found = std::make_shared<std::shared_ptr<const RunData>>();
  query(
      [this, id = runId.toStdString(), found](store::Reader& reader) {
        *found = readRunData(reader, reader.run(id), [this] { impl_->checkStop(); });
      },
      [found, done = std::move(done)](const QString& error) { done(*found, error); });
}

void StoreService::query(std::function<void(store::Reader&)> job, std::function<void(const QString&)> done) {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->reads.push_back({std::move(job), std::move(done)});
  }
  impl_->wake.notify_one();
}

int StoreService::colourIndex(const QString& runId) const {
  return impl_->colours.value(runId, 0);
}

void StoreService::edit(std::function<void(store::Store&)> job, std::function<void(const QString&)> done) {
  std::shared_ptr<store::Writer> to;
  QString problem;
  {
    std::lock_guard lock(impl_->mutex);
    if (impl_->opening) {
      impl_->edits.push_back({std::move(job), std::move(done)});
      return;
    }
    to = impl_->writer;
    problem = impl_->cannotWrite;
  }
  if (to) {
    impl_->submit({std::move(job), std::move(done)}, to);
  } else if (done) {
    impl_->onGui([done = std::move(done), problem] { done(problem); });
  }
}

void StoreService::addRun(const spec::ExperimentSpec& spec,
                          std::function<void(const QString&, const QString&)> done) {
  auto id = std::make_shared<QString>();
  edit([spec, id](store::Store& store) { *id = text(store.addRun(spec)); },
       [id, done = std::move(done)](const QString& error) {
         if (done) done(error.isEmpty() ? *id : QString(), error);
       });
}

}  // namespace skewscope::ui
