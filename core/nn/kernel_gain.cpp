#include "core/nn/kernel_gain.h"

#include <c10/core/impl/VirtualGuardImpl.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>
#include <memory>

#include "core/nn/device_kernels.h"
#include "core/nn/norm_relu.h"
#include "core/nn/torch.h"

namespace skewscope::nn {
namespace {

constexpr int kWarmUp = 3, kTurns = 3, kPasses = 10;

/// Seconds of the fastest of a few turns of `passes`.
double secondsOf(const Device& device, const std::function<void()>& pass) {
  for (int i = 0; i < kWarmUp; ++i) pass();
  const c10::impl::VirtualGuardImpl guard(device.torch.type());
  std::unique_ptr<Recording> recording;
  try {
    if (device.recorder) recording = device.recorder(pass, nullptr);
  } catch (const c10::Error&) {  // they are asked for one by one, both kinds
  }
  double least = std::numeric_limits<double>::infinity();
  for (int turn = 0; turn < kTurns; ++turn) {
    guard.synchronizeDevice(device.torch.index());
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < kPasses; ++i) {
      if (recording) {
        recording->replay();
      } else {
        pass();
      }
    }
    guard.synchronizeDevice(device.torch.index());
    least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return least;
}

}  // namespace

double kernelGain(const Device& device, bool bf16, std::int64_t images) {
  constexpr std::int64_t kChannels = 64, kSide = 32;
  const auto values = [&] {
    return torch::ones({images, kSide, kSide, kChannels},
                       torch::dtype(bf16 ? torch::kBFloat16 : torch::kFloat32).device(device.torch))
        .permute({0, 3, 1, 2});
  };
  torch::nn::BatchNorm2d norm(kChannels);
  norm->to(device.torch);
  const torch::Tensor x = values().requires_grad_(), residual = values().requires_grad_(), dy = values();
  const auto timed = [&](const DeviceKernels& kernels) {
    const DeviceKernelsGuard guard(kernels);
    return secondsOf(device, [&] {
      torch::autograd::grad({normRelu(norm, x, residual)}, {x, residual, norm->weight, norm->bias}, {dy});
    });
  };
  const double operations = timed({});
  return operations / timed({device.plugin, 1});
}

}  // namespace skewscope::nn
