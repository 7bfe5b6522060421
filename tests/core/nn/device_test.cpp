#include "core/nn/device.h"

#include <gmock/gmock.h>

#include "core/base/error.h"
#include "core/cuda/gpu_slot.h"
#include "tests/core/base/environment_variable.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/base/temporary_folder.h"

namespace skewscope::nn {
namespace {

using testing::AllOf;
using testing::HasSubstr;

cuda::Driver driverOf(int version) {
  return {.found = true,
          .release = "580.65.06",
          .cudaVersion = version,
          .devices = {{0, "Tesla T4", std::uint64_t{16} << 30, 7, 5},
                      {1, "NVIDIA H200", std::uint64_t{140} << 30, 9, 0}},
          .problem = {}};
}

std::string whyNot(std::optional<int> number, const GpuParts& parts) {
  try {
    openGpu(number, parts);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Resource);
    return error.message();
  }
  return "It can be opened.";
}

TEST(OpenGpu, SaysWhatTheDriverLacks) {
  GpuParts parts{.driver = {}, .plugin = FAKE_PLUGIN, .graphs = {}, .torch = torchFolder()};
  parts.driver.problem = "There is no NVIDIA driver.";
  EXPECT_THAT(whyNot({}, parts), AllOf(HasSubstr("There is no NVIDIA driver."), HasSubstr("580")));
  parts.driver = driverOf(12080);
  EXPECT_THAT(whyNot({}, parts),
              AllOf(HasSubstr("CUDA 12.8"), HasSubstr("13.0 is needed"), HasSubstr("580")));
}

TEST(OpenGpu, TakesNoGpuThatIsTooOldOrNotThere) {
  GpuParts parts{.driver = driverOf(13000), .plugin = FAKE_PLUGIN, .graphs = {}, .torch = torchFolder()};
  EXPECT_THAT(whyNot(0, parts), HasSubstr("Tesla T4 is too old"));
  EXPECT_THAT(whyNot(2, parts), HasSubstr("There is no GPU cuda:2"));
  parts.driver.devices.resize(1);
  EXPECT_THAT(whyNot({}, parts), HasSubstr("Tesla T4 is too old"));
}

TEST(OpenGpu, NeedsThePlugin) {
  const GpuParts parts{.driver = driverOf(13000), .plugin = {}, .graphs = {}, .torch = torchFolder()};
  EXPECT_THAT(whyNot({}, parts), AllOf(HasSubstr("libskewscope-cuda.so is not there"), HasSubstr("nvcc")));
}

TEST(OpenGpu, NeedsTheCudaLibrariesOfLibTorch) {
  const GpuParts parts{
      .driver = driverOf(13000), .plugin = FAKE_PLUGIN, .graphs = {}, .torch = "/no/such/folder"};
  EXPECT_THAT(whyNot({}, parts),
              AllOf(HasSubstr("LibTorch's CUDA libraries cannot be loaded: /no/such/folder/libtorch_cuda.so"),
                    HasSubstr("fetch_libtorch.py --cuda")));
}

TEST(OpenGpu, LooksInTheFolderOfTheLibTorchThatIsLoaded) {
  EXPECT_TRUE(std::filesystem::exists(torchFolder() / "libtorch_cpu.so")) << torchFolder();
}

TEST(OpenGpu, WaitsForMemoryUntilThereIsSomeOrTheWaitIsEnded) {
  const test::TemporaryFolder folder;
  const test::EnvironmentVariable slots("SKEWSCOPE_GPU_CLAIMS", (folder.path() / "claims").string());
  const GpuParts parts{
      .driver = driverOf(13000), .plugin = FAKE_PLUGIN, .graphs = {}, .torch = "/no/such/folder"};
  const std::uint64_t gpu = parts.driver.devices[1].memory;
  auto other = cuda::takeLeastUsed({{1, gpu, gpu / 2}}, cuda::slotFolder());
  ASSERT_TRUE(other);
  int asked = 0;
  const MemoryNeed ended{.bytes = gpu / 2, .whileWaiting = [&] {
                           if (++asked == 2) throw Error(ErrorKind::Interrupted, "Enough.");
                         }};
  test::expectError(ErrorKind::Interrupted, "Enough.", [&] { openGpu({}, parts, ended); });
  EXPECT_EQ(asked, 2);
  const MemoryNeed patient{.bytes = gpu / 2, .whileWaiting = [&] { other.reset(); }};
  test::expectError(ErrorKind::Resource, "LibTorch's CUDA libraries cannot be loaded",
                    [&] { openGpu({}, parts, patient); });
  EXPECT_FALSE(other) << "it has not waited";
  // What cannot be opened claims nothing.
  EXPECT_EQ(cuda::gpuUse({.number = 1}, cuda::slotFolder()).runs, 0);
  // A data set that is too large for the GPU is not counted.
  const MemoryNeed images{.images = gpu, .whileWaiting = [] { FAIL() << "nothing is to be waited for"; }};
  other = cuda::takeLeastUsed({{1, gpu, gpu / 2}}, cuda::slotFolder());
  test::expectError(ErrorKind::Resource, "LibTorch's CUDA libraries cannot be loaded",
                    [&] { openGpu({}, parts, images); });
}

}  // namespace
}  // namespace skewscope::nn
