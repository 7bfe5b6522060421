#include "core/measure/convolutions_alone.h"

#include <ATen/ops/convolution_backward_compositeexplicitautograd_dispatch.h>
#include <torch/torch.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace skewscope::measure {
namespace {

template <typename Call>
double secondCallMs(const Call& call) {
  call();
  const auto begin = Clock::now();
  call();
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

double fasterHalf(std::vector<double> times) {
  if (times.empty()) return 0;
  const auto half = (std::ssize(times) + 1) / 2;
  std::ranges::nth_element(times, times.begin() + half - 1);
  return std::accumulate(times.begin(), times.begin() + half, 0.0) / static_cast<double>(half);
}

}  // namespace

struct ConvolutionsAlone::Timed {
  Convolution of;
  int count = 0;
  torch::Tensor x, weight, gradient;
  std::vector<double> forward{}, backward{};  ///< ms of each pass
};

ConvolutionsAlone::ConvolutionsAlone(const std::map<Convolution, int>& convolutions, What what)
    : what_(what) {
  for (const auto& [of, count] : convolutions) {
    const auto made = [type = static_cast<torch::ScalarType>(of.type)](at::IntArrayRef sizes) {
      return torch::randn(sizes).to(type).contiguous(torch::MemoryFormat::ChannelsLast);
    };
    const auto& s = of.shape;
    all_.push_back({of,
                    count,
                    made({s.batch, s.inputChannels, s.height, s.width}),
                    made({s.outputChannels, s.inputChannels, s.kernelHeight, s.kernelWidth}),
                    {}});
  }
}

ConvolutionsAlone::~ConvolutionsAlone() = default;

void ConvolutionsAlone::pass() {
  const torch::NoGradGuard noGrad;
  const std::vector<std::int64_t> one{1, 1}, none{0, 0};
  for (Timed& each : all_) {
    const Convolution& of = each.of;
    torch::Tensor y;
    each.forward.push_back(secondCallMs(
        [&] { y = at::convolution(each.x, each.weight, {}, of.stride, of.padding, one, false, none, 1); }));
    if (what_ == What::Forward) continue;
    if (!each.gradient.defined()) each.gradient = torch::randn_like(y);
    each.backward.push_back(secondCallMs([&] {
      // LibTorch's own, whatever the process has in its place (core/nn/weight_gradient.h).
      at::compositeexplicitautograd::convolution_backward(
          each.gradient, each.x, each.weight, at::OptionalIntArrayRef(), of.stride, of.padding, one, false,
          none, 1, {of.shape.inputGradient, true, false});
    }));
  }
}

AloneMs ConvolutionsAlone::ms() const {
  AloneMs sum;
  for (const Timed& each : all_) {
    sum.forward += each.count * fasterHalf(each.forward);
    sum.backward += each.count * fasterHalf(each.backward);
  }
  return sum;
}

}  // namespace skewscope::measure
