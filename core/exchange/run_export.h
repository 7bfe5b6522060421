#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/report/table.h"
#include "core/store/reader.h"

namespace skewscope::exchange {

/// Every value of a run.
struct RunValues {
  store::RunRecord record;
  std::vector<store::RunClass> classes;
  std::map<std::string, store::Series> metrics;
  std::map<std::string, store::ClassSeries> classMetrics;
};
RunValues readRunValues(store::Reader& reader, const store::RunRecord& record);

/// All values in long form: a row for each metric, epoch and class (class empty for values over all classes),
/// as readCsvRuns() reads them.
report::Table longTable(const RunValues& run);

/// Bytes of an event file with all values: epochs as steps, "probe_accuracy/cat" for a class, float32. Times
/// are the run's start and what its epochs took, as far as that is known; what is not a number is left out.
std::string eventFileOf(const RunValues& run);

/// Writes the run's event file into `folder`, which is created and which TensorBoard shows as one run, and
/// returns its path; written again, it is replaced. Throws Error (Usage) if there are event files of another
/// run, (Data, Resource) as writeFileAtomically().
std::filesystem::path writeEventFile(const RunValues& run, const std::filesystem::path& folder);

}  // namespace skewscope::exchange
