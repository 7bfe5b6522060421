#include "core/store/records.h"

#include <array>
#include <utility>

#include "core/base/error.h"

namespace skewscope::store {

namespace {

constexpr std::array<std::pair<RunStatus, const char*>, 5> kStatusWords{{
    {RunStatus::Queued, "queued"},
    {RunStatus::Running, "running"},
    {RunStatus::Done, "done"},
    {RunStatus::Interrupted, "interrupted"},
    {RunStatus::Failed, "failed"},
}};

}  // namespace

std::string toText(RunStatus status) {
  for (const auto& [value, word] : kStatusWords) {
    if (value == status) return word;
  }
  throw Error(ErrorKind::Internal, "A run has a status without a name.");
}

RunStatus statusFromText(const std::string& text) {
  for (const auto& [value, word] : kStatusWords) {
    if (text == word) return value;
  }
  throw Error(ErrorKind::Store, "\"" + text + "\" is no status of a run.",
              "The store may come from a newer version of Skewscope: use that one.");
}

namespace {

/// "ood_probe_<data set>" and "fine_tune_<data set>": accuracies, however the data set is called.
bool isOfTarget(const std::string& metric) {
  return metric.starts_with(metric::kOutOfDomainProbePrefix) || metric.starts_with(metric::kFineTuningPrefix);
}

}  // namespace

bool isShare(const std::string& metric) {
  return isOfTarget(metric) || metric.find("accuracy") != std::string::npos || metric.starts_with("probe_") ||
         metric.starts_with("attention_") || metric == metric::kCalibrationError;
}

bool smallerIsBetter(const std::string& metric) {
  return !isOfTarget(metric) && (metric.find("loss") != std::string::npos ||
                                 metric.find("sharpness") != std::string::npos || metric.ends_with("_error"));
}

const char* liveAccuracyMetric(spec::Mode mode) {
  return mode == spec::Mode::Supervised ? metric::kHeadAccuracy : metric::kKnnAccuracy;
}

bool isImported(const RunRecord& run) {
  return !run.source.empty();
}

std::string liveAccuracyMetric(const RunRecord& run) {
  if (!isImported(run)) return liveAccuracyMetric(run.spec.mode);
  for (const char* known :
       {metric::kHeadAccuracy, metric::kKnnAccuracy, metric::kProbeAccuracy, metric::kCrtAccuracy}) {
    if (run.summaries.contains(known)) return known;
  }
  for (const auto& [name, summary] : run.summaries) {
    if (isShare(name) && name != metric::kCalibrationError) return name;
  }
  return metric::kHeadAccuracy;
}

std::string lossMetric(const RunRecord& run) {
  if (!isImported(run) || run.summaries.contains(metric::kLoss)) return metric::kLoss;
  for (const auto& [name, summary] : run.summaries) {
    if (name.find("loss") != std::string::npos && name != metric::kPerturbedLoss) return name;
  }
  return metric::kLoss;
}

}  // namespace skewscope::store
