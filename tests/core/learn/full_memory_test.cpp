#include "core/learn/full_memory.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/learn/density_weights.h"
#include "tests/core/nn/remote_device.h"

namespace skewscope::learn {
namespace {

TEST(FullMemory, IsToldFromOtherErrors) {
  const c10::SourceLocation here{__func__, __FILE__, __LINE__};
  EXPECT_TRUE(isFullMemory(c10::OutOfMemoryError(here, "No room.")));
  for (const char* said :
       {"CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "cusolver error: CUSOLVER_STATUS_ALLOC_FAILED, when calling `cusolverDnCreate(handle)`",
        "CUDA error: out of memory"})
    EXPECT_TRUE(isFullMemory(c10::Error(here, said))) << said;
  EXPECT_FALSE(isFullMemory(c10::Error(here, "CUDA error: unspecified launch failure")));
}

TEST(FullMemory, LeavesTheWorkToTheProcessorAndNothingElseDoes) {
  const auto remote = test::remoteDevice();
  std::vector<std::string> asked;
  const auto failing = [&](auto fail) {
    asked.clear();
    return whereThereIsRoom(remote, [&](const torch::Device& where) {
      asked.push_back(where.str());
      if (!where.is_cpu()) fail();
      return 5;
    });
  };
  EXPECT_EQ(failing([] {}), 5);
  EXPECT_EQ(asked, std::vector<std::string>{remote.str()});
  EXPECT_EQ(failing([] { TORCH_CHECK_WITH(OutOfMemoryError, false, "No room."); }), 5);
  EXPECT_EQ(asked, (std::vector<std::string>{remote.str(), "cpu"}));
  EXPECT_THROW(failing([] { TORCH_CHECK(false, "Something else."); }), c10::Error);
  EXPECT_EQ(asked, std::vector<std::string>{remote.str()});
}

torch::Tensor features() {
  return torch::sin(torch::arange(6000 * 3, torch::kFloat64)).view({6000, 3}).cumsum(0).sin();
}

TEST(FullMemory, DensityWeightsAreThenTheProcessors) {
  for (const double bandwidth : {0.5, 0.02}) {
    const KdeSettings settings{.bandwidth = bandwidth, .alpha = 1, .clamp = 1};
    test::setRemoteRoom(std::size_t{1} << 16);
    const std::int64_t before = test::remoteReads();
    const torch::Tensor found = kdeWeights(features(), settings, nullptr, test::remoteDevice());
    test::setRemoteRoom({});
    EXPECT_EQ(test::remoteReads(), before);
    EXPECT_TRUE(torch::equal(found, kdeWeights(features(), settings)));
  }
}

TEST(DensityWeights, ReadFromADeviceTwice) {
  for (const double bandwidth : {0.5, 0.2, 0.02}) {  // in one tile of wide kernels, or more of narrow ones
    const std::int64_t before = test::remoteReads();
    kdeWeights(features(), {.bandwidth = bandwidth, .alpha = 1, .clamp = 1}, nullptr, test::remoteDevice());
    EXPECT_EQ(test::remoteReads(), before + 2);  // distances of the sample, and the sums of kernels
  }
}

}  // namespace
}  // namespace skewscope::learn
