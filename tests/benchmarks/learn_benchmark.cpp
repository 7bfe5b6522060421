// The optimiser, the self-supervised losses with their gradients, and kNN.
#include <benchmark/benchmark.h>

#include "core/bench/work.h"
#include "core/evaluate/knn.h"
#include "core/learn/losses.h"
#include "core/learn/model.h"
#include "core/learn/sgd.h"
#include "core/nn/torch.h"

namespace {

using namespace skewscope;
using torch::Tensor;

/// One update of ResNet-18 of width 64; `bytes_per_second` beside the memory's speed.
void sgd(benchmark::State& state) {
  spec::ExperimentSpec spec;
  spec.network = spec::Network::ResNet18;
  spec.width = 64;
  learn::Sgd optimiser(learn::makeModel(spec, 10).namedParameters(), 0.9, 5e-4);
  std::int64_t count = 0;
  for (Tensor parameter : optimiser.parameters()) {
    parameter.mutable_grad() = torch::full_like(parameter, 1e-6);
    count += parameter.numel();
  }
  for (auto _ : state) optimiser.step(1e-4);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bench::sgdWork(count, true).bytes));
}
BENCHMARK(sgd)->UseRealTime()->Unit(benchmark::kMillisecond);

Tensor leaf(std::int64_t rows, std::int64_t columns) {
  return torch::randn({rows, columns}).requires_grad_();
}

/// Loss and gradients of a batch; arguments are images and dimensions.
void ntXent(benchmark::State& state) {
  const Tensor z1 = leaf(state.range(0), state.range(1)), z2 = leaf(state.range(0), state.range(1));
  for (auto _ : state) learn::ntXent(z1, z2, 0.2).mean().backward();
}
void simSiam(benchmark::State& state) {
  const Tensor p1 = leaf(state.range(0), state.range(1)), p2 = leaf(state.range(0), state.range(1));
  const Tensor z1 = leaf(state.range(0), state.range(1)), z2 = leaf(state.range(0), state.range(1));
  for (auto _ : state) learn::simSiam(p1, p2, z1, z2).mean().backward();
}
BENCHMARK(ntXent)->Args({128, 128})->Args({512, 128})->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(simSiam)->Args({128, 128})->Args({512, 2048})->UseRealTime()->Unit(benchmark::kMicrosecond);

/// 10,000 test images against a bank of so many, 512 features; beside the bare product of the two.
void knn(benchmark::State& state) {
  const Tensor bank = torch::randn({state.range(0), 512}), queries = torch::randn({10000, 512});
  const Tensor labels = torch::arange(state.range(0)) % 10;
  for (auto _ : state) benchmark::DoNotOptimize(evaluate::knnPredict(bank, labels, queries, 10, 20, 0.1));
}
void knnProduct(benchmark::State& state) {
  const Tensor bank = torch::randn({state.range(0), 512}), queries = torch::randn({10000, 512});
  for (auto _ : state) {
    for (const Tensor& part : queries.split(1000)) benchmark::DoNotOptimize(torch::mm(part, bank.t()));
  }
}
BENCHMARK(knn)->Arg(12406)->Arg(50000)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(knnProduct)->Arg(12406)->Arg(50000)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
