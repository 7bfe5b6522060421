#include "core/learn/device_step.h"

#include <gtest/gtest.h>

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/learn/device_check.h"
#include "core/learn/run_step.h"
#include "tests/core/nn/device_under_test.h"

namespace skewscope::learn {
namespace {

constexpr int kClasses = 4;
constexpr std::int64_t kBatch = 32;

struct StepCase {
  const char* name;
  spec::Mode mode;
  spec::Method method = spec::Method::SimClr;
  spec::Loss loss = spec::Loss::CrossEntropy;
  spec::Reweight reweight = spec::Reweight::None;
  bool adaptive = false, sam = false, weighted = false, frozenNorm = true;
};
void PrintTo(const StepCase& value, std::ostream* out) {
  *out << value.name;
}

spec::ExperimentSpec specOf(const StepCase& each) {
  spec::ExperimentSpec spec;
  spec.mode = each.mode;
  spec.method = each.method;
  spec.loss = each.loss;
  spec.reweight = each.reweight;
  spec.sam = each.sam;
  spec.samAdaptive = each.adaptive;
  spec.samBatchNorm = each.frozenNorm ? spec::SamBatchNorm::First : spec::SamBatchNorm::Both;
  spec.width = 8;
  spec.stemStride = 1;
  spec.projectorHidden = 64;
  spec.projectorOutput = 32;
  spec.predictorHidden = 16;
  spec.mocoQueue = 40;  // the keys of the second step wrap around
  spec.precision = spec::Precision::Float32;
  return spec;
}

/// What two steps leave, on the processor.
struct Trained {
  std::vector<torch::Tensor> losses;  ///< of each pass
  torch::Tensor update, momentum;     ///< of all parameters
  torch::Tensor state;                ///< running statistics; MoCo's key encoder and queue
};

torch::Tensor joined(const NamedTensors& tensors) {
  std::vector<torch::Tensor> parts;
  for (const auto& [name, tensor] : tensors)
    parts.push_back(tensor.detach().to(torch::kCPU, torch::kFloat32).reshape({-1}));
  return torch::cat(parts);
}

/// The same terms for deviceStep().
DeviceTerms onDevice(const StepTerms& terms, const torch::Device& device) {
  const auto scalar = torch::dtype(torch::kFloat32).device(device);
  const auto placed = [&](const torch::Tensor& weights) {
    return weights.defined() ? weights.to(device) : weights;
  };
  return {.rate = torch::full({}, terms.rate, scalar),
          .sam = terms.sam,
          .samSettings = terms.samSettings,
          .samWeights = placed(terms.samWeights),
          .classWeights = placed(terms.classWeights),
          .failed = torch::zeros({}, scalar)};
}

Trained trained(const StepCase& each, const nn::Device& where) {
  const torch::Device& device = where.torch;
  const auto spec = specOf(each);
  Model model = makeModel(spec, kClasses);
  model.labelLoss = LabelLoss(spec, std::vector<std::int64_t>{50, 20, 10, 5});
  const torch::Tensor before = joined(model.namedParameters());
  model.moveTo(where);
  Sgd optimiser(model.namedParameters(), 0.9, 5e-4);
  SamStep sam;
  const auto unread = device.is_cpu() ? nullptr : makeDeviceOptimiser(model, optimiser);
  const torch::Tensor labels = torch::arange(kBatch).remainder(kClasses);
  StepTerms terms;
  terms.rate = 0.01;
  terms.sam = spec::takesSamSteps(spec);
  terms.samSettings = {each.adaptive ? 0.5 : 0.05, each.adaptive, spec.samBatchNorm};
  if (each.weighted) terms.samWeights = torch::linspace(0.5, 1.5, kBatch, torch::kFloat64);
  terms.classWeights = model.labelLoss.imageWeights(labels, 0);
  const DeviceTerms there = onDevice(terms, device);
  Trained left;
  Random random({.seed = 1, .purpose = Purpose::Generator});
  for (int step = 0; step < 2; ++step) {
    std::vector<torch::Tensor> views;
    for (int view = 0; view < model.viewCount(); ++view) {
      torch::Tensor images = torch::empty({kBatch, 16, 16, 3});
      for (float& value : std::span(images.data_ptr<float>(), static_cast<std::size_t>(images.numel())))
        value = random.uniform(-1, 1);
      views.push_back(images.permute({0, 3, 1, 2}));
    }
    if (device.is_cpu()) {
      const StepResult result = runStep(model, views, labels, terms, optimiser, sam);
      EXPECT_TRUE(result.finite);
      left.losses.push_back(result.losses);
      if (terms.sam) left.losses.push_back(result.perturbedLosses);
    } else {
      const DeviceLosses result = deviceStep(model, views, labels, there, *unread);
      EXPECT_EQ(there.failed.item<float>(), 0);
      left.losses.push_back(result.first.to(torch::kCPU));
      if (terms.sam) left.losses.push_back(result.perturbed.to(torch::kCPU));
    }
  }
  left.update = joined(model.namedParameters()) - before;
  left.momentum = joined(optimiser.momentumBuffers());
  left.state = joined(model.namedBuffers());
  return left;
}

/// Length of the difference by length.
double relative(const torch::Tensor& a, const torch::Tensor& b) {
  return ((a - b).norm() / b.norm()).item<double>();
}

class DeviceStep : public test::OnDevice, public testing::WithParamInterface<StepCase> {};

TEST_P(DeviceStep, GivesTheProcessorsNumbers) {
  const Trained there = trained(GetParam(), device()), here = trained(GetParam(), {});
  ASSERT_EQ(there.losses.size(), here.losses.size());
  EXPECT_LT(relative(there.losses[0], here.losses[0]), kFirstLossTolerance);
  for (std::size_t i = 0; i < there.losses.size(); ++i)
    EXPECT_LT(relative(there.losses[i], here.losses[i]), kLossTolerance) << i;
  EXPECT_LT(relative(there.update, here.update), kUpdateTolerance);
  EXPECT_LT(relative(there.momentum, here.momentum), kUpdateTolerance);
  EXPECT_LT(relative(there.state, here.state), kFirstLossTolerance);
}

/// What is not finite is not read, so that the device has to keep it from the parameters.
TEST_P(DeviceStep, ALossThatIsNotFiniteChangesNothingAndStopsWhatFollows) {
  const auto spec = specOf(GetParam());
  Model model = makeModel(spec, kClasses);
  model.labelLoss = LabelLoss(spec, std::vector<std::int64_t>{50, 20, 10, 5});
  model.moveTo(device());
  Sgd optimiser(model.namedParameters(), 0.9, 5e-4);
  const auto unread = makeDeviceOptimiser(model, optimiser);
  const torch::Tensor labels = torch::arange(kBatch).remainder(kClasses).to(device().torch);
  StepTerms terms{.sam = spec::takesSamSteps(spec)};
  terms.samSettings = {0.05, GetParam().adaptive, spec.samBatchNorm};
  const DeviceTerms there = onDevice(terms, device().torch);
  const auto views = [&](float value) {
    std::vector<torch::Tensor> all;
    for (int view = 0; view < model.viewCount(); ++view) {
      torch::manual_seed(view + 1);
      torch::Tensor images = torch::rand({kBatch, 3, 16, 16});
      images[3] = value;
      all.push_back(images.to(device().torch));
    }
    return all;
  };
  deviceStep(model, views(0.5F), labels, there, *unread);
  ASSERT_EQ(there.failed.item<float>(), 0);
  const torch::Tensor before = joined(model.namedParameters());
  const torch::Tensor momentum = joined(optimiser.momentumBuffers());
  deviceStep(model, views(std::numeric_limits<float>::quiet_NaN()), labels, there, *unread);
  EXPECT_EQ(there.failed.item<float>(), 1);
  deviceStep(model, views(0.5F), labels, there, *unread);
  EXPECT_EQ(there.failed.item<float>(), 1);
  EXPECT_TRUE(torch::equal(joined(model.namedParameters()), before));
  EXPECT_TRUE(torch::equal(joined(optimiser.momentumBuffers()), momentum));
}

using spec::Loss;
using spec::Method;
using spec::Mode;
INSTANTIATE_TEST_SUITE_P(
    Modes, DeviceStep,
    testing::Values(
        StepCase{.name = "Supervised", .mode = Mode::Supervised},
        StepCase{.name = "SupervisedSam", .mode = Mode::Supervised, .sam = true, .frozenNorm = false},
        StepCase{.name = "Focal", .mode = Mode::Supervised, .loss = Loss::Focal},
        StepCase{.name = "LdamReweighted",
                 .mode = Mode::Supervised,
                 .loss = Loss::Ldam,
                 .reweight = spec::Reweight::ClassBalanced},
        StepCase{.name = "BalancedSoftmaxReweightedSam",
                 .mode = Mode::Supervised,
                 .loss = Loss::BalancedSoftmax,
                 .reweight = spec::Reweight::ClassBalanced,
                 .sam = true},
        StepCase{.name = "LogitAdjustment", .mode = Mode::Supervised, .loss = Loss::LogitAdjustment},
        StepCase{.name = "SimClr", .mode = Mode::SelfSupervised, .method = Method::SimClr},
        StepCase{.name = "SimSiam", .mode = Mode::SelfSupervised, .method = Method::SimSiam},
        StepCase{.name = "MoCo", .mode = Mode::SelfSupervised, .method = Method::MoCo},
        StepCase{.name = "SimClrRwSam", .mode = Mode::RwSam, .method = Method::SimClr, .weighted = true},
        StepCase{.name = "MoCoRwSam", .mode = Mode::RwSam, .method = Method::MoCo, .weighted = true},
        StepCase{.name = "SimSiamRwAsam",
                 .mode = Mode::RwSam,
                 .method = Method::SimSiam,
                 .adaptive = true,
                 .weighted = true}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace skewscope::learn
