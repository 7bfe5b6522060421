#pragma once

#include <QFutureWatcher>
#include <QtConcurrentRun>
#include <functional>
#include <utility>

namespace skewscope::ui {

/// Work on another thread of which the newest alone is wanted: one job at a time, and of those that are asked
/// for meanwhile the last. GUI thread; a job itself must touch nothing that others change.
template <typename Result>
class NewestJob {
 public:
  /// `done` is called on the GUI thread with each result, and with whether no newer one follows. Not after
  /// this object has gone.
  explicit NewestJob(std::function<void(Result result, bool newest)> done) : done_(std::move(done)) {
    QObject::connect(&watcher_, &QFutureWatcher<Result>::finished, &watcher_, [this] { finish(); });
  }

  void ask(std::function<Result()> job) {
    if (watcher_.isRunning()) {
      next_ = std::move(job);
    } else {
      watcher_.setFuture(QtConcurrent::run(std::move(job)));
    }
  }
  bool isRunning() const { return watcher_.isRunning(); }
  /// What has been asked for is no longer wanted: `done` is not called with it.
  void cancel() {
    next_ = nullptr;
    unwanted_ = watcher_.isRunning();
  }

 private:
  void finish() {
    std::function<Result()> next = std::exchange(next_, nullptr);
    const bool newest = next == nullptr, wanted = !std::exchange(unwanted_, false);
    Result result = watcher_.result();
    if (!newest) watcher_.setFuture(QtConcurrent::run(std::move(next)));
    if (wanted) done_(std::move(result), newest);
  }

  std::function<void(Result, bool)> done_;
  std::function<Result()> next_;
  bool unwanted_ = false;  ///< that which runs
  QFutureWatcher<Result> watcher_;
};

}  // namespace skewscope::ui
