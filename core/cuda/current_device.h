#pragma once

#include "core/cuda/runtime.h"

namespace skewscope::cuda {

/// Makes a device the current one of this thread, for good: choosing the former one again would start it (its
/// context, some hundred MB) where nothing had used it yet. Throws Error (Resource) where there is no such
/// device.
inline void useDevice(int device) {
  require(cudaSetDevice(device), "choosing the device");
}

}  // namespace skewscope::cuda
