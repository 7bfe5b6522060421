// Steps that a device records once and repeats.
#include <gmock/gmock.h>
#include <torch/torch.h>

#include <limits>

#include "core/train/trained_run.h"
#include "tests/core/nn/remote_device.h"
#include "tests/core/train/session_on_device.h"

namespace skewscope::train {
namespace {

using test::smallSpec;
using testing::HasSubstr;
using testing::Not;

class RecordedSteps : public test::SessionOnDevice {
 protected:
  /// The device without its recorder.
  static RunDevice unrecorded() {
    RunDevice place = there();
    place.device.recorder = nullptr;
    return place;
  }
  torch::Tensor state(const std::string& run) {
    const auto model = openTrainedRun(path(), run, torch::kCPU).model;
    std::vector<torch::Tensor> parts;
    for (const auto& tensors : {model.namedParameters(), model.namedBuffers()})
      for (const auto& [name, tensor] : tensors)
        parts.push_back(tensor.detach().to(torch::kFloat64).reshape({-1}));
    return torch::cat(parts);
  }
};

struct Recorded {
  const char* name;
  spec::ExperimentSpec spec;
};
void PrintTo(const Recorded& value, std::ostream* out) {
  *out << value.name;
}

class RecordedModes : public RecordedSteps, public testing::WithParamInterface<Recorded> {};

TEST_P(RecordedModes, GiveTheBitsOfStepsThatAreAskedForOneByOne) {
  const std::string recorded = add(GetParam().spec), asked = add(GetParam().spec);
  const std::int64_t before = test::remoteReplays();
  ASSERT_EQ(train(recorded, there()).status, store::RunStatus::Done);
  EXPECT_THAT(log_, Not(HasSubstr("cannot be recorded")));
  // All but the first three of each kind.
  const std::int64_t replayed = test::remoteReplays() - before;
  EXPECT_GE(replayed, GetParam().spec.mode == spec::Mode::RwSam ? 4 : 6);
  ASSERT_EQ(train(asked, unrecorded()).status, store::RunStatus::Done);
  EXPECT_EQ(test::remoteReplays() - before, replayed);
  for (const char* metric : {store::metric::kLoss, store::metric::kSharpness, store::metric::kPerturbedLoss})
    EXPECT_EQ(series(recorded, metric), series(asked, metric)) << metric;
  EXPECT_TRUE(torch::equal(state(recorded), state(asked)));
}

spec::ExperimentSpec longer(spec::Mode mode, spec::Method method) {
  auto spec = smallSpec(mode, method);
  spec.batch = 24;  // eight steps an epoch
  spec.probe = false;
  return spec;
}

spec::ExperimentSpec reweighted() {
  auto spec = longer(spec::Mode::Supervised, spec::Method::SimClr);
  spec.sampling = spec::Sampling::ClassBalanced;
  spec.loss = spec::Loss::Ldam;
  spec.reweight = spec::Reweight::ClassBalanced;  // from the middle of the run on
  spec.sam = true;
  return spec;
}

INSTANTIATE_TEST_SUITE_P(
    , RecordedModes,
    testing::Values(Recorded{"Supervised", longer(spec::Mode::Supervised, spec::Method::SimClr)},
                    Recorded{"ReweightedSam", reweighted()},
                    Recorded{"MoCo", longer(spec::Mode::SelfSupervised, spec::Method::MoCo)},
                    Recorded{"RwSamSimSiam", longer(spec::Mode::RwSam, spec::Method::SimSiam)},
                    Recorded{"RwSamMoCo", longer(spec::Mode::RwSam, spec::Method::MoCo)}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_F(RecordedSteps, OfViewsThatTheProcessorMakesReadThemWhereTheyAre) {
  RunDevice place = there();
  place.device.memory = 1;  // no room for the data set
  const auto spec = longer(spec::Mode::SelfSupervised, spec::Method::SimSiam);
  const std::string copied = add(spec), resident = add(spec);
  const std::int64_t before = test::remoteReplays();
  ASSERT_EQ(train(copied, place).status, store::RunStatus::Done);
  EXPECT_GT(test::remoteReplays(), before);
  ASSERT_EQ(train(resident, there()).status, store::RunStatus::Done);
  EXPECT_TRUE(torch::equal(state(copied), state(resident)));
}

TEST_F(RecordedSteps, GoOnFromACheckpointInTheMiddleOfAnEpoch) {
  const auto spec = longer(spec::Mode::SelfSupervised, spec::Method::SimSiam);
  const std::string once = add(spec), twice = add(spec);
  ASSERT_EQ(train(once, there()).status, store::RunStatus::Done);
  ASSERT_EQ(train(twice, there(), false).status, store::RunStatus::Interrupted);
  ASSERT_EQ(train(twice, there()).status, store::RunStatus::Done);
  EXPECT_EQ(series(once, store::metric::kLoss), series(twice, store::metric::kLoss));
  EXPECT_TRUE(torch::equal(state(once), state(twice)));
}

TEST_F(RecordedSteps, ThatADeviceRefusesAreAskedForOneByOneAndTheLogSaysWhy) {
  // Wherever it is refused: at once, in SAM's first pass, in its second.
  const auto spec = longer(spec::Mode::RwSam, spec::Method::SimSiam);
  const std::string asked = add(spec);
  ASSERT_EQ(train(asked, unrecorded()).status, store::RunStatus::Done);
  for (const std::int64_t after : {0, 50, 700}) {
    const std::string run = add(spec);
    log_.clear();
    test::setRemoteRefusal("No graphs today.", after);
    const auto result = train(run, there());
    test::setRemoteRefusal({});
    EXPECT_EQ(result.status, store::RunStatus::Done) << result.message;
    EXPECT_THAT(log_, HasSubstr("Steps cannot be recorded on remote:0"));
    EXPECT_THAT(log_, HasSubstr("No graphs today."));
    EXPECT_TRUE(torch::equal(state(run), state(asked))) << after;
  }
}

TEST_F(RecordedSteps, ThatDivergeSayInWhichStepAsTheProcessorDoes) {
  auto spec = longer(spec::Mode::Supervised, spec::Method::SimClr);
  spec.learningRate = 100;
  spec.weightDecay = 1;
  const std::string far = add(spec), near = add(spec);
  const auto there_ = train(far, there()), here = train(near, {});
  EXPECT_EQ(here.status, store::RunStatus::Failed);
  EXPECT_EQ(there_.status, store::RunStatus::Failed);
  EXPECT_EQ(there_.error, ErrorKind::Data);
  EXPECT_EQ(there_.message, here.message);
  EXPECT_THAT(here.message, HasSubstr("The loss is no longer a finite number (epoch 1, step "));
}

}  // namespace
}  // namespace skewscope::train
