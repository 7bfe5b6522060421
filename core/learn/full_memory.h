#pragma once

#include "core/nn/torch.h"

namespace skewscope::learn {

/// Whether an error of LibTorch says that the memory of a device is full.
bool isFullMemory(const c10::Error& error);

/// What `compute` returns for `device`, or for the processor where that device's memory is full: one that
/// trains may have no room for anything beside it. `compute(device)` gives its result on the processor; it
/// is called a second time then, from the beginning. Other errors are passed on.
template <typename Compute>
auto whereThereIsRoom(const torch::Device& device, const Compute& compute) {
  if (!device.is_cpu()) {
    try {
      return compute(device);
    } catch (const c10::Error& error) {
      if (!isFullMemory(error)) throw;
    }
  }
  return compute(torch::Device(torch::kCPU));
}

}  // namespace skewscope::learn
