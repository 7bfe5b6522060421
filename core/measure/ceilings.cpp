#include "core/measure/ceilings.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <limits>
#include <string>

#include "core/nn/parallel.h"

namespace skewscope::measure {
namespace {

/// Work before a call, so that a device has it by the time it comes to it.
constexpr double kAhead = 0.002;

double secondsOf(DeviceClock& clock, const std::function<void()>& call) {
  clock.occupy(kAhead);
  const auto begin = clock.now();
  call();
  return clock.secondsBetween(begin, clock.now());
}

/// Seconds of the fastest call.
double fastest(DeviceClock& clock, double seconds, const std::function<void()>& call) {
  double best = std::numeric_limits<double>::infinity();
  const auto start = Clock::now();
  for (int calls = 0; calls < 2 || secondsSince(start) < seconds; ++calls)
    best = std::min(best, secondsOf(clock, call));
  return best;
}

/// A size from `least` to `most` at which `make(size)` gives a call that takes a clock's `seconds`: the first
/// of those that double.
std::int64_t sizeThatTakes(DeviceClock& clock, double seconds, std::int64_t least, std::int64_t most,
                           const std::function<std::function<void()>(std::int64_t)>& make) {
  for (std::int64_t size = least;; size *= 2) {
    const auto call = make(size);
    call();  // libraries set themselves up
    if (2 * size > most || secondsOf(clock, call) >= seconds) return size;
  }
}

std::function<void()> product(const torch::Device& device, torch::ScalarType type, std::int64_t side) {
  const auto made = [&] { return torch::randn({side, side}, device).to(type); };
  torch::Tensor to = torch::empty({side, side}, torch::dtype(type).device(device));
  return [a = made(), b = made(), to]() mutable { torch::mm_out(to, a, b); };
}

/// The triad on a device, `bytes` an array.
std::function<void()> deviceTriad(const torch::Device& device, std::int64_t bytes) {
  const auto count = bytes / static_cast<std::int64_t>(sizeof(float));
  const auto filled = [&](float value) {
    return torch::full({count}, value, torch::dtype(torch::kFloat32).device(device));
  };
  return [a = filled(0), b = filled(1), c = filled(2)]() mutable { torch::add_out(a, b, c, 3.0f); };
}

double deviceBytesPerSecond(DeviceClock& clock, double seconds) {
  constexpr std::int64_t kLeast = 32 << 20, kMost = 256 << 20;
  constexpr double kLongEnough = 1e-4;
  const auto triad = [&](std::int64_t bytes) { return deviceTriad(clock.device(), bytes); };
  const std::int64_t bytes = sizeThatTakes(clock, kLongEnough, kLeast, kMost, triad);
  return 3 * static_cast<double>(bytes) / fastest(clock, seconds, triad(bytes));
}

}  // namespace

double productFlopPerSecond(DeviceClock& clock, torch::ScalarType type, double seconds) {
  constexpr std::int64_t kLeast = 2048, kMost = 8192;
  constexpr double kLongEnough = 1e-3;
  const torch::NoGradGuard noGrad;
  const auto make = [&](std::int64_t side) { return product(clock.device(), type, side); };
  const std::int64_t side =
      clock.onProcessor() ? kLeast : sizeThatTakes(clock, kLongEnough, kLeast, kMost, make);
  const double length = static_cast<double>(side);
  return 2 * length * length * length / fastest(clock, seconds, make(side));
}

double memoryBytesPerSecond(DeviceClock& clock, std::int64_t cacheBytes, double seconds) {
  const torch::NoGradGuard noGrad;
  if (!clock.onProcessor()) return deviceBytesPerSecond(clock, seconds);
  constexpr std::int64_t kLeast = 32 << 20, kMost = 256 << 20;
  const std::int64_t bytes = std::clamp(2 * cacheBytes, kLeast, kMost);
  const auto count = bytes / static_cast<std::int64_t>(sizeof(float));
  const auto parallel = nn::torchParallelFor();
  // Not filled by LibTorch: a page lies near the thread that writes it first.
  const torch::Tensor a = torch::empty({count}), b = torch::empty({count}), c = torch::empty({count});
  float *to = a.data_ptr<float>(), *left = b.data_ptr<float>(), *right = c.data_ptr<float>();
  const auto each = [&](const std::function<void(std::int64_t, std::int64_t)>& body) {
    parallel(count, 1 << 16, body);
  };
  each([=](std::int64_t begin, std::int64_t end) {
    std::fill(to + begin, to + end, 0.0f);
    std::fill(left + begin, left + end, 1.0f);
    std::fill(right + begin, right + end, 2.0f);
  });
  const double time = fastest(clock, seconds, [&] {
    each([=](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) to[i] = left[i] + 3.0f * right[i];
    });
  });
  return 3 * static_cast<double>(bytes) / time;
}

std::int64_t lastCacheBytes() {
  // Not sysconf(): glibc takes all caches of a processor's chiplets for one.
  for (const char* level : {"index3", "index2"}) {
    std::ifstream in(std::string("/sys/devices/system/cpu/cpu0/cache/") + level + "/size");
    std::int64_t kilobytes = 0;
    if (in >> kilobytes && in.get() == 'K') return kilobytes << 10;
  }
  return 0;
}

}  // namespace skewscope::measure
