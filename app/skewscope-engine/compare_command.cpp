#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "app/skewscope-engine/common.h"
#include "core/base/error.h"
#include "core/base/system.h"
#include "core/compare/difference.h"
#include "core/compare/significance.h"
#include "core/store/class_group.h"

namespace skewscope::engine {
namespace {

struct CompareArguments {
  std::string store = defaultStorePath().string();
  std::string format = "text", baseline;
  std::vector<std::string> runs;
  bool all = false, bootstrap = false, overSeeds = false;
  std::string metric, group;
  int resamples = report::BootstrapSettings{}.resamples;
};

std::optional<int> groupFrom(const std::string& name) {
  if (name.empty()) return std::nullopt;
  return static_cast<int>(std::ranges::find(store::kClassGroups, name) - store::kClassGroups.begin());
}

/// Whether each of the other runs is better than the baseline, or the first of them.
int compareByBootstrap(const CompareArguments& arguments) {
  const auto format = report::tableFormatFromText(arguments.format);
  store::Reader reader(arguments.store);
  const std::string baseline =
      reader.run(arguments.baseline.empty() ? arguments.runs.front() : arguments.baseline).id;
  std::vector<compare::Answer> answers;
  for (const auto& name : arguments.runs) {
    const std::string id = reader.run(name).id;
    if (id == baseline) continue;
    answers.push_back(compare::answer(reader, {.a = id,
                                               .b = baseline,
                                               .metric = arguments.metric,
                                               .overSeeds = arguments.overSeeds,
                                               .group = groupFrom(arguments.group),
                                               .settings = {.resamples = arguments.resamples}}));
  }
  if (answers.empty())
    throw Error(ErrorKind::Usage, "One run cannot be compared.", "Name two or more different runs.");
  if (format != report::TableFormat::Text) {
    fmt::print("{}", compare::answerTable(answers, !report::isForPrograms(format)).write(format));
    return 0;
  }
  for (const auto& each : answers) fmt::print("{}\n", compare::inWords(each));
  return 0;
}

int compareRuns(const CompareArguments& arguments) {
  if (arguments.bootstrap) return compareByBootstrap(arguments);
  const auto format = report::tableFormatFromText(arguments.format);
  store::Reader reader(arguments.store);
  std::vector<compare::ComparedRun> runs;
  for (const auto& name : arguments.runs) {
    const auto record = reader.run(name);
    if (std::ranges::none_of(runs, [&](const auto& run) { return run.record.id == record.id; }))
      runs.push_back(compare::readComparedRun(reader, record));
  }
  if (runs.size() < 2)
    throw Error(ErrorKind::Usage, "One run cannot be compared.", "Name two or more different runs.");
  compare::DifferenceView view;
  view.all = arguments.all;
  if (!arguments.baseline.empty()) {
    const std::string id = reader.run(arguments.baseline).id;
    const auto found = std::ranges::find_if(runs, [&](const auto& run) { return run.record.id == id; });
    if (found == runs.end())
      throw Error(ErrorKind::Usage, fmt::format("{} is not among the runs.", arguments.baseline),
                  "The baseline is one of the runs that are compared.");
    view.baseline = static_cast<std::size_t>(found - runs.begin());
  }
  const auto table =
      compare::differenceTable(runs, compare::compareRuns(runs), view, !report::isForPrograms(format));
  if (table.rows().empty() && format == report::TableFormat::Text) {
    fmt::print("These runs differ in nothing but their names.\n");
    return 0;
  }
  fmt::print("{}", table.write(format));
  return 0;
}

}  // namespace

void addCompareCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<CompareArguments>();
  CLI::App* command = app.add_subcommand(
      "compare", "What two or more runs differ in: settings, origin, class counts, results");
  command->add_option("runs", arguments->runs, "Ids, their beginnings, or names")
      ->type_name("RUN")
      ->required();
  addStoreOption(*command, arguments->store);
  addFormatOption(*command, arguments->format);
  command->add_flag("--all", arguments->all, "Show what is equal in all of them too");
  command
      ->add_option("--baseline", arguments->baseline,
                   "Show the results of the others as differences to this run too")
      ->type_name("RUN");
  auto* bootstrap = command->add_flag(
      "--bootstrap", arguments->bootstrap,
      "Say whether each run is better than the baseline (else the first): paired bootstrap over test images");
  command
      ->add_flag("--over-seeds", arguments->overSeeds,
                 "Bootstrap: over all seeds of both settings that the store has, paired by seed")
      ->needs(bootstrap);
  command
      ->add_option("--metric", arguments->metric,
                   "Bootstrap: accuracy that is compared (default: the best that both have)")
      ->type_name("METRIC")
      ->needs(bootstrap);
  command->add_option("--group", arguments->group, "Bootstrap: classes with many, medium or few images alone")
      ->check(CLI::IsMember(std::vector<std::string>(store::kClassGroups.begin(), store::kClassGroups.end())))
      ->needs(bootstrap);
  command->add_option("--resamples", arguments->resamples, "Bootstrap: number of resamples")
      ->check(CLI::Range(100, 1'000'000))
      ->capture_default_str()
      ->needs(bootstrap);
  command->callback([arguments, &action] { action = [arguments] { return compareRuns(*arguments); }; });
}

}  // namespace skewscope::engine
