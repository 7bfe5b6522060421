#pragma once

#include <functional>
#include <memory>

namespace skewscope::nn {

/// Work of a device that can be done again without asking for each of its operations: the same operations on
/// the same memory, with the values that are there at the time.
class Recording {
 public:
  virtual ~Recording() = default;
  /// Asks the device to do all of it, and does not wait.
  virtual void replay() = 0;
};

/// Records what `work` asks of a device, without doing it. `work` is called once; it must read nothing from
/// the device and send it nothing. `beside`: an earlier recording, whose memory it then uses too, because
/// neither leaves anything there that the other could spoil; null: memory of its own. Throws c10::Error where
/// the device cannot record it; what came before is then as it was.
using Recorder =
    std::function<std::unique_ptr<Recording>(const std::function<void()>& work, const Recording* beside)>;

}  // namespace skewscope::nn
