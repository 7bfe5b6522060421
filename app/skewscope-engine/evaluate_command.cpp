#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "app/skewscope-engine/common.h"
#include "app/skewscope-engine/gpu_expected.h"
#include "app/skewscope-engine/module_loader.h"
#include "app/skewscope-engine/terminal.h"
#include "app/skewscope-engine/train_command.h"
#include "core/base/system.h"
#include "core/data/datasets.h"
#include "core/spec/device_choice.h"
#include "core/store/writer.h"

namespace skewscope::engine {
namespace {

struct EvaluateArguments {
  std::string store = defaultStorePath().string();
  std::string run;
  std::string format = "text", device;
  std::vector<std::string> protocols{"live", "probe"};
  spec::EvaluationRequest request;
  bool queueOnly = false, list = false;
};

/// What the store knows of how each number of a run was measured.
int listEvaluations(const EvaluateArguments& arguments) {
  const auto format = report::tableFormatFromText(arguments.format);
  store::Reader reader(arguments.store);
  const auto record = reader.run(arguments.run);
  report::Table table({{"metric", "Metric"},
                       {"epoch", "Epoch", report::Align::Right},
                       {"value", "Value", report::Align::Right, 4},
                       {"protocol", "Protocol"},
                       {"version", "Version"}});
  for (const auto& each : reader.evaluations(record.id)) {
    const auto series = reader.series(record.id, each.metric);
    const auto place = std::ranges::find(series.epochs, each.epoch);
    const double value = place == series.epochs.end()
                             ? std::numeric_limits<double>::quiet_NaN()
                             : series.values[static_cast<std::size_t>(place - series.epochs.begin())];
    table.add({each.metric, each.epoch, value, each.protocol, each.engineVersion});
  }
  if (table.rows().empty() && format == report::TableFormat::Text) {
    fmt::print("The store has no note of how numbers of {} were measured.\n", record.name);
    return 0;
  }
  fmt::print("{}", table.write(format));
  return 0;
}

int evaluate(const EvaluateArguments& arguments) {
  if (arguments.list) return listEvaluations(arguments);
  const int cores = cpuInfo().cores;
  const auto format = report::tableFormatFromText(arguments.format);
  spec::EvaluationRequest request = arguments.request;
  request.protocols.clear();
  for (const auto& name : arguments.protocols) request.protocols.push_back(spec::protocolFromName(name));
  request.dataDir = data::wholePath(request.dataDir).string();
  spec::requireValid(request);
  if (!request.dataset.empty()) data::requireImages(request.dataset, request.dataDir);
  store::Writer writer(arguments.store);
  store::Reader reader(arguments.store);
  const auto record = reader.run(arguments.run);
  requireTrainedHere(record, "evaluate");
  if (arguments.queueOnly) {
    writer.run([&](store::Store& s) { s.wantEvaluation(record.id, spec::toJson(request)); });
    fmt::print(stderr, "{}\n",
               record.status == store::RunStatus::Done
                   ? fmt::format("It waits in the queue: skewscope-engine work --store {}", arguments.store)
                   : std::string("It is made when the run is trained, or done with what it is at."));
    return 0;
  }
  const bool onGpu = gpuIsExpectedHere(arguments.device.empty() ? record.spec.device : arguments.device);
  TrainModule& module = loadTrainModule(usesAllCores(record.spec, cores) && !onGpu);
  const auto rows =
      module.evaluate(writer, record.id, request, cores, arguments.device, [](const protocol::Event& event) {
        if (const auto* phase = std::get_if<protocol::Phase>(&event))
          fmt::print(stderr, "{} ...\n", phase->name);
        if (const auto* log = std::get_if<protocol::Log>(&event)) fmt::print(stderr, "{}\n", log->text);
      });
  const auto classes = reader.classes(record.id);
  std::vector<report::Column> columns{{"class", "Class"}, {"train_count", "n", report::Align::Right}};
  for (const auto& [metric, values] : rows.classMetrics) {
    if (store::isShare(metric)) {
      columns.push_back({metric, metric + " (%)", report::Align::Right, 1, 100});
    } else {
      columns.push_back({metric, metric, report::Align::Right, 4});
    }
  }
  report::Table table(columns);
  for (const auto& entry : classes) {
    std::vector<report::Cell> row{entry.name, entry.trainCount};
    for (const auto& [metric, values] : rows.classMetrics) {
      row.emplace_back(values.at(static_cast<std::size_t>(entry.index)));
    }
    table.add(std::move(row));
  }
  if (format == report::TableFormat::Text) {
    fmt::print("{} after epoch {}\n", record.name, rows.epoch);
    for (const auto& [metric, value] : rows.metrics) {
      if (store::isShare(metric)) {
        fmt::print("  {:<28} {:8.1f} %\n", metric, 100 * value);
      } else {
        fmt::print("  {:<28} {:8.4f}\n", metric, value);
      }
    }
    if (rows.featureMap) {
      fmt::print("  {:<28} {} test images, {} components and a t-SNE map\n", store::metric::kFeatureMap,
                 rows.featureMap->images.size(), rows.featureMap->dimensions);
    }
  }
  fmt::print("{}", table.write(format));
  return 0;
}

}  // namespace

void addEvaluateCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<EvaluateArguments>();
  CLI::App* command = app.add_subcommand(
      "evaluate", "Evaluate a run's checkpoint by any protocol, and store the numbers with it");
  command->add_option("run", arguments->run, "Id, its beginning, or name")->type_name("RUN")->required();
  addStoreOption(*command, arguments->store);
  addFormatOption(*command, arguments->format);
  std::vector<std::string> names;
  std::string help = "Comma-separated:";
  for (const auto& info : spec::protocols()) {
    names.emplace_back(info.name);
    help += fmt::format("\n{}: {}", info.name, info.help);
  }
  command->add_option("--protocol", arguments->protocols, help)
      ->delimiter(',')
      ->check(CLI::IsMember(names))
      ->capture_default_str();
  auto& request = arguments->request;
  command
      ->add_option(
          "--device", arguments->device,
          "Where features are computed: auto, cpu, cuda or cuda:N (default: as the run was asked to be "
          "trained, or the processor where that cannot be had)")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return spec::deviceChoice(text) ? std::string()
                                            : "'" + text + "' is not auto, cpu, cuda or cuda:N";
          },
          ""))
      ->type_name("DEVICE");
  command->add_option("--shots", request.shots, "Few-shot probe: images per class")->capture_default_str();
  command->add_option("--repeats", request.repeats, "Few-shot probe: selections; loss gap: views of an image")
      ->capture_default_str();
  command->add_option("--epochs", request.epochs, "Full probe (default 100) and fine-tuning (50)");
  command->add_option("--images", request.images, "Feature map: test images at most, class-balanced")
      ->capture_default_str();
  command->add_option("--dataset", request.dataset, "Target of ood-probe and fine-tune")->type_name("NAME");
  command->add_option("--data-dir", request.dataDir, "Folder or archive of the target")->type_name("PATH");
  command->add_flag("--queue-only", arguments->queueOnly,
                    "Leave it to the queue; of a run that is not trained yet, to the end of its training");
  command->add_flag("--list", arguments->list,
                    "Measure nothing: show which protocol gave which number of the run, with its settings");
  command->callback([arguments, &action] { action = [arguments] { return evaluate(*arguments); }; });
}

}  // namespace skewscope::engine
