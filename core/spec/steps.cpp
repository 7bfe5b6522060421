#include "core/spec/steps.h"

#include <algorithm>

namespace skewscope::spec {

std::int64_t batchSize(const ExperimentSpec& spec, std::int64_t images) {
  return std::min(spec.batch, images);
}

std::int64_t stepsPerEpoch(const ExperimentSpec& spec, std::int64_t images) {
  const std::int64_t batch = batchSize(spec, images);
  return batch > 0 ? images / batch : 0;
}

}  // namespace skewscope::spec
