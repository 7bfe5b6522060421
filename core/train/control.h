#pragma once

#include <atomic>
#include <functional>

namespace skewscope::train {

/// What the outside asks of a run in progress. Every method but waitWhilePaused() may be called from any
/// thread, and requestStop() from a signal handler too. Nothing here blocks but waitWhilePaused().
class Control {
 public:
  /// Hold after the batch in progress.
  void requestPause() { paused_ = true; }
  void requestResume() { paused_ = false; }
  /// Write a checkpoint after the batch in progress and end as interrupted.
  void requestStop() { stopped_ = true; }
  /// End at once without touching the store: another process has taken the run.
  void abandon() {
    abandoned_ = true;
    stopped_ = true;
  }

  bool pauseRequested() const { return paused_; }
  bool stopRequested() const { return stopped_; }
  bool abandoned() const { return abandoned_; }

  /// Returns at once unless a pause is asked for; then calls `onPause`, blocks until resume or stop, and
  /// calls `onResume` (not after a stop).
  void waitWhilePaused(const std::function<void()>& onPause, const std::function<void()>& onResume);

 private:
  static_assert(std::atomic<bool>::is_always_lock_free, "requestStop() is called from signal handlers");
  std::atomic<bool> paused_{false}, stopped_{false}, abandoned_{false};
};

}  // namespace skewscope::train
