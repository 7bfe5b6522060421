// BatchNorm, residual and ReLU as one function beside LibTorch's operations: one layer, forward and backward.
#include <benchmark/benchmark.h>

#include "core/nn/norm_relu.h"
#include "core/nn/torch.h"

namespace {

using torch::Tensor;

struct Layer {
  Layer(const benchmark::State& state, torch::ScalarType type)
      : norm(state.range(1)), x(map(state, type)), gradient(map(state, type)) {
    x.requires_grad_();
    if (state.range(3) != 0) residual = map(state, type).requires_grad_();
  }
  static Tensor map(const benchmark::State& state, torch::ScalarType type) {
    return torch::randn({state.range(0), state.range(1), state.range(2), state.range(2)})
        .to(type)
        .contiguous(torch::MemoryFormat::ChannelsLast);
  }

  torch::nn::BatchNorm2d norm;
  Tensor x, gradient, residual;
};

Tensor fused(Layer& layer) {
  return skewscope::nn::normRelu(layer.norm, layer.x, layer.residual);
}

Tensor separate(Layer& layer) {
  Tensor y = layer.norm->forward(layer.x);
  if (layer.residual.defined()) y.add_(layer.residual);
  return y.relu_();
}

void forward(benchmark::State& state, Tensor (*layerOf)(Layer&), torch::ScalarType type) {
  Layer layer(state, type);
  for (auto _ : state) benchmark::DoNotOptimize(layerOf(layer));
}

void backward(benchmark::State& state, Tensor (*layerOf)(Layer&), torch::ScalarType type) {
  Layer layer(state, type);
  for (auto _ : state) {
    state.PauseTiming();
    layer.x.mutable_grad().reset();
    if (layer.residual.defined()) layer.residual.mutable_grad().reset();
    const Tensor y = layerOf(layer);
    state.ResumeTiming();
    y.backward(layer.gradient);
  }
}

/// Images, channels, side, with a residual or without: the maps of ResNet-18 of width 64 and of the demo.
void maps(benchmark::internal::Benchmark* made) {
  made->ArgNames({"images", "channels", "side", "residual"})->UseRealTime()->Unit(benchmark::kMillisecond);
  for (const int residual : {0, 1}) {
    for (const int halved : {0, 1, 2, 3}) made->Args({64, 64 << halved, 32 >> halved, residual});
    made->Args({128, 16, 16, residual});
  }
}

BENCHMARK_CAPTURE(forward, fused_float32, fused, torch::kFloat32)->Apply(maps);
BENCHMARK_CAPTURE(forward, separate_float32, separate, torch::kFloat32)->Apply(maps);
BENCHMARK_CAPTURE(forward, fused_bfloat16, fused, torch::kBFloat16)->Apply(maps);
BENCHMARK_CAPTURE(forward, separate_bfloat16, separate, torch::kBFloat16)->Apply(maps);
BENCHMARK_CAPTURE(backward, fused_float32, fused, torch::kFloat32)->Apply(maps);
BENCHMARK_CAPTURE(backward, separate_float32, separate, torch::kFloat32)->Apply(maps);
BENCHMARK_CAPTURE(backward, fused_bfloat16, fused, torch::kBFloat16)->Apply(maps);
BENCHMARK_CAPTURE(backward, separate_bfloat16, separate, torch::kBFloat16)->Apply(maps);

}  // namespace
