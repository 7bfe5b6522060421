#include "core/cuda/block_sum.cuh"
#include "core/cuda/update.h"
#include "core/cuda/value.cuh"

namespace skewscope::cuda {
namespace {

template <typename Value>
using Four = Group<Value, 4>;

template <typename Value>
__device__ const Four<Value>& four(const void* values, std::int64_t group) {
  return static_cast<const Four<Value>*>(values)[group];
}
template <typename Value>
__device__ Four<Value>& four(void* values, std::int64_t group) {
  return static_cast<Four<Value>*>(values)[group];
}

/// The group of four that this thread works on, in kernels that have one thread for each.
__device__ std::int64_t ownGroup() {
  return static_cast<std::int64_t>(blockIdx.x) * kReductionThreads + threadIdx.x;
}

template <typename Value>
__global__ void __launch_bounds__(kReductionThreads)
    sgd(const FlatParameters parameters, bool nesterov, const StepScalars* scalars, const SamNorm* gate) {
  const std::int64_t group = ownGroup();
  if (4 * group >= parameters.count) return;
  const StepScalars step = *scalars;
  const bool open = !gate || gate->finite();
  Four<float> master = four<float>(parameters.master, group);
  Four<float> velocity = four<float>(parameters.velocity, group);
  const Four<Value> gradient = four<Value>(parameters.gradient, group);
  Four<Value> shadow;
  for (int i = 0; i < 4; ++i) {
    if (open) sgdUpdate(step, nesterov, widened(gradient.at[i]), master.at[i], velocity.at[i]);
    shadow.at[i] = rounded<Value>(master.at[i]);
  }
  four<float>(parameters.master, group) = master;
  four<float>(parameters.velocity, group) = velocity;
  four<Value>(parameters.shadow, group) = shadow;
}

template <typename Value>
__global__ void __launch_bounds__(kReductionThreads)
    sumSquares(const FlatParameters parameters, bool adaptive, double* partial) {
  const double sum =
      blockSum(laneSum(ownGroup(), kReductionLanes, parameters.count / 4, [&](std::int64_t group) {
        const Four<Value> stored = four<Value>(parameters.gradient, group);
        Four<float> gradient, master{};
        for (int i = 0; i < 4; ++i) gradient.at[i] = widened(stored.at[i]);
        if (adaptive) master = four<float>(parameters.master, group);
        return samTerms(gradient.at, master.at, adaptive);
      }));
  if (threadIdx.x == 0) partial[blockIdx.x] = sum;
}

/// One block.
__global__ void __launch_bounds__(kReductionThreads)
    finishNorm(const double* partial, int blocks, const StepScalars* scalars, SamNorm* norm) {
  const double sum =
      blockSum(laneSum(threadIdx.x, kReductionThreads, blocks, [&](std::int64_t i) { return partial[i]; }));
  if (threadIdx.x == 0) *norm = samNormOf(sum, *scalars);
}

template <typename Value>
__global__ void __launch_bounds__(kReductionThreads)
    perturb(const FlatParameters parameters, bool adaptive, const SamNorm* norm) {
  const std::int64_t group = ownGroup();
  if (4 * group >= parameters.count) return;
  const float factor = norm->factor;
  const Four<float> master = four<float>(parameters.master, group);
  const Four<Value> gradient = four<Value>(parameters.gradient, group);
  Four<Value> shadow;
  for (int i = 0; i < 4; ++i) {
    // Without a factor a gradient that is not finite must not reach the parameters: 0 times infinity is not a
    // number.
    const float moved =
        factor == 0 ? master.at[i] : samPerturbed(widened(gradient.at[i]), master.at[i], factor, adaptive);
    shadow.at[i] = rounded<Value>(moved);
  }
  four<Value>(parameters.shadow, group) = shadow;
}

template <typename Value>
__global__ void __launch_bounds__(kReductionThreads) restore(const FlatParameters parameters) {
  const std::int64_t group = ownGroup();
  if (4 * group >= parameters.count) return;
  const Four<float> master = four<float>(parameters.master, group);
  Four<Value> shadow;
  for (int i = 0; i < 4; ++i) shadow.at[i] = rounded<Value>(master.at[i]);
  four<Value>(parameters.shadow, group) = shadow;
}

bool sound(const FlatParameters& parameters) {
  return parameters.count > 0 && parameters.count % 4 == 0 && parameters.master && parameters.velocity &&
         parameters.gradient && parameters.shadow && parameters.shadow != parameters.master &&
         aligned(16, {parameters.master, parameters.velocity, parameters.gradient, parameters.shadow});
}

/// Blocks of a kernel with one thread for each group of four.
unsigned blocksFor(const FlatParameters& parameters) {
  return static_cast<unsigned>((parameters.count / 4 + kReductionThreads - 1) / kReductionThreads);
}

}  // namespace

cudaError_t launchSgd(const FlatParameters& parameters, bool nesterov, const StepScalars* scalars,
                      const SamNorm* gate, cudaStream_t stream) {
  if (!sound(parameters) || !scalars) return cudaErrorInvalidValue;
  return launchFor(parameters.type, [&]<typename Value>() {
    return launchKernel(sgd<Value>, blocksFor(parameters), kReductionThreads, 0, stream, parameters, nesterov,
                        scalars, gate);
  });
}

cudaError_t launchSamNorm(std::span<const FlatParameters> groups, bool adaptive, const StepScalars* scalars,
                          double* partial, SamNorm* norm, cudaStream_t stream) {
  if (groups.empty() || groups.size() > kMostParameterGroups || !scalars || !partial || !norm)
    return cudaErrorInvalidValue;
  for (const FlatParameters& each : groups) {
    if (!sound(each)) return cudaErrorInvalidValue;
  }
  int blocks = 0;
  for (const FlatParameters& each : groups) {
    const cudaError_t status = launchFor(each.type, [&]<typename Value>() {
      return launchKernel(sumSquares<Value>, kReductionBlocks, kReductionThreads, 0, stream, each, adaptive,
                          partial + blocks);
    });
    if (status != cudaSuccess) return status;
    blocks += kReductionBlocks;
  }
  return launchKernel(finishNorm, 1, kReductionThreads, 0, stream, partial, blocks, scalars, norm);
}

cudaError_t launchSamPerturb(const FlatParameters& parameters, bool adaptive, const SamNorm* norm,
                             cudaStream_t stream) {
  if (!sound(parameters) || !norm) return cudaErrorInvalidValue;
  return launchFor(parameters.type, [&]<typename Value>() {
    return launchKernel(perturb<Value>, blocksFor(parameters), kReductionThreads, 0, stream, parameters,
                        adaptive, norm);
  });
}

cudaError_t launchRestore(const FlatParameters& parameters, cudaStream_t stream) {
  if (!sound(parameters)) return cudaErrorInvalidValue;
  return launchFor(parameters.type, [&]<typename Value>() {
    return launchKernel(restore<Value>, blocksFor(parameters), kReductionThreads, 0, stream, parameters);
  });
}

}  // namespace skewscope::cuda
