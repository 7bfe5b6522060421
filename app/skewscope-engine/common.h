#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "core/report/metrics.h"
#include "core/report/table.h"
#include "core/store/reader.h"

namespace skewscope::engine {

/// A subcommand: adds itself to `app`, and sets `action` to what it does (returning the exit status) when it
/// was chosen.
using Action = std::function<int()>;

void addTrainCommand(CLI::App& app, Action& action);
void addEvaluateCommand(CLI::App& app, Action& action);
void addExplainCommand(CLI::App& app, Action& action);
void addDatasetsCommand(CLI::App& app, Action& action);
void addRunsCommand(CLI::App& app, Action& action);
void addCompareCommand(CLI::App& app, Action& action);
void addExportCommand(CLI::App& app, Action& action);
void addImportCommand(CLI::App& app, Action& action);
void addOptionsCommand(CLI::App& app, Action& action);
void addDoctorCommand(CLI::App& app, Action& action);
void addDemoCommand(CLI::App& app, Action& action);
void addToyCommand(CLI::App& app, Action& action);
void addExperimentCommand(CLI::App& app, Action& action);
void addQueueCommand(CLI::App& app, Action& action);
void addWorkCommand(CLI::App& app, Action& action);
void addBenchCommand(CLI::App& app, Action& action);

/// Adds "--store FILE" (default: the user's store).
void addStoreOption(CLI::App& command, std::string& store);
/// Adds "--format text|csv|tsv|markdown|latex|json".
void addFormatOption(CLI::App& command, std::string& format);

/// The accuracy that a run is judged by: the probe's if there is one, else the live one. NaN if neither.
double judgedAccuracy(const store::RunRecord& run);

/// Throws Error (Usage) for a run that was imported: there is no model to `what` ("evaluate", "go on with").
void requireTrainedHere(const store::RunRecord& run, const char* what);

/// Last value of a metric from a run's summary; NaN if there is none.
double lastValue(const store::RunRecord& run, const std::string& metric);

/// Accuracy summary of a run's metric at its last epoch, from its confusion counts and class groups; nothing
/// if the run has none.
std::optional<report::AccuracySummary> summaryOf(store::Reader& reader, const std::string& run,
                                                 const std::string& metric);

}  // namespace skewscope::engine
