#include "core/train/checkpoint.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/base/error.h"
#include "core/base/system.h"
#include "core/learn/step.h"
#include "core/spec/presets.h"

namespace skewscope::train {
namespace {

class CheckpointTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("skewscope-" + newUuid());
    std::filesystem::create_directories(folder_);
    spec_ = spec::defaults(spec::Preset::Quick, spec::Mode::SelfSupervised, spec::Method::SimSiam);
    spec_.width = 4;
    spec_.projectorHidden = spec_.projectorOutput = 16;
    spec_.predictorHidden = 8;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path file() const { return folder_ / "a.safetensors"; }

  std::filesystem::path folder_;
  spec::ExperimentSpec spec_;
};

bool same(const learn::NamedTensors& a, const learn::NamedTensors& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].first != b[i].first || !torch::equal(a[i].second, b[i].second)) return false;
  }
  return true;
}

TEST_F(CheckpointTest, RestoresEveryBit) {
  const learn::Model model = learn::makeModel(spec_, 10);
  learn::Sgd optimiser(model.namedParameters(), 0.9, 5e-4);
  torch::manual_seed(1);
  for (int i = 0; i < 3; ++i) {
    learn::plainStep(model, {torch::randn({8, 3, 32, 32}), torch::randn({8, 3, 32, 32})}, {}, optimiser, 0.1);
  }
  Position position;
  position.epoch = 7;
  position.step = 3;
  position.seconds = 1.0 / 3;
  position.stats = EpochStats(10);
  const float losses[] = {0.25f, 0.5f};
  const std::uint16_t labels[] = {1, 9};
  position.stats.add(losses, {}, labels);
  position.weights = torch::rand({5}, torch::kFloat64);
  const std::string digest = saveCheckpoint(file(), takeCheckpoint(spec_, model, optimiser, position));

  spec_.seed = 2;  // other initial values, all of which must be overwritten
  const learn::Model other = learn::makeModel(spec_, 10);
  learn::Sgd otherOptimiser(other.namedParameters(), 0.9, 5e-4);
  ASSERT_FALSE(same(model.namedParameters(), other.namedParameters()));
  const Position back = loadCheckpoint(file(), digest, other, otherOptimiser, 10);
  EXPECT_TRUE(same(model.namedParameters(), other.namedParameters()));
  EXPECT_TRUE(same(model.namedBuffers(), other.namedBuffers()));
  EXPECT_TRUE(same(optimiser.momentumBuffers(), otherOptimiser.momentumBuffers()));
  EXPECT_EQ(back.epoch, 7);
  EXPECT_EQ(back.step, 3);
  EXPECT_EQ(back.seconds, 1.0 / 3);
  EXPECT_EQ(back.stats.values(), position.stats.values());
  EXPECT_TRUE(torch::equal(back.weights, position.weights));
}

TEST_F(CheckpointTest, RefusesAnotherFileAnotherNetworkAndDamage) {
  const learn::Model model = learn::makeModel(spec_, 10);
  learn::Sgd optimiser(model.namedParameters(), 0.9, 0);
  Position position;
  position.stats = EpochStats(10);
  const std::string digest = saveCheckpoint(file(), takeCheckpoint(spec_, model, optimiser, position));
  EXPECT_THROW(loadModel(file(), std::string(64, '0'), model), Error);
  EXPECT_THROW(loadModel(folder_ / "absent", "", model), Error);

  auto wider = spec_;
  wider.width = 8;
  EXPECT_THROW(loadModel(file(), digest, learn::makeModel(wider, 10)), Error);
  auto simClr = spec_;
  simClr.method = spec::Method::SimClr;
  EXPECT_THROW(loadModel(file(), digest, learn::makeModel(simClr, 10)), Error);

  std::filesystem::resize_file(file(), std::filesystem::file_size(file()) - 1);
  EXPECT_THROW(loadModel(file(), digest, model), Error);
  EXPECT_THROW(loadModel(file(), "", model), Error);
  std::ofstream(file()) << "not a checkpoint";
  EXPECT_THROW(loadModel(file(), "", model), Error);
}

}  // namespace
}  // namespace skewscope::train
