#include "core/measure/convolutions_alone.h"

#include <torch/torch.h>

#include <algorithm>
#include <functional>

namespace skewscope::measure {
namespace {

constexpr std::size_t kLeastCalls = 3;

/// Median milliseconds of a call that is repeated until `deadline`, or kLeastCalls times.
double medianMs(Clock::time_point deadline, const std::function<void()>& call) {
  call();
  std::vector<double> times;
  while (times.size() < kLeastCalls || Clock::now() < deadline) {
    const auto begin = Clock::now();
    call();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
  }
  std::ranges::nth_element(times, times.begin() + std::ssize(times) / 2);
  return times[times.size() / 2];
}

/// One convolution in about two times `share`.
AloneMs timed(const Convolution& of, Clock::duration share) {
  const auto type = static_cast<torch::ScalarType>(of.type);
  const auto made = [&](at::IntArrayRef sizes) {
    return torch::randn(sizes).to(type).contiguous(torch::MemoryFormat::ChannelsLast);
  };
  const auto& s = of.shape;
  const torch::Tensor x = made({s.batch, s.inputChannels, s.height, s.width});
  const torch::Tensor weight = made({s.outputChannels, s.inputChannels, s.kernelHeight, s.kernelWidth});
  const std::vector<std::int64_t> one{1, 1}, none{0, 0};
  torch::Tensor y;
  AloneMs alone;
  alone.forward = medianMs(Clock::now() + share, [&] {
    y = at::convolution(x, weight, {}, of.stride, of.padding, one, false, none, 1);
  });
  const torch::Tensor gradient = made(y.sizes());
  alone.backward = medianMs(Clock::now() + share, [&] {
    at::convolution_backward(gradient, x, weight, at::OptionalIntArrayRef(), of.stride, of.padding, one,
                             false, none, 1, {s.inputGradient, true, false});
  });
  return alone;
}

}  // namespace

std::optional<AloneMs> convolutionsAlone(const std::map<Convolution, int>& convolutions, double seconds) {
  if (convolutions.empty()) return std::nullopt;
  const torch::NoGradGuard noGrad;
  const auto budget = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  const auto share = budget / (2 * std::ssize(convolutions));
  const auto deadline = Clock::now() + budget * 3 / 2;
  AloneMs sum;
  for (const auto& [convolution, count] : convolutions) {
    if (Clock::now() > deadline) return std::nullopt;
    const AloneMs alone = timed(convolution, share);
    sum.forward += alone.forward * count;
    sum.backward += alone.backward * count;
  }
  return sum;
}

}  // namespace skewscope::measure
