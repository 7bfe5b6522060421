// What training on a GPU does beyond what the steps and sessions of tests/core show on any device.
#include <gmock/gmock.h>

#include <cmath>

#include "core/data/datasets.h"
#include "core/learn/device_check.h"
#include "core/learn/device_step.h"
#include "core/nn/training_views.h"
#include "core/spec/presets.h"
#include "core/store/reader.h"
#include "core/train/run_device.h"
#include "core/train/session.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/core/nn/device_under_test.h"

namespace skewscope::train {
namespace {

using testing::HasSubstr;

class EngineOnGpu : public test::OnDevice {};

TEST_F(EngineOnGpu, ViewsAreTheProcessorsAndRoundedAsAsked) {
  const data::Dataset shapes = data::loadDataset("shapes", {}, serialFor());
  std::vector<std::int64_t> indices(200);
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = static_cast<std::int64_t>(37 * i);
  for (const auto mode : {spec::Mode::Supervised, spec::Mode::SelfSupervised}) {
    spec::ExperimentSpec spec;
    spec.mode = mode;
    const auto settings = augment::trainingSettings(spec, shapes);
    for (const bool bf16 : {false, true}) {
      nn::TrainingViews here({}, settings, shapes.train, 2, false, serialFor());
      nn::TrainingViews there(device(), settings, shapes.train, 2, bf16, serialFor());
      ASSERT_TRUE(there.onDevice());
      here.begin(indices, {}, 100, 3, 5);
      there.begin(indices, {}, 100, 3, 5);
      const auto expected = here.make(1), found = there.make(1);
      for (std::size_t v = 0; v < 2; ++v) {
        EXPECT_EQ(found[v].scalar_type(), bf16 ? torch::kBFloat16 : torch::kFloat32);
        EXPECT_TRUE(found[v].is_contiguous(torch::MemoryFormat::ChannelsLast));
        const double difference =
            (found[v].to(torch::kCPU, torch::kFloat32) - expected[v]).abs().max().item<double>();
        // Sums of contrast's mean in another order; and half a unit of bfloat16 at values below 4.
        EXPECT_LE(difference, 1.0 / 255 + (bf16 ? 0x1p-7 : 0));
      }
    }
  }
}

/// Losses of ten steps on the embedded images.
std::vector<double> lossesOf(bool bf16, const nn::Device& device) {
  const data::Dataset shapes = data::loadDataset("shapes", {}, serialFor());
  auto spec = spec::defaults(spec::Preset::Quick, spec::Mode::RwSam, spec::Method::SimSiam);
  learn::Model model = learn::makeModel(spec, 10);
  model.bf16 = bf16;
  model.moveTo(device);
  learn::Sgd optimiser(model.namedParameters(), spec.momentum, spec.weightDecay);
  const auto unread = learn::makeDeviceOptimiser(model, optimiser);
  const auto scalar = torch::dtype(torch::kFloat32).device(device.torch);
  const learn::DeviceTerms terms{
      .rate = torch::full({}, 0.05, scalar), .sam = true, .failed = torch::zeros({}, scalar)};
  nn::TrainingViews views(device, augment::trainingSettings(spec, shapes), shapes.train, 2, bf16,
                          serialFor());
  std::vector<std::int64_t> order(1280);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(i * 7 % 10000);
  views.begin(order, {}, 128, 1, 0);
  std::vector<double> losses;
  for (int step = 0; step < 10; ++step) {
    const auto result = learn::deviceStep(model, views.make(step), {}, terms, *unread);
    losses.push_back(result.first.mean().item<double>());
  }
  EXPECT_EQ(terms.failed.item<float>(), 0);
  return losses;
}

/// Whichever of the two a run takes.
TEST_F(EngineOnGpu, StepsByKernelsAndByOperationsAreTheProcessors) {
  nn::Device either = device();
  for (const bool fused : {false, true}) {
    either.fused = fused;
    EXPECT_EQ(learn::deviceProblem(either), "") << fused;
    EXPECT_EQ(learn::bf16Problem(either), "") << fused;
    EXPECT_EQ(learn::recordingProblem(either), "") << fused;
  }
}

TEST_F(EngineOnGpu, Float32IsFloat32) {
  EXPECT_FALSE(at::globalContext().allowTF32CuBLAS());
  EXPECT_FALSE(at::globalContext().allowTF32CuDNN());
  const torch::Tensor a = torch::linspace(-1, 1, 256 * 256).view({256, 256}), b = a.t().contiguous() + 0.3;
  const torch::Tensor there = torch::mm(a.to(device().torch), b.to(device().torch)).to(torch::kCPU);
  EXPECT_LT((there - torch::mm(a.to(torch::kFloat64), b.to(torch::kFloat64))).abs().max().item<double>(),
            1e-3);
}

TEST_F(EngineOnGpu, Bfloat16FollowsFloat32) {
  const auto exact = lossesOf(false, device()), rounded = lossesOf(true, device());
  for (std::size_t i = 0; i < exact.size(); ++i) EXPECT_NEAR(rounded[i], exact[i], 0.05) << i;
  EXPECT_LT(exact.back(), exact.front());
  EXPECT_LT(rounded.back(), rounded.front());
}

/// All memory of the device that is free, but for what is smaller than 16 MiB, in ever smaller pieces.
std::vector<torch::Tensor> allThatIsFree(const nn::Device& device) {
  std::vector<torch::Tensor> pieces;
  for (auto size = static_cast<std::int64_t>(device.memory); size >= std::int64_t{16} << 20;) {
    try {
      pieces.push_back(torch::empty({size}, torch::dtype(torch::kUInt8).device(device.torch)));
    } catch (const c10::OutOfMemoryError&) {
      size /= 2;
    }
  }
  return pieces;
}

TEST_F(EngineOnGpu, MemoryThatRunsOutFailsTheRunWithAdvice) {
  EXPECT_EQ(lossesOf(true, device()).size(), 10u);  // libraries have set themselves up
  const test::TemporaryFolder folder;
  store::Writer writer(folder.path() / "test.skewscope");
  auto spec = spec::defaults(spec::Preset::Quick, spec::Mode::SelfSupervised, spec::Method::SimClr);
  spec.device = "cuda";  // with "auto" it would begin again on the processor
  spec.ratio = 1;
  spec.batch = 4000;  // a gigabyte of maps
  spec.precision = spec::Precision::Float32;
  const std::string run = writer.run([&](store::Store& s) { return s.addRun(spec); });
  Control control;
  SessionResult result;
  {
    const auto taken = allThatIsFree(device());
    result = runSession(
        writer, run, "", 2, control, [](const protocol::Event&) {},
        [&](const std::string&, const nn::MemoryNeed&) {
          return RunDevice{device(), {}};
        });
  }
  EXPECT_EQ(result.status, store::RunStatus::Failed);
  EXPECT_EQ(result.error, ErrorKind::Resource);
  EXPECT_THAT(result.message, HasSubstr("The memory of " + device().name));
  EXPECT_THAT(result.message, HasSubstr("A batch of 2000"));
  // What was taken is free again: the next run of the process works.
  EXPECT_EQ(lossesOf(true, device()).size(), 10u);
}

}  // namespace
}  // namespace skewscope::train
