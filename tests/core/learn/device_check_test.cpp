#include "core/learn/device_check.h"

#include <gmock/gmock.h>

#include <limits>

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
    EXPECT_THAT(problem, testing::HasSubstr("do not give the processor's numbers")) << fault;
  }
}

}  // namespace
}  // namespace skewscope::learn
