#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "app/skewscope-engine/common.h"
#include "core/base/error.h"

int main(int argc, char** argv) {
  using namespace skewscope;
  CLI::App app(
      "Trains and evaluates supervised, self-supervised and rwSAM runs on imbalanced images, and keeps their "
      "curves in a store.\nExit status: 0 done, 1 defect, 2 wrong usage, 3 data, 4 store, 5 memory, disk or "
      "device, 6 interrupted (resume with `train --run`).",
      "skewscope-engine");
  app.set_version_flag("--version", std::string("skewscope-engine ") + SKEWSCOPE_VERSION);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  engine::Action action;
  engine::addTrainCommand(app, action);
  engine::addEvaluateCommand(app, action);
  engine::addExplainCommand(app, action);
  engine::addDatasetsCommand(app, action);
  engine::addRunsCommand(app, action);
  engine::addCompareCommand(app, action);
  engine::addExportCommand(app, action);
  engine::addImportCommand(app, action);
  engine::addOptionsCommand(app, action);
  engine::addDoctorCommand(app, action);
  engine::addExperimentCommand(app, action);
  engine::addQueueCommand(app, action);
  engine::addWorkCommand(app, action);
  engine::addBenchCommand(app, action);
  engine::addDemoCommand(app, action);
  engine::addToyCommand(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ErrorKind::Usage);
  }
  try {
    return action();
  } catch (const Error& error) {
    fmt::print(stderr, "skewscope-engine: {}\n", error.message());
    return static_cast<int>(error.kind());
  } catch (const std::exception& error) {
    fmt::print(stderr, "skewscope-engine: {}\n", error.what());
    return static_cast<int>(ErrorKind::Internal);
  }
}
