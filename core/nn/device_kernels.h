#pragma once

#include <cstdint>
#include <optional>

#include "core/cuda/step_scalars.h"
#include "core/nn/torch.h"

struct SkewscopeCudaPlugin;  // core/cuda/plugin.h

namespace skewscope::nn {

/// What forward passes on a device compute with, beside LibTorch's operations.
struct DeviceKernels {
  /// Its kernels take the place of operations that are many small ones of LibTorch; null: none do.
  const SkewscopeCudaPlugin* plugin = nullptr;
  /// Views that a batch holds, one after the other. In training each has statistics of its own.
  std::int64_t views = 1;
};

/// Of this thread. Nothing at first: LibTorch's operations, one view.
const DeviceKernels& deviceKernels();

/// Sets deviceKernels() of this thread, and what they were before at the end of the scope.
class DeviceKernelsGuard {
 public:
  explicit DeviceKernelsGuard(const DeviceKernels& kernels);
  ~DeviceKernelsGuard();
  DeviceKernelsGuard(const DeviceKernelsGuard&) = delete;
  DeviceKernelsGuard& operator=(const DeviceKernelsGuard&) = delete;

 private:
  const DeviceKernels before_;
};

/// The stream of this thread on a device, as the plug-in takes it.
void* nativeStream(const torch::Device& device);

/// How the plug-in calls a floating type; none for one that its kernels do not take.
std::optional<cuda::ValueType> kernelType(torch::ScalarType type);

}  // namespace skewscope::nn
