#include <fmt/format.h>

#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "app/skewscope-engine/common.h"
#include "app/skewscope-engine/module_loader.h"
#include "app/skewscope-engine/spec_options.h"
#include "app/skewscope-engine/train_command.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/system.h"
#include "core/bench/comparison.h"

namespace skewscope::engine {
namespace {

struct BenchArguments {
  SpecArguments spec;
  std::string json, compare, measured;
  double seconds = measure::Settings{}.seconds;
};

bench::Report measured(const BenchArguments& arguments) {
  if (!arguments.measured.empty()) {
    if (arguments.spec.given()) {
      throw Error(ErrorKind::Usage, "--measured takes a benchmark from a file; it has its options already.",
                  "Leave the other options out, or measure anew without --measured.");
    }
    return bench::readReport(arguments.measured);
  }
  const spec::ExperimentSpec spec = specFrom(arguments.spec);
  const int cores = cpuInfo().cores;  // before LibTorch binds threads to cores
  const int threads = spec.threads > 0 ? static_cast<int>(spec.threads) : cores;
  return loadTrainModule(usesAllCores(spec, cores))
      .bench(spec, {.threads = threads,
                    .cores = cores,
                    .seconds = arguments.seconds,
                    .note = [](const std::string& text) { fmt::print(stderr, "{}\n", text); }});
}

void print(const bench::Report& report, const std::optional<bench::Report>& earlier) {
  fmt::print("{}{}", bench::summaryText(report), bench::stageTable(report).write(report::TableFormat::Text));
  if (!earlier) return;
  const bench::Comparison comparison = bench::compare(report, *earlier);
  fmt::print("\nBeside version {}:\n{}", earlier->version,
             bench::comparisonTable(comparison, report, *earlier).write(report::TableFormat::Text));
  for (const std::string& warning : comparison.warnings) fmt::print("{}\n", warning);
}

int runBench(const BenchArguments& arguments) {
  std::optional<bench::Report> earlier;  // read first: a wrong file is told before half a minute of work
  if (!arguments.compare.empty()) earlier = bench::readReport(arguments.compare);
  const bench::Report report = measured(arguments);
  const std::string json = bench::toJson(report).dump(2) + "\n";
  if (arguments.json == "-") {
    fmt::print("{}", json);
    return 0;
  }
  print(report, earlier);
  if (!arguments.json.empty()) writeFileAtomically(arguments.json, [&](std::ostream& out) { out << json; });
  return 0;
}

}  // namespace

void addBenchCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<BenchArguments>();
  CLI::App* command = app.add_subcommand("bench",
                                         "Time of a run's training step by stages, each beside the least "
                                         "time that this machine or its GPU allows");
  auto* json = command->add_option("--json", arguments->json, "Write the result as JSON; - prints it alone")
                   ->type_name("FILE");
  command
      ->add_option("--compare", arguments->compare,
                   "Show it beside an earlier result that --json has written, of another release for one")
      ->type_name("FILE");
  command
      ->add_option("--measured", arguments->measured,
                   "Take the result from a file that --json has written instead of measuring")
      ->type_name("FILE")
      ->excludes(json);
  command->add_option("--seconds", arguments->seconds, "Time to measure for, about")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  addSpecOptions(*command, arguments->spec);
  command->callback([arguments, &action] { action = [arguments] { return runBench(*arguments); }; });
}

}  // namespace skewscope::engine
