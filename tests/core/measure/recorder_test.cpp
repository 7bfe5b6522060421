// Counted work against closed forms.
#include "core/measure/recorder.h"

#include <gtest/gtest.h>

#include "core/learn/run_step.h"
#include "core/nn/torch.h"

namespace skewscope::measure {
namespace {

using bench::Stage;
using bench::Work;

spec::ExperimentSpec resNet18(spec::Mode mode, spec::Precision precision) {
  spec::ExperimentSpec spec;
  spec.mode = mode;
  spec.method = spec::Method::SimSiam;
  spec.network = spec::Network::ResNet18;
  spec.width = 64;
  spec.stemStride = 1;
  spec.projectorHidden = spec.projectorOutput = 2048;
  spec.predictorHidden = 512;
  spec.precision = precision;
  return spec;
}

std::int64_t countOf(const learn::NamedTensors& tensors, const std::string& prefix) {
  std::int64_t count = 0;
  for (const auto& [name, tensor] : tensors) {
    if (name.starts_with(prefix)) count += tensor.numel();
  }
  return count;
}

/// One recorded step on `images` random images of 32 x 32.
class RecordedStep {
 public:
  RecordedStep(const spec::ExperimentSpec& spec, std::int64_t images)
      : model(learn::makeModel(spec, 10)), sgd_(model.namedParameters(), 0.9, 5e-4) {
    std::vector<torch::Tensor> views;
    for (int v = 0; v < model.viewCount(); ++v) {
      views.push_back(torch::randn({images, 3, 32, 32}).contiguous(torch::MemoryFormat::ChannelsLast));
    }
    learn::StepTerms terms;
    terms.rate = 1e-3;
    terms.sam = spec::takesSamSteps(spec);
    const DeviceClock clock(torch::kCPU);
    Recorder recorder(Recorder::What::Shapes, clock);
    recorder.beginStep();
    learn::runStep(model, views, torch::arange(images) % 10, terms, sgd_, sam_);
    recorder.endStep();
    work_ = recorder.work();
    seconds_ = recorder.seconds();
  }

  Work work(Stage stage) const { return work_[static_cast<std::size_t>(stage)]; }
  bool took(Stage stage) const { return seconds_[static_cast<std::size_t>(stage)] > 0; }

  learn::Model model;

