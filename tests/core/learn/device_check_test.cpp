#include "core/learn/device_check.h"

#include <gmock/gmock.h>

#include <functional>
#include <limits>
#include <memory>

#include "tests/core/nn/device_under_test.h"
#include "tests/core/nn/remote_device.h"

namespace skewscope::learn {
namespace {

TEST(DeviceCheck, ADeviceThatComputesRightPasses) {
  EXPECT_EQ(deviceProblem({}), "");
  EXPECT_EQ(deviceProblem(*test::deviceUnderTest().device), "");
}

/// The processor knows bfloat16 too, by software where it has no instructions for it: its rounding passes.
TEST(DeviceCheck, Bfloat16IsWithinItsLimits) {
  EXPECT_EQ(bf16Problem({}), "");
}

TEST(DeviceCheck, WrongNumbersAreFound) {
  for (const double fault : {1.1, -1.0, 0.0, std::numeric_limits<double>::quiet_NaN()}) {
    test::setRemoteFault(fault);
    const std::string problem = deviceProblem(*test::deviceUnderTest().device);
    test::setRemoteFault(1);
    EXPECT_THAT(problem, testing::HasSubstr("does not give the processor's numbers")) << fault;
  }
}

TEST(DeviceCheck, RecordedStepsAreCheckedLikewise) {
  nn::Device device = *test::deviceUnderTest().device;
  const nn::Recorder recorder = device.recorder;
  EXPECT_EQ(recordingProblem(device), "");
  class Nothing final : public nn::Recording {
    void replay() override {}
  };
  device.recorder = [&](const std::function<void()>& work, const nn::Recording*) {
    recorder(work, nullptr);
    return std::make_unique<Nothing>();
  };
  EXPECT_THAT(recordingProblem(device),
              testing::HasSubstr("A recorded step on hpu:0 does not give the processor's numbers"));
  device.recorder = [](const auto&, auto*) -> std::unique_ptr<nn::Recording> {
    TORCH_CHECK(false, "No graphs today.");
  };
  EXPECT_THAT(recordingProblem(device), testing::HasSubstr("No graphs today."));
}

}  // namespace
}  // namespace skewscope::learn
