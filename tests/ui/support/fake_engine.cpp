// Stands in for skewscope-engine in the tests of the window: speaks the protocol and writes the store, but
// learns nothing; its accuracies are those of a formula. What goes wrong is chosen by the environment:
//
// - SKEWSCOPE_FAKE: ok (default), crash, fail, full_gpu, silent, garbage, flood, deaf, refuse, mute_exit
// - SKEWSCOPE_FAKE_STEP_MS: pause per step, milliseconds (default 1)
// - SKEWSCOPE_FAKE_NOTE: file that gets the command lines read and "end of input", one a line
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "core/base/error.h"
#include "core/data/datasets.h"
#include "core/data/long_tail.h"
#include "core/protocol/messages.h"
#include "core/store/reader.h"
#include "core/store/store.h"

namespace {

using namespace skewscope;
using namespace std::chrono_literals;

std::atomic<bool> stopping{false}, paused{false}, detached{false};

std::string environment(const char* name, const char* fallback) {
  const char* value = std::getenv(name);
  return value == nullptr ? fallback : value;
}

void note(const std::string& line) {
  const std::string path = environment("SKEWSCOPE_FAKE_NOTE", "");
  if (!path.empty()) std::ofstream(path, std::ios::app) << line << std::endl;
}

void say(const protocol::Event& event) {
  std::cout << protocol::toLine(event) << '\n' << std::flush;
}

void listen(bool deaf) {
  std::string line;
  while (std::getline(std::cin, line)) {
    note(line);
    const auto command = protocol::parseCommand(line);
    if (!command || deaf) continue;
    if (*command == protocol::Command::Stop) stopping = true;
    if (*command == protocol::Command::Pause) paused = true;
    if (*command == protocol::Command::Resume) paused = false;
    if (*command == protocol::Command::Detach) detached = true;
  }
  note("end of input");
  if (!detached && !deaf) stopping = true;
}

/// Rows of one epoch: a saturating curve per class, lower for smaller classes.
store::EpochRows rowsOf(const spec::ExperimentSpec& spec, const std::vector<store::RunClass>& classes,
                        std::int64_t epoch) {
  store::EpochRows rows;
  rows.epoch = epoch;
  const double t = 1 - std::exp(-static_cast<double>(epoch) / 7.0);
  double largest = 1;
  for (const auto& c : classes) largest = std::max(largest, static_cast<double>(c.trainCount));
  const char* metric = store::liveAccuracyMetric(spec.mode);
  std::vector<double> accuracies;
  double sum = 0;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const double share = static_cast<double>(classes[c].trainCount) / largest;
    const double wobble =
        0.015 * std::sin(static_cast<double>(epoch) * (1.3 + 0.37 * static_cast<double>(c)));
    accuracies.push_back(std::clamp(
        t * (0.93 + 0.12 * std::log10(std::max(share, 1e-3))) + wobble - 0.02 * static_cast<double>(c % 3),
        0.0, 1.0));
    sum += accuracies.back();
  }
  rows.classMetrics[metric] = accuracies;
  rows.metrics[metric] = sum / static_cast<double>(classes.size());
  rows.metrics[store::metric::kLoss] = 2.3 * std::exp(-static_cast<double>(epoch) / 9.0) + 0.1;
  return rows;
}

