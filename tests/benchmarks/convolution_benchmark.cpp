// Convolutions in float32 on the processor beside LibTorch's own, which take turns; and how far both are from
// those of float64.
#include <benchmark/benchmark.h>

#include <array>
#include <chrono>
#include <optional>
#include <tuple>
#include <vector>

#include "core/nn/convolution.h"
#include "core/nn/convolution_call.h"
#include "core/nn/torch.h"

namespace {

using skewscope::nn::ConvolutionCall;
using torch::Tensor;

enum class What { Forward, InputGradient, WeightGradient };

struct Layer {
  explicit Layer(const benchmark::State& state)
      : kernel(state.range(4)),
        stride(2, state.range(5)),
        padding(2, kernel / 2),
        x(maps({state.range(0), state.range(1), state.range(3), state.range(3)})),
        weight(maps({state.range(2), state.range(1), kernel, kernel}) / static_cast<double>(kernel)),
        dy(torch::randn_like(call().plain(x, weight, std::nullopt))) {}

  static Tensor maps(const std::vector<std::int64_t>& sizes) {
    return torch::randn(sizes).contiguous(torch::MemoryFormat::ChannelsLast);
  }
  ConvolutionCall call() const { return {stride, padding, one, false, none, 1}; }

  Tensor own(What what) const {
    if (what == What::Forward) return at::convolution(x, weight, {}, stride, padding, one, false, none, 1);
    const auto found = at::convolution_backward(dy, x, weight, std::nullopt, stride, padding, one, false,
                                                none, 1, wanted(what));
    return what == What::InputGradient ? std::get<0>(found) : std::get<1>(found);
  }
  Tensor plain(What what, torch::Dtype type = torch::kFloat32) const {
    if (what == What::Forward) return call().plain(x.to(type), weight.to(type), std::nullopt);
    const auto found =
        call().plainGradients(dy.to(type), x.to(type), weight.to(type), std::nullopt, wanted(what));
    return what == What::InputGradient ? std::get<0>(found) : std::get<1>(found);
  }
  static std::array<bool, 3> wanted(What what) {
    return {what == What::InputGradient, what == What::WeightGradient, false};
  }

  std::int64_t kernel;
  std::vector<std::int64_t> stride, padding, one{1, 1}, none{0, 0};
  Tensor x, weight, dy;
};

template <typename Call>
double secondsOf(const Call& call) {
  const auto begin = std::chrono::steady_clock::now();
  benchmark::DoNotOptimize(call());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double distance(const Tensor& found, const Tensor& exact) {
  return ((found.to(torch::kFloat64) - exact).norm() / exact.norm()).item<double>();
}

void convolution(benchmark::State& state, What what) {
  skewscope::nn::useOwnConvolutions();
  const torch::NoGradGuard noGraph;
  const Layer layer(state);
  double own = 0, plain = 0;
  for (auto _ : state) {
    plain += secondsOf([&] { return layer.plain(what); });
    const double seconds = secondsOf([&] { return layer.own(what); });
    own += seconds;
    state.SetIterationTime(seconds);
  }
  const Tensor exact = layer.plain(what, torch::kFloat64);
  state.counters["LibTorch / own"] = plain / own;
  state.counters["distance"] = distance(layer.own(what), exact);
  state.counters["LibTorch's distance"] = distance(layer.plain(what), exact);
}

/// Images, channels in and out, side, kernel, stride: those of ResNet-18 of width 64 and of the demo's
/// network.
void layers(benchmark::internal::Benchmark* made) {
  made->ArgNames({"images", "in", "out", "side", "kernel", "stride"})
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
  for (const auto& [images, width, side, last] :
       {std::tuple{64, 64, 32, 512}, std::tuple{128, 16, 16, 128}}) {
    for (int in = width, from = side; in <= last; in *= 2, from /= 2) {
      made->Args({images, in, in, from, 3, 1});
      if (in == last) break;
      made->Args({images, in, 2 * in, from, 3, 2});
      made->Args({images, in, 2 * in, from, 1, 2});
    }
  }
}

BENCHMARK_CAPTURE(convolution, forward, What::Forward)->Apply(layers);
BENCHMARK_CAPTURE(convolution, input_gradient, What::InputGradient)->Apply(layers);
BENCHMARK_CAPTURE(convolution, weight_gradient, What::WeightGradient)->Apply(layers);

}  // namespace
