#include "ui/models/queue_estimate.h"

#include <algorithm>
#include <exception>

#include "core/data/datasets.h"
#include "core/data/long_tail.h"

namespace skewscope::ui {
namespace {

bool comparable(const spec::ExperimentSpec& a, const spec::ExperimentSpec& b) {
  return a.mode == b.mode && a.method == b.method && a.dataset == b.dataset && a.network == b.network &&
         a.width == b.width && a.stemStride == b.stemStride && a.threads == b.threads &&
         spec::takesSamSteps(a) == spec::takesSamSteps(b);
}

double imagesOf(const store::RunRecord& run) {
  if (run.n > 0) return static_cast<double>(run.n);
  try {
    return static_cast<double>(
        data::planSubset(run.spec, data::datasetInfo(run.spec.dataset).trainPerClass).n);
  } catch (const std::exception&) {
    return 0;  // a data set that is not known here
  }
}

}  // namespace

std::optional<double> estimatedSeconds(const store::RunRecord& waiting,
                                       const std::vector<store::RunRecord>& runs) {
  if (waiting.status == store::RunStatus::Done) return std::nullopt;  // only to be evaluated
  const store::RunRecord* latest = nullptr;
  for (const store::RunRecord& run : runs) {
    const bool timed =
        run.status == store::RunStatus::Done && run.startedMs > 0 && run.endedMs > run.startedMs;
    if (timed && comparable(run.spec, waiting.spec) && (latest == nullptr || run.endedMs > latest->endedMs))
      latest = &run;
  }
  if (latest == nullptr) return std::nullopt;
  const double work = imagesOf(*latest) * static_cast<double>(latest->spec.epochs);
  const double left = imagesOf(waiting) * static_cast<double>(std::max<std::int64_t>(
                                              waiting.spec.epochs - waiting.epochsDone, 0));
  if (work <= 0) return std::nullopt;
  return static_cast<double>(latest->endedMs - latest->startedMs) / 1000 * left / work;
}

}  // namespace skewscope::ui