int train(store::Store& file, const std::string& run, const std::string& manner) {
  const int stepMs = std::stoi(environment("SKEWSCOPE_FAKE_STEP_MS", "1"));
  const store::RunRecord record = store::Reader(file.path()).run(run);
  const data::DatasetInfo& info = data::datasetInfo(record.spec.dataset);
  const data::SubsetPlan plan = data::planSubset(record.spec, info.trainPerClass);
  const std::vector<int> groups = data::classGroups(plan.counts);
  const std::string owner = "fake engine " + std::to_string(::getpid());
  file.claimRun(run, owner);
  store::Store::RunStart start;
  start.dataDigest = start.subsetDigest = std::string(64, '0');
  start.engineVersion = "fake";
  start.device = "cpu";
  start.precision = "float32";
  start.threads = 2;
  for (std::size_t c = 0; c < plan.counts.size(); ++c) {
    start.classes.push_back({static_cast<int>(c), info.classNames[c],
                             record.spec.balancedTwin ? plan.twinCounts[c] : plan.counts[c], groups[c]});
  }
  file.startRun(run, start);
  const std::int64_t steps = 10;
  say(protocol::Started{run, "cpu", "float32", 2, plan.n, record.spec.epochs, steps, record.epochsDone, 0});
  if (manner == "crash") {
    ::signal(SIGSEGV, SIG_DFL);  // a sanitizer would make an exit status of it
    ::raise(SIGSEGV);
  }
  if (manner == "fail") {
    file.endRun(run, store::RunStatus::Failed, "The loss is not finite.");
    throw Error(ErrorKind::Data, "The loss is not finite.");
  }
  if (manner == "full_gpu" && record.spec.device != "cpu") {
    const Error full(ErrorKind::Resource, "The memory of cuda:0 ran out.",
                     "--device cpu goes on on the processor.");
    file.endRun(run, store::RunStatus::Failed, full.message());
    throw full;
  }
  if (manner == "silent") std::this_thread::sleep_for(1h);
  if (manner == "mute_exit") {
    std::cerr << "out of memory while laying out the batch\n";
    return 5;
  }
  if (manner == "garbage") {
    std::cout
        << "Segmentation fault (core dumped)\n{\"v\":1,\"event\":\"step\"\n{\"v\":99}\n\xff\xfe\x00 binary\n"
        << std::string(300'000, 'x') << '\n';
  }
  if (manner == "flood") {
    for (int i = 0; i < 100'000; ++i) {
      std::cout << protocol::toLine(protocol::Step{run, 1, i % 10, 10, 1.0, 1000, 60}) << '\n';
    }
    std::cout << std::flush;
  }
  bool wasPaused = false;
  auto beat = std::chrono::steady_clock::now();
  for (std::int64_t epoch = record.epochsDone + 1; epoch <= record.spec.epochs; ++epoch) {
    for (std::int64_t step = 1; step <= steps; ++step) {
      do {
        if (paused != wasPaused) {
          wasPaused = paused;
          say(wasPaused ? protocol::Event(protocol::Paused{run}) : protocol::Event(protocol::Resumed{run}));
        }
        if (std::chrono::steady_clock::now() - beat > 500ms) {
          beat = std::chrono::steady_clock::now();
          file.heartbeat(run, owner);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(stepMs));
        if (stopping && manner != "deaf") {
          file.endRun(run, store::RunStatus::Interrupted, "Stopped on request.");
          say(protocol::Ended{run, "interrupted", "Stopped on request."});
          return 6;
        }
      } while (wasPaused);
      const auto left = static_cast<double>((record.spec.epochs - epoch) * steps + steps - step);
      say(protocol::Step{run, epoch, step, steps, 1.0 / static_cast<double>(epoch), 11900,
                         left * stepMs / 1000.0});
    }
    file.writeEpoch(run, rowsOf(record.spec, start.classes, epoch));
    say(protocol::EpochDone{run, epoch});
  }
  for (const std::string& request : store::Reader(file.path()).wantedEvaluations(run))
    file.dropEvaluation(run, request);
  file.endRun(run, store::RunStatus::Done, "");
  say(protocol::Ended{run, "done", ""});
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string(argv[1]) == "work") {  // a worker that only says how it was called
    std::string line;
    for (int i = 1; i < argc; ++i) line += std::string(i > 1 ? " " : "") + argv[i];
    note(line);
    return 0;
  }
  std::map<std::string, std::string> options;
  for (int i = 2; i < argc; ++i) {
    const std::string name = argv[i];
    options[name] = name == "--json" || name == "--control" ? "" : i + 1 < argc ? argv[++i] : "";
  }
  const std::string manner = environment("SKEWSCOPE_FAKE", "ok");
  if (argc < 2 || std::string(argv[1]) != "train" || !options.contains("--json") ||
      !options.contains("--control")) {
    std::cerr << "usage: fake_engine train --store FILE --run ID --json --control\n";
    return 2;
  }
  note("cores " + options["--cores"]);
  if (manner == "refuse") {
    std::cerr << "The store is locked by another program.\n";
    return 4;
  }
  if (manner == "deaf") ::signal(SIGTERM, SIG_IGN);
  std::thread(listen, manner == "deaf").detach();
  try {
    const auto file = store::Store::open(options["--store"]);
    const int status = train(*file, options["--run"], manner);
    std::cout << std::flush;
    ::_exit(status);  // the listening thread waits in read()
  } catch (const Error& error) {
    say(protocol::Ended{options["--run"], "failed", error.message()});
    std::cerr << error.message() << '\n';
    ::_exit(static_cast<int>(error.kind()));
  }
}
