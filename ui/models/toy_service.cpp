#include "ui/models/toy_service.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "core/base/error.h"
#include "core/base/system.h"

namespace skewscope::ui {

/// The thread, and the two mailboxes: the wanted sweep (GUI -> thread) and what was found (thread -> GUI).
struct ToyService::Impl {
  ToyService* owner;
  std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false;
  std::optional<lab::ToySweep> wanted;
  std::atomic<std::uint64_t> token{0};  ///< of the newest request
  std::shared_ptr<const ToyAnswer> found;
  std::uint64_t foundToken = 0;
  bool deliveryPending = false;
  std::jthread thread;

  explicit Impl(ToyService* service) : owner(service), thread([this] { work(); }) {}

  void work() {
    for (;;) {
      lab::ToySweep sweep;
      std::uint64_t mine = 0;
      {
        std::unique_lock lock(mutex);
        wake.wait(lock, [this] { return stopping || wanted; });
        if (stopping) return;
        sweep = *std::exchange(wanted, std::nullopt);
        mine = token;
      }
      solve(sweep, mine);
    }
  }

  void solve(const lab::ToySweep& sweep, std::uint64_t mine) {
    ToyAnswer answer{sweep, {}, false, {}};
    const auto outdated = [this, mine] { return token != mine; };
    // One core stays free for the window.
    const auto threads = threadedFor(std::max(1, cpuInfo().cores - 1));
    const auto take = [&](const lab::ToyPoint& point) {
      const auto rank = [&](const lab::ToyPoint& p) { return std::ranges::find(sweep.values, p.value); };
      answer.points.insert(std::ranges::upper_bound(answer.points, rank(point), {}, rank), point);
      deliver(answer, mine);
    };
    try {
      answer.points = lab::runToySweep(sweep, threads, take, outdated);
    } catch (const Error& error) {
      answer.error = QString::fromStdString(error.message());
    } catch (const std::exception& error) {
      answer.error = QString::fromUtf8(error.what());
    }
    answer.complete = true;
    deliver(answer, mine);
  }

  void deliver(const ToyAnswer& answer, std::uint64_t mine) {
    const std::lock_guard lock(mutex);
    if (token != mine) return;
    found = std::make_shared<const ToyAnswer>(answer);
    foundToken = mine;
    if (std::exchange(deliveryPending, true)) return;
    QMetaObject::invokeMethod(
        owner, [this] { hand(); }, Qt::QueuedConnection);
  }

  void hand() {
    std::shared_ptr<const ToyAnswer> answer;
    {
      const std::lock_guard lock(mutex);
      deliveryPending = false;
      if (foundToken == token) answer = std::move(found);
      found.reset();
    }
    if (answer) emit owner->answered(answer);
  }

  void ask(std::optional<lab::ToySweep> sweep) {
    const std::lock_guard lock(mutex);
    ++token;
    wanted = std::move(sweep);
    wake.notify_one();
  }
};

ToyService::ToyService(QObject* parent) : QObject(parent), impl_(std::make_unique<Impl>(this)) {}

ToyService::~ToyService() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
    ++impl_->token;
    impl_->wake.notify_one();
  }
  impl_->thread.join();
}

void ToyService::request(const lab::ToySweep& sweep) {
  impl_->ask(sweep);
}

void ToyService::cancel() {
  impl_->ask(std::nullopt);
}

}  // namespace skewscope::ui
