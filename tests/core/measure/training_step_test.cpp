#include "core/measure/training_step.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/measure/ceilings.h"
#include "core/nn/device.h"
#include "tests/core/measure/tiny_step.h"

namespace skewscope::measure {
namespace {

using bench::Stage;
using test::tiny;

bool has(const bench::Report& report, Stage stage) {
  return std::ranges::find(report.stages, stage, &bench::StageResult::stage) != report.stages.end();
}

TEST(TrainingStepMeasured, SharesAreTheWholeStep) {
  const bench::Report report =
      measureTrainingStep(tiny(spec::Mode::Supervised), {.threads = 1, .cores = 1, .seconds = 0.5}, {});
  test::expectWholeStep(report);
  EXPECT_EQ(report.images, 16);
  EXPECT_GT(report.peakBytes, 0);
  EXPECT_TRUE(has(report, Stage::Optimiser));
  EXPECT_FALSE(has(report, Stage::SecondPass));
}

TEST(TrainingStepMeasured, AStepOfEachModeCanBeMeasured) {
  for (const auto method : {spec::Method::SimSiam, spec::Method::SimClr, spec::Method::MoCo}) {
    auto spec = tiny(spec::Mode::Supervised);
    spec.mode = spec::Mode::RwSam;
    spec.method = method;
    spec.projectorHidden = spec.projectorOutput = spec.predictorHidden = 8;
    const bench::Report report = measureTrainingStep(spec, {.threads = 1, .cores = 1, .seconds = 0.2}, {});
    EXPECT_TRUE(has(report, Stage::SecondPass));
    EXPECT_EQ(has(report, Stage::KeyEncoder), method == spec::Method::MoCo);
  }
  auto spec = tiny(spec::Mode::Supervised);
  spec.reweight = spec::Reweight::ClassBalanced;
  spec.loss = spec::Loss::Ldam;
  spec.sam = true;
  EXPECT_TRUE(has(measureTrainingStep(spec, {.threads = 1, .cores = 1, .seconds = 0.2}, {}), Stage::SamNorm));
}

TEST(Ceilings, ArePositive) {
  DeviceClock clock(torch::kCPU);
  EXPECT_GT(productFlopPerSecond(clock, torch::kFloat32, 0), 0);
  EXPECT_GT(memoryBytesPerSecond(clock, 0, 0), 0);
}

}  // namespace
}  // namespace skewscope::measure
