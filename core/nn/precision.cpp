#include "core/nn/precision.h"

#include <ATen/autocast_mode.h>

namespace skewscope::nn {

bool resolveBf16(spec::Precision precision, const CpuInfo& cpu) {
  return precision == spec::Precision::BFloat16 || (precision == spec::Precision::Auto && cpu.fastBf16());
}

AutocastGuard::AutocastGuard(bool bf16)
    : enabled_(at::autocast::is_autocast_enabled(at::kCPU)),
      type_(at::autocast::get_autocast_dtype(at::kCPU)) {
  at::autocast::increment_nesting();
  at::autocast::set_autocast_enabled(at::kCPU, bf16);
  if (bf16) at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
}

AutocastGuard::~AutocastGuard() {
  at::autocast::set_autocast_enabled(at::kCPU, enabled_);
  at::autocast::set_autocast_dtype(at::kCPU, type_);
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
}

void toChannelsLast(torch::nn::Module& module) {
  for (torch::Tensor& parameter : module.parameters()) {
    if (parameter.dim() == 4)
      parameter.set_data(parameter.detach().contiguous(torch::MemoryFormat::ChannelsLast));
  }
}

}  // namespace skewscope::nn
