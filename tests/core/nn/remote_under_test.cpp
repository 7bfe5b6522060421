#include "tests/core/nn/device_under_test.h"
#include "tests/core/nn/remote_device.h"

namespace skewscope::test {

const DeviceUnderTest& deviceUnderTest() {
  static const DeviceUnderTest remote{remoteTrainer(FAKE_PLUGIN), {}};
  return remote;
}

}  // namespace skewscope::test
