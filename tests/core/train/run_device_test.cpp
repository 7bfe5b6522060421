#include "core/train/run_device.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "core/cuda/gpu_slot.h"
#include "tests/core/base/environment_variable.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/core/nn/remote_device.h"

namespace skewscope::train {
namespace {

using test::expectError;
using testing::HasSubstr;
using testing::Not;

nn::GpuParts withoutDriver() {
  nn::GpuParts parts{.driver = {}, .plugin = FAKE_PLUGIN, .graphs = {}, .torch = nn::torchFolder()};
  parts.driver.problem = "There is no NVIDIA driver.";
  return parts;
}

/// A machine with a driver and a GPU, as far as anybody says.
nn::GpuParts withDriver() {
  nn::GpuParts parts = withoutDriver();
  parts.driver = {.found = true,
                  .release = "580.65.06",
                  .cudaVersion = 13000,
                  .devices = {{0, "NVIDIA H200", std::uint64_t{140} << 30, 9, 0}},
                  .problem = {}};
  return parts;
}

TEST(OpenDevice, IsTheProcessorWithoutAWordWhereThereIsNoDriver) {
  for (const char* asked : {"auto", "cpu"}) {
    const RunDevice place = openDevice(asked, withoutDriver());
    EXPECT_EQ(place.device.name, "cpu");
    EXPECT_EQ(place.device.torch, torch::Device(torch::kCPU));
    EXPECT_EQ(place.device.plugin, nullptr);
    EXPECT_EQ(place.note, "");
  }
}

TEST(OpenDevice, SaysWhyAGpuThatIsThereIsNotUsed) {
  const test::EnvironmentVariable check("FAKE_CHECK", "It is too warm.");
  const RunDevice place = openDevice("auto", withDriver());
  EXPECT_EQ(place.device.name, "cpu");
  EXPECT_THAT(place.note, HasSubstr("The processor computes"));
  EXPECT_THAT(place.note, HasSubstr("It is too warm."));
  EXPECT_EQ(openDevice("cpu", withDriver()).note, "");
  nn::GpuParts without = withDriver();
  without.plugin.clear();
  EXPECT_THAT(openDevice("auto", without).note, HasSubstr("libskewscope-cuda.so is not there"));
  nn::GpuParts broken = withoutDriver();  // a kernel module without its library
  broken.driver.release = "580.65.06";
  EXPECT_THAT(openDevice("auto", broken).note, HasSubstr("There is no NVIDIA driver."));
}

TEST(OpenDevice, ThatWasAskedForByNameIsAnErrorWhereItCannotBeHad) {
  for (const char* asked : {"cuda", "cuda:0"}) {
    expectError(ErrorKind::Resource, "There is no NVIDIA driver.",
                [&] { openDevice(asked, withoutDriver()); });
    expectError(ErrorKind::Resource, "device=cpu", [&] { openDevice(asked, withoutDriver()); });
  }
  expectError(ErrorKind::Resource, "There is no GPU cuda:3", [&] { openDevice("cuda:3", withDriver()); });
  nn::GpuParts elsewhere = withDriver();
  elsewhere.torch = "/no/such/folder";
  expectError(ErrorKind::Resource, "fetch_libtorch.py --cuda", [&] { openDevice("cuda", elsewhere); });
  expectError(ErrorKind::Usage, "'gpu' is no device", [&] { openDevice("gpu", withDriver()); });
}

TEST(OpenDevice, WhoseWaitForMemoryIsEndedIsNotTheProcessor) {
  const test::TemporaryFolder folder;
  const test::EnvironmentVariable slots("SKEWSCOPE_GPU_CLAIMS", (folder.path() / "claims").string());
  const std::uint64_t memory = withDriver().driver.devices[0].memory;
  const auto other = cuda::takeLeastUsed({{0, memory, memory / 2}}, cuda::slotFolder());
  const nn::MemoryNeed need{.bytes = memory / 2,
                            .whileWaiting = [] { throw Error(ErrorKind::Interrupted, "Stopped."); }};
  for (const char* asked : {"auto", "cuda", "cuda:0"}) {
    expectError(ErrorKind::Interrupted, "Stopped.", [&] { openDevice(asked, withDriver(), need); });
    expectError(ErrorKind::Interrupted, "Stopped.", [&] {
      openForEvaluation(
          [](const auto& option, const auto& of) { return openDevice(option, withDriver(), of); }, asked,
          need);
    });
  }
  EXPECT_EQ(openDevice("cpu", withDriver(), need).device.name, "cpu");
}

TEST(DeviceError, OfMemoryNamesABatchThatTakesHalf) {
  const nn::Device gpu{torch::Device(torch::kCUDA, 0), "cuda:0 NVIDIA H200", std::uint64_t{140} << 30,
                       nullptr};
  const c10::OutOfMemoryError full({__func__, __FILE__, __LINE__}, "CUDA out of memory.");
  using Kind = DeviceWork::Kind;
  const Error error = deviceError(full, gpu, {Kind::Training, 512});
  EXPECT_EQ(error.kind(), ErrorKind::Resource);
  EXPECT_THAT(error.message(), HasSubstr("The memory of cuda:0 NVIDIA H200 (140.0 GiB) ran out"));
  EXPECT_THAT(error.message(), HasSubstr("batches of 512"));
  EXPECT_THAT(error.message(), HasSubstr("A batch of 256"));
  EXPECT_THAT(deviceError(full, gpu, {Kind::Training, 2}).message(), HasSubstr("narrower network"));
  // A smaller batch is no help elsewhere.
  for (const auto& [kind, text] : {std::pair{Kind::Loading, "when the network and the images were brought"},
                                   {Kind::Weights, "when features for the density weights were computed"},
                                   {Kind::Evaluation, "in an evaluation"}}) {
    const std::string said = deviceError(full, gpu, {kind, 512}).message();
    EXPECT_THAT(said, HasSubstr(std::string("The memory of cuda:0 NVIDIA H200 (140.0 GiB) ran out ") + text));
    EXPECT_THAT(said, HasSubstr("Free some; --device cpu"));
    EXPECT_THAT(said, Not(HasSubstr("batch")));
  }
  // Libraries ask for memory of their own.
  const c10::Error inside({__func__, __FILE__, __LINE__},
                          "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`");
  EXPECT_THAT(deviceError(inside, gpu, {Kind::Training, 512}).message(), HasSubstr("A batch of 256"));
}

TEST(DeviceError, OfAGpuThatIsLostSaysThatTheCheckpointIsIntact) {
  const nn::Device gpu{torch::Device(torch::kCUDA, 0), "cuda:0 NVIDIA H200", std::uint64_t{140} << 30,
                       nullptr};
  const c10::AcceleratorError lost({__func__, __FILE__, __LINE__}, 719,
                                   "CUDA error: unspecified launch failure\nMore about it.");
  const Error error = deviceError(lost, gpu, {});
  EXPECT_EQ(error.kind(), ErrorKind::Resource);
  EXPECT_THAT(error.message(), HasSubstr("cuda:0 NVIDIA H200 stopped working"));
  EXPECT_THAT(error.message(), HasSubstr("unspecified launch failure"));
  EXPECT_THAT(error.message(), HasSubstr("--device cpu"));
  const c10::Error other({__func__, __FILE__, __LINE__}, "Something else.");
  EXPECT_EQ(deviceError(other, gpu, {}).kind(), ErrorKind::Internal);
}

}  // namespace
}  // namespace skewscope::train
