#include <fmt/format.h>

#include <memory>
#include <vector>

#include "app/skewscope-engine/common.h"
#include "core/base/error.h"
#include "core/base/system.h"
#include "core/exchange/import.h"
#include "core/exchange/raw_run.h"
#include "core/store/writer.h"

namespace skewscope::engine {
namespace {

struct ImportArguments {
  std::string store = defaultStorePath().string();
  std::vector<std::string> paths, tags, renames;
  exchange::ImportOptions options;
  bool dryRun = false;
};

/// "FROM=TO": the last "=" counts, since names of metrics here have none.
std::pair<std::string, std::string> renameFrom(const std::string& text) {
  const auto place = text.rfind('=');
  if (place == std::string::npos || place == 0 || place + 1 == text.size())
    throw Error(ErrorKind::Usage, fmt::format("\"{}\" renames no metric.", text),
                "Write --metric FROM=TO, such as --metric val/acc=knn_accuracy.");
  return {text.substr(0, place), text.substr(place + 1)};
}

int importRuns(const ImportArguments& arguments) {
  exchange::ImportOptions options = arguments.options;
  for (const auto& rename : arguments.renames) options.metrics.push_back(renameFrom(rename));
  const std::vector<std::filesystem::path> paths(arguments.paths.begin(), arguments.paths.end());
  const auto found = exchange::findRuns(paths, options);
  if (!found.runs.empty()) {
    std::unique_ptr<store::Writer> writer;
    if (!arguments.dryRun) writer = std::make_unique<store::Writer>(arguments.store);
    for (const exchange::FoundRun& each : found.runs) {
      std::string id;
      if (writer) {
        id = writer->run([&](store::Store& s) {
          auto added = s.addImportedRun(each.run);
          if (!arguments.tags.empty()) s.setTags(added, arguments.tags);
          return added;
        });
      }
      fmt::print("{}{}: {}\n", writer ? id.substr(0, 8) + "  " : std::string(), each.run.name,
                 exchange::describeRun(each.run));
      for (const auto& remark : each.remarks) fmt::print("  {}\n", remark);
    }
    fmt::print("{} {} {}.\n", arguments.dryRun ? "Found" : "Imported", found.runs.size(),
               found.runs.size() == 1 ? "run" : "runs");
  }
  for (const auto& remark : found.remarks) fmt::print(stderr, "{}\n", remark);
  for (const auto& problem : found.problems) fmt::print(stderr, "skewscope-engine: {}\n", problem);
  return found.problems.empty() ? 0 : static_cast<int>(ErrorKind::Data);
}

}  // namespace

void addImportCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* command = app.add_subcommand(
      "import", "Add curves of other programs as runs: event files of TensorBoard, CSV files");
  command
      ->add_option("paths", arguments->paths,
                   "Event files, folders (a run for each folder in them that holds event files), CSV files")
      ->type_name("PATH")
      ->required();
  addStoreOption(*command, arguments->store);
  command->add_option("--name", arguments->options.name, "Name of the run, where one is found")
      ->type_name("NAME");
  command->add_option("--tags", arguments->tags, "Tags of the runs, comma-separated")
      ->delimiter(',')
      ->type_name("TAG");
  command
      ->add_option("--metric", arguments->renames,
                   "Call the metric FROM of the files TO, and FROM/CLASS likewise, such as "
                   "val/acc=knn_accuracy; can be repeated")
      ->type_name("FROM=TO")
      ->allow_extra_args(false);
  command->add_flag("--percent", arguments->options.percent,
                    "Accuracies and other shares are given in per cent: divide them by 100");
  command
      ->add_option("--epoch-column", arguments->options.epochColumn,
                   "Column of CSV files that counts (default: epoch, else step, else iteration)")
      ->type_name("NAME");
  command->add_flag("--dry-run", arguments->dryRun, "Import nothing: show what there is");
  command->callback([arguments, &action] { action = [arguments] { return importRuns(*arguments); }; });
}

}  // namespace skewscope::engine
