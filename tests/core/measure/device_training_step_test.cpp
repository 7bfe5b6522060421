// The benchmark of a training step on a device that is not the processor.
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "core/base/system.h"
#include "core/bench/comparison.h"
#include "core/learn/run_step.h"
#include "core/measure/ceilings.h"
#include "core/measure/convolutions_alone.h"
#include "core/measure/recorder.h"
#include "core/measure/subject.h"
#include "core/measure/training_step.h"
#include "tests/core/measure/tiny_step.h"
#include "tests/core/nn/device_under_test.h"

namespace skewscope::measure {
namespace {

using bench::Stage;
using test::tiny;
using testing::ElementsAre;
using testing::IsEmpty;

const bench::StageResult* find(const bench::Report& report, Stage stage) {
  const auto found = std::ranges::find(report.stages, stage, &bench::StageResult::stage);
  return found == report.stages.end() ? nullptr : &*found;
}

class MeasuredOnDevice : public test::OnDevice {
 protected:
  bench::Report measured(const spec::ExperimentSpec& spec, const nn::Device& where) {
    const Settings settings{
        .threads = 1, .cores = 1, .seconds = 0.2, .note = [this](const std::string& text) {
          notes_.push_back(text);
        }};
    return measureTrainingStep(spec, settings, where);
  }
  std::vector<std::string> notes_;
};

TEST_F(MeasuredOnDevice, StagesAddUpToAStepThatIsRecorded) {
  const bench::Report report = measured(tiny(spec::Mode::Supervised), device());
  test::expectWholeStep(report);
  for (const Stage stage :
       {Stage::Augmentation, Stage::ForwardConvolution, Stage::ForwardNorm, Stage::ForwardHead,
        Stage::ForwardLoss, Stage::BackwardConvolution, Stage::BackwardNorm, Stage::BackwardHead,
        Stage::BackwardLoss, Stage::GradientSums, Stage::Optimiser}) {
    ASSERT_TRUE(find(report, stage)) << bench::stageName(stage);
    EXPECT_GT(find(report, stage)->ms, 0) << bench::stageName(stage);
  }
  EXPECT_FALSE(find(report, Stage::SecondPass));
  EXPECT_GT(find(report, Stage::ForwardConvolution)->aloneMs, 0);
  EXPECT_GT(find(report, Stage::BackwardConvolution)->aloneMs, 0);
  ASSERT_TRUE(report.device);
  EXPECT_EQ(report.device->name, device().name);
  EXPECT_TRUE(report.device->recorded);
  EXPECT_GT(report.device->askedMs, 0);
  ASSERT_TRUE(report.device->hostShare);
  EXPECT_GE(*report.device->hostShare, 0);
  EXPECT_LE(*report.device->hostShare, 1);
  EXPECT_EQ(report.steps % 16, 0);
  EXPECT_GE(report.steps, 32);
  EXPECT_GT(report.float32FlopPerSecond, 0);
  EXPECT_GT(report.memoryBytesPerSecond, 0);
  EXPECT_THAT(notes_, IsEmpty());
}

TEST_F(MeasuredOnDevice, SamAndMoCoHaveTheirStagesThere) {
  const bench::Report report = measured(tiny(spec::Mode::RwSam, spec::Method::MoCo), device());
  for (const Stage stage : {Stage::SamNorm, Stage::SamPerturb, Stage::SecondPass, Stage::SamRestore,
                            Stage::KeyEncoder, Stage::Optimiser})
    EXPECT_TRUE(find(report, stage)) << bench::stageName(stage);
  // Its work is that of the first pass.
  double flop = 0;
  for (const auto& stage : report.stages) {
    if (stage.stage >= Stage::ForwardConvolution && stage.stage <= Stage::GradientSums)
      flop += stage.work.flop;
  }
  ASSERT_TRUE(find(report, Stage::SecondPass));
  EXPECT_NEAR(find(report, Stage::SecondPass)->work.flop, flop, 1e-9 * flop);
  // It is most of what the first is: both passes of the same images.
  EXPECT_GT(find(report, Stage::SecondPass)->share, 0.1);
}

TEST_F(MeasuredOnDevice, StepsThatCannotBeRecordedAreAskedForAndTheNoteSaysWhy) {
  nn::Device refusing = device();
  refusing.recorder = [](const auto&, auto*) -> std::unique_ptr<nn::Recording> {
    TORCH_CHECK(false, "No graphs today.");
  };
  const bench::Report report = measured(tiny(spec::Mode::Supervised), refusing);
  ASSERT_TRUE(report.device);
  EXPECT_FALSE(report.device->recorded);
  EXPECT_FALSE(report.device->hostShare);
  EXPECT_GT(report.device->askedMs, 0);
  EXPECT_THAT(notes_, ElementsAre(testing::HasSubstr("No graphs today.")));
}

TEST_F(MeasuredOnDevice, AReportComesBackFromJsonAndIsComparedWithTheProcessors) {
  const auto spec = tiny(spec::Mode::Supervised);
  const bench::Report there = measured(spec, device()), here = measured(spec, {});
  EXPECT_FALSE(here.device);
  const bench::Report read = bench::reportFromJson(bench::toJson(there).dump());
  EXPECT_EQ(read.device, there.device);
  EXPECT_EQ(bench::toJson(read).dump(), bench::toJson(there).dump());
  EXPECT_THAT(bench::compare(read, here).warnings,
              testing::Contains("Another device: " + device().name + ", earlier cpu."));
}

/// What a recorder counts of one step by LibTorch's operations on `device`, each view in a pass of its own.
Counted countedOn(const spec::ExperimentSpec& spec, nn::Device device) {
  device.fused = false;
  const torch::Device& where = device.torch;
  Subject subject(spec, device);
  std::vector<torch::Tensor> views;
  for (int v = 0; v < subject.model.viewCount(); ++v)
    views.push_back(
        torch::randn({spec.batch, 3, 32, 32}).contiguous(torch::MemoryFormat::ChannelsLast).to(where));
  learn::StepTerms terms;
  terms.rate = 1e-3;
  terms.sam = subject.sam;
  learn::SamStep sam;
  const DeviceClock clock(where);
  Recorder recorder(Recorder::What::Shapes, clock);
  recorder.beginStep();
  learn::runStep(subject.model, views, subject.labels.to(where), terms, subject.optimiser, sam);
  recorder.endStep();
  return subject.counted(recorder, 4);
}

TEST_F(MeasuredOnDevice, TheWorkIsThatOfTheProcessor) {
  for (const auto& spec : {tiny(spec::Mode::Supervised), tiny(spec::Mode::SelfSupervised),
                           tiny(spec::Mode::RwSam, spec::Method::MoCo)}) {
    const Counted there = countedOn(spec, device()), here = countedOn(spec, {});
    EXPECT_EQ(there.convolutions.size(), here.convolutions.size());
    for (std::size_t i = 0; i < bench::kStages; ++i) {
      const auto stage = static_cast<Stage>(i);
      // Sums of gradients are made of other operations there; the second pass has them too.
      if (stage == Stage::GradientSums || stage == Stage::SecondPass) continue;
      EXPECT_EQ(there.work[i].flop, here.work[i].flop) << bench::stageName(stage);
      EXPECT_EQ(there.work[i].bytes, here.work[i].bytes) << bench::stageName(stage);
    }
  }
}

TEST_F(MeasuredOnDevice, CeilingsAndConvolutionsArePositive) {
  DeviceClock clock(device().torch);
  EXPECT_GT(productFlopPerSecond(clock, torch::kFloat32, 0), 0);
  // Where the processor has to emulate it, the device's large product takes minutes.
  if (cpuInfo().computesBf16()) {
    EXPECT_GT(productFlopPerSecond(clock, torch::kBFloat16, 0), 0);
  }
  EXPECT_GT(memoryBytesPerSecond(clock, 0, 0), 0);
  const Counted counted = countedOn(tiny(spec::Mode::Supervised), device());
  ConvolutionsAlone forward(clock, counted.convolutions, ConvolutionsAlone::What::Forward);
  forward.pass();
  EXPECT_GT(forward.ms().forward, 0);
  EXPECT_EQ(forward.ms().backward, 0);
}

}  // namespace
}  // namespace skewscope::measure
