#include "app/skewscope-engine/gpu_findings.h"

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/cuda/plugin_loader.h"

namespace skewscope::engine {
namespace {

void addDriver(const cuda::Driver& driver, std::vector<GpuFinding>& findings) {
  if (!driver.problem.empty()) findings.push_back({false, driver.problem});
  if (!driver.found || driver.cudaVersion == 0) return;
  const std::string name = fmt::format("NVIDIA driver{}{} for CUDA {}", driver.release.empty() ? "" : " ",
                                       driver.release, cuda::cudaVersionText(driver.cudaVersion));
  if (driver.newEnough()) {
    findings.push_back({true, name});
  } else {
    findings.push_back({false, fmt::format("{}, but {} is needed; install driver 580 or newer.", name,
                                           cuda::cudaVersionText(cuda::kLeastCudaVersion))});
  }
}

double gibibytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / (1 << 30);
}

std::string useText(const cuda::GpuUse& use) {
  if (use.runs == 0) return "no run is on it";
  return fmt::format("{} run{} on it, with {:.1f} GiB claimed", use.runs, use.runs == 1 ? "" : "s",
                     gibibytes(use.claimed));
}

void addDevices(const cuda::Driver& driver, const UseOfGpu& use, std::vector<GpuFinding>& findings) {
  for (const cuda::Device& device : driver.devices) {
    const std::string text = fmt::format("{}, {:.1f} GiB, compute capability {}.{}", device.name,
                                         gibibytes(device.memory), device.major, device.minor);
    if (device.usable()) {
      findings.push_back({true, fmt::format("{}; {}", text, useText(use(device)))});
    } else {
      findings.push_back({false, fmt::format("{}; {}.{} is the least that can be used.", text,
                                             cuda::kLeastCapability / 10, cuda::kLeastCapability % 10)});
    }
  }
}

/// The plug-in, or nothing and a finding that says why.
const SkewscopeCudaPlugin* addPlugin(const std::filesystem::path& file, std::vector<GpuFinding>& findings) {
  if (file.empty()) {
    findings.push_back(
        {false, fmt::format("The CUDA plug-in {} is not there: it is built along with the engine where "
                            "nvcc of CUDA 13 is in PATH or /usr/local/cuda.",
                            cuda::kPluginFile)});
    return nullptr;
  }
  try {
    const SkewscopeCudaPlugin& plugin = cuda::loadPlugin(file);
    findings.push_back(
        {true, fmt::format("CUDA plug-in {}, built with CUDA {}", file.lexically_normal().string(),
                           cuda::cudaVersionText(plugin.toolkit))});
    return &plugin;
  } catch (const Error& error) {
    findings.push_back({false, error.message()});
    return nullptr;
  }
}

}  // namespace

std::vector<GpuFinding> gpuFindings(const cuda::Driver& driver, const std::filesystem::path& plugin,
                                    const TrainingCheck& training, const UseOfGpu& use) {
  std::vector<GpuFinding> findings;
  addDriver(driver, findings);
  addDevices(driver, use, findings);
  const SkewscopeCudaPlugin* loaded = addPlugin(plugin, findings);
  std::string works;
  for (const cuda::Device& device : driver.devices) {
    if (!loaded || !driver.newEnough() || !device.usable()) continue;
    const std::string problem = cuda::deviceProblem(*loaded, device.number);
    if (!problem.empty()) {
      findings.push_back({false, fmt::format("no kernel runs on {}: {}", device.name, problem)});
      continue;
    }
    findings.push_back({true, fmt::format("kernels run on {} and agree with the processor", device.name)});
    const train::GpuCheck check = training(device.number);
    if (!check.problem.empty()) {
      findings.push_back({false, fmt::format("no training on {}: {}", device.name, check.problem)});
      continue;
    }
    findings.push_back({true, fmt::format("training steps on {} agree with the processor", device.name)});
    if (check.recording.empty()) {
      findings.push_back({true, fmt::format("recorded steps on {} agree with the processor", device.name)});
    } else {
      findings.push_back(
          {false, fmt::format("steps are not recorded on {}, which makes small networks slow: {}",
                              device.name, check.recording)});
    }
    if (check.kernels.empty()) {
      findings.push_back({true, fmt::format("batch normalisation and losses on {} are Skewscope's kernels, "
                                            "{:.1f} times as fast as LibTorch's operations",
                                            device.name, check.gain)});
    } else {
      findings.push_back(
          {false, fmt::format("batch normalisation and losses on {} are LibTorch's operations: {}",
                              device.name, check.kernels)});
    }
    if (works.empty()) works = fmt::format("cuda:{}, {}", device.number, device.name);
  }
  if (works.empty()) {
    findings.push_back({false, "training runs on the processor."});
  } else {
    findings.push_back(
        {true, fmt::format("training runs on {}, unless a run's device says otherwise.", works)});
  }
  return findings;
}

}  // namespace skewscope::engine
