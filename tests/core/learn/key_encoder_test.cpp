#include "core/learn/key_encoder.h"

#include <gtest/gtest.h>

#include "core/learn/model.h"
#include "core/learn/sgd.h"
#include "core/learn/step.h"
#include "tests/core/learn/numeric.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

spec::ExperimentSpec smallSpec(std::int64_t queue = 10) {
  spec::ExperimentSpec spec;
  spec.mode = spec::Mode::SelfSupervised;
  spec.method = spec::Method::MoCo;
  spec.precision = spec::Precision::Float32;
  spec.width = 8;
  spec.projectorHidden = 32;
  spec.projectorOutput = 16;
  spec.mocoQueue = queue;
  spec.mocoMomentum = 0.9;
  return spec;
}

Tensor view(double frequency, std::int64_t images = 4) {
  return waves({images, 3, 16, 16}, frequency)
      .to(torch::kFloat32)
      .contiguous(torch::MemoryFormat::ChannelsLast);
}

std::map<std::string, Tensor> stateOf(const Model& model) {
  std::map<std::string, Tensor> state;
  for (const auto& [name, tensor] : model.namedBuffers()) state[name] = tensor;
  return state;
}

TEST(KeyEncoder, StartsAsACopyWithAQueueOfUnitVectorsThatTheSeedDecides) {
  const Model model = makeModel(smallSpec(), 4);
  const auto state = stateOf(model);
  for (const auto& [name, parameter] : model.namedParameters())
    EXPECT_TRUE(state.at("key." + name).equal(parameter)) << name;
  const Tensor& queue = model.keyEncoder->queue();
  EXPECT_EQ(queue.sizes(), (std::vector<std::int64_t>{10, 16}));
  EXPECT_LT(distance(queue.norm(2, {1}), torch::ones({10})), 1e-6);
  EXPECT_TRUE(queue.equal(makeModel(smallSpec(), 4).keyEncoder->queue()));
  auto other = smallSpec();
  other.seed = 2;
  EXPECT_FALSE(queue.equal(makeModel(other, 4).keyEncoder->queue()));
}

TEST(KeyEncoder, FollowsByTheMomentum) {
  const Model model = makeModel(smallSpec(), 4);
  const Tensor query = model.namedParameters().front().second;
  const Tensor key = stateOf(model).at("key." + model.namedParameters().front().first);
  const Tensor before = key.clone();
  {
    const torch::NoGradGuard noGrad;
    Tensor live = query;
    live.add_(1);
  }
  model.beginStep({view(0.3), view(0.4)});
  EXPECT_LT(distance(key, 0.9 * before + 0.1 * query), 1e-6);
  EXPECT_FALSE(key.requires_grad());
}

TEST(KeyEncoder, KeysAreTheProjectionsOfTheSecondViewByItsOwnStatistics) {
  auto spec = smallSpec();
  spec.mocoMomentum = 1;  // stays the copy that it is
  const Model model = makeModel(spec, 4);
  model.beginStep({view(0.3), view(0.4)});
  const torch::NoGradGuard noGrad;
  const Tensor z = model.projections(view(0.4));
  EXPECT_LT(distance(model.keyEncoder->keys(), z / z.norm(2, {1}, true)), 1e-6);
}

TEST(KeyEncoder, TheQueueTakesKeysInTurnAndWrapsAround) {
  const Model model = makeModel(smallSpec(10), 4);
  const Tensor& queue = model.keyEncoder->queue();
  Tensor expected = queue.clone();
  std::int64_t next = 0;
  for (int step = 0; step < 4; ++step) {
    model.beginStep({view(0.3 + step), view(0.4 + step)});
    EXPECT_TRUE(queue.equal(expected)) << "keys enter at the end of a step";
    for (std::int64_t i = 0; i < 4; ++i) expected[(next + i) % 10].copy_(model.keyEncoder->keys()[i]);
    next = (next + 4) % 10;
    model.endStep();
    EXPECT_TRUE(queue.equal(expected)) << "step " << step;
  }
}

TEST(KeyEncoder, AQueueSmallerThanTheBatchHoldsTheLastKeys) {
  const Model model = makeModel(smallSpec(3), 4);
  model.beginStep({view(0.3), view(0.4)});
  model.endStep();
  EXPECT_TRUE(model.keyEncoder->queue().equal(model.keyEncoder->keys().slice(0, 1)));
}

TEST(KeyEncoder, SgdOnFixedKeysLowersTheLoss) {
  const Model model = makeModel(smallSpec(200), 4);
  const std::vector<Tensor> views{view(0.3), view(0.4)};
  Sgd sgd(model.namedParameters(), 0.9, 5e-4);
  model.beginStep(views);
  const auto step = [&] { return plainStep([&] { return model.losses(views, {}); }, sgd, 0.05).loss; };
  const double before = step();
  double last = before;
  for (int i = 1; i < 20; ++i) last = step();
  EXPECT_LT(last, before - 0.5);
}

TEST(KeyEncoder, SgdTrainsNoneOfIt) {
  const Model model = makeModel(smallSpec(), 4);
  for (const auto& [name, parameter] : model.namedParameters())
    EXPECT_EQ(name.find("key."), std::string::npos);
  model.beginStep({view(0.3), view(0.4)});
  model.losses({view(0.3), view(0.4)}, {}).mean().backward();
  for (const auto& [name, tensor] : model.namedBuffers()) EXPECT_FALSE(tensor.grad().defined()) << name;
}

}  // namespace
}  // namespace skewscope::learn
