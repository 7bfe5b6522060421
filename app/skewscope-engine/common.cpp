#include "app/skewscope-engine/common.h"

#include <fmt/format.h>

#include <limits>

#include "core/base/error.h"
#include "core/base/system.h"

namespace skewscope::engine {

void addStoreOption(CLI::App& command, std::string& store) {
  command.add_option("--store", store, "Store file")
      ->type_name("FILE")
      ->default_str(defaultStorePath().string());
}

void addFormatOption(CLI::App& command, std::string& format) {
  command.add_option("--format", format, "text, csv, tsv, markdown, latex or json")
      ->type_name("FORMAT")
      ->capture_default_str();
}

void requireTrainedHere(const store::RunRecord& run, const char* what) {
  if (!store::isImported(run)) return;
  throw Error(ErrorKind::Usage, fmt::format("{} was imported: there is no model to {}.", run.name, what),
              "Name a run that was trained by Skewscope.");
}

double lastValue(const store::RunRecord& run, const std::string& metric) {
  const auto found = run.summaries.find(metric);
  return found == run.summaries.end() ? std::numeric_limits<double>::quiet_NaN() : found->second.last;
}

double judgedAccuracy(const store::RunRecord& run) {
  const auto probe = run.summaries.find(store::metric::kProbeAccuracy);
  return probe != run.summaries.end() ? probe->second.last : lastValue(run, store::liveAccuracyMetric(run));
}

std::optional<report::AccuracySummary> summaryOf(store::Reader& reader, const std::string& run,
                                                 const std::string& metric) {
  const auto classes = reader.classes(run);
  const auto counts = reader.confusion(run, metric);
  if (classes.empty() || counts.size() != classes.size() * classes.size()) return std::nullopt;
  report::Confusion confusion(static_cast<int>(classes.size()));
  confusion.counts = counts;
  std::vector<int> groups;
  for (const auto& entry : classes) groups.push_back(entry.group);
  return report::summarise(confusion, groups);
}

}  // namespace skewscope::engine
