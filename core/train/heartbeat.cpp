#include "core/train/heartbeat.h"

#include <utility>

#include "core/base/error.h"

namespace skewscope::train {

Heartbeat::Heartbeat(store::Writer& writer, std::string run, std::string owner, Control& control)
    : thread_([this, &writer, &control, run = std::move(run), owner = std::move(owner)] {
        beat(writer, run, owner, control);
      }) {}

Heartbeat::~Heartbeat() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Heartbeat::beat(store::Writer& writer, const std::string& run, const std::string& owner,
                     Control& control) {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, store::kHeartbeatEvery, [this] { return ended_; })) {
    lock.unlock();
    try {
      writer.run([&](store::Store& s) { s.heartbeat(run, owner); });
    } catch (const Error& error) {
      // Interrupted: another process has taken the run. Anything else (a busy or full disk) may pass.
      if (error.kind() == ErrorKind::Interrupted) control.abandon();
    }
    lock.lock();
  }
}

}  // namespace skewscope::train
