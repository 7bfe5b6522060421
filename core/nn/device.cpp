#include "core/nn/device.h"

#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/cuda/plugin_loader.h"
#include "core/nn/graph_recorder.h"

namespace skewscope::nn {
namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& advice) {
  throw Error(ErrorKind::Resource, what, advice);
}

const cuda::Device& chosen(const cuda::Driver& driver, std::optional<int> number) {
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
  const auto found = std::ranges::find_if(driver.devices, [&](const cuda::Device& device) {
    return number ? device.number == *number : device.usable();
  });
  if (found == driver.devices.end()) {
    if (number)
      refuse("There is no GPU cuda:" + std::to_string(*number) + ".", "See skewscope-engine doctor.");
    refuse(driver.devices.front().name + " is too old a GPU.", "Compute capability 8.0 is the least.");
  }
  if (!found->usable()) refuse(found->name + " is too old a GPU.", "Compute capability 8.0 is the least.");
  return *found;
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

}  // namespace

std::filesystem::path torchFolder() {
  Dl_info info{};
  if (!::dladdr(reinterpret_cast<void*>(&at::globalContext), &info) || !info.dli_fname) return {};
  return std::filesystem::path(info.dli_fname).parent_path();
}

Device openGpu(std::optional<int> number, const GpuParts& parts) {
  const cuda::Device& gpu = chosen(parts.driver, number);
  const SkewscopeCudaPlugin& plugin = workingPlugin(parts.plugin, gpu.number);
  loadTorchCuda(parts.torch);
  if (at::detail::getCUDAHooks().getNumGPUs() <= gpu.number) {
    refuse("LibTorch does not find cuda:" + std::to_string(gpu.number) + ".",
           "Its CUDA libraries may need a newer driver.");
  }
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
  const torch::Device device(torch::kCUDA, static_cast<torch::DeviceIndex>(gpu.number));
  const c10::impl::VirtualGuardImpl guard(device.type());
  guard.exchangeStream(guard.getNewStream(device));  // nothing is recorded on the default stream
  return {device, device.str() + " " + gpu.name, gpu.memory, &plugin,
          graphRecorder(
              [file = parts.graphs]() -> const SkewscopeTorchGraphs& { return cuda::loadGraphs(file); })};
}

}  // namespace skewscope::nn
