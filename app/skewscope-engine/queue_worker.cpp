#include "app/skewscope-engine/queue_worker.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <memory>
#include <utility>
#include <variant>

#include "app/skewscope-engine/module_loader.h"
#include "app/skewscope-engine/run_processes.h"
#include "app/skewscope-engine/terminal.h"
#include "core/base/error.h"
#include "core/base/system.h"
#include "core/store/writer.h"

namespace skewscope::engine {
namespace {

constexpr std::chrono::milliseconds kWait{200};
constexpr std::chrono::seconds kTouchEvery{2};

std::atomic<bool> stopAsked{false};

/// SIGINT and SIGTERM ask for a stop while this lives.
class StopSignals {
 public:
  StopSignals() {
    stopAsked = false;
    for (const int number : {SIGINT, SIGTERM}) ::signal(number, [](int) { stopAsked = true; });
  }
  ~StopSignals() {
    for (const int number : {SIGINT, SIGTERM}) ::signal(number, SIG_DFL);
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
};

/// A failure that would only repeat itself.
bool isFinal(int status) {
  return status == static_cast<int>(ErrorKind::Usage) || status == static_cast<int>(ErrorKind::Data);
}

class Worker {
 public:
  explicit Worker(const WorkerSettings& settings)
      : settings_(settings),
        cores_(std::max(cpuInfo().cores / std::max(settings.jobs, 1), 1)),
        writer_(settings.store),
        reader_(settings.store),
        processes_(settings.store) {
    self_.id = newUuid();
    self_.host = hostName();
    self_.process = ::getpid();
    self_.jobs = settings.jobs;
  }
  ~Worker() {
    try {
      writer_.run([this](store::Store& s) { s.removeWorker(self_.id); });
    } catch (const Error&) {
      // It falls silent, which tells the others in a few seconds.
    }
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  WorkerResult work() {
    for (;;) {
      keepInTouch();
      if (stopAsked && !std::exchange(result_.stopped, true)) processes_.stopAll();
      if (result_.stopped) {
        if (processes_.count() == 0) return result_;
      } else {
        while (processes_.count() < static_cast<std::size_t>(settings_.jobs) && startNext()) {
        }
        if (processes_.count() == 0 && !settings_.stay && !isMoreToCome()) return result_;
      }
      const auto gone = processes_.wait(kWait, [this](const protocol::Event& event) { show(event); });
      for (const auto& each : gone) {
        try {
          ended(each);
        } catch (const Error& error) {
          // Somebody else has taken or removed the run meanwhile: it is theirs.
          screen_->line(error.message());
        }
      }
    }
  }

 private:
  /// Says that this worker is alive, hears whether it shall stop, and gives up the runs of those that are
  /// not.
  void keepInTouch() {
    const auto now = std::chrono::steady_clock::now();
    if (now - lastTouch_ < kTouchEvery) return;
    lastTouch_ = now;
    const bool goesOn = writer_.run([this](store::Store& s) {
      s.recoverLostRuns(store::kLeaseSilence);
      return s.touchWorker(self_);
    });
    if (!goesOn) stopAsked = true;
  }

  bool startNext() {
    const std::string owner = newOwnerName();
    const auto run = writer_.run([&](store::Store& s) { return s.claimNext(owner, settings_.mostAttempts); });
    if (!run) return false;
    const auto named = settings_.labels.find(*run);
    const std::string label = named != settings_.labels.end() ? named->second : reader_.run(*run).name;
    progress_.insert_or_assign(*run, std::make_unique<TerminalProgress>(settings_.store, label, screen_));
    processes_.start(*run, owner, cores_);
    return true;
  }

  /// Whether the queue has a run that somebody works on, which may come back, or that can be taken later.
  bool isMoreToCome() {
    for (const auto& entry : reader_.queue().entries) {
      const auto status = reader_.run(entry.run).status;
      if (status == store::RunStatus::Running || entry.waitsFor.empty()) return true;
    }
    return false;
  }

  void show(const protocol::Event& event) {
    const std::string run = std::visit([](const auto& e) { return e.run; }, event);
    if (const auto found = progress_.find(run); found != progress_.end()) found->second->show(event);
  }

  void ended(const RunProcesses::Gone& gone) {
    progress_.erase(gone.run);
    const auto record = reader_.run(gone.run);
    if (record.status == store::RunStatus::Running) {  // a process that died without a word
      const std::string last = gone.errors.substr(0, gone.errors.find_last_not_of("\n") + 1);
      const std::string reason =
          fmt::format("The engine ended with status {}. {}", gone.status, last.substr(last.rfind('\n') + 1));
      writer_.run([&](store::Store& s) { s.endRun(gone.run, store::RunStatus::Failed, reason); });
    } else if (record.status == store::RunStatus::Done && gone.status == 0) {
      ++result_.done;
      return;
    }
    if (result_.stopped || record.status == store::RunStatus::Interrupted) return;
    auto failed = reader_.run(gone.run);
    // A trained run is done whatever became of its engine, and whatever becomes of its evaluations.
    if (failed.status == store::RunStatus::Done) {
      if (reader_.wantedEvaluations(gone.run).empty()) {
        ++result_.done;
        return;
      }
      failed.failure = "Evaluating it came to no end (see its log).";
    }
    if (isFinal(gone.status)) writer_.run([&](store::Store& s) { s.dequeue(gone.run); });
    const auto entries = reader_.queue().entries;
    const auto entry = std::ranges::find(entries, gone.run, &store::QueueEntry::run);
    if (entry != entries.end() && entry->attempts < settings_.mostAttempts) {
      screen_->line(fmt::format("{}: {} Trying again.", failed.name, failed.failure));
      return;
    }
    ++result_.failed;
    if (result_.firstFailure.empty()) result_.firstFailure = failed.failure;
    screen_->line(fmt::format("{} failed: {}", failed.name, failed.failure));
  }

  const WorkerSettings& settings_;
  store::WorkerRecord self_;
  const int cores_;
  const StopSignals signals_;
  store::Writer writer_;
  store::Reader reader_;
  RunProcesses processes_;
  std::shared_ptr<TerminalLine> screen_ = std::make_shared<TerminalLine>();
  std::map<std::string, std::unique_ptr<TerminalProgress>> progress_;
  WorkerResult result_;
  std::chrono::steady_clock::time_point lastTouch_{};
};

}  // namespace

WorkerResult workQueue(const WorkerSettings& settings) {
  trainModuleFile();  // without it every run of the queue would fail, one after the other
  return Worker(settings).work();
}

}  // namespace skewscope::engine
