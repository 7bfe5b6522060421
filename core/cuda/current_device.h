#pragma once

#include "core/cuda/runtime.h"

namespace skewscope::cuda {

/// Makes a device the current one of this thread, and the former one again at the end of the scope. Throws
/// Error (Resource) where there is no such device.
class CurrentDevice {
 public:
  explicit CurrentDevice(int device) {
    require(cudaGetDevice(&before_), "asking for the device");
    require(cudaSetDevice(device), "choosing the device");
  }
  ~CurrentDevice() { cudaSetDevice(before_); }
  CurrentDevice(const CurrentDevice&) = delete;
  CurrentDevice& operator=(const CurrentDevice&) = delete;

 private:
  int before_ = 0;
};

}  // namespace skewscope::cuda
