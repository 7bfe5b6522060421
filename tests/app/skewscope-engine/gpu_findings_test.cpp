#include "app/skewscope-engine/gpu_findings.h"

#include <gmock/gmock.h>

#include "tests/core/base/environment_variable.h"

namespace skewscope::engine {
namespace {

using test::EnvironmentVariable;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// Lines as "+ text" for what works and "- text" for notes.
std::vector<std::string> linesOf(const cuda::Driver& driver, const std::filesystem::path& plugin,
                                 const train::GpuCheck& training = {}, const cuda::GpuUse& use = {}) {
  std::vector<std::string> lines;
  for (const GpuFinding& finding : gpuFindings(
           driver, plugin, [&](int) { return training; }, [&](const cuda::Device&) { return use; })) {
    lines.push_back((finding.good ? "+ " : "- ") + finding.text);
  }
  return lines;
}

cuda::Driver driverOf(int version) {
  return {.found = true,
          .release = "580.65.06",
          .cudaVersion = version,
          .devices = {{0, "NVIDIA H200", std::uint64_t{140} << 30, 9, 0},
                      {1, "Tesla T4", std::uint64_t{16} << 30, 7, 5}},
          .problem = {}};
}

TEST(GpuFindings, OfAMachineThatHasEverything) {
  const auto lines = linesOf(driverOf(13010), FAKE_PLUGIN, {.gain = 1.84});
  EXPECT_THAT(lines, Contains("+ NVIDIA driver 580.65.06 for CUDA 13.1"));
  EXPECT_THAT(lines, Contains("+ NVIDIA H200, 140.0 GiB, compute capability 9.0; no run is on it"));
  EXPECT_THAT(lines, Contains(HasSubstr("- Tesla T4, 16.0 GiB, compute capability 7.5; 8.0 is the least")));
  EXPECT_THAT(lines, Contains(HasSubstr("built with CUDA 13.0")));
  EXPECT_THAT(lines, Contains("+ kernels run on NVIDIA H200 and agree with the processor"));
  EXPECT_THAT(lines, Not(Contains(HasSubstr("on Tesla T4"))));
  EXPECT_THAT(lines, Contains("+ training steps on NVIDIA H200 agree with the processor"));
  EXPECT_THAT(lines, Contains("+ recorded steps on NVIDIA H200 agree with the processor"));
  EXPECT_THAT(lines, Contains("+ batch normalisation and losses on NVIDIA H200 are Skewscope's kernels, 1.8 "
                              "times as fast as LibTorch's operations"));
  EXPECT_EQ(lines.back(), "+ training runs on cuda:0, NVIDIA H200, unless a run's device says otherwise.");
}

TEST(GpuFindings, OfAGpuOnWhichKernelsDoNotPaySayWhy) {
  const auto lines = linesOf(driverOf(13010), FAKE_PLUGIN, {.kernels = "They are 1.20 times as fast."});
  EXPECT_THAT(lines,
              Contains("- batch normalisation and losses on NVIDIA H200 are LibTorch's operations: They "
                       "are 1.20 times as fast."));
  EXPECT_EQ(lines.back(), "+ training runs on cuda:0, NVIDIA H200, unless a run's device says otherwise.");
}

TEST(GpuFindings, OfAGpuThatRunsAreOnSayWhatTheyClaim) {
  const auto text = [](const cuda::GpuUse& use) { return linesOf(driverOf(13010), FAKE_PLUGIN, {}, use)[1]; };
  const std::string gpu = "+ NVIDIA H200, 140.0 GiB, compute capability 9.0; ";
  EXPECT_EQ(text({1, std::uint64_t{3} << 29}), gpu + "1 run on it, with 1.5 GiB claimed");
  EXPECT_EQ(text({2, std::uint64_t{41} << 30}), gpu + "2 runs on it, with 41.0 GiB claimed");
}

TEST(GpuFindings, OfAGpuThatDoesNotRecordSayWhy) {
  const auto lines =
      linesOf(driverOf(13010), FAKE_PLUGIN, {.recording = "The library of CUDA graphs is not there."});
  EXPECT_THAT(lines, Contains("+ training steps on NVIDIA H200 agree with the processor"));
  EXPECT_THAT(lines, Contains("- steps are not recorded on NVIDIA H200, which makes small networks slow: The "
                              "library of CUDA graphs is not there."));
  EXPECT_EQ(lines.back(), "+ training runs on cuda:0, NVIDIA H200, unless a run's device says otherwise.");
}

TEST(GpuFindings, OfAGpuThatDoesNotTrainSayWhy) {
  const auto lines =
      linesOf(driverOf(13010), FAKE_PLUGIN, {.problem = "LibTorch's CUDA libraries cannot be loaded."});
  EXPECT_THAT(lines, Contains("+ kernels run on NVIDIA H200 and agree with the processor"));
  EXPECT_THAT(lines, Contains("- no training on NVIDIA H200: LibTorch's CUDA libraries cannot be loaded."));
  EXPECT_EQ(lines.back(), "- training runs on the processor.");
}

TEST(GpuFindings, AskDevicesByTheirNumbers) {
  // Device 0 did not answer the driver.
  cuda::Driver driver = driverOf(13010);
  driver.devices = {{1, "NVIDIA A100", std::uint64_t{40} << 30, 8, 0}};
  const EnvironmentVariable wrong("FAKE_CHECK", "another device was asked"), right("FAKE_CHECK_PASSES", "1");
  EXPECT_THAT(linesOf(driver, FAKE_PLUGIN),
              Contains("+ kernels run on NVIDIA A100 and agree with the processor"));
}

TEST(GpuFindings, OfAMachineWithoutADriver) {
  cuda::Driver none;
  none.problem = "There is no NVIDIA driver.";
  const auto lines = linesOf(none, {});
  EXPECT_THAT(lines, Contains("- There is no NVIDIA driver."));
  EXPECT_THAT(lines, Contains(HasSubstr("libskewscope-cuda.so is not there")));
  EXPECT_EQ(lines.back(), "- training runs on the processor.");
}

TEST(GpuFindings, OfAnOldDriverAskNoDevice) {
  const EnvironmentVariable check("FAKE_CHECK", "nobody should ask");
  const auto lines = linesOf(driverOf(12040), FAKE_PLUGIN);
  EXPECT_THAT(lines, Contains(HasSubstr("for CUDA 12.4, but 13.0 is needed; install driver 580 or newer")));
  EXPECT_THAT(lines, Not(Contains(HasSubstr("nobody should ask"))));
  EXPECT_EQ(lines.back(), "- training runs on the processor.");
}

TEST(GpuFindings, OfAPluginThatDoesNotWork) {
  {
    const EnvironmentVariable check("FAKE_CHECK", "A kernel ran, but its numbers are wrong.");
    EXPECT_THAT(linesOf(driverOf(13000), FAKE_PLUGIN),
                Contains("- no kernel runs on NVIDIA H200: A kernel ran, but its numbers are wrong."));
  }
  const auto lines = linesOf(driverOf(13000), FOREIGN_PLUGIN);
  EXPECT_THAT(lines, Contains(HasSubstr("version 999")));
  EXPECT_EQ(lines.back(), "- training runs on the processor.");
}

}  // namespace
}  // namespace skewscope::engine
