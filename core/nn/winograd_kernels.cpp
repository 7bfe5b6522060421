#include "core/nn/winograd_kernels.h"

#include <vector>

#include "core/base/instruction_sets.h"

namespace skewscope::nn {

#ifdef SKEWSCOPE_X86_KERNELS
const WinogradKernels& avx2WinogradKernels();
const WinogradKernels& avx512WinogradKernels();
#endif

std::span<const WinogradKernels* const> availableWinogradKernels() {
  static const std::vector<const WinogradKernels*> available = [] {
    std::vector<const WinogradKernels*> found;
#ifdef SKEWSCOPE_X86_KERNELS
    if (runsAvx2() && runsFma()) found.push_back(&avx2WinogradKernels());
    if (runsAvx512()) found.push_back(&avx512WinogradKernels());
#endif
    return found;
  }();
  return available;
}

}  // namespace skewscope::nn
