#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "app/skewscope-engine/common.h"
#include "app/skewscope-engine/queue_worker.h"
#include "core/base/error.h"
#include "core/base/system.h"
#include "core/data/datasets.h"
#include "core/experiment/plan.h"
#include "core/experiment/results.h"
#include "core/experiment/start.h"
#include "core/spec/choices.h"
#include "core/spec/options.h"
#include "core/store/writer.h"

namespace skewscope::engine {
namespace {

struct ExperimentArguments {
  std::string store = defaultStorePath().string();
  std::string format = "text";
  experiment::Settings settings;
  std::string preset = "quick", method = "simclr";
  std::vector<std::string> options;
  std::vector<double> ratios, sizes;  ///< empty: those of the kind and preset
  std::string id;
  int jobs = 0;
  bool queueOnly = false, dryRun = false;
};

/// The table of an experiment as its runs are now.
void print(store::Reader& reader, const store::ExperimentRecord& record, report::TableFormat format) {
  const auto settings = experiment::fromJson(record.settings);
  std::vector<store::RunRecord> members;
  for (const auto& run : record.runs) members.push_back(reader.run(run));
  const auto rows = experiment::results(
      settings, members,
      [&](const std::string& run, const std::string& metric) { return reader.lastPerClass(run, metric); });
  if (format == report::TableFormat::Text) {
    int done = 0, runs = 0;
    for (const auto& row : rows) {
      done += row.done;
      runs += row.runs;
    }
    fmt::print("{} ({}): {} of {} runs done\n", record.title, record.id.substr(0, 8), done, runs);
  }
  fmt::print("{}", experiment::resultTable(settings, rows).write(format));
}

store::ExperimentRecord find(store::Reader& reader, const std::string& id) {
  const auto all = reader.experiments();
  const auto found = std::ranges::find_if(all, [&](const auto& record) { return record.id.starts_with(id); });
  if (id.size() < 4 || found == all.end()) {
    throw Error(ErrorKind::Usage, fmt::format("There is no experiment \"{}\".", id),
                "`skewscope-engine experiment list` shows their ids; four characters are enough.");
  }
  return *found;
}

int list(const ExperimentArguments& arguments) {
  store::Reader reader(arguments.store);
  report::Table table({{"id", "Id"},
                       {"title", "Title"},
                       {"done", "Done", report::Align::Right},
                       {"runs", "Runs", report::Align::Right}});
  const auto format = report::tableFormatFromText(arguments.format);
  for (const auto& record : reader.experiments()) {
    std::int64_t done = 0;
    for (const auto& run : record.runs) done += reader.run(run).status == store::RunStatus::Done;
    table.add({format == report::TableFormat::Text ? record.id.substr(0, 8) : record.id, record.title, done,
               static_cast<std::int64_t>(record.runs.size())});
  }
  fmt::print("{}", table.write(format));
  return 0;
}

int show(const ExperimentArguments& arguments) {
  store::Reader reader(arguments.store);
  print(reader, find(reader, arguments.id), report::tableFormatFromText(arguments.format));
  return 0;
}

int remove(const ExperimentArguments& arguments) {
  store::Writer writer(arguments.store);
  store::Reader reader(arguments.store);
  const auto record = find(reader, arguments.id);
  writer.run([&](store::Store& s) { s.removeExperiment(record.id); });
  fmt::print("{} is forgotten; its {} runs stay in the store.\n", record.title, record.runs.size());
  return 0;
}

/// The settings with what the command line says in words.
experiment::Settings settingsOf(const ExperimentArguments& arguments) {
  experiment::Settings settings = arguments.settings;
  nlohmann::json json = nlohmann::json::parse(experiment::toJson(settings));
  json["preset"] = arguments.preset;
  json["method"] = arguments.method;
  const auto preset = spec::choiceFromName<spec::Preset>(arguments.preset);
  const auto grid = experiment::defaultGrid(settings.kind, preset.value_or(spec::Preset::Quick));
  json["ratios"] = arguments.ratios.empty() ? grid.ratios : arguments.ratios;
  json["sizes"] = arguments.sizes.empty() ? grid.sizes : arguments.sizes;
  for (const char* key : {"data_dir", "target_dir"}) {
    if (json.contains(key)) json[key] = data::wholePath(json[key].get<std::string>()).string();
  }
  for (const auto& text : arguments.options) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) {
      throw Error(ErrorKind::Usage, fmt::format("--set {} has no \"=\".", text),
                  "Write it as --set epochs=10; `skewscope-engine options` lists all options.");
    }
    const auto& option = spec::option(text.substr(0, equals));
    std::visit([&](const auto& value) { json["options"][std::string(option.name)] = value; },
               spec::fromText(option, text.substr(equals + 1)));
  }
  return experiment::fromJson(json.dump());
}

