#include "core/measure/convolutions_alone.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/nn/convolution_call.h"
#include "core/nn/torch.h"

namespace skewscope::measure {
namespace {

/// Work that a device gets before a pass, so that it has all of it by the time it comes to it.
constexpr double kAhead = 0.02;

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

/// A call whose time is known once the device has come to its end.
struct ConvolutionsAlone::Asked {
  std::vector<double>* ms;
  DeviceClock::Moment begin, end;
};

ConvolutionsAlone::ConvolutionsAlone(DeviceClock& clock, const std::map<Convolution, int>& convolutions,
                                     What what)
    : clock_(clock), what_(what) {
  for (const auto& [of, count] : convolutions) {
    const auto made = [&clock, type = static_cast<torch::ScalarType>(of.type)](at::IntArrayRef sizes) {
      return torch::randn(sizes, clock.device()).to(type).contiguous(torch::MemoryFormat::ChannelsLast);
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
  std::vector<Asked> asked;
  const auto secondCall = [&](std::vector<double>& ms, const auto& call) {
    call();
    auto begin = clock_.now();
    call();
    asked.push_back({&ms, std::move(begin), clock_.now()});
  };
  clock_.occupy(kAhead);
  for (Timed& each : all_) {
    const Convolution& of = each.of;
    // LibTorch's own, whatever the process has in its place (core/nn/convolution.h).
    const nn::ConvolutionCall call{of.stride, of.padding, one, false, none, 1};
    torch::Tensor y;
    secondCall(each.forward, [&] { y = call.plain(each.x, each.weight, std::nullopt); });
    if (what_ == What::Forward) continue;
    if (!each.gradient.defined()) each.gradient = torch::randn_like(y);
    secondCall(each.backward, [&] {
      call.plainGradients(each.gradient, each.x, each.weight, std::nullopt,
                          {of.shape.inputGradient, true, false});
    });
  }
  for (const Asked& each : asked) each.ms->push_back(1000 * clock_.secondsBetween(each.begin, each.end));
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
