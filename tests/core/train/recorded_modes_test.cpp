// Recorded steps of every kind have the bits of steps whose operations are asked for one by one.
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
  // Of a kind three steps are asked for, then one, then four at once: 3 + 1 + 4 + 4 + 4, or twice 3 + 1 + 4.
  const std::int64_t replayed = test::remoteReplays() - before;
  EXPECT_EQ(replayed, 4);
  ASSERT_EQ(train(asked, unrecorded()).status, store::RunStatus::Done);
  EXPECT_EQ(test::remoteReplays() - before, replayed);
  for (const char* metric : {store::metric::kLoss, store::metric::kSharpness, store::metric::kPerturbedLoss})
    EXPECT_EQ(series(recorded, metric), series(asked, metric)) << metric;
  EXPECT_TRUE(torch::equal(state(recorded), state(asked)));
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

TEST_F(RecordedSteps, GoOnFromACheckpointInTheMiddleOfAnEpoch) {
  const auto spec = longer(spec::Mode::SelfSupervised, spec::Method::SimSiam);
  const std::string once = add(spec), twice = add(spec);
  ASSERT_EQ(train(once, there()).status, store::RunStatus::Done);
  ASSERT_EQ(train(twice, there(), false).status, store::RunStatus::Interrupted);
  ASSERT_EQ(train(twice, there()).status, store::RunStatus::Done);
  EXPECT_EQ(series(once, store::metric::kLoss), series(twice, store::metric::kLoss));
  EXPECT_TRUE(torch::equal(state(once), state(twice)));
}

}  // namespace
}  // namespace skewscope::train
