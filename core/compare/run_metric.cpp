#include "core/compare/run_metric.h"

#include <algorithm>
#include <initializer_list>

namespace skewscope::compare {
namespace {

/// The first of `known` that was measured, else the first measured name that contains `word`.
std::string oneOf(std::span<const std::string> measured, std::initializer_list<const char*> known,
                  const char* word) {
  for (const char* name : known) {
    if (std::find(measured.begin(), measured.end(), name) != measured.end()) return name;
  }
  const auto found = std::find_if(measured.begin(), measured.end(), [&](const std::string& name) {
    return name.find(word) != std::string::npos;
  });
  return found == measured.end() ? std::string() : *found;
}

}  // namespace

std::string accuracyCurve(const store::RunRecord& run, std::span<const std::string> measured) {
  if (run.source.empty()) return store::liveAccuracyMetric(run.spec.mode);
  using namespace store::metric;
  return oneOf(measured, {kHeadAccuracy, kKnnAccuracy, kProbeAccuracy}, "accuracy");
}

std::string lossCurve(const store::RunRecord& run, std::span<const std::string> measured) {
  if (run.source.empty()) return store::metric::kLoss;
  return oneOf(measured, {store::metric::kLoss}, "loss");
}

}  // namespace skewscope::compare
