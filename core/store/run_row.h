#pragma once

#include <string>

#include "core/store/connection.h"
#include "core/store/records.h"

namespace skewscope::store {

/// A spec as read from the store.
struct ParsedSpec {
  spec::ExperimentSpec spec;  ///< default where `problem` is not empty
  std::string problem;        ///< why the settings cannot be read, with what to do
};

/// Reads a spec from its stored JSON; never throws. One bad run must not hide the others.
ParsedSpec parseSpec(const std::string& json);

/// Columns of readRun() in a store of this schema, for "SELECT <columns> FROM run ...".
std::string runColumns(int version);

/// One row with runColumns(); `spec` is the parsed column kSpecColumn. Tags and summaries are left empty.
inline constexpr int kNumberColumn = 0;
inline constexpr int kSpecColumn = 1;
RunRecord readRun(SQLite::Statement& row, const ParsedSpec& spec);

}  // namespace skewscope::store
