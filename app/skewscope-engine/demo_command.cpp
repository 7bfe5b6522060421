#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/skewscope-engine/common.h"
#include "app/skewscope-engine/demo_report.h"
#include "app/skewscope-engine/queue_worker.h"
#include "core/base/error.h"
#include "core/base/system.h"
#include "core/spec/options.h"
#include "core/spec/presets.h"
#include "core/store/writer.h"

namespace skewscope::engine {
namespace {

struct DemoArguments {
  std::string out = "skewscope-demo";
  double ratio = 0.01;
  std::int64_t seed = 1;
  bool fresh = false;
};

/// Trains the runs of the demo in one store, and reuses what is finished there.
class DemoRunner {
 public:
  DemoRunner(const DemoArguments& arguments, std::filesystem::path path)
      : arguments_(arguments), path_(std::move(path)), cores_(cpuInfo().cores), writer_(path_) {
    writer_.run([](store::Store& s) { return s.recoverLostRuns(store::kLeaseSilence); });
  }

  /// A run and its twin side by side, each with half of the cores: small networks scale better over processes
  /// than over threads.
  void finish(DemoPair& pair, spec::ExperimentSpec imbalanced, spec::ExperimentSpec twin) {
    imbalanced.threads = twin.threads = std::max(cores_ / 2, 1);
    const std::string twinLabel = pair.label + " twin";
    WorkerSettings settings{.store = path_, .jobs = std::min(cores_, 2)};
    pair.run = enqueue(imbalanced, pair.label, settings);
    pair.twin = enqueue(twin, twinLabel, settings);
    const WorkerResult result = workQueue(settings);
    if (result.failed > 0) {
      throw Error(ErrorKind::Internal, "A run of the demo failed. " + result.firstFailure,
                  "Start the demo again to go on.");
    }
    if (result.stopped) throw Error(ErrorKind::Interrupted, "Stopped.", "Start the demo again to go on.");
  }

 private:
  /// Id of the run with this spec: the store's, or a new one. In the queue unless it is done.
  std::string enqueue(const spec::ExperimentSpec& spec, const std::string& name, WorkerSettings& settings) {
    const std::string label = fmt::format("{:<15}", name);
    std::string run;
    if (!arguments_.fresh) {
      const std::string hash = spec::specHash(spec);
      for (const auto& record : store::Reader(path_).runs()) {
        if (record.specHash != hash || record.status == store::RunStatus::Running) continue;
        if (record.status == store::RunStatus::Done) {
          fmt::print("{}  already in the store\n", label);
          return record.id;
        }
        run = record.id;  // goes on from its checkpoint
        break;
      }
    }
    if (run.empty()) run = writer_.run([&](store::Store& s) { return s.addRun(spec); });
    writer_.run([&](store::Store& s) { s.enqueue({run}); });
    settings.labels[run] = label;
    return run;
  }

  const DemoArguments& arguments_;
  std::filesystem::path path_;
  int cores_;
  store::Writer writer_;
};

/// Asks the window program, which draws without a display too, for the figure. False if it is not there or
/// fails.
bool drawFigure(const std::filesystem::path& store, const std::vector<DemoPair>& pairs,
                const std::vector<std::filesystem::path>& files) {
  const auto program = (executableFolder() / "skewscope").string();
  if (::access(program.c_str(), X_OK) != 0) return false;
  std::string runs;
  for (const DemoPair& pair : pairs) runs += (runs.empty() ? "" : ",") + pair.run + "," + pair.twin;
  std::vector<std::string> words{program,   "figure",       "--kind", "summary",
                                 "--store", store.string(), "--runs", runs};
  for (const auto& file : files) {
    words.emplace_back("--out");
    words.push_back(file.string());
  }
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (::posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments.data(), environ) != 0) return false;
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int demo(const DemoArguments& arguments) {
  const std::filesystem::path folder = std::filesystem::absolute(arguments.out);
  std::filesystem::create_directories(folder);
  const auto store = folder / "demo.skewscope";
  fmt::print(
      "Six runs on the embedded images, r = {}: supervised, self-supervised (SimCLR) and rwSAM, each with "
      "its "
      "balanced twin of the same size.\n\n",
      spec::ratioText(arguments.ratio));
  DemoRunner runner(arguments, store);
  std::vector<DemoPair> pairs;
  const auto addPair = [&](spec::Mode mode, const std::string& label, const DemoPair* densityFrom) {
    using Clock = std::chrono::steady_clock;
    spec::ExperimentSpec spec = spec::defaults(spec::Preset::Quick, mode, spec::Method::SimClr);
    spec.ratio = arguments.ratio;
    spec.seed = arguments.seed;
    // Four minutes leave no room for more.
    spec.evaluateEvery = mode == spec::Mode::Supervised ? 2 : 10;
    DemoPair pair;
    pair.label = label;
    const auto start = Clock::now();
    spec::ExperimentSpec twin = spec;
    twin.balancedTwin = true;
    if (densityFrom) {
      spec.weightsFrom = densityFrom->run;
      twin.weightsFrom = densityFrom->twin;
    }
    runner.finish(pair, spec, twin);
    pair.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (pair.seconds < 0.5) pair.seconds = 0;
    pairs.push_back(pair);
  };
  addPair(spec::Mode::Supervised, "Supervised", nullptr);
  addPair(spec::Mode::SelfSupervised, "SimCLR", nullptr);
  const DemoPair selfSupervised = pairs.back();
  addPair(spec::Mode::RwSam, "rwSAM", &selfSupervised);
  printDemo(store, pairs);
  const std::vector<std::filesystem::path> figures{folder / "demo.pdf", folder / "demo.png"};
  fmt::print("\nStore:  {}\n", store.string());
  std::fflush(stdout);
  if (drawFigure(store, pairs, figures)) {
    fmt::print("Figure: {}\n        {}\n", figures[0].string(), figures[1].string());
  } else {
    fmt::print("Figure: not drawn; the window program `skewscope` is not beside the engine or failed.\n");
  }
  fmt::print("Look at the runs in the window: skewscope --store {}\n", store.string());
  return 0;
}

}  // namespace

void addDemoCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<DemoArguments>();
  CLI::App* command =
      app.add_subcommand("demo", "Show the paper's effect on the embedded images, in a few minutes on a CPU");
  command->add_option("--out", arguments->out, "Folder for store and figure")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_option("--ratio", arguments->ratio, "Imbalance ratio r")
      ->check(CLI::Range(0.001, 1.0))
      ->capture_default_str();
  command->add_option("--seed", arguments->seed, "Seed of all runs")->capture_default_str();
  command->add_flag("--fresh", arguments->fresh, "Train again what the folder's store has already");
  command->callback([arguments, &action] { action = [arguments] { return demo(*arguments); }; });
}

}  // namespace skewscope::engine
