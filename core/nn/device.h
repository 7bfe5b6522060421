#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/cuda/driver.h"
#include "core/nn/memory_need.h"
#include "core/nn/recording.h"
#include "core/nn/torch.h"

struct SkewscopeCudaPlugin;  // core/cuda/plugin.h

namespace skewscope::nn {

/// Where a network computes.
struct Device {
  torch::Device torch = torch::kCPU;
  std::string name = "cpu";  ///< in store, events and messages: "cpu", "cuda:0 NVIDIA H200"
  std::uint64_t memory = 0;  ///< bytes; 0 for the processor
  const SkewscopeCudaPlugin* plugin = nullptr;  ///< what makes views there; null for the processor
  bool fused = false;  ///< its kernels also take the place of LibTorch's operations (DeviceKernels)
  std::shared_ptr<const void> slot{};  ///< this process's place on a GPU (cuda::GpuSlot)
  Recorder recorder{};                 ///< what records steps there; empty: each operation is asked for anew
};

/// Where openGpu() looks for what a GPU needs.
struct GpuParts {
  cuda::Driver driver;           ///< cuda::findDriver()
  std::filesystem::path plugin;  ///< moduleFile(cuda::kPluginFile); empty where there is none
  std::filesystem::path graphs;  ///< moduleFile(cuda::kGraphsFile)
  std::filesystem::path torch;   ///< torchFolder()
};

/// The folder of the LibTorch that is loaded.
std::filesystem::path torchFolder();

/// Opens GPU `number` (if none is given, of those that can be used the one that fewest processes of this user
/// have opened) for LibTorch: asks the driver, loads the
/// plug-in and lets it check its kernels there, loads LibTorch's CUDA library from the folder of its other
/// libraries, and turns TF32 off, so that float32 is float32. The process then holds that library. The
/// calling thread's work on that GPU then goes to a stream of its own, where it can be recorded; another
/// thread's does not.
///
/// To be called before anything else is computed with LibTorch: it looks for CUDA once, at its first use, and
/// never again. Throws Error (Resource) with what is missing and what to do about it.
///
/// The process claims `need` on the GPU that it takes, and waits before anything else until one has room
/// beside what others claim (cuda::takeLeastUsed()).
Device openGpu(std::optional<int> number, const GpuParts& parts, const MemoryNeed& need = {});

}  // namespace skewscope::nn
