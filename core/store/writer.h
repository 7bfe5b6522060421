#pragma once

#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <type_traits>

#include "core/store/store.h"

namespace skewscope::store {

/// The one writer of a process: a thread that owns the Store and works off jobs in the order they came.
/// Thread-safe.
class Writer {
 public:
  /// Opens the store inside the thread; throws here what opening throws.
  explicit Writer(const std::filesystem::path& path);
  /// Finishes the jobs that are queued, then closes.
  ~Writer();

  /// Queues a job; the future holds its result or exception. Does not block.
  template <typename F>
  auto submit(F job) -> std::future<std::invoke_result_t<F, Store&>> {
    auto task = std::make_shared<std::packaged_task<std::invoke_result_t<F, Store&>(Store&)>>(std::move(job));
    auto future = task->get_future();
    post([task](Store& store) { (*task)(store); });
    return future;
  }
  /// submit() and wait.
  template <typename F>
  auto run(F job) {
    return submit(std::move(job)).get();
  }

 private:
  void post(std::function<void(Store&)> job);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::store
