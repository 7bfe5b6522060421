#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "app/skewscope-engine/common.h"
#include "core/base/error.h"
#include "core/base/system.h"
#include "core/compare/difference.h"

namespace skewscope::engine {
namespace {

struct CompareArguments {
  std::string store = defaultStorePath().string();
  std::string format = "text", baseline;
  std::vector<std::string> runs;
  bool all = false;
};

int compareRuns(const CompareArguments& arguments) {
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
  command->callback([arguments, &action] { action = [arguments] { return compareRuns(*arguments); }; });
}

}  // namespace skewscope::engine