int run(const ExperimentArguments& arguments) {
  const auto settings = settingsOf(arguments);
  const auto format = report::tableFormatFromText(arguments.format);
  if (arguments.dryRun) {
    experiment::requireUsefulSizes(settings);
    for (const auto& planned : experiment::plan(settings)) fmt::print("{}\n", spec::describe(planned.spec));
    return 0;
  }
  store::Writer writer(arguments.store);
  const auto started = writer.run([&](store::Store& s) { return experiment::startExperiment(s, settings); });
  fmt::print(stderr, "{} runs: {} new, {} to be evaluated, {} already done\n", started.runs.size(),
             started.added, started.evaluated, static_cast<int>(started.runs.size()) - started.waiting);
  WorkerResult result;
  if (!arguments.queueOnly && started.waiting > 0) {
    const int jobs = arguments.jobs > 0 ? arguments.jobs : std::min(cpuInfo().cores, 2);
    result = workQueue({.store = arguments.store, .jobs = jobs});
  }
  store::Reader reader(arguments.store);
  print(reader, find(reader, started.id), format);
  if (arguments.queueOnly)
    fmt::print(stderr, "Work it off with: skewscope-engine work --store {}\n", arguments.store);
  if (result.stopped) return static_cast<int>(ErrorKind::Interrupted);
  return result.failed > 0 ? static_cast<int>(ErrorKind::Data) : 0;
}

}  // namespace

void addExperimentCommand(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("experiment", "The experiments of the paper: grids of runs and their tables");
  command->require_subcommand(1);
  for (const auto& info : experiment::kinds()) {
    auto arguments = std::make_shared<ExperimentArguments>();
    arguments->settings.kind = info.kind;
    CLI::App* sub = command->add_subcommand(std::string(info.name), std::string(info.help));
    addStoreOption(*sub, arguments->store);
    addFormatOption(*sub, arguments->format);
    const auto names = [](auto all) {
      std::vector<std::string> found;
      for (const auto& entry : all) found.emplace_back(entry.name);
      return found;
    };
    sub->add_option("--preset", arguments->preset, "Settings of the runs")
        ->check(CLI::IsMember(names(spec::choices<spec::Preset>())))
        ->capture_default_str();
    sub->add_option("--method", arguments->method, "Self-supervised method")
        ->check(CLI::IsMember(names(spec::choices<spec::Method>())))
        ->capture_default_str();
    sub->add_option("--dataset", arguments->settings.dataset, "`skewscope-engine datasets` lists them")
        ->type_name("NAME")
        ->capture_default_str();
    sub->add_option("--data-dir", arguments->settings.dataDir, "Folder or archive of the data set")
        ->type_name("PATH");
    if (info.kind == experiment::Kind::RelativeGap) {
      sub->add_option("--target", arguments->settings.target,
                      "Also probe the features on this data set, out of domain")
          ->type_name("NAME");
      sub->add_option("--target-dir", arguments->settings.targetDir, "Folder or archive of the target")
          ->type_name("PATH");
    }
    if (info.hasRatios) {
      sub->add_option(
             "--ratios", arguments->ratios,
             "Imbalance ratios r, comma-separated (default: 0.01; relative-gap as in the paper: 0.1,0.01)")
          ->delimiter(',');
    }
    sub->add_option(
           "--sizes", arguments->sizes,
           "Factors of the largest class's images, comma-separated (default: 1; relative-gap as in the "
           "paper: 1,0.75,0.5,0.25,0.125)")
        ->delimiter(',');
    sub->add_option("--seeds", arguments->settings.seeds, "Seeds, comma-separated")
        ->delimiter(',')
        ->capture_default_str();
    sub->add_option("--set", arguments->options,
                    "Another option of all runs, such as epochs=10; may be repeated")
        ->type_name("NAME=VALUE")
        ->take_all();
    sub->add_option("--jobs", arguments->jobs, "Runs at once (default: 2, or 1 on one core)")
        ->check(CLI::Range(1, 256));
    sub->add_flag("--queue-only", arguments->queueOnly, "Put the runs into the queue and leave");
    sub->add_flag("--dry-run", arguments->dryRun, "Print the names of the runs and leave");
    sub->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
  }
  auto arguments = std::make_shared<ExperimentArguments>();
  const auto add = [&](const char* name, const char* help, bool hasId,
                       int (*call)(const ExperimentArguments&)) {
    CLI::App* sub = command->add_subcommand(name, help);
    addStoreOption(*sub, arguments->store);
    addFormatOption(*sub, arguments->format);
    if (hasId) sub->add_option("ID", arguments->id, "Id or its beginning")->required();
    sub->callback([arguments, &action, call] { action = [arguments, call] { return call(*arguments); }; });
  };
  add("list", "List the experiments of a store", false, list);
  add("show", "The table of an experiment, as far as its runs are done", true, show);
  add("remove", "Forget an experiment; its runs stay", true, remove);
}

}  // namespace skewscope::engine
