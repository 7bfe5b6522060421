#include "core/nn/device.h"

#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/cuda/gpu_slot.h"
#include "core/cuda/plugin_loader.h"
#include "core/nn/graph_recorder.h"

namespace skewscope::nn {
namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& advice) {
  throw Error(ErrorKind::Resource, what, advice);
}

/// The GPUs that may be opened; at least one.
std::vector<int> candidates(const cuda::Driver& driver, std::optional<int> number) {
  if (!driver.problem.empty()) {
    refuse(driver.problem,
           driver.found && driver.newEnough()
               ? "CUDA_VISIBLE_DEVICES may hide the GPUs, or the container or the job has none."
               : "Training on a GPU needs driver 580 or newer.");
  }
  if (!driver.newEnough()) {
    refuse("The NVIDIA driver is of CUDA " + cuda::cudaVersionText(driver.cudaVersion) + ", and " +
               cuda::cudaVersionText(cuda::kLeastCudaVersion) + " is needed.",
           "Install driver 580 or newer.");
  }
  std::vector<int> usable;
  std::string tooOld;
  for (const cuda::Device& device : driver.devices) {
    if (number && device.number != *number) continue;
    if (device.usable()) {
      usable.push_back(device.number);
    } else if (tooOld.empty()) {
      tooOld = device.name + " is too old a GPU.";
    }
  }
  if (!usable.empty()) return usable;
  if (!tooOld.empty()) refuse(tooOld, "Compute capability 8.0 is the least.");
  refuse("There is no GPU cuda:" + std::to_string(number.value_or(0)) + ".", "See skewscope-engine doctor.");
}

/// A place on one of the GPUs, once one has room.
cuda::GpuSlot placeOn(const std::vector<int>& numbers, const cuda::Driver& driver, const MemoryNeed& need) {
  constexpr std::chrono::seconds kLookEvery{1};
  std::vector<cuda::GpuOffer> offers;
  for (const cuda::Device& gpu : driver.devices) {
    if (std::ranges::find(numbers, gpu.number) != numbers.end())
      offers.push_back({gpu.number, gpu.memory, need.on(gpu.memory), gpu.uuid});
  }
  for (;;) {
    if (const auto slot = cuda::takeLeastUsed(offers, cuda::slotFolder())) return *slot;
    if (need.whileWaiting) need.whileWaiting();
    std::this_thread::sleep_for(kLookEvery);
  }
}

const SkewscopeCudaPlugin& workingPlugin(const std::filesystem::path& file, int device) {
  if (file.empty()) {
    refuse(std::string("The CUDA plug-in ") + cuda::kPluginFile + " is not there.",
           "It is built along with the engine where nvcc of CUDA 13 is in PATH or /usr/local/cuda.");
  }
  const SkewscopeCudaPlugin& plugin = cuda::loadPlugin(file);
  if (const std::string problem = cuda::deviceProblem(plugin, device); !problem.empty())
    refuse("The kernels do not work on cuda:" + std::to_string(device) + ": " + problem, "");
  return plugin;
}

/// LibTorch's CUDA library and the libraries that it needs. It stays loaded, with global symbols, because
/// what it registers with LibTorch does.
void loadTorchCuda(const std::filesystem::path& folder) {
  const auto file = folder / "libtorch_cuda.so";
  if (!::dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL)) {
    refuse(std::string("LibTorch's CUDA libraries cannot be loaded: ") + ::dlerror() + ".",
           "Run packaging/fetch_libtorch.py --cuda, or take a torch 2.11 that has them.");
  }
  if (!at::globalContext().hasCUDART()) {
    refuse("LibTorch was in use in this process before its CUDA libraries were loaded.",
           "Start the run in a process of its own.");
  }
}

/// A GPU for LibTorch.
Device opened(const cuda::Device& gpu, const SkewscopeCudaPlugin& plugin, std::shared_ptr<const void> slot,
              const GpuParts& parts) {
  loadTorchCuda(parts.torch);
  if (at::detail::getCUDAHooks().getNumGPUs() <= gpu.number) {
    refuse("LibTorch does not find cuda:" + std::to_string(gpu.number) + ".",
           "Its CUDA libraries may need a newer driver.");
  }
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
  // Of a shape that it meets for the first time cuDNN tries its algorithms. There are few shapes, and each
  // comes back in every step.
  at::globalContext().setBenchmarkCuDNN(true);
  const torch::Device device(torch::kCUDA, static_cast<torch::DeviceIndex>(gpu.number));
  const c10::impl::VirtualGuardImpl guard(device.type());
  guard.setDevice(device);
  guard.exchangeStream(guard.getNewStream(device));  // nothing is recorded on the default stream
  return {device,
          device.str() + " " + gpu.name,
          gpu.memory,
          &plugin,
          false,
          std::move(slot),
          graphRecorder(
              [file = parts.graphs]() -> const SkewscopeTorchGraphs& { return cuda::loadGraphs(file); })};
}

}  // namespace

std::filesystem::path torchFolder() {
  Dl_info info{};
  if (!::dladdr(reinterpret_cast<void*>(&at::globalContext), &info) || !info.dli_fname) return {};
  return std::filesystem::path(info.dli_fname).parent_path();
}

Device openGpu(std::optional<int> number, const GpuParts& parts, const MemoryNeed& need) {
  std::vector<int> left = candidates(parts.driver, number);
  for (;;) {
    cuda::GpuSlot slot = placeOn(left, parts.driver, need);
    const SkewscopeCudaPlugin* plugin = nullptr;
    try {
      plugin = &workingPlugin(parts.plugin, slot.number);
    } catch (const Error&) {
      if (left.size() == 1) throw;
      std::erase(left, slot.number);
      continue;
    }
    const auto gpu = std::ranges::find(parts.driver.devices, slot.number, &cuda::Device::number);
    return opened(*gpu, *plugin, std::move(slot.lock), parts);
  }
}

}  // namespace skewscope::nn
