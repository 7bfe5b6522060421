#include <gtest/gtest.h>

#include <vector>

#include "core/learn/run_step.h"
#include "tests/core/nn/remote_device.h"

namespace skewscope::learn {
namespace {

using spec::Method;
using spec::Mode;

/// How often a step waits for the device.
std::int64_t readsOf(Mode mode, Method method) {
  constexpr std::int64_t kBatch = 8;
  spec::ExperimentSpec spec;
  spec.mode = mode;
  spec.method = method;
  spec.width = 4;
  spec.precision = spec::Precision::Float32;
  Model model = makeModel(spec, 4);
  model.moveTo(test::remoteDevice());
  Sgd optimiser(model.namedParameters(), 0.9, 5e-4);
  SamStep sam;
  StepTerms terms;
  terms.sam = spec::takesSamSteps(spec);
  std::vector<torch::Tensor> views;
  for (int view = 0; view < model.viewCount(); ++view) views.push_back(torch::rand({kBatch, 3, 16, 16}));
  const std::int64_t before = test::remoteReads();
  runStep(model, views, torch::arange(kBatch).remainder(4), terms, optimiser, sam);
  return test::remoteReads() - before;
}

TEST(DeviceReads, AStepReadsItsLossesOnceAPassAndTheNormOfThePerturbation) {
  EXPECT_EQ(readsOf(Mode::Supervised, Method::SimClr), 1);
  EXPECT_EQ(readsOf(Mode::SelfSupervised, Method::SimClr), 1);
  EXPECT_EQ(readsOf(Mode::SelfSupervised, Method::MoCo), 1);
  EXPECT_EQ(readsOf(Mode::RwSam, Method::SimSiam), 3);
}

}  // namespace
}  // namespace skewscope::learn
