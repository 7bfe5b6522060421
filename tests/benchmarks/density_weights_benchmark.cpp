// The density weights of rwSAM beside their floor: one half of the product of all features with each other.
#include <benchmark/benchmark.h>

#include <algorithm>

#include "core/learn/density_weights.h"
#include "core/nn/torch.h"

namespace {

torch::Tensor features(std::int64_t n) {
  torch::manual_seed(1);
  return torch::randn({n, 512});
}

void weights(benchmark::State& state) {
  const torch::Tensor rows = features(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(skewscope::learn::kdeWeights(rows, {}));
}

void halfProduct(benchmark::State& state) {
  constexpr std::int64_t kTile = 1024;
  const torch::Tensor rows = features(state.range(0));
  const std::int64_t n = rows.size(0);
  for (auto _ : state) {
    for (std::int64_t i = 0; i < n; i += kTile) {
      for (std::int64_t j = i; j < n; j += kTile) {
        benchmark::DoNotOptimize(torch::mm(rows.slice(0, i, std::min(i + kTile, n)),
                                           rows.slice(0, j, std::min(j + kTile, n)).t()));
      }
    }
  }
}

}  // namespace

BENCHMARK(weights)->Arg(12406)->Arg(50000)->Unit(benchmark::kSecond)->Iterations(1)->UseRealTime();
BENCHMARK(halfProduct)->Arg(12406)->Arg(50000)->Unit(benchmark::kSecond)->Iterations(1)->UseRealTime();
