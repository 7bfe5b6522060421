#include "app/skewscope-engine/train_command.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <memory>
#include <mutex>
#include <thread>

#include "app/skewscope-engine/common.h"
#include "app/skewscope-engine/gpu_expected.h"
#include "app/skewscope-engine/module_loader.h"
#include "app/skewscope-engine/spec_options.h"
#include "app/skewscope-engine/terminal.h"
#include "core/base/error.h"
#include "core/base/system.h"
#include "core/spec/options.h"
#include "core/store/writer.h"

namespace skewscope::engine {
namespace {

std::atomic<train::Control*> signalControl{nullptr};

void onSignal(int number) {
  train::Control* control = signalControl.load();
  if (!control || control->stopRequested()) {
    ::signal(number, SIG_DFL);
    ::raise(number);
    return;
  }
  control->requestStop();
}

/// Obeys the window's commands, one a line on standard input, from a thread of its own. The end of the input
/// is a stop, unless the window has said that it leaves.
class CommandReader {
 public:
  explicit CommandReader(train::Control& control) : control_(control), thread_([this] { read(); }) {}
  ~CommandReader() {
    ended_ = true;
    thread_.join();
  }
  CommandReader(const CommandReader&) = delete;
  CommandReader& operator=(const CommandReader&) = delete;

 private:
  void read() {
    std::string pending;
    std::array<char, 4096> block{};
    while (!ended_) {
      pollfd input{STDIN_FILENO, POLLIN, 0};
      if (::poll(&input, 1, 100) <= 0) continue;
      const ssize_t count = ::read(STDIN_FILENO, block.data(), block.size());
      if (count <= 0) {
        if (!detached_) control_.requestStop();
        return;
      }
      pending.append(block.data(), static_cast<std::size_t>(count));
      for (std::size_t end; (end = pending.find('\n')) != std::string::npos; pending.erase(0, end + 1)) {
        obey(pending.substr(0, end));
      }
      if (pending.size() > (1u << 16)) pending.clear();  // no command is that long
    }
  }

  void obey(const std::string& line) {
    const auto command = protocol::parseCommand(line);
    if (!command) return;
    switch (*command) {
      case protocol::Command::Pause:
        control_.requestPause();
        break;
      case protocol::Command::Resume:
        control_.requestResume();
        break;
      case protocol::Command::Stop:
        control_.requestStop();
        break;
      case protocol::Command::Detach:
        detached_ = true;
        break;
    }
  }

