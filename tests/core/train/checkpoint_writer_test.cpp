#include "core/train/checkpoint_writer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/system.h"
#include "core/spec/presets.h"
#include "core/store/reader.h"
#include "core/train/checkpoint.h"

namespace skewscope::train {
namespace {

namespace fs = std::filesystem;

class CheckpointWriterTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("skewscope-" + newUuid());
    writer_.emplace(store());
    run_ = writer_->run([](store::Store& s) {
      return s.addRun(spec::defaults(spec::Preset::Quick, spec::Mode::Supervised, spec::Method::SimClr));
    });
    writer_->run([&](store::Store& s) { s.claimRun(run_, "this test"); });
    spec_.width = 4;
    model_ = learn::makeModel(spec_, 10);
    position_.stats = EpochStats(10);
  }
  void TearDown() override {
    writer_.reset();
    fs::remove_all(folder_);
  }

  fs::path store() const { return folder_ / "test.skewscope"; }
  TensorFile taken() const {
    return takeCheckpoint(spec_, model_, learn::Sgd(model_.namedParameters(), 0.9, 0), position_);
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(store().string() + ".checkpoints"))
      if (entry.path().extension() == ".safetensors") found.push_back(entry.path());
    return found;
  }

  fs::path folder_;
  std::optional<store::Writer> writer_;
  std::string run_;
  spec::ExperimentSpec spec_;
  learn::Model model_;
  Position position_;
};

TEST_F(CheckpointWriterTest, WritesWhatWasTakenWhateverTrainingDoesMeanwhile) {
  CheckpointWriter checkpoints(*writer_, run_);
  EXPECT_FALSE(checkpoints.isPending());
  EXPECT_TRUE(checkpoints.isWritten());
  const torch::Tensor before = model_.namedParameters().front().second.detach().clone();
  checkpoints.begin(taken(), 1, 0);
  EXPECT_TRUE(checkpoints.isPending());
  {
    const torch::NoGradGuard noGradients;
    for (auto& [name, parameter] : model_.namedParameters()) parameter.zero_();
  }
  checkpoints.finish();
  EXPECT_FALSE(checkpoints.isPending());
  const auto record = store::Reader(store()).checkpoint(run_);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->epoch, 1);
  EXPECT_EQ(record->step, 0);
  EXPECT_EQ(record->bytes, static_cast<std::int64_t>(fs::file_size(folder_ / record->path)));
  loadModel(folder_ / record->path, record->digest, model_);
  EXPECT_TRUE(torch::equal(model_.namedParameters().front().second, before));
}

TEST_F(CheckpointWriterTest, KeepsTheLastOneAlone) {
  CheckpointWriter checkpoints(*writer_, run_);
  checkpoints.begin(taken(), 1, 0);
  checkpoints.begin(taken(), 2, 0);  // waits for the first
  checkpoints.begin(taken(), 2, 3);
  checkpoints.finish();
  const auto record = store::Reader(store()).checkpoint(run_);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->epoch, 2);
  EXPECT_EQ(record->step, 3);
  EXPECT_EQ(files(), std::vector{folder_ / record->path});
}

TEST_F(CheckpointWriterTest, IsDoneWhenItIsGone) {
  {
    CheckpointWriter checkpoints(*writer_, run_);
    checkpoints.begin(taken(), 1, 0);
  }
  EXPECT_TRUE(store::Reader(store()).checkpoint(run_));
}

TEST_F(CheckpointWriterTest, TellsWhatWentWrongOnceAndKeepsTheOneBefore) {
  CheckpointWriter checkpoints(*writer_, run_);
  checkpoints.begin(taken(), 1, 0);
  checkpoints.finish();
  const auto other = store::Store::open(store());
  other->recoverLostRuns(std::chrono::milliseconds(-1));
  other->claimRun(run_, "somebody else");
  checkpoints.begin(taken(), 2, 0);
  EXPECT_THROW(checkpoints.finish(), Error);
  EXPECT_FALSE(checkpoints.isPending());
  EXPECT_NO_THROW(checkpoints.finish());
  const auto record = store::Reader(store()).checkpoint(run_);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->epoch, 1);
  EXPECT_TRUE(fs::exists(folder_ / record->path));
}

}  // namespace
}  // namespace skewscope::train
