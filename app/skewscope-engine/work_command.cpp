#include <fmt/format.h>

#include <memory>

#include "app/skewscope-engine/common.h"
#include "app/skewscope-engine/queue_worker.h"
#include "core/base/error.h"
#include "core/base/system.h"
#include "core/store/store.h"

namespace skewscope::engine {
namespace {

struct WorkArguments {
  std::string store = defaultStorePath().string();
  int jobs = 1, retries = store::Store::kMostAttempts;
  bool stay = false;
};

int work(const WorkArguments& arguments) {
  const auto result = workQueue({.store = arguments.store,
                                 .jobs = arguments.jobs,
                                 .mostAttempts = arguments.retries,
                                 .stay = arguments.stay});
  store::Reader reader(arguments.store);
  const auto left = reader.queue();
  fmt::print("{} done, {} failed{}.\n", result.done, result.failed,
             result.stopped ? ", stopped; `skewscope-engine work` goes on" : "");
  if (!left.entries.empty()) {
    fmt::print("{} in the queue{}. `skewscope-engine queue` lists them.\n", left.entries.size(),
               left.paused ? ", which is paused" : "");
  }
  if (result.stopped) return static_cast<int>(ErrorKind::Interrupted);
  return result.failed > 0 ? static_cast<int>(ErrorKind::Data) : 0;
}

}  // namespace

void addWorkCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<WorkArguments>();
  CLI::App* command =
      app.add_subcommand("work", "Work off the queue of a store; several may work on one store");
  addStoreOption(*command, arguments->store);
  command->add_option("--jobs", arguments->jobs, "Runs at once; each gets an equal share of the cores")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command
      ->add_option("--attempts", arguments->retries,
                   "Times that a run is tried without another finished epoch before it counts as failed")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_flag("--stay", arguments->stay, "Wait for more runs when the queue is empty");
  command->callback([arguments, &action] { action = [arguments] { return work(*arguments); }; });
}

}  // namespace skewscope::engine
