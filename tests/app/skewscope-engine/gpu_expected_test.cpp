#include "app/skewscope-engine/gpu_expected.h"

#include <gtest/gtest.h>

namespace skewscope::engine {
namespace {

cuda::Driver driverWith(const std::vector<cuda::Device>& devices) {
  return {.found = true, .release = "580.65.06", .cudaVersion = 13000, .devices = devices, .problem = {}};
}

const cuda::Device kOld{0, "Tesla T4", std::uint64_t{16} << 30, 7, 5};
const cuda::Device kNew{1, "NVIDIA H200", std::uint64_t{140} << 30, 9, 0};

TEST(GpuIsExpected, WhereOneCanBeUsedAndIsAskedFor) {
  const cuda::Driver driver = driverWith({kOld, kNew});
  for (const char* asked : {"auto", "cuda", "cuda:1"})
    EXPECT_TRUE(gpuIsExpected(asked, driver, "plugin.so")) << asked;
  for (const char* asked : {"cpu", "cuda:0", "cuda:2", "nothing"})
    EXPECT_FALSE(gpuIsExpected(asked, driver, "plugin.so")) << asked;
}

TEST(GpuIsExpected, NowhereElse) {
  EXPECT_FALSE(gpuIsExpected("auto", driverWith({kNew}), {})) << "without the plug-in";
  EXPECT_FALSE(gpuIsExpected("auto", driverWith({kOld}), "plugin.so"));
  EXPECT_FALSE(gpuIsExpected("auto", driverWith({}), "plugin.so"));
  cuda::Driver old = driverWith({kNew}), broken = driverWith({kNew});
  old.cudaVersion = 12080;
  EXPECT_FALSE(gpuIsExpected("auto", old, "plugin.so"));
  broken.problem = "The NVIDIA driver does not start.";
  EXPECT_FALSE(gpuIsExpected("cuda", broken, "plugin.so"));
}

}  // namespace
}  // namespace skewscope::engine
