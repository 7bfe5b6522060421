#include "core/learn/full_memory.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace skewscope::learn {

bool isFullMemory(const c10::Error& error) {
  if (dynamic_cast<const c10::OutOfMemoryError*>(&error)) return true;
  // What the libraries of CUDA ask for beside LibTorch's allocator.
  const std::string_view text = error.what_without_backtrace();
  return std::ranges::any_of(
      std::array{"CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED", "CUSOLVER_STATUS_ALLOC_FAILED",
                 "CUDA error: out of memory"},
      [&](std::string_view said) { return text.find(said) != std::string_view::npos; });
}

}  // namespace skewscope::learn
