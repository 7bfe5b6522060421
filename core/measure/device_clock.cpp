#include "core/measure/device_clock.h"

#include <c10/core/impl/VirtualGuardImpl.h>

#include <algorithm>
#include <cstdint>
#include <thread>

namespace skewscope::measure {
namespace {

constexpr std::chrono::microseconds kLookEvery{50};

c10::Event timingEvent(const c10::Stream& stream) {
  c10::Event event(stream.device_type(), c10::EventFlag::BACKEND_DEFAULT);
  event.record(stream);
  return event;
}

}  // namespace

double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

DeviceClock::DeviceClock(const torch::Device& device) : device_(device) {
  if (onProcessor()) return;
  stream_ = c10::impl::VirtualGuardImpl(device_.type()).getStream(device_);
  try {
    const c10::Event first = timingEvent(*stream_), second = timingEvent(*stream_);
    wait(second);
    first.elapsedTime(second);
    hasEvents_ = true;
  } catch (const c10::Error&) {
    // Not every device has this; the clock of the processor is there instead.
  }
}

DeviceClock::Moment DeviceClock::now() const {
  if (hasEvents_) return timingEvent(*stream_);
  finish();
  return Clock::now();
}

double DeviceClock::secondsBetween(const Moment& begin, const Moment& end) const {
  if (const auto* event = std::get_if<c10::Event>(&end)) {
    wait(*event);
    return 1e-3 * std::get<c10::Event>(begin).elapsedTime(*event);
  }
  return std::chrono::duration<double>(std::get<Clock::time_point>(end) - std::get<Clock::time_point>(begin))
      .count();
}

void DeviceClock::finish() const {
  if (stream_) wait(timingEvent(*stream_));
}

void DeviceClock::wait(const c10::Event& event) const {
  while (!event.query()) std::this_thread::sleep_for(kLookEvery);
}

DeviceClock::Work DeviceClock::madeWork() const {
  constexpr double kLongEnough = 5e-4;  // asking for it takes some microseconds
  constexpr std::int64_t kLeast = 512, kMost = 4096;
  constexpr int kTimes = 4;
  for (std::int64_t side = kLeast;; side *= 2) {
    Work work;
    for (auto& matrix : work.matrices) matrix = torch::zeros({side, side}, device_);
    work.ask();  // libraries set themselves up
    const Moment begin = now();
    for (int i = 0; i < kTimes; ++i) work.ask();
    work.seconds = secondsBetween(begin, now()) / kTimes;
    if (work.seconds >= kLongEnough || side == kMost) return work;
  }
}

void DeviceClock::occupy(double seconds) {
  if (!hasEvents_) return;
  const torch::NoGradGuard noGrad;
  if (!work_) work_ = madeWork();
  const double times = std::clamp(seconds, 0.0, 10.0) / std::max(work_->seconds, 1e-5);
  for (int i = 0; i < times; ++i) work_->ask();
}

}  // namespace skewscope::measure
