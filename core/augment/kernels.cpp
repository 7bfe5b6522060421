#include "core/augment/kernels.h"

#include <vector>

namespace skewscope::augment {

const Kernels& baselineKernels();
#ifdef SKEWSCOPE_X86_KERNELS
const Kernels& avx2Kernels();
const Kernels& avx512Kernels();
#endif

std::span<const Kernels* const> availableKernels() {
  static const std::vector<const Kernels*> available = [] {
    std::vector<const Kernels*> found{&baselineKernels()};
#ifdef SKEWSCOPE_X86_KERNELS
    if (__builtin_cpu_supports("avx2")) found.push_back(&avx2Kernels());
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
      found.push_back(&avx512Kernels());
    }
#endif
    return found;
  }();
  return available;
}

const Kernels& kernels() {
  static const Kernels& best = *availableKernels().back();
  return best;
}

}  // namespace skewscope::augment
