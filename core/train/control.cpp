#include "core/train/control.h"

#include <chrono>
#include <thread>

namespace skewscope::train {

void Control::waitWhilePaused(const std::function<void()>& onPause, const std::function<void()>& onResume) {
  if (!paused_ || stopped_) return;
  onPause();
  // Polling, because a condition variable cannot be notified from a signal handler.
  while (paused_ && !stopped_) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  if (!stopped_) onResume();
}

}  // namespace skewscope::train
