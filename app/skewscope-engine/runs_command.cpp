#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include "app/skewscope-engine/common.h"
#include "app/skewscope-engine/terminal.h"
#include "core/base/error.h"
#include "core/base/system.h"
#include "core/compare/grouping.h"
#include "core/spec/choices.h"
#include "core/store/store.h"

namespace skewscope::engine {
namespace {

struct RunsArguments {
  std::string store = defaultStorePath().string();
  std::string format = "text";
  bool archived = false;
  std::vector<std::string> groupBy, metrics;
};

/// Mean and deviation of metrics over the runs that agree in some options: "over seeds" without saying so.
int groups(const RunsArguments& arguments) {
  const auto format = report::tableFormatFromText(arguments.format);
  std::vector<compare::MetricColumn> metrics;
  for (const auto& text : arguments.metrics) metrics.push_back(compare::metricColumnFrom(text));
  store::Reader reader(arguments.store);
  auto runs = reader.runs();
  std::erase_if(runs, [&](const auto& run) { return run.archived && !arguments.archived; });
  std::set<std::string> there;
  for (const auto& run : runs) {
    for (const auto& [metric, summary] : run.summaries) there.insert(metric);
  }
  if (arguments.metrics.empty()) {
    for (const char* metric :
         {store::metric::kProbeAccuracy, store::metric::kHeadAccuracy, store::metric::kKnnAccuracy}) {
      if (there.contains(metric)) metrics.push_back({metric});
    }
  }
  for (const auto& column : metrics) {
    if (!there.empty() && !there.contains(column.metric))
      throw Error(ErrorKind::Usage, fmt::format("No run has a metric \"{}\".", column.metric),
                  fmt::format("Those that are there: {}.", fmt::join(there, ", ")));
  }
  const auto found = compare::groupRuns(runs, arguments.groupBy, metrics);
  fmt::print(
      "{}",
      compare::groupTable(found, arguments.groupBy, metrics, !report::isForPrograms(format)).write(format));
  return 0;
}

int list(const RunsArguments& arguments) {
  if (!arguments.groupBy.empty()) return groups(arguments);
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
    std::vector<report::Cell> row{people ? run.id.substr(0, 8) : run.id, run.name};
    if (store::isImported(run)) {
      // Nothing is known of its settings.
      row.insert(row.end(), {"imported", std::to_string(run.epochsDone), {}, {}, {}, {}, {}, {}});
    } else {
      row.insert(row.end(), {store::toText(run.status), fmt::format("{}/{}", run.epochsDone, run.spec.epochs),
                             run.spec.dataset, std::string(spec::choiceName(run.spec.mode)), run.spec.ratio,
                             std::string(run.spec.balancedTwin ? "yes" : ""), run.n, run.spec.seed});
    }
    row.insert(row.end(), {lastValue(run, store::liveAccuracyMetric(run)),
                           lastValue(run, store::metric::kProbeAccuracy), tags});
    table.add(std::move(row));
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
  CLI::Option* groupBy = command
                             ->add_option("--group-by", arguments->groupBy,
                                          "Options, comma-separated: mean and standard deviation over the "
                                          "runs that agree in them, such as "
                                          "mode,ratio,balanced_twin over seeds")
                             ->delimiter(',')
                             ->type_name("OPTION");
  command
      ->add_option("--metrics", arguments->metrics,
                   "Metrics of the groups, comma-separated: METRIC (last value), METRIC:best, METRIC:at_best "
                   "(at the best live accuracy), METRIC:mean5 (default: "
                   "the accuracies that there are)")
      ->delimiter(',')
      ->type_name("METRIC")
      ->needs(groupBy);
  command->callback([arguments, &action] { action = [arguments] { return list(*arguments); }; });
}

}  // namespace skewscope::engine
