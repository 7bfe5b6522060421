#include "core/nn/precision.h"

#include <ATen/autocast_mode.h>

namespace skewscope::nn {

namespace {

constexpr std::array<torch::DeviceType, 2> kTypes{torch::kCPU, torch::kCUDA};

}  // namespace

bool resolveBf16(spec::Precision precision, const torch::Device& device, const CpuInfo& cpu) {
  if (precision != spec::Precision::Auto) return precision == spec::Precision::BFloat16;
  return device.is_cuda() || (device.is_cpu() && cpu.fastBf16());
}

AutocastGuard::AutocastGuard(bool bf16) {
  at::autocast::increment_nesting();
  for (std::size_t i = 0; i < kTypes.size(); ++i) {
    before_[i] = {at::autocast::is_autocast_enabled(kTypes[i]), at::autocast::get_autocast_dtype(kTypes[i])};
    at::autocast::set_autocast_enabled(kTypes[i], bf16);
    if (bf16) at::autocast::set_autocast_dtype(kTypes[i], at::kBFloat16);
  }
}

AutocastGuard::~AutocastGuard() {
  for (std::size_t i = 0; i < kTypes.size(); ++i) {
    at::autocast::set_autocast_enabled(kTypes[i], before_[i].enabled);
    at::autocast::set_autocast_dtype(kTypes[i], before_[i].type);
  }
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
}

void toChannelsLast(torch::nn::Module& module) {
  for (torch::Tensor& parameter : module.parameters()) {
    if (parameter.dim() == 4)
      parameter.set_data(parameter.detach().contiguous(torch::MemoryFormat::ChannelsLast));
  }
}

}  // namespace skewscope::nn
