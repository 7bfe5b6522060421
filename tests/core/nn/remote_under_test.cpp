#include "tests/core/nn/device_under_test.h"
#include "tests/core/nn/remote_device.h"

namespace skewscope::test {

const DeviceUnderTest& deviceUnderTest() {
#ifdef EMULATED_PLUGIN
  static const DeviceUnderTest remote{remoteTrainer(EMULATED_PLUGIN, /*fused=*/true), {}};
#else
  static const DeviceUnderTest remote{remoteTrainer(FAKE_PLUGIN), {}};
#endif
  return remote;
}

}  // namespace skewscope::test
