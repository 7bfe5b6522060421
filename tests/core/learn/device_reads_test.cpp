#include <gtest/gtest.h>

#include <vector>

#include "core/learn/device_step.h"
#include "core/spec/steps.h"
#include "tests/core/nn/device_under_test.h"
#include "tests/core/nn/remote_device.h"

namespace skewscope::learn {
namespace {

using spec::Loss;
using spec::Method;
using spec::Mode;

/// How often a step reads from the device, which it then waits for.
std::int64_t readsOf(Mode mode, Method method, Loss loss = Loss::CrossEntropy) {
  const nn::Device& where = *test::deviceUnderTest().device;
  constexpr std::int64_t kBatch = 8;
  spec::ExperimentSpec spec;
  spec.mode = mode;
  spec.method = method;
  spec.loss = loss;
  spec.width = 4;
  spec.precision = spec::Precision::Float32;
  Model model = makeModel(spec, 4);
  model.labelLoss = LabelLoss(spec, std::vector<std::int64_t>{50, 20, 10, 5});
  model.moveTo(where);
  Sgd optimiser(model.namedParameters(), 0.9, 5e-4);
  const auto unread = makeDeviceOptimiser(model, optimiser);
  const auto scalar = torch::dtype(torch::kFloat32).device(test::remoteDevice());
  const DeviceTerms terms{.rate = torch::full({}, 0.01, scalar),
                          .sam = spec::takesSamSteps(spec),
                          .failed = torch::zeros({}, scalar)};
  std::vector<torch::Tensor> views;
  for (int view = 0; view < model.viewCount(); ++view) views.push_back(torch::rand({kBatch, 3, 16, 16}));
  const torch::Tensor labels = torch::arange(kBatch).remainder(4).to(test::remoteDevice());
  const std::int64_t before = test::remoteReads(), kernels = test::remoteKernels();
  deviceStep(model, views, labels, terms, *unread);
  // Where kernels are to take the place of operations, they do.
  EXPECT_EQ(test::remoteKernels() > kernels, where.fused);
  return test::remoteReads() - before;
}

TEST(DeviceReads, AStepWaitsForNothing) {
  for (const Loss loss :
       {Loss::CrossEntropy, Loss::Focal, Loss::Ldam, Loss::BalancedSoftmax, Loss::LogitAdjustment})
    EXPECT_EQ(readsOf(Mode::Supervised, Method::SimClr, loss), 0);
  EXPECT_EQ(readsOf(Mode::SelfSupervised, Method::SimClr), 0);
  EXPECT_EQ(readsOf(Mode::SelfSupervised, Method::MoCo), 0);
  EXPECT_EQ(readsOf(Mode::RwSam, Method::SimSiam), 0);
}

}  // namespace
}  // namespace skewscope::learn
