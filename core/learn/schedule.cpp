#include "core/learn/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.h"

namespace skewscope::learn {

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
      if (10 * t >= 8 * total) return spec.learningRate * 0.01;
      if (10 * t >= 6 * total) return spec.learningRate * 0.1;
      return spec.learningRate;
    case spec::Schedule::CosineByEpoch: {
      const std::int64_t epochs = std::max<std::int64_t>(spec.epochs - spec.warmupEpochs, 1);
      const std::int64_t epoch = std::min((step - warmup) / stepsPerEpoch + 1, epochs);
      return spec.learningRate * 0.5 *
             (1.0 + std::cos(std::numbers::pi * static_cast<double>(epoch) / static_cast<double>(epochs)));
    }
    case spec::Schedule::Cosine:
      return spec.learningRate * 0.5 *
             (1.0 + std::cos(std::numbers::pi * static_cast<double>(t) / static_cast<double>(total)));
  }
  throw Error(ErrorKind::Internal, "Unknown schedule");
}

}  // namespace skewscope::learn
