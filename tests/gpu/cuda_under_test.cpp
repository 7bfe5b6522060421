#include "core/train/run_device.h"
#include "tests/core/nn/device_under_test.h"

namespace skewscope::test {

const DeviceUnderTest& deviceUnderTest() {
  static const DeviceUnderTest gpu = []() -> DeviceUnderTest {
    try {
      return {train::openDeviceHere("cuda").device, {}};
    } catch (const Error& error) {
      return {std::nullopt, error.message()};
    }
  }();
  return gpu;
}

}  // namespace skewscope::test
