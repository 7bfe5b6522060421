#include "core/measure/step_report.h"

#include <torch/version.h>

#include <algorithm>

#include "core/base/system.h"
#include "core/measure/ceilings.h"
#include "core/nn/norm_kernels.h"
#include "core/nn/precision.h"

namespace skewscope::measure {
namespace {

using bench::Stage;

constexpr double kCeiling = 0.05;  // of the time to measure: each of them

/// The stages of `report`, whose ceilings are known.
std::vector<bench::StageResult> stagesOf(const bench::Report& report, const StepTime& recorded,
                                         const std::array<bench::Work, bench::kStages>& work,
                                         const AloneMs& alone) {
  // Losses, optimiser and SAM compute in float32 whatever the network does.
  const double network = report.bfloat16FlopPerSecond.value_or(report.float32FlopPerSecond);
  std::vector<bench::StageResult> results;
  for (std::size_t i = 0; i < bench::kStages; ++i) {
    const auto stage = static_cast<Stage>(i);
    if (recorded.stages[i] <= 0 && stage != Stage::Other) continue;
    bench::StageResult result{.stage = stage,
                              .ms = report.stepMs * recorded.stages[i] / recorded.whole,
                              .share = recorded.stages[i] / recorded.whole,
                              .work = work[i],
                              .floorMs = {},
                              .aloneMs = {}};
    const bool float32 = stage == Stage::ForwardLoss || stage == Stage::BackwardLoss ||
                         stage == Stage::Optimiser || stage == Stage::SamNorm || stage == Stage::SamPerturb;
    if (stage != Stage::Other) {
      result.floorMs = bench::floorMs(
          work[i], {float32 ? report.float32FlopPerSecond : network, report.memoryBytesPerSecond});
    }
    if (stage == Stage::ForwardConvolution) result.aloneMs = alone.forward;
    if (stage == Stage::BackwardConvolution) result.aloneMs = alone.backward;
    results.push_back(result);
  }
  return results;
}

}  // namespace

StepTime fasterHalf(std::vector<StepTime> all) {
  std::ranges::sort(all, {}, &StepTime::whole);
  all.resize((all.size() + 1) / 2);
  StepTime mean;
  const auto count = static_cast<double>(all.size());
  for (const StepTime& one : all) {
    mean.whole += one.whole / count;
    for (std::size_t i = 0; i < bench::kStages; ++i) mean.stages[i] += one.stages[i] / count;
  }
  return mean;
}

bench::Report reportOf(const Subject& subject, const Settings& settings, DeviceClock& clock,
                       const Measured& measured) {
  bench::Report report;
  report.version = SKEWSCOPE_VERSION;
  report.libtorch = TORCH_VERSION;
  report.machine = {.processor = cpuInfo().model,
                    .instructionSet = nn::normKernels().name,
                    .cores = settings.cores,
                    .threads = settings.threads,
                    .cacheBytes = lastCacheBytes()};
  report.settings = bench::speedSettings(subject.spec);
  report.precision = subject.model.bf16 ? nn::kBf16 : nn::kFloat32;
  report.images = subject.images();
  report.parameters = subject.parameters();
  report.steps = std::ssize(measured.plain);
  const StepTime mean = fasterHalf(measured.recorded);
  const double whole = fasterHalf(measured.plain).whole;
  report.stepMs = 1000 * whole;
  report.imagesPerSecond = static_cast<double>(report.images) / whole;
  report.recordingRatio = mean.whole / whole;

  const double seconds = kCeiling * settings.seconds;
  report.float32FlopPerSecond = productFlopPerSecond(clock, torch::kFloat32, seconds);
  if (subject.model.bf16)
    report.bfloat16FlopPerSecond = productFlopPerSecond(clock, torch::kBFloat16, seconds);
  report.memoryBytesPerSecond = memoryBytesPerSecond(clock, report.machine.cacheBytes, seconds);
  report.stages = stagesOf(report, mean, measured.counted.work, measured.alone);
  return report;
}

}  // namespace skewscope::measure
