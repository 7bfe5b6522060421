#include <fmt/format.h>

#include <memory>

#include "app/skewscope-engine/common.h"
#include "app/skewscope-engine/module_loader.h"
#include "app/skewscope-engine/terminal.h"
#include "app/skewscope-engine/train_command.h"
#include "core/base/system.h"
#include "core/store/writer.h"

namespace skewscope::engine {
namespace {

struct EvaluateArguments {
  std::string store = defaultStorePath().string();
  std::string run;
  std::string format = "text";
};

int evaluate(const EvaluateArguments& arguments) {
  const int cores = cpuInfo().cores;
  const auto format = report::tableFormatFromText(arguments.format);
  store::Writer writer(arguments.store);
  store::Reader reader(arguments.store);
  const auto record = reader.run(arguments.run);
  TrainModule& module = loadTrainModule(usesAllCores(record.spec, cores));
  const auto rows = module.evaluate(writer, record.id, cores, [](const protocol::Event& event) {
    if (const auto* phase = std::get_if<protocol::Phase>(&event)) fmt::print(stderr, "{} ...\n", phase->name);
  });
  const auto classes = reader.classes(record.id);
  std::vector<report::Column> columns{{"class", "Class"}, {"train_count", "n", report::Align::Right}};
  for (const auto& [metric, values] : rows.classMetrics) {
    columns.push_back({metric, metric + " (%)", report::Align::Right, 1, 100});
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
    for (const auto& [metric, value] : rows.metrics) fmt::print("  {:<20} {:6.1f} %\n", metric, 100 * value);
  }
  fmt::print("{}", table.write(format));
  return 0;
}

}  // namespace

void addEvaluateCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<EvaluateArguments>();
  CLI::App* command = app.add_subcommand(
      "evaluate", "Evaluate a run's checkpoint again: live protocol, linear probe, factors");
  command->add_option("run", arguments->run, "Id, its beginning, or name")->type_name("RUN")->required();
  addStoreOption(*command, arguments->store);
  addFormatOption(*command, arguments->format);
  command->callback([arguments, &action] { action = [arguments] { return evaluate(*arguments); }; });
}

}  // namespace skewscope::engine
