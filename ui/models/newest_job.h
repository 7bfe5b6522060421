#pragma once

#include <QFutureWatcher>
#include <QtConcurrentRun>
#include <functional>
#include <utility>

#include "ui/models/background_thread.h"

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
    if (running_) {
      next_ = std::move(job);
    } else {
      start(std::move(job));
    }
  }
  bool isRunning() const { return running_; }
  /// What has been asked for is no longer wanted: `done` is not called with it.
  void cancel() {
    next_ = nullptr;
    unwanted_ = running_;
  }

 private:
  void start(std::function<Result()> job) {
    running_ = true;
    watcher_.setFuture(QtConcurrent::run([job = std::move(job)] {
      stepBehindTheWindow();
      return job();
    }));
  }
  void finish() {
    std::function<Result()> next = std::exchange(next_, nullptr);
    const bool newest = next == nullptr, wanted = !std::exchange(unwanted_, false);
    Result result = watcher_.result();
    running_ = false;
    if (!newest) start(std::move(next));
    if (wanted) done_(std::move(result), newest);
  }

  std::function<void(Result, bool)> done_;
  std::function<Result()> next_;
  bool running_ = false;   ///< one is begun, and `done` not called for it yet
  bool unwanted_ = false;  ///< that one
  QFutureWatcher<Result> watcher_;
};

}  // namespace skewscope::ui
