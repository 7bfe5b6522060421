// Where steps cannot be recorded, and what is read and said all the same.
#include <gmock/gmock.h>

#include <string>

#include "tests/core/nn/remote_device.h"
#include "tests/core/train/recorded_session.h"

namespace skewscope::train {
namespace {

using test::longer;
using test::RecordedSteps;
using testing::HasSubstr;
using testing::Not;

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

TEST_F(RecordedSteps, AreReplayedOneByOneWhereSeveralCannotBeRecorded) {
  const auto spec = longer(spec::Mode::RwSam, spec::Method::SimSiam);
  const std::string run = add(spec), asked = add(spec);
  RunDevice alone = there();
  // The memory of one step, and no more: it is refused in the middle of the second.
  alone.device.recorder = [all = alone.device.recorder](const std::function<void()>& work,
                                                        const nn::Recording* beside) {
    if (beside) test::setRemoteRefusal("The memory is full.", 1500);
    struct End {
      ~End() { test::setRemoteRefusal({}); }
    } const end;
    return all(work, beside);
  };
  const std::int64_t before = test::remoteReplays();
  ASSERT_EQ(train(run, alone).status, store::RunStatus::Done);
  EXPECT_EQ(test::remoteReplays() - before, 10);  // 8 - 3 of each epoch, whose steps are of two kinds
  EXPECT_THAT(log_, Not(HasSubstr("cannot be recorded")));
  ASSERT_EQ(train(asked, unrecorded()).status, store::RunStatus::Done);
  EXPECT_TRUE(torch::equal(state(run), state(asked)));
}

TEST_F(RecordedSteps, ThatDivergeSayInWhichStepAsTheProcessorDoes) {
  // SimSiam's loss does not depend on the size of the weights, which the decay multiplies by -99 until they
  // overflow: in which step does not depend on rounding.
  auto spec = longer(spec::Mode::SelfSupervised, spec::Method::SimSiam);
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
