#include "core/store/writer.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace skewscope::store {

struct Writer::Impl {
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::function<void(Store&)>> jobs;
  bool closing = false;
  std::thread thread;

  /// Opens the store, says so through `opened`, and works until there is nothing left after closing.
  void work(const std::filesystem::path& path, std::promise<void> opened) {
    std::unique_ptr<Store> store;
    try {
      store = Store::open(path);
    } catch (...) {
      opened.set_exception(std::current_exception());
      return;
    }
    opened.set_value();
    while (true) {
      std::function<void(Store&)> job;
      {
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return closing || !jobs.empty(); });
        if (jobs.empty()) return;
        job = std::move(jobs.front());
        jobs.pop_front();
      }
      job(*store);
    }
  }
};

Writer::Writer(const std::filesystem::path& path) : impl_(std::make_unique<Impl>()) {
  std::promise<void> opened;
  auto result = opened.get_future();
  impl_->thread = std::thread(
      [this, path, promise = std::move(opened)]() mutable { impl_->work(path, std::move(promise)); });
  try {
    result.get();
  } catch (...) {
    impl_->thread.join();
    throw;
  }
}

Writer::~Writer() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->closing = true;
  }
  impl_->wake.notify_one();
  impl_->thread.join();
}

void Writer::post(std::function<void(Store&)> job) {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->jobs.push_back(std::move(job));
  }
  impl_->wake.notify_one();
}

}  // namespace skewscope::store
