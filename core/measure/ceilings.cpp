#include "core/measure/ceilings.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <limits>
#include <string>

#include "core/nn/parallel.h"

namespace skewscope::measure {
namespace {

/// Seconds of the fastest call.
double fastest(double seconds, const std::function<void()>& call) {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
  };
  double best = std::numeric_limits<double>::infinity();
  const auto start = Clock::now();
  for (int calls = 0; calls < 2 || since(start) < seconds; ++calls) {
    const auto begin = Clock::now();
    call();
    best = std::min(best, since(begin));
  }
  return best;
}

}  // namespace

double productFlopPerSecond(torch::ScalarType type, double seconds) {
  constexpr std::int64_t kSide = 2048;
  const torch::NoGradGuard noGrad;
  const torch::Tensor a = torch::randn({kSide, kSide}).to(type), b = torch::randn({kSide, kSide}).to(type);
  torch::Tensor product = torch::empty({kSide, kSide}, type);
  const double time = fastest(seconds, [&] { torch::mm_out(product, a, b); });
  return 2.0 * kSide * kSide * kSide / time;
}

double memoryBytesPerSecond(std::int64_t cacheBytes, double seconds) {
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
  const double time = fastest(seconds, [&] {
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
