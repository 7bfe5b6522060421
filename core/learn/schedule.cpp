#include "core/learn/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/spec/milestones.h"

namespace skewscope::learn {
namespace {

/// base times gamma for each milestone that step t of `total` after the warm-up has reached.
double steppedRate(const spec::ExperimentSpec& spec, std::int64_t step, std::int64_t t, std::int64_t total,
                   std::int64_t stepsPerEpoch) {
  const auto milestones = spec::parseMilestones(spec.milestones);
  if (!milestones) throw Error(ErrorKind::Usage, spec::milestoneProblem(spec));
  double rate = spec.learningRate;
  for (const double milestone : *milestones) {
    // A share of the steps that is a whole number but for its rounding is that number.
    const bool reached = milestone < 1
                             ? static_cast<double>(t) >= milestone * static_cast<double>(total) - 1e-6
                             : step >= std::llround(milestone) * stepsPerEpoch;
    if (reached) rate *= spec.stepGamma;
  }
  return rate;
}

}  // namespace

double cosineRate(double base, std::int64_t t, std::int64_t total) {
  return base * 0.5 *
         (1.0 + std::cos(std::numbers::pi * static_cast<double>(t) / static_cast<double>(total)));
}

double learningRate(const spec::ExperimentSpec& spec, std::int64_t step, std::int64_t stepsPerEpoch) {
  const std::int64_t warmup = spec.warmupEpochs * stepsPerEpoch;
  if (step < warmup) {
    return spec.learningRate * static_cast<double>(step + 1) / static_cast<double>(warmup + 1);
  }
  const std::int64_t total = std::max<std::int64_t>(spec.epochs * stepsPerEpoch - warmup, 1);
  const std::int64_t t = std::min(step - warmup, total);
  switch (spec.schedule) {
    case spec::Schedule::Constant:
      return spec.learningRate;
    case spec::Schedule::Step:
      return steppedRate(spec, step, t, total, stepsPerEpoch);
    case spec::Schedule::CosineByEpoch: {
      const std::int64_t epochs = std::max<std::int64_t>(spec.epochs - spec.warmupEpochs, 1);
      const std::int64_t epoch = std::min((step - warmup) / stepsPerEpoch + 1, epochs);
      return cosineRate(spec.learningRate, epoch, epochs);
    }
    case spec::Schedule::Cosine:
      return cosineRate(spec.learningRate, t, total);
  }
  throw Error(ErrorKind::Internal, "Unknown schedule");
}

}  // namespace skewscope::learn
