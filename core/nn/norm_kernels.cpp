#include "core/nn/norm_kernels.h"

#include <vector>

#include "core/base/instruction_sets.h"

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
    if (runsAvx2()) found.push_back(&avx2NormKernels());
    if (runsAvx512()) found.push_back(&avx512NormKernels());
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
