#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/exchange/import_options.h"

namespace skewscope::exchange {

/// What was found in files of other programs.
struct Found {
  std::vector<FoundRun> runs;
  std::vector<std::string> problems;  ///< of what could not be read, each with its file; the others are there
  std::vector<std::string> remarks;   ///< on no run of them
};

/// Reads runs from event files of TensorBoard, folders with such files (a run for each folder that holds
/// some, called by its path below the given one), and CSV files (readCsvRuns()). Nothing is stored. Throws
/// Error (Usage) for a name given to several runs, and for a metric to rename that no run has.
Found findRuns(const std::vector<std::filesystem::path>& paths, const ImportOptions& options);

/// Whether findRuns() takes a path: an event file or a CSV file by its name, or a folder.
bool looksImportable(const std::filesystem::path& path);

}  // namespace skewscope::exchange