  train::Control& control_;
  std::atomic<bool> ended_{false};
  bool detached_ = false;  ///< touched by the reading thread alone
  std::thread thread_;
};

struct TrainArguments {
  std::string store = defaultStorePath().string();
  std::string run, claimedBy;
  int cores = 0;
  bool json = false, control = false, dryRun = false;
  SpecArguments spec;
};

/// The one option that a stored run can be given: it decides no result.
std::string deviceAlone(const SpecArguments& given) {
  if (!given.given()) return {};
  const auto device = given.options.find("device");
  if (!given.file.empty() || given.options.size() != 1 || device == given.options.end()) {
    throw Error(ErrorKind::Usage,
                "--run goes on with a stored run; its options cannot be changed, but for --device.",
                "Leave the other options out, or start a new run without --run.");
  }
  spec::ExperimentSpec checked;
  checked.device = device->second;
  spec::requireValid(checked);
  return device->second;
}

int train(const TrainArguments& arguments) {
  const int all = cpuInfo().cores;  // before LibTorch binds threads to cores
  const int cores = arguments.cores > 0 ? std::min(arguments.cores, all) : all;
  std::optional<spec::ExperimentSpec> spec;
  std::string device;  // where a stored run goes on, if not where its spec says
  if (arguments.run.empty()) {
    spec = specFrom(arguments.spec);
    if (arguments.dryRun) {
      std::cout << spec::toJson(*spec).dump(2) << '\n';
      return 0;
    }
  } else {
    device = deviceAlone(arguments.spec);
  }
  store::Writer writer(arguments.store);
  writer.run([](store::Store& s) { return s.recoverLostRuns(store::kLeaseSilence); });
  std::string run;
  if (spec) {
    run = writer.run([&](store::Store& s) { return s.addRun(*spec); });
  } else {
    const auto record = store::Reader(arguments.store).run(arguments.run);
    requireTrainedHere(record, "go on with");
    run = record.id;
    spec = record.spec;
    if (record.threads > 0) spec->threads = record.threads;
  }
  train::Control control;
  const StopOnSignal signals(control);
  std::unique_ptr<CommandReader> commands;
  if (arguments.control) commands = std::make_unique<CommandReader>(control);
  const bool onGpu = gpuIsExpectedHere(device.empty() ? spec->device : device);
  TrainModule& module = loadTrainModule(cores == all && usesAllCores(*spec, all) && !onGpu);
  train::SessionResult result;
  if (arguments.json) {
    // A window that is gone must not end the run: a write to a closed pipe is an error, not a signal.
    ::signal(SIGPIPE, SIG_IGN);
    result = module.train(writer, run, arguments.claimedBy, cores, device, control,
                          [](const protocol::Event& event) {
                            const std::string line = protocol::toLine(event) + "\n";
                            std::fwrite(line.data(), 1, line.size(), stdout);
                            std::fflush(stdout);
                          });
  } else {
    fmt::print("Run {} in {}\n", run, arguments.store);
    {
      TerminalProgress progress(arguments.store, "");
      result = module.train(writer, run, arguments.claimedBy, cores, device, control,
                            [&](const protocol::Event& event) { progress.show(event); });
    }
    if (result.status == store::RunStatus::Done) {
      const auto record = store::Reader(arguments.store).run(run);
      fmt::print("Done: {}, accuracy {:.1f} %. `skewscope-engine export {}` writes its numbers.\n",
                 record.name, 100 * judgedAccuracy(record), run.substr(0, 8));
    } else if (result.status == store::RunStatus::Interrupted) {
      fmt::print("Go on with: skewscope-engine train --run {} --store {}\n", run.substr(0, 8),
                 arguments.store);
    }
  }
  return exitStatus(result);
}

}  // namespace

StopOnSignal::StopOnSignal(train::Control& control) {
  signalControl = &control;
  for (const int number : {SIGINT, SIGTERM}) ::signal(number, onSignal);
}

StopOnSignal::~StopOnSignal() {
  signalControl = nullptr;
  for (const int number : {SIGINT, SIGTERM}) ::signal(number, SIG_DFL);
}

int exitStatus(const train::SessionResult& result) {
  switch (result.status) {
    case store::RunStatus::Done:
      return 0;
    case store::RunStatus::Interrupted:
      return static_cast<int>(ErrorKind::Interrupted);
    default:
      return static_cast<int>(result.error);
  }
}

bool usesAllCores(const spec::ExperimentSpec& spec, int cores) {
  return spec.threads == 0 || spec.threads >= cores;
}

void addTrainCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<TrainArguments>();
  CLI::App* command = app.add_subcommand("train", "Train a run and store its curves");
  addStoreOption(*command, arguments->store);
  command
      ->add_option(
          "--run", arguments->run,
          "Start a queued run of the store, or resume an interrupted one (id, its beginning, or name)")
      ->type_name("RUN");
  command
      ->add_option("--cores", arguments->cores,
                   "Most cores for a run that leaves its threads to the engine (default: all)")
      ->check(CLI::Range(1, 4096));
  command
      ->add_option("--claimed-by", arguments->claimedBy,
                   "Go on with the lease that a worker has taken on --run in this name")
      ->type_name("OWNER");
  command->add_flag("--json", arguments->json, "Print events as JSON lines instead of progress");
  command->add_flag("--control", arguments->control,
                    "Obey commands as JSON lines on standard input; its end is a stop");
  command->add_flag("--dry-run", arguments->dryRun, "Print the complete spec as JSON and leave");
  addSpecOptions(*command, arguments->spec);
  command->callback([arguments, &action] { action = [arguments] { return train(*arguments); }; });
}

}  // namespace skewscope::engine
