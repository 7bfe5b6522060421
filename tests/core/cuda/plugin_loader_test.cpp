#include "core/cuda/plugin_loader.h"

#include <gmock/gmock.h>

#include <string>

#include "core/base/error.h"
#include "core/cuda/driver.h"
#include "tests/core/base/environment_variable.h"

namespace skewscope::cuda {
namespace {

using test::EnvironmentVariable;
using testing::HasSubstr;

std::string whyNot(const char* file) {
  try {
    loadPlugin(file);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Resource);
    return error.message();
  }
  return {};
}

TEST(Plugin, OfTheRightVersionIsLoaded) {
  const SkewscopeCudaPlugin& plugin = loadPlugin(FAKE_PLUGIN);
  EXPECT_EQ(plugin.toolkit, 13000);
  EXPECT_EQ(deviceProblem(plugin, 0), "");
  const EnvironmentVariable check("FAKE_CHECK", "It is too warm.");
  EXPECT_EQ(deviceProblem(plugin, 0), "It is too warm.");
}

TEST(Plugin, ThatCannotBeUsedSaysWhatToDo) {
  EXPECT_THAT(whyNot("/no/such/libskewscope-cuda.so"), HasSubstr("cannot be loaded"));
  EXPECT_THAT(whyNot(FAKE_DRIVER), HasSubstr("not a CUDA plug-in"));
  EXPECT_THAT(whyNot(FOREIGN_PLUGIN), HasSubstr("version 999"));
  EXPECT_THAT(whyNot(FOREIGN_PLUGIN), HasSubstr("Build the target skewscope-cuda anew"));
}

TEST(Plugin, LongSentencesAreCut) {
  const EnvironmentVariable check("FAKE_CHECK", std::string(5000, 'x'));
  EXPECT_EQ(deviceProblem(loadPlugin(FAKE_PLUGIN), 0).size(), 511u);
}

#ifdef REAL_PLUGIN
TEST(Plugin, ThatIsBuiltHereLoadsWithAndWithoutADriver) {
  const SkewscopeCudaPlugin& plugin = loadPlugin(REAL_PLUGIN);
  EXPECT_GE(plugin.toolkit, kLeastCudaVersion);
  const Driver driver = findDriver();
  if (driver.devices.empty() || !driver.devices[0].usable() || !driver.newEnough()) {
    EXPECT_THAT(deviceProblem(plugin, 0), HasSubstr("CUDA"));
  } else {
    EXPECT_EQ(deviceProblem(plugin, 0), "");
  }
  EXPECT_THAT(deviceProblem(plugin, 99), HasSubstr("CUDA"));
}
#endif

}  // namespace
}  // namespace skewscope::cuda
