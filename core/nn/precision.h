#pragma once

#include <array>

#include "core/base/system.h"
#include "core/nn/torch.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::nn {

/// How precisions are called in the store and in events.
inline constexpr const char* kFloat32 = "float32";
inline constexpr const char* kBf16 = "bfloat16";

/// Whether forward passes run in bfloat16: as asked for, and with Auto where the processor makes that faster,
/// or on a GPU, all of which do that are used here.
bool resolveBf16(spec::Precision precision, const torch::Device& device, const CpuInfo& cpu);

/// Sets LibTorch's autocast to bfloat16 on or off for this thread, on the processor and on GPUs, and restores
/// the state before it at the end of the scope. Leaving the outermost guard drops the cached bfloat16 copies
/// of parameters, so a scope must not reach over a change of parameters: one guard per forward pass, none
/// around the backward pass.
class AutocastGuard {
 public:
  explicit AutocastGuard(bool bf16);
  ~AutocastGuard();
  AutocastGuard(const AutocastGuard&) = delete;
  AutocastGuard& operator=(const AutocastGuard&) = delete;

 private:
  struct State {
    bool enabled;
    torch::ScalarType type;
  };
  std::array<State, 2> before_;  ///< of kTypes
};

/// Moves every 4-d parameter to channels_last memory. The parameters stay the same tensors with the same
/// values, but do this before an optimiser makes buffers of their layout.
void toChannelsLast(torch::nn::Module& module);

}  // namespace skewscope::nn
