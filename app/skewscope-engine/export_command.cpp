#include <fmt/format.h>

#include <memory>
#include <ostream>

#include "app/skewscope-engine/common.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/system.h"
#include "core/exchange/run_export.h"

namespace skewscope::engine {
namespace {

struct ExportArguments {
  std::string store = defaultStorePath().string();
  std::string run, out, format = "csv";
};

int exportRun(const ExportArguments& arguments) {
  store::Reader reader(arguments.store);
  const auto run = exchange::readRunValues(reader, reader.run(arguments.run));
  if (arguments.format == "tensorboard") {
    if (arguments.out.empty() || arguments.out == "-") {
      throw Error(ErrorKind::Usage, "--format tensorboard writes a folder.",
                  "Name it with --out; TensorBoard shows its name.");
    }
    const auto written = exchange::writeEventFile(run, arguments.out);
    fmt::print(stderr, "Wrote {}; `tensorboard --logdir {}` shows it.\n", written.string(), arguments.out);
    return 0;
  }
  const std::string csv = exchange::longTable(run).write(report::TableFormat::Csv);
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
  CLI::App* command =
      app.add_subcommand("export", "Write every stored value of a run as CSV or for TensorBoard");
  command->add_option("run", arguments->run, "Id, its beginning, or name")->type_name("RUN")->required();
  addStoreOption(*command, arguments->store);
  command
      ->add_option("--format", arguments->format,
                   "csv: a row for each metric, epoch and class; tensorboard: a folder with an event file, "
                   "epochs as steps, METRIC/CLASS for classes")
      ->check(CLI::IsMember({"csv", "tensorboard"}))
      ->capture_default_str();
  command
      ->add_option("--out", arguments->out,
                   "File to write, standard output without it; for TensorBoard the run's own folder")
      ->type_name("PATH");
  command->callback([arguments, &action] { action = [arguments] { return exportRun(*arguments); }; });
}

}  // namespace skewscope::engine
