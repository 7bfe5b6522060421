#pragma once

#include <cuda_runtime_api.h>

#include <string>

namespace skewscope::cuda {

/// Throws Error (Resource) with CUDA's own words unless `status` is success. `what`: what was tried, "copying
/// to the device".
void require(cudaError_t status, const std::string& what);

}  // namespace skewscope::cuda
