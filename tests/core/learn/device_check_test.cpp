#include "core/learn/device_check.h"

#include <gmock/gmock.h>

#include <functional>
#include <limits>
#include <memory>

#include "tests/core/nn/remote_device.h"

namespace skewscope::learn {
namespace {

TEST(DeviceCheck, ADeviceThatComputesRightPasses) {
  EXPECT_EQ(deviceProblem(torch::kCPU), "");
  EXPECT_EQ(deviceProblem(test::remoteDevice()), "");
}

TEST(DeviceCheck, WrongNumbersAreFound) {
  for (const double fault : {1.1, -1.0, 0.0, std::numeric_limits<double>::quiet_NaN()}) {
    test::setRemoteFault(fault);
    const std::string problem = deviceProblem(test::remoteDevice());
    test::setRemoteFault(1);
    EXPECT_THAT(problem, testing::HasSubstr("does not give the processor's numbers")) << fault;
  }
}

TEST(DeviceCheck, RecordedStepsAreCheckedLikewise) {
  const nn::Device device = test::remoteTrainer(FAKE_PLUGIN);
  EXPECT_EQ(recordingProblem(device.torch, device.recorder), "");
  class Nothing final : public nn::Recording {
    void replay() override {}
  };
  const auto forgets = [&](const std::function<void()>& work) {
    device.recorder(work);
    return std::make_unique<Nothing>();
  };
  EXPECT_THAT(recordingProblem(device.torch, forgets),
              testing::HasSubstr("A recorded step on hpu:0 does not give the processor's numbers"));
  const auto refuses = [](const auto&) -> std::unique_ptr<nn::Recording> {
    TORCH_CHECK(false, "No graphs today.");
  };
  EXPECT_THAT(recordingProblem(device.torch, refuses), testing::HasSubstr("No graphs today."));
}

}  // namespace
}  // namespace skewscope::learn
