#pragma once

#include <QCoreApplication>
#include <QThreadPool>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "ui/models/background_thread.h"

namespace skewscope::ui {

/// Work on another thread of which the newest alone is wanted: one job at a time, and of those that are asked
/// for meanwhile the last. GUI thread; a job itself must touch nothing that others change.
template <typename Result>
class NewestJob {
 public:
  /// `done` is called on the GUI thread with each result, and with whether no newer one follows. Not after
  /// this object has gone. What a job throws is thrown there, from the event loop.
  explicit NewestJob(std::function<void(Result result, bool newest)> done) : done_(std::move(done)) {}

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
    QThreadPool::globalInstance()->start([this, alive = std::weak_ptr(alive_), job = std::move(job)] {
      stepBehindTheWindow();
      const auto result = std::make_shared<std::optional<Result>>();
      std::exception_ptr error;
      try {
        *result = job();
      } catch (...) {
        error = std::current_exception();
      }
      // Not by a QFuture: it wakes the GUI thread with its own lock held, and that thread then waits for it
      // while the engines have this one's core.
      QMetaObject::invokeMethod(
          QCoreApplication::instance(),
          [this, alive, result, error] {
            if (!alive.expired()) finish(std::move(*result), error);
          },
          Qt::QueuedConnection);
    });
  }
  void finish(std::optional<Result> result, const std::exception_ptr& error) {
    std::function<Result()> next = std::exchange(next_, nullptr);
    const bool newest = next == nullptr, wanted = !std::exchange(unwanted_, false);
    running_ = false;
    if (!newest) start(std::move(next));
    if (error) std::rethrow_exception(error);
    if (wanted) done_(std::move(*result), newest);
  }

  std::function<void(Result, bool)> done_;
  std::function<Result()> next_;
  bool running_ = false;   ///< one is begun, and `done` not called for it yet
  bool unwanted_ = false;  ///< that one
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);  ///< goes with this object
};

}  // namespace skewscope::ui
