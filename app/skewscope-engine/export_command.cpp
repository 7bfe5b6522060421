#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <ostream>

#include "app/skewscope-engine/common.h"
#include "core/base/atomic_file.h"
#include "core/base/system.h"

namespace skewscope::engine {
namespace {

struct ExportArguments {
  std::string store = defaultStorePath().string();
  std::string run, out;
};

/// Every value of a run in long form: one row per metric, epoch and class (class empty for values over all
/// classes).
std::string curvesCsv(store::Reader& reader, const store::RunRecord& run) {
  report::Table table({{"run", ""},
                       {"name", ""},
                       {"metric", ""},
                       {"epoch", ""},
                       {"class", ""},
                       {"class_name", ""},
                       {"train_count", ""},
                       {"group", ""},
                       {"value", ""}});
  static constexpr const char* kGroups[] = {"many", "medium", "few"};
  for (const auto& metric : reader.metricNames(run.id)) {
    const auto series = reader.series(run.id, metric);
    for (std::size_t k = 0; k < series.epochs.size(); ++k) {
      table.add({run.id, run.name, metric, series.epochs[k], {}, {}, {}, {}, series.values[k]});
    }
  }
  const auto classes = reader.classes(run.id);
  for (const auto& metric : reader.classMetricNames(run.id)) {
    const auto series = reader.classSeries(run.id, metric);
    for (const auto& entry : classes) {
      const auto index = static_cast<std::size_t>(entry.index);
      if (index >= series.values.size()) continue;
      for (std::size_t k = 0; k < series.epochs.size(); ++k) {
        if (std::isnan(series.values[index][k])) continue;
        table.add({run.id, run.name, metric, series.epochs[k], std::int64_t{entry.index}, entry.name,
                   entry.trainCount, std::string(kGroups[entry.group]), series.values[index][k]});
      }
    }
  }
  return table.write(report::TableFormat::Csv);
}

int exportRun(const ExportArguments& arguments) {
  store::Reader reader(arguments.store);
  const std::string csv = curvesCsv(reader, reader.run(arguments.run));
  if (arguments.out.empty() || arguments.out == "-") {
    fmt::print("{}", csv);
  } else {
    writeFileAtomically(arguments.out, [&](std::ostream& out) { out << csv; });
  }
  return 0;
}

}  // namespace

void addExportCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<ExportArguments>();
  CLI::App* command = app.add_subcommand("export", "Write every stored value of a run as CSV");
  command->add_option("run", arguments->run, "Id, its beginning, or name")->type_name("RUN")->required();
  addStoreOption(*command, arguments->store);
  command->add_option("--out", arguments->out, "File to write; standard output without it")
      ->type_name("FILE");
  command->callback([arguments, &action] { action = [arguments] { return exportRun(*arguments); }; });
}

}  // namespace skewscope::engine
