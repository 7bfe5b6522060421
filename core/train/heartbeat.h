#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "core/store/writer.h"
#include "core/train/control.h"

namespace skewscope::train {

/// Renews a run's lease from a thread of its own every store::kHeartbeatEvery, from construction to
/// destruction, and calls control.abandon() when the run is no longer ours.
class Heartbeat {
 public:
  Heartbeat(store::Writer& writer, std::string run, std::string owner, Control& control);
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

 private:
  void beat(store::Writer& writer, const std::string& run, const std::string& owner, Control& control);

  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace skewscope::train
