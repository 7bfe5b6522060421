#pragma once

#include <cstdint>

#include "core/spec/presets.h"

namespace skewscope::test {

/// A supervised run small enough that an engine trains several of its epochs in a second.
inline spec::ExperimentSpec smallSpec(std::int64_t epochs, std::int64_t seed = 1) {
  auto spec = spec::defaults(spec::Preset::Quick, spec::Mode::Supervised, spec::Method::SimClr);
  spec.width = 4;
  spec.nMax = 60;
  spec.ratio = 0.1;
  spec.batch = 32;
  spec.epochs = epochs;
  spec.seed = seed;
  spec.threads = 1;
  spec.precision = spec::Precision::Float32;  // the fastest for so narrow a network, everywhere
  spec.device = "cpu";
  spec.probePerClass = 20;
  return spec;
}

}  // namespace skewscope::test
