#include "core/augment/kernels.h"

#include <vector>

#include "core/base/instruction_sets.h"

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
    if (runsAvx2()) found.push_back(&avx2Kernels());
    if (runsAvx512()) found.push_back(&avx512Kernels());
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
