#pragma once

#include <c10/core/Event.h>

#include <array>
#include <chrono>
#include <optional>
#include <variant>

#include "core/nn/torch.h"

namespace skewscope::measure {

using Clock = std::chrono::steady_clock;

/// Seconds since then.
double secondsSince(Clock::time_point begin);

/// Times what a device does, which is asked for work and does it later. Where LibTorch's events tell the
/// time, a moment is one that the device itself notes when it comes to it; on the processor, and on a device
/// whose events do not, it is the time on the clock once all that was asked for is done.
class DeviceClock {
 public:
  using Moment = std::variant<Clock::time_point, c10::Event>;

  /// Of the stream that the calling thread asks `device` on. All but now() is for that thread.
  explicit DeviceClock(const torch::Device& device);

  const torch::Device& device() const { return device_; }
  bool onProcessor() const { return device_.is_cpu(); }
  /// Whether moments are noted by the device, so that asking for one waits for nothing.
  bool hasEvents() const { return hasEvents_; }

  /// The moment at which all that was asked for so far is done. Another thread may ask too, in turn with this
  /// one: gradients of a device are computed by a thread of LibTorch's.
  Moment now() const;
  /// Seconds from one moment to a later one; waits for that.
  double secondsBetween(const Moment& begin, const Moment& end) const;
  /// Waits until all that was asked for is done.
  void finish() const;
  /// With events: gives the device other work for about so many seconds (up to 10), so that what is asked for
  /// next is there when it comes to it, and no moment of it is the processor's. Without them: does nothing.
  void occupy(double seconds);

 private:
  /// A product of two matrices.
  struct Work {
    std::array<torch::Tensor, 3> matrices;  ///< result and factors
    double seconds = 0;
    void ask() { torch::mm_out(matrices[0], matrices[1], matrices[2]); }
  };
  Work madeWork() const;
  void wait(const c10::Event& event) const;

  const torch::Device device_;
  std::optional<c10::Stream> stream_;  ///< none on the processor
  bool hasEvents_ = false;
  std::optional<Work> work_;
};

}  // namespace skewscope::measure
