#include "core/train/memory_estimate.h"

#include <c10/util/ThreadLocalDebugInfo.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>

#include "core/base/system.h"
#include "core/learn/model.h"
#include "core/learn/step.h"
#include "core/nn/parallel.h"
#include "core/nn/training_views.h"
#include "core/spec/steps.h"
#include "core/train/run_data.h"
#include "core/train/training_steps.h"
#include "tests/core/nn/remote_device.h"
#include "tests/core/train/session_on_device.h"

namespace skewscope::train {
namespace {

using test::smallSpec;

struct Case {
  const char* name;
  spec::Mode mode;
  spec::Method method;
  spec::Network network;
  std::int64_t width, stemStride, batch;
  bool adaptive = false;
};
void PrintTo(const Case& value, std::ostream* out) {
  *out << value.name;
}

constexpr auto kSupervised = spec::Mode::Supervised;
constexpr auto kSelf = spec::Mode::SelfSupervised;
constexpr auto kRwSam = spec::Mode::RwSam;
using enum spec::Network;
using enum spec::Method;

const std::vector<Case> kCases{
    {"Supervised10", kSupervised, SimClr, ResNet10, 16, 1, 64},
    {"Supervised50", kSupervised, SimClr, ResNet50, 8, 2, 48},
    {"SimClr18", kSelf, SimClr, ResNet18, 8, 1, 64},
    {"SimClrManyNegatives", kSelf, SimClr, ResNet10, 4, 2, 180},
    {"SimSiam34", kSelf, SimSiam, ResNet34, 8, 2, 48},
    {"MoCo10", kSelf, MoCo, ResNet10, 16, 1, 64},
    {"RwSam10", kRwSam, SimSiam, ResNet10, 8, 1, 64},
    {"RwSamFewImages", kRwSam, SimSiam, ResNet18, 24, 2, 4},
    {"RwSamAdaptive", kRwSam, SimClr, ResNet18, 24, 2, 4, true},
};

spec::ExperimentSpec specOf(const Case& each) {
  auto spec = smallSpec(each.mode, each.method);
  spec.network = each.network;
  spec.width = each.width;
  spec.stemStride = each.stemStride;
  spec.batch = each.batch;
  spec.samAdaptive = each.adaptive;
  spec.probe = false;
  return spec;
}

/// How the estimate may differ from what is measured: it was 0.98 to 1.03 times that.
void expectClose(double estimate, double measured) {
  EXPECT_GE(estimate / measured, 0.9);
  EXPECT_LE(estimate / measured, 1.2);
}

class MemoryEstimate : public test::SessionOnDevice, public testing::WithParamInterface<Case> {};

TEST_P(MemoryEstimate, IsThatOfTrainingSteps) {
  const spec::ExperimentSpec spec = specOf(GetParam());
  const RunData data = openRunData(spec, nn::torchParallelFor());
  const auto images = std::ssize(data.subset.indices);
  const std::int64_t batch = spec::batchSize(spec, images);
  torch::Tensor labels = torch::zeros({images}, torch::kInt64);
  nn::Device place = device();
  place.recorder = nullptr;  // a tape of this device holds every result of a step
  const std::size_t peak = test::remotePeak([&] {
    learn::Model model = learn::makeModel(spec, 10);
    model.moveTo(place);
    learn::Sgd optimiser(model.namedParameters(), spec.momentum, spec.weightDecay);
    const auto onDevice = learn::makeDeviceOptimiser(model, optimiser);
    nn::TrainingViews views(place, augment::trainingSettings(spec, data.dataset), data.dataset.train,
                            model.viewCount(), false, nn::torchParallelFor());
    const auto steps = makeTrainingSteps({.spec = spec,
                                          .model = model,
                                          .optimiser = optimiser,
                                          .onDevice = onDevice.get(),
                                          .views = views,
                                          .device = place,
                                          .labels = labels,
                                          .images = data.subset.indices,
                                          .batch = batch,
                                          .stepsPerEpoch = spec::stepsPerEpoch(spec, images),
                                          .note = [](const std::string&) {}});
    data::EpochDraws draws;
    for (std::int64_t i = 0; i < images; ++i) draws.positions.push_back(i);
    steps->begin({.draws = draws, .sam = spec.mode == kRwSam});
    EpochStats stats(10);
    for (int step = 0; step < 2 && step < spec::stepsPerEpoch(spec, images); ++step) steps->step(1);
    steps->collect(stats);
  });
  store::RunRecord run;
  run.spec = spec;
  const DeviceMemory memory = deviceMemory(spec, memoryShapes(run));
  EXPECT_EQ(memory.images, static_cast<double>(data.dataset.train.pixels.size()));
  // The data set would hide the rest.
  expectClose(memory.network + memory.training + memory.step, static_cast<double>(peak) - memory.images);
}

INSTANTIATE_TEST_SUITE_P(, MemoryEstimate, testing::ValuesIn(kCases),
                         [](const auto& test) { return std::string(test.param.name); });

class MemoryOfARun : public test::SessionOnDevice {};

TEST_F(MemoryOfARun, IsThatOfItsEvaluationsWhereTheyTakeMore) {
  auto spec = smallSpec(kSelf, SimClr);
  spec.epochs = 1;
  spec.probe = false;
  spec.knnBank = spec::KnnBank::Train;
  const std::string run = add(spec);
  RunDevice place = there();
  place.device.recorder = nullptr;
  const DeviceMemory memory = deviceMemory(spec, memoryShapes(record(run)));
  EXPECT_GT(memory.evaluation, memory.step);
  SessionResult result;
  const std::size_t peak = test::remotePeak([&] { result = train(run, place); });
  ASSERT_EQ(result.status, store::RunStatus::Done) << result.message;
  expectClose(memory.network + memory.training + memory.evaluation,
              static_cast<double>(peak) - memory.images);
}

TEST(MemoryNeed, OfARunHoldsItsStepItsEvaluationsAndWhatLibrariesTake) {
  store::RunRecord run;
  run.spec = specOf(kCases[2]);
  const DeviceMemory memory = deviceMemory(run.spec, memoryShapes(run));
  const nn::MemoryNeed whole = trainingNeed(run), evaluated = evaluationNeed(run);
  EXPECT_GE(static_cast<double>(whole.bytes),
            1.1 * (memory.network + memory.step + memory.evaluation) + 0x1p30);
  EXPECT_LT(static_cast<double>(whole.bytes),
            2 * (memory.network + memory.step + memory.evaluation) + 0x1p30);
  EXPECT_GT(evaluated.bytes, std::uint64_t{1} << 30);
  EXPECT_LT(evaluated.bytes, whole.bytes);
  EXPECT_EQ(whole.images, 10'000u * 32 * 32 * 3);
  EXPECT_EQ(whole.on(4 * whole.images), whole.bytes + whole.images);
  EXPECT_EQ(whole.on(whole.images), whole.bytes) << "where they do not go";
  // One that is known by its record alone, and what it was begun in.
  run.spec.dataset = "no-such-set";
  run.n = 300;
  run.precision = "float32";
  EXPECT_EQ(memoryShapes(run).images, 300);
  EXPECT_EQ(memoryShapes(run).height, 32);
  EXPECT_FALSE(memoryShapes(run).bf16);
}

TEST(MemoryNeed, GrowsWithTheNetworkTheBatchAndTheImages) {
  const auto need = [](const spec::ExperimentSpec& spec, std::int64_t side) {
    return deviceMemory(spec, {.height = side, .width = side, .images = 100'000}).step;
  };
  const auto paper = spec::defaults(spec::Preset::Paper, kSelf, SimSiam);
  auto wide = paper, large = paper;
  wide.width *= 2;
  large.batch *= 2;
  EXPECT_NEAR(need(wide, 32) / need(paper, 32), 2, 0.2);
  EXPECT_NEAR(need(large, 32) / need(paper, 32), 2, 0.1);
  EXPECT_NEAR(need(paper, 64) / need(paper, 32), 4, 0.3);
}

TEST(MemoryOfANetwork, CountsTheParametersOfEveryNetwork) {
  for (const Case& each : kCases) {
    SCOPED_TRACE(each.name);
    const auto spec = specOf(each);
    const learn::Model model = learn::makeModel(spec, 10);
    double expected = 0;
    for (const auto& [name, tensor] : model.namedParameters())
      expected += 4.0 * static_cast<double>(tensor.numel());
    for (const auto& [name, tensor] : model.namedBuffers()) {
      const bool key = name.starts_with("key.") && tensor.dim() > 0;
      const bool statistics = name.find("running") != std::string::npos;
      if (key && !statistics) expected += 4.0 * static_cast<double>(tensor.numel());
    }
    EXPECT_EQ(deviceMemory(spec, {.images = 100}).network, expected);
  }
}

/// Counts what LibTorch allocates of the host's memory.
class HostPeak final : public c10::MemoryReportingInfoBase {
 public:
  void reportMemoryUsage(void*, std::int64_t bytes, std::size_t, std::size_t, c10::Device) override {
    now_ += bytes;
    peak_ = std::max(peak_, now_);
  }
  void reportOutOfMemory(std::int64_t, std::size_t, std::size_t, c10::Device) override {}
  bool memoryProfilingEnabled() const override { return true; }
  std::int64_t peak() const { return peak_; }

 private:
  std::int64_t now_ = 0, peak_ = 0;
};

TEST(MemoryOfAStep, IsThatOnTheProcessorInFloat32AndBfloat16) {
  const int before = torch::get_num_threads();
  torch::set_num_threads(1);  // weight gradients in parts, one for each thread, are the processor's alone
  for (const Case& each : kCases) {
    if (each.mode == kRwSam) continue;
    SCOPED_TRACE(each.name);
    const auto spec = specOf(each);
    learn::Model model = learn::makeModel(spec, 10);
    learn::Sgd optimiser(model.namedParameters(), spec.momentum, spec.weightDecay);
    const torch::Tensor labels = torch::zeros({spec.batch}, torch::kInt64);
    for (const bool bf16 : {false, true}) {
      if (bf16 && !cpuInfo().computesBf16()) continue;  // it would compute with copies in float32
      model.bf16 = bf16;
      const auto count = std::make_shared<HostPeak>();
      {
        const c10::DebugInfoGuard guard(c10::DebugInfoKind::PROFILER_STATE, count);
        std::vector<torch::Tensor> views;
        for (int v = 0; v < model.viewCount(); ++v) {
          views.push_back(torch::ones({spec.batch, 3, 32, 32}, bf16 ? torch::kBFloat16 : torch::kFloat32)
                              .contiguous(torch::MemoryFormat::ChannelsLast));
        }
        learn::plainStep(model, views, labels, optimiser, 0.01);
      }
      expectClose(deviceMemory(spec, {.images = spec.batch, .bf16 = bf16}).step,
                  static_cast<double>(count->peak()));
    }
  }
  torch::set_num_threads(before);
}

}  // namespace
}  // namespace skewscope::train
