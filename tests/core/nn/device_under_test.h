#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "core/nn/device.h"

namespace skewscope::test {

/// The device that tests of training on a device are made with: one without hardware (remote_device.h), or,
/// in tests/gpu, the machine's GPU.
struct DeviceUnderTest {
  std::optional<nn::Device> device;
  std::string problem;  ///< why there is none
};

/// Defined by each test program's choice of device.
const DeviceUnderTest& deviceUnderTest();

/// A test on that device: it is skipped where there is none, and fails there if $SKEWSCOPE_REQUIRE_GPU is
/// set.
class OnDevice : public testing::Test {
 protected:
  void SetUp() override {
    if (deviceUnderTest().device) return;
    if (std::getenv("SKEWSCOPE_REQUIRE_GPU")) {
      FAIL() << deviceUnderTest().problem;
    } else {
      GTEST_SKIP() << deviceUnderTest().problem;
    }
  }
  static const nn::Device& device() { return *deviceUnderTest().device; }
};

}  // namespace skewscope::test
