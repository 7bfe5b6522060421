#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>

#include "core/spec/experiment_spec.h"

namespace skewscope::engine {

/// The options of a run as the command line gives them.
struct SpecArguments {
  std::string file;                            ///< JSON file of options; empty: none
  std::map<std::string, std::string> options;  ///< JSON key -> text; they override the file

  bool given() const { return !file.empty() || !options.empty(); }
};

/// Adds "--spec FILE" and a flag for every option of a run. `arguments` must live until `command` is parsed.
void addSpecOptions(CLI::App& command, SpecArguments& arguments);

/// The spec that they make. Throws Error (Usage) where a file, an option or a value is wrong, or the data set
/// has fewer images than are asked for.
spec::ExperimentSpec specFrom(const SpecArguments& arguments);

}  // namespace skewscope::engine
