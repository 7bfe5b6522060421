#include "core/base/parallel.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace skewscope {

ParallelFor serialFor() {
  return [](std::int64_t count, std::int64_t, const std::function<void(std::int64_t, std::int64_t)>& body) {
    if (count > 0) body(0, count);
  };
}

ParallelFor threadedFor(int threads) {
  if (threads <= 1) return serialFor();
  return [threads](std::int64_t count, std::int64_t grain,
                   const std::function<void(std::int64_t, std::int64_t)>& body) {
    if (count <= 0) return;
    const std::int64_t chunk = std::max<std::int64_t>({grain, (count + threads - 1) / threads, 1});
    std::exception_ptr failure;
    std::mutex mutex;
    auto guarded = [&](std::int64_t begin, std::int64_t end) {
      try {
        body(begin, end);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
      }
    };
    std::vector<std::jthread> workers;
    for (std::int64_t begin = chunk; begin < count; begin += chunk) {
      workers.emplace_back(guarded, begin, std::min(begin + chunk, count));
    }
    guarded(0, std::min(chunk, count));
    workers.clear();  // joins
    if (failure) std::rethrow_exception(failure);
  };
}

}  // namespace skewscope