 private:
  learn::Sgd sgd_;
  learn::SamStep sam_;
  std::array<Work, bench::kStages> work_;
  std::array<double, bench::kStages> seconds_;
};

/// Multiplications of ResNet-18's convolutions on one image of 32 x 32, stem of stride 1, width 64: all
/// stages have the same number but for the first block's first convolution (half) and shortcut (a ninth of
/// that).
double resNet18Products() {
  const double stem = 32.0 * 32 * 64 * 3 * 9;
  const double plain = 32.0 * 32 * 64 * 64 * 9;  // = 16 * 16 * 128 * 128 * 9 and so on
  const double first = plain / 2, shortcut = plain / 18;
  return stem + 4 * plain + 3 * (first + shortcut + 3 * plain);
}

TEST(Recorder, ResNet18IsTheLiteraturesSize) {
  EXPECT_NEAR(resNet18Products(), 0.5554e9, 0.0001e9);
  const learn::Model model = learn::makeModel(resNet18(spec::Mode::Supervised, spec::Precision::Float32), 10);
  EXPECT_EQ(countOf(model.namedParameters(), "backbone."), 11'168'832);
  EXPECT_EQ(countOf(model.namedParameters(), ""), 11'173'962);
}

class CountedWork : public testing::TestWithParam<spec::Precision> {};

TEST_P(CountedWork, OfASupervisedStep) {
  constexpr std::int64_t kImages = 2;
  const RecordedStep step(resNet18(spec::Mode::Supervised, GetParam()), kImages);
  const double forward = 2 * kImages * resNet18Products();
  const double stem = 2.0 * kImages * 32 * 32 * 64 * 3 * 9;  // images need no gradient
  EXPECT_EQ(step.work(Stage::ForwardConvolution).flop, forward);
  EXPECT_EQ(step.work(Stage::BackwardConvolution).flop, 2 * forward - stem);
  EXPECT_EQ(step.work(Stage::ForwardHead).flop, 2.0 * kImages * 512 * 10);
  EXPECT_EQ(step.work(Stage::BackwardHead).flop, 4.0 * kImages * 512 * 10);
  // Maps after each stage: 5 of 32^2 x 64, then 5 of half the size and so on (two convolutions a block, one
  // shortcut); half of the former have a residual in each stage: two of the blocks.
  const double map = kImages * 32.0 * 32 * 64, size = step.model.bf16 ? 2 : 4;
  const double plain = 3 * map + 3 * (map / 2 + map / 4 + map / 8),
               joined = 2 * (map + map / 2 + map / 4 + map / 8);
  EXPECT_EQ(step.work(Stage::ForwardNorm).bytes, size * (2 * plain + 3 * joined));
  EXPECT_EQ(step.work(Stage::BackwardNorm).bytes, size * (3 * plain + 5 * joined));
}

TEST_P(CountedWork, OfSimSiamsHeads) {
  constexpr std::int64_t kImages = 2;
  const RecordedStep step(resNet18(spec::Mode::SelfSupervised, GetParam()), kImages);
  const double products = 512.0 * 2048 + 2048.0 * 2048 + 2 * 2048.0 * 512;
  EXPECT_NEAR(products, 7.34e6, 0.001e6);
  const double views = 2 * kImages;
  EXPECT_EQ(step.work(Stage::ForwardHead).flop, 2 * views * products);
  EXPECT_EQ(step.work(Stage::BackwardHead).flop, 4 * views * products);
  EXPECT_EQ(step.work(Stage::ForwardConvolution).flop, 2 * views * resNet18Products());
}

INSTANTIATE_TEST_SUITE_P(Precisions, CountedWork,
                         testing::Values(spec::Precision::Float32, spec::Precision::BFloat16),
                         [](const auto& test) {
                           return std::string(test.param == spec::Precision::Float32 ? "Float32"
                                                                                     : "BFloat16");
                         });

spec::ExperimentSpec tiny(spec::Mode mode, spec::Method method) {
  spec::ExperimentSpec spec;
  spec.mode = mode;
  spec.method = method;
  spec.width = 4;
  spec.projectorHidden = 16;
  spec.projectorOutput = 8;
  spec.predictorHidden = 4;
  spec.mocoQueue = 64;
  spec.precision = spec::Precision::Float32;
  return spec;
}

TEST(Recorder, EveryStageOfAStepIsSeen) {
  const RecordedStep plain(tiny(spec::Mode::Supervised, spec::Method::SimClr), 8);
  for (const Stage stage :
       {Stage::ForwardConvolution, Stage::ForwardNorm, Stage::ForwardHead, Stage::ForwardLoss,
        Stage::BackwardConvolution, Stage::BackwardNorm, Stage::BackwardHead, Stage::BackwardLoss,
        Stage::GradientSums, Stage::Optimiser}) {
    EXPECT_TRUE(plain.took(stage)) << bench::stageName(stage);
  }
  for (const Stage stage :
       {Stage::SamNorm, Stage::SamPerturb, Stage::SecondPass, Stage::SamRestore, Stage::KeyEncoder}) {
    EXPECT_FALSE(plain.took(stage)) << bench::stageName(stage);
  }
}

TEST(Recorder, SamHasItsStagesAndCountsTheFirstPassAlone) {
  auto spec = tiny(spec::Mode::Supervised, spec::Method::SimClr);
  const RecordedStep plain(spec, 8);
  spec.sam = true;
  const RecordedStep sam(spec, 8);
  for (const Stage stage : {Stage::SamNorm, Stage::SamPerturb, Stage::SecondPass, Stage::SamRestore,
                            Stage::Optimiser, Stage::BackwardLoss}) {
    EXPECT_TRUE(sam.took(stage)) << bench::stageName(stage);
  }
  EXPECT_EQ(sam.work(Stage::ForwardConvolution).flop, plain.work(Stage::ForwardConvolution).flop);
  EXPECT_EQ(sam.work(Stage::BackwardConvolution).flop, plain.work(Stage::BackwardConvolution).flop);
}

TEST(Recorder, TheKeyEncoderHasNoBackwardPass) {
  const RecordedStep step(tiny(spec::Mode::SelfSupervised, spec::Method::MoCo), 8);
  EXPECT_TRUE(step.took(Stage::KeyEncoder));
  // Convolutions and projector of one view, as the query encoder's.
  EXPECT_GE(step.work(Stage::KeyEncoder).flop,
            step.work(Stage::ForwardConvolution).flop + step.work(Stage::ForwardHead).flop);
  // The query encoder sees one view: each weight has one gradient.
  const double stem = 2.0 * 8 * 16 * 16 * 4 * 3 * 9;
  EXPECT_EQ(step.work(Stage::BackwardConvolution).flop, 2 * step.work(Stage::ForwardConvolution).flop - stem);
  // q k: row by row; q n: a product of which the queue needs no gradient.
  EXPECT_EQ(step.work(Stage::ForwardLoss).flop, 2.0 * 8 * 8 * 64);
  EXPECT_EQ(step.work(Stage::BackwardLoss).flop, 2.0 * 8 * 8 * 64);
}

TEST(Recorder, NtXentIsAProductOfAllProjections) {
  const RecordedStep step(tiny(spec::Mode::SelfSupervised, spec::Method::SimClr), 8);
  EXPECT_EQ(step.work(Stage::ForwardLoss).flop, 2.0 * 16 * 8 * 16);
  EXPECT_EQ(step.work(Stage::BackwardLoss).flop, 4.0 * 16 * 8 * 16);
}

}  // namespace
}  // namespace skewscope::measure
