#pragma once

#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/Device.h>

namespace skewscope::nn {

/// LibTorch's allocator of a device, which counts what it gives out and keeps what is freed; null where that
/// of the device does neither, or has not been used yet.
inline c10::DeviceAllocator* deviceAllocator(const c10::Device& device) {
  auto* allocator = dynamic_cast<c10::DeviceAllocator*>(c10::GetAllocator(device.type()));
  return allocator && allocator->initialized() ? allocator : nullptr;
}

}  // namespace skewscope::nn
