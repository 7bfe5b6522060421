#include <fmt/format.h>

#include <memory>

#include "app/skewscope-engine/common.h"
#include "app/skewscope-engine/terminal.h"
#include "core/base/system.h"
#include "core/spec/choices.h"
#include "core/store/store.h"

namespace skewscope::engine {
namespace {

struct RunsArguments {
  std::string store = defaultStorePath().string();
  std::string format = "text";
  bool archived = false;
};

int list(const RunsArguments& arguments) {
  const auto format = report::tableFormatFromText(arguments.format);
  store::Reader reader(arguments.store);
  report::Table table({{"id", "Id"},
                       {"name", "Name"},
                       {"status", "Status"},
                       {"epochs", "Epochs", report::Align::Right},
                       {"dataset", "Data"},
                       {"mode", "Mode"},
                       {"ratio", "r", report::Align::Right, 4},
                       {"twin", "Twin"},
                       {"n", "n", report::Align::Right},
                       {"seed", "Seed", report::Align::Right},
                       {"accuracy", "Live (%)", report::Align::Right, 1, 100},
                       {"probe_accuracy", "Probe (%)", report::Align::Right, 1, 100},
                       {"tags", "Tags"}});
  for (const auto& run : reader.runs()) {
    if (run.archived && !arguments.archived) continue;
    std::string tags;
    for (const auto& tag : run.tags) tags += (tags.empty() ? "" : " ") + tag;
    // People need enough of the id to name the run, programs all of it.
    const bool people = format == report::TableFormat::Text;
    table.add({people ? run.id.substr(0, 8) : run.id, run.name, store::toText(run.status),
               fmt::format("{}/{}", run.epochsDone, run.spec.epochs), run.spec.dataset,
               std::string(spec::choiceName(run.spec.mode)), run.spec.ratio,
               std::string(run.spec.balancedTwin ? "yes" : ""), run.n, run.spec.seed,
               lastValue(run, store::liveAccuracyMetric(run.spec.mode)),
               lastValue(run, store::metric::kProbeAccuracy), tags});
  }
  if (table.rows().empty() && format == report::TableFormat::Text) {
    fmt::print("No runs in {}. `skewscope-engine train` adds one.\n", arguments.store);
    return 0;
  }
  fmt::print("{}", table.write(format));
  return 0;
}

}  // namespace

void addRunsCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<RunsArguments>();
  CLI::App* command = app.add_subcommand("runs", "List the runs of a store");
  addStoreOption(*command, arguments->store);
  addFormatOption(*command, arguments->format);
  command->add_flag("--archived", arguments->archived, "Show archived runs too");
  command->callback([arguments, &action] { action = [arguments] { return list(*arguments); }; });
}

}  // namespace skewscope::engine
