#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/exchange/raw_run.h"

namespace skewscope::exchange {

inline constexpr std::size_t kMostCsvRuns = 1000;  ///< of one file in long form

/// The runs of a CSV file with a header row.
///
/// Wide form: a column of epochs (options.epochColumn; else "epoch", "step" or "iteration", in any case), and
/// each other column whose first value is a number is a metric. Rows may come in any order and leave values
/// out; a column "Wall time" (seconds since 1970) gives start and end. Long form, as Skewscope exports runs:
/// columns "metric", "epoch" and "value", and those of "class", "class_name" and "run" that there are; one
/// run for each in the column of runs.
///
/// `name`: of the file in messages; `title`: name of a run that has none. Throws Error (Data) that names line
/// and column for what is no number, an epoch that is no whole number from 0 on, and a second value for an
/// epoch; (Usage) for a column of epochs that is not there.
std::vector<RawRun> readCsvRuns(std::string_view text, const std::string& name, const std::string& title,
                                const ImportOptions& options);

}  // namespace skewscope::exchange
