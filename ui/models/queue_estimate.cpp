#include "ui/models/queue_estimate.h"

#include <algorithm>
#include <exception>

#include "core/data/datasets.h"
#include "core/data/long_tail.h"
#include "core/spec/device_choice.h"

namespace skewscope::ui {
namespace {

constexpr double kMostEvaluation = 0.5;  ///< live evaluations, as a share of the training steps
constexpr double kProbeSeconds = 60;     ///< evaluation after training

bool comparable(const spec::ExperimentSpec& a, const spec::ExperimentSpec& b) {
  return a.mode == b.mode && a.method == b.method && a.dataset == b.dataset && a.network == b.network &&
         a.width == b.width && a.stemStride == b.stemStride && a.threads == b.threads && a.batch == b.batch &&
         spec::takesSamSteps(a) == spec::takesSamSteps(b);
}

bool isTimed(const store::RunRecord& run) {
  return !store::isImported(run) && run.status == store::RunStatus::Done && run.startedMs > 0 &&
         run.endedMs > run.startedMs;
}

/// Whether a run was trained on a GPU, as the store has it.
bool wasOnGpu(const store::RunRecord& run) {
  return !run.device.empty() && run.device != "cpu";
}

/// Whether a waiting run will be trained on a GPU. Where that is left to the engine it goes where the last
/// run went that left it to the engine too; nothing without one.
std::optional<bool> goesToGpu(const spec::ExperimentSpec& waiting,
                              const std::vector<store::RunRecord>& runs) {
  using Kind = spec::DeviceChoice::Kind;
  const auto kindOf = [](const spec::ExperimentSpec& spec) {
    return spec::deviceChoice(spec.device).value_or(spec::DeviceChoice()).kind;
  };
  if (kindOf(waiting) != Kind::Auto) return kindOf(waiting) == Kind::Cuda;
  const store::RunRecord* last = nullptr;
  for (const store::RunRecord& run : runs) {
    if (isTimed(run) && kindOf(run.spec) == Kind::Auto && (last == nullptr || run.endedMs > last->endedMs))
      last = &run;
  }
  if (last == nullptr) return std::nullopt;
  return wasOnGpu(*last);
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

/// Seconds that a done run was at work. The clock between its start and its end also holds pauses and the
/// time between an interruption and the resumption: what lies further beyond the training steps than
/// evaluations are likely to is left out.
double secondsAtWork(const store::RunRecord& run) {
  const double wall = static_cast<double>(run.endedMs - run.startedMs) / 1000;
  const auto epoch = run.summaries.find(store::metric::kSeconds);
  if (epoch == run.summaries.end()) return wall;
  const double training = epoch->second.meanLast5 * static_cast<double>(run.spec.epochs);
  return std::min(wall, training + kMostEvaluation * training + kProbeSeconds);
}

}  // namespace

std::optional<double> estimatedSeconds(const store::RunRecord& waiting,
                                       const std::vector<store::RunRecord>& runs) {
  if (waiting.status == store::RunStatus::Done) return std::nullopt;  // only to be evaluated
  const std::optional<bool> onGpu = goesToGpu(waiting.spec, runs);
  const store::RunRecord* latest = nullptr;
  for (const store::RunRecord& run : runs) {
    const bool there = !onGpu || wasOnGpu(run) == *onGpu;
    if (isTimed(run) && there && comparable(run.spec, waiting.spec) &&
        (latest == nullptr || run.endedMs > latest->endedMs))
      latest = &run;
  }
  if (latest == nullptr) return std::nullopt;
  const double work = imagesOf(*latest) * static_cast<double>(latest->spec.epochs);
  const double left = imagesOf(waiting) * static_cast<double>(std::max<std::int64_t>(
                                              waiting.spec.epochs - waiting.epochsDone, 0));
  if (work <= 0) return std::nullopt;
  return secondsAtWork(*latest) * left / work;
}

double secondsToEmpty(const std::vector<double>& inProgress, const std::vector<double>& waiting, int jobs) {
  std::vector<double> freeAt = inProgress;
  freeAt.resize(std::max(freeAt.size(), static_cast<std::size_t>(std::max(jobs, 1))), 0.0);
  for (const double seconds : waiting) *std::ranges::min_element(freeAt) += seconds;
  return *std::ranges::max_element(freeAt);
}

}  // namespace skewscope::ui
