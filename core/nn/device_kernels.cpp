#include "core/nn/device_kernels.h"

#include <c10/core/impl/VirtualGuardImpl.h>

namespace skewscope::nn {
namespace {

thread_local DeviceKernels current;

}  // namespace

const DeviceKernels& deviceKernels() {
  return current;
}

DeviceKernelsGuard::DeviceKernelsGuard(const DeviceKernels& kernels) : before_(current) {
  current = kernels;
}

DeviceKernelsGuard::~DeviceKernelsGuard() {
  current = before_;
}

void* nativeStream(const torch::Device& device) {
  const c10::impl::VirtualGuardImpl guard(device.type());
  return guard.getStream(device).native_handle();
}

std::optional<cuda::ValueType> kernelType(torch::ScalarType type) {
  switch (type) {
    case torch::kFloat32:
      return cuda::ValueType::Float32;
    case torch::kHalf:
      return cuda::ValueType::Float16;
    case torch::kBFloat16:
      return cuda::ValueType::Bfloat16;
    default:
      return std::nullopt;
  }
}

}  // namespace skewscope::nn
