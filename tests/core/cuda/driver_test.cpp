#include "core/cuda/driver.h"

#include <gmock/gmock.h>

#include "tests/core/base/environment_variable.h"

namespace skewscope::cuda {
namespace {

using test::EnvironmentVariable;
using testing::HasSubstr;

TEST(Driver, NamesItsDevices) {
  const Driver driver = findDriver(FAKE_DRIVER);
  EXPECT_TRUE(driver.found);
  EXPECT_EQ(driver.problem, "");
  EXPECT_EQ(driver.cudaVersion, 13010);
  EXPECT_TRUE(driver.newEnough());
  ASSERT_EQ(driver.devices.size(), 2u);
  EXPECT_EQ(driver.devices[0].number, 0);
  EXPECT_EQ(driver.devices[0].name, "Fake H200");
  EXPECT_EQ(driver.devices[0].memory, std::uint64_t{140} << 30);
  EXPECT_EQ(driver.devices[0].major, 9);
  EXPECT_EQ(driver.devices[0].minor, 0);
  EXPECT_TRUE(driver.devices[0].usable());
  EXPECT_EQ(driver.devices[0].uuid, "000102030405060708090a0b0c0d0e0f");
  EXPECT_EQ(driver.devices[1].uuid, "101112131415161718191a1b1c1d1e1f");
  EXPECT_EQ(driver.devices[1].minor, 5);
  EXPECT_FALSE(driver.devices[1].usable());
}

TEST(Driver, ADeviceThatDoesNotAnswerLeavesTheOthersTheirNumbers) {
  const EnvironmentVariable silent("FAKE_CUDA_SILENT", "0");
  const Driver driver = findDriver(FAKE_DRIVER);
  ASSERT_EQ(driver.devices.size(), 1u);
  EXPECT_EQ(driver.devices[0].name, "Fake T4");
  EXPECT_EQ(driver.devices[0].number, 1);
}

TEST(Driver, OfAnOlderCudaIsNotNewEnough) {
  const EnvironmentVariable version("FAKE_CUDA_VERSION", "12090");
  const Driver driver = findDriver(FAKE_DRIVER);
  EXPECT_FALSE(driver.newEnough());
  EXPECT_EQ(cudaVersionText(driver.cudaVersion), "12.9");
}

TEST(Driver, SaysWhyItDoesNotStart) {
  {
    const EnvironmentVariable init("FAKE_CUDA_INIT", "100");
    const Driver driver = findDriver(FAKE_DRIVER);
    EXPECT_TRUE(driver.found);
    EXPECT_TRUE(driver.devices.empty());
    EXPECT_THAT(driver.problem, HasSubstr("no CUDA-capable device is detected (error 100)"));
  }
  const EnvironmentVariable init("FAKE_CUDA_INIT", "999");
  EXPECT_THAT(findDriver(FAKE_DRIVER).problem, HasSubstr("error 999"));
}

TEST(Driver, WithoutDevicesIsAProblem) {
  const EnvironmentVariable devices("FAKE_CUDA_DEVICES", "0");
  EXPECT_THAT(findDriver(FAKE_DRIVER).problem, HasSubstr("no device"));
}

TEST(Driver, ThatIsNotThereIsAProblem) {
  const Driver driver = findDriver("libno-such-driver.so.1");
  EXPECT_FALSE(driver.found);
  EXPECT_NE(driver.problem, "");
  // A library without the driver's functions, which every process can load.
  EXPECT_THAT(findDriver("libm.so.6").problem, HasSubstr("not the library of an NVIDIA driver"));
}

TEST(Driver, ReleaseIsReadFromTheKernelsText) {
  EXPECT_EQ(
      releaseOf("NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024\n"
                "GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)\n"),
      "535.183.01");
  EXPECT_EQ(
      releaseOf(
          "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (root@x)\n"),
      "580.65.06");
  EXPECT_EQ(releaseOf(""), "");
  EXPECT_EQ(releaseOf("Kernel Module"), "");
}

}  // namespace
}  // namespace skewscope::cuda
