#include "core/nn/norm_kernels.h"

#include <vector>

namespace skewscope::nn {

const NormKernels& baselineNormKernels();
#ifdef SKEWSCOPE_X86_KERNELS
const NormKernels& avx2NormKernels();
const NormKernels& avx512NormKernels();
#endif

std::span<const NormKernels* const> availableNormKernels() {
  static const std::vector<const NormKernels*> available = [] {
    std::vector<const NormKernels*> found{&baselineNormKernels()};
#ifdef SKEWSCOPE_X86_KERNELS
    if (__builtin_cpu_supports("avx2")) found.push_back(&avx2NormKernels());
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
      found.push_back(&avx512NormKernels());
    }
#endif
    return found;
  }();
  return available;
}

const NormKernels& normKernels() {
  static const NormKernels& best = *availableNormKernels().back();
  return best;
}

}  // namespace skewscope::nn
