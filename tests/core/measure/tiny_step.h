#pragma once

#include <gtest/gtest.h>

#include "core/bench/report.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::test {

/// A run whose step takes milliseconds.
inline spec::ExperimentSpec tiny(spec::Mode mode, spec::Method method = spec::Method::SimSiam) {
  spec::ExperimentSpec spec;
  spec.mode = mode;
  spec.method = method;
  spec.width = 4;
  spec.batch = 16;
  spec.projectorHidden = spec.projectorOutput = spec.predictorHidden = 8;
  spec.mocoQueue = 64;
  spec.precision = spec::Precision::Float32;
  return spec;
}

/// The stages of a report of tiny() are the whole step, and all but the rest have a floor.
inline void expectWholeStep(const bench::Report& report) {
  double share = 0, ms = 0;
  for (const auto& stage : report.stages) {
    share += stage.share;
    ms += stage.ms;
    EXPECT_EQ(stage.floorMs.has_value(), stage.stage != bench::Stage::Other);
  }
  EXPECT_NEAR(share, 1, 1e-9);
  EXPECT_NEAR(ms, report.stepMs, 1e-9 * report.stepMs);
  EXPECT_NEAR(report.imagesPerSecond, 16000 / report.stepMs, 1e-6 * report.imagesPerSecond);
}

}  // namespace skewscope::test
