#pragma once

#include <cuda_runtime_api.h>

namespace skewscope::cuda {

/// Throws Error (Resource) with CUDA's own words unless `status` is success. `what`: what was tried, "copying
/// to the device".
void require(cudaError_t status, const char* what);

}  // namespace skewscope::cuda
