#include "core/cuda/runtime.h"

#include <fmt/format.h>

#include <string>

#include "core/base/error.h"

namespace skewscope::cuda {
namespace {

std::string adviceFor(cudaError_t status) {
  switch (status) {
    case cudaErrorInsufficientDriver:
      return "Install driver 580 or newer.";
    case cudaErrorNoDevice:
      return "No GPU is visible to this process; CUDA_VISIBLE_DEVICES may hide it.";
    case cudaErrorNoKernelImageForDevice:
    case cudaErrorUnsupportedPtxVersion:
      return "The plug-in holds no code for this GPU (compute capability 8.0 is the least).";
    case cudaErrorMemoryAllocation:
      return "The memory of the GPU is full; nvidia-smi lists who uses it.";
    default:
      return {};
  }
}

}  // namespace

void require(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  // Clears the error, so that the next call does not report it again.
  cudaGetLastError();
  throw Error(ErrorKind::Resource, fmt::format("CUDA, {}: {}.", what, cudaGetErrorString(status)),
              adviceFor(status));
}

}  // namespace skewscope::cuda
