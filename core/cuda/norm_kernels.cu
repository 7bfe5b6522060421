#include <cmath>
#include <cstdint>
#include <initializer_list>

#include "core/cuda/block_sum.cuh"
#include "core/cuda/norm.h"
#include "core/cuda/norm_plan.cuh"
#include "core/cuda/value.cuh"

namespace skewscope::cuda {
namespace {

constexpr int kRows = NormPlan::kRows;
// A block of the kernels that sum over slices takes a few channels.
constexpr int kChannels = 8, kLanes = kReductionThreads / kChannels;
// Blocks of the kernels over all values that a multiprocessor is to hold at once. For more of them, their
// registers would not do; for those that sum gradients not even these.
[[maybe_unused]] constexpr int kBlocks = 3, kGradientBlocks = 2;  // an emulated device has no use for them

/// The values of a chunk of rows, of which there are `count`.
template <typename Value, int Width>
struct Chunk {
  Group<Value, Width> row[kRows];

  __device__ void load(const void* values, std::int64_t at, std::int64_t stride, int count) {
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
      if (r < count)
        row[r] = *reinterpret_cast<const Group<Value, Width>*>(static_cast<const Value*>(values) + at +
                                                               r * stride);
    }
  }
  __device__ void store(void* values, std::int64_t at, std::int64_t stride, int count) const {
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
      if (r < count)
        *reinterpret_cast<Group<Value, Width>*>(static_cast<Value*>(values) + at + r * stride) = row[r];
    }
  }
  __device__ float at(int r, int c) const {
    return widened(row[r].at[c]);
  }
};

/// Values between two rows of a thread.
__device__ std::int64_t strideOf(const NormPlan& plan) {
  return std::int64_t{plan.lanes} * plan.shape.channels;
}

/// Writes the sums of a block's slice to partial [2][views][slices][channels].
template <int Width>
__device__ void writePartial(const NormPlan& plan, const NormPlace& place, double (&first)[Width],
                             double (&second)[Width], double* partial) {
  sumLanes(plan.across, plan.lanes, first);
  sumLanes(plan.across, plan.lanes, second);
  if (place.lane > 0 || place.rows == 0) return;
  double* to =
      partial + (std::int64_t{place.view} * plan.slices + place.slice) * plan.shape.channels + place.channel;
  for (int c = 0; c < Width; ++c) {
    to[c] = first[c];
    to[plan.partialSums() + c] = second[c];
  }
}

/// The two sums of a channel over the slices of a view, for the threads of lane 0.
__device__ void readPartial(const NormPlan& plan, const double* partial, int view, int channel, int lane,
                            double (&sums)[2]) {
  const bool there = channel < plan.shape.channels;
  const double* first = partial + std::int64_t{view} * plan.slices * plan.shape.channels + channel;
  const double* second = first + plan.partialSums();
  sums[0] = sums[1] = 0;
  // Both in one loop: a thread waits for memory half as often.
  for (int slice = lane; there && slice < plan.slices; slice += kLanes) {
    const std::int64_t at = std::int64_t{slice} * plan.shape.channels;
    sums[0] += first[at];
    sums[1] += second[at];
  }
  sumLanes(kChannels, kLanes, sums);
}

/// Of each channel the sum of x and that of x^2. The second is made of squared distances from the mean of a
/// chunk and of the square of the chunk's own sum, so that float32 loses nothing of the variance where the
/// mean is large; what is left to cancel is in float64.
template <typename Value, int Width>
__global__ void __launch_bounds__(kReductionThreads, kBlocks)
    moments(const NormPlan plan, const void* x, double* partial) {
  const NormPlace place(plan, static_cast<int>(blockIdx.x));
  double sums[Width]{}, squares[Width]{};
  place.forEachChunk(plan, [&](std::int64_t at, int count) {
    Chunk<Value, Width> chunk;
    chunk.load(x, at, strideOf(plan), count);
    const double share = count == kRows ? 1.0 / kRows : 1.0 / count;
    for (int c = 0; c < Width; ++c) {
      float sum = 0, distances = 0;
#pragma unroll
      for (int r = 0; r < kRows; ++r) {
        if (r < count) sum += chunk.at(r, c);
      }
      const float mean = sum * static_cast<float>(share);
#pragma unroll
      for (int r = 0; r < kRows; ++r) {
        const float distance = chunk.at(r, c) - mean;
        if (r < count) distances += distance * distance;
      }
      const double exact = static_cast<double>(sum);
      sums[c] += exact;
      squares[c] += static_cast<double>(distances) + exact * exact * share;
    }
  });
  writePartial(plan, place, sums, squares, partial);
}

__device__ float follow(float running, double value, double momentum) {
  return static_cast<float>(momentum * value + (1 - momentum) * static_cast<double>(running));
}

__device__ ChannelNorm channelNorm(const NormLayer& layer, int channel, double mean, double variance) {
  const double inverse = 1 / std::sqrt(variance + layer.eps);
  const double scale = layer.weight ? static_cast<double>(layer.weight[channel]) * inverse : inverse;
  const double bias = layer.bias ? static_cast<double>(layer.bias[channel]) : 0;
  return {static_cast<float>(mean), static_cast<float>(inverse), static_cast<float>(scale),
          static_cast<float>(bias - mean * scale)};
}

__global__ void __launch_bounds__(kReductionThreads)
    finishMoments(const NormPlan plan, const NormLayer layer, const double* partial, ChannelNorm* norm) {
  const int channel = static_cast<int>(blockIdx.x) * kChannels + static_cast<int>(threadIdx.x) % kChannels;
  const int lane = static_cast<int>(threadIdx.x) / kChannels;
  const auto rows = static_cast<double>(plan.shape.rows);
  if (layer.batches && blockIdx.x == 0 && threadIdx.x == 0) *layer.batches += plan.shape.views;
  for (int view = 0; view < plan.shape.views; ++view) {
    double sums[2];
    readPartial(plan, partial, view, channel, lane, sums);
    if (lane > 0 || channel >= plan.shape.channels) continue;
    const double mean = sums[0] / rows, squares = sums[1] - sums[0] * mean;
    const double distances = squares < 0 ? 0 : squares;  // keeps NaN
    norm[view * plan.shape.channels + channel] = channelNorm(layer, channel, mean, distances / rows);
    if (!layer.runningMean) continue;
    layer.runningMean[channel] = follow(layer.runningMean[channel], mean, layer.momentum);
    layer.runningVariance[channel] =
        follow(layer.runningVariance[channel], distances / (rows - 1), layer.momentum);
  }
}

__global__ void __launch_bounds__(kReductionThreads)
    takeRunning(const NormLayer layer, int channels, ChannelNorm* norm) {
  const int channel = static_cast<int>(blockIdx.x) * kReductionThreads + static_cast<int>(threadIdx.x);
  if (channel >= channels) return;
  norm[channel] = channelNorm(layer, channel, static_cast<double>(layer.runningMean[channel]),
                              static_cast<double>(layer.runningVariance[channel]));
}

/// What the threads of a kernel know of their channels.
template <int Width>
struct Channels {
  float mean[Width]{}, scale[Width]{}, shift[Width]{};

  __device__ Channels(const NormPlan& plan, const NormPlace& place, const ChannelNorm* norm) {
    if (place.rows == 0) return;
    for (int c = 0; c < Width; ++c) {
      const ChannelNorm of = norm[place.view * plan.shape.channels + place.channel + c];
      mean[c] = of.mean;
      scale[c] = of.scale;
      shift[c] = of.shift;
    }
  }
  __device__ float normalised(float x, int c) const { return x * scale[c] + shift[c]; }
};

// The kernels that follow begin where the one before ended: the last values that it read or wrote are the
// ones that the cache still holds.
__device__ int reversedBlock() {
  return static_cast<int>(gridDim.x - 1 - blockIdx.x);
}

template <typename Value, int Width>
__global__ void __launch_bounds__(kReductionThreads, kBlocks)
    normalise(const NormPlan plan, const NormForward pass) {
  const NormPlace place(plan, reversedBlock());
  const Channels<Width> channels(plan, place, pass.norm);
  const std::int64_t stride = strideOf(plan);
  place.forEachChunk(plan, [&](std::int64_t at, int count) {
    Chunk<Value, Width> x, residual;
    x.load(pass.x, at, stride, count);
    if (pass.residual) residual.load(pass.residual, at, stride, count);
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
      for (int c = 0; c < Width; ++c) {
        float value = channels.normalised(x.at(r, c), c);
        if (pass.residual) value += residual.at(r, c);
        if (pass.relu) value = 0.0f > value ? 0.0f : value;  // keeps NaN
        x.row[r].at[c] = rounded<Value>(value);
      }
    }
    x.store(pass.y, at, stride, count);
  });
}

/// Where a ReLU lets its gradient pass.
enum class Mask {
  All,     ///< everywhere: there was none
  Input,   ///< where the normalised x is above 0
  Output,  ///< where the output is above 0
};

/// Of each channel the sum of g, the gradient behind the ReLU, and that of g (x - mean).
template <typename Value, int Width, Mask kMask>
__global__ void __launch_bounds__(kReductionThreads, kGradientBlocks)
    gradientSums(const NormPlan plan, const NormBackward pass) {
  const NormPlace place(plan, static_cast<int>(blockIdx.x));
  const Channels<Width> channels(plan, place, pass.norm);
  const std::int64_t stride = strideOf(plan);
  double sums[Width]{}, products[Width]{};
  place.forEachChunk(plan, [&](std::int64_t at, int count) {
    Chunk<Value, Width> x, dy, y;
    x.load(pass.x, at, stride, count);
    dy.load(pass.dy, at, stride, count);
    if (kMask == Mask::Output) y.load(pass.y, at, stride, count);
    for (int c = 0; c < Width; ++c) {
      float sum = 0, product = 0;
#pragma unroll
      for (int r = 0; r < kRows; ++r) {
        if (r >= count) continue;
        // NaN is not at most 0, as on the processor.
        if ((kMask == Mask::Input && channels.normalised(x.at(r, c), c) <= 0) ||
            (kMask == Mask::Output && y.at(r, c) <= 0)) {
          dy.row[r].at[c] = rounded<Value>(0);
        }
        const float g = dy.at(r, c);
        sum += g;
        product += g * (x.at(r, c) - channels.mean[c]);
      }
      sums[c] += static_cast<double>(sum);
      products[c] += static_cast<double>(product);
    }
    if (kMask == Mask::Output) dy.store(pass.passed, at, stride, count);
  });
  writePartial(plan, place, sums, products, pass.scratch);
}

/// dx = scale g - slope (x - mean) - offset
struct alignas(8) ChannelSlope {
  float slope, offset;
};

/// Behind the partial sums.
__device__ ChannelSlope* slopesOf(double* scratch, std::int64_t partialSums) {
  static_assert(sizeof(ChannelSlope) == sizeof(double));
  return reinterpret_cast<ChannelSlope*>(scratch + 2 * partialSums);
}

__global__ void __launch_bounds__(kReductionThreads)
    finishGradient(const NormPlan plan, const NormBackward pass) {
  const int channel = static_cast<int>(blockIdx.x) * kChannels + static_cast<int>(threadIdx.x) % kChannels;
  const int lane = static_cast<int>(threadIdx.x) / kChannels;
  const auto rows = static_cast<double>(plan.shape.rows);
  double weight = 0, bias = 0;
  for (int view = 0; view < plan.shape.views; ++view) {
    double sums[2];
    readPartial(plan, pass.scratch, view, channel, lane, sums);
    if (lane > 0 || channel >= plan.shape.channels) continue;
    const int at = view * plan.shape.channels + channel;
    const double inverse = static_cast<double>(pass.norm[at].inverse),
                 scale = static_cast<double>(pass.norm[at].scale);
    slopesOf(pass.scratch, plan.partialSums())[at] = {
        static_cast<float>(scale * inverse * inverse * sums[1] / rows),
        static_cast<float>(scale * sums[0] / rows)};
    weight += sums[1] * inverse;
    bias += sums[0];
  }
  if (lane > 0 || channel >= plan.shape.channels) return;
  if (pass.weightGradient) pass.weightGradient[channel] = static_cast<float>(weight);
  if (pass.biasGradient) pass.biasGradient[channel] = static_cast<float>(bias);
}

template <typename Value, int Width, Mask kMask>
__global__ void __launch_bounds__(kReductionThreads, kBlocks)
    gradient(const NormPlan plan, const NormBackward pass) {
  const NormPlace place(plan, reversedBlock());
  const Channels<Width> channels(plan, place, pass.norm);
  const std::int64_t stride = strideOf(plan);
  ChannelSlope slopes[Width]{};
  for (int c = 0; c < Width && place.rows > 0; ++c) {
    slopes[c] =
        slopesOf(pass.scratch, plan.partialSums())[place.view * plan.shape.channels + place.channel + c];
  }
  place.forEachChunk(plan, [&](std::int64_t at, int count) {
    Chunk<Value, Width> x, dy;
    x.load(pass.x, at, stride, count);
    dy.load(kMask == Mask::Output ? pass.passed : pass.dy, at, stride, count);
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
      for (int c = 0; c < Width; ++c) {
        const float value = x.at(r, c);
        const float g = kMask == Mask::Input && channels.normalised(value, c) <= 0 ? 0.0f : dy.at(r, c);
        x.row[r].at[c] = rounded<Value>(
            (channels.scale[c] * g - slopes[c].slope * (value - channels.mean[c])) - slopes[c].offset);
      }
    }
    x.store(pass.dx, at, stride, count);
  });
}

/// launch.template operator()<Value, Width>() for the plan's type and width.
template <typename Launch>
cudaError_t launchForPlan(const NormPlan& plan, const Launch& launch) {
  return launchFor(plan.shape.type, [&]<typename Value>() {
    return plan.width == 4 ? launch.template operator()<Value, 4>() : launch.template operator()<Value, 1>();
  });
}

/// A kernel with one block for each part of a slice.
template <typename... Parameters, typename... Arguments>
cudaError_t launchSlices(void (*kernel)(const NormPlan, Parameters...), const NormPlan& plan,
                         cudaStream_t stream, const Arguments&... arguments) {
  return launchKernel(kernel, static_cast<unsigned>(plan.blocks()), kReductionThreads, 0, stream, plan,
                      arguments...);
}

/// Blocks of a kernel that sums over slices.
unsigned finishBlocks(const NormPlan& plan) {
  return static_cast<unsigned>((plan.shape.channels + kChannels - 1) / kChannels);
}

bool sound(const NormPlan& plan, const NormForward& pass) {
  const NormLayer& layer = pass.layer;
  return plan.sound() && pass.x && pass.norm && pass.y && layer.eps > 0 &&
         (layer.runningMean == nullptr) == (layer.runningVariance == nullptr) &&
         aligned(plan.groupBytes(), {pass.x, pass.residual, pass.y}) &&
         aligned(alignof(ChannelNorm), {pass.norm});
}

template <Mask kMask>
cudaError_t launchGradient(const NormPlan& plan, const NormBackward& pass, cudaStream_t stream) {
  return launchForPlan(plan, [&]<typename Value, int Width>() {
    cudaError_t status = launchSlices(gradientSums<Value, Width, kMask>, plan, stream, pass);
    if (status != cudaSuccess) return status;
    status = launchKernel(finishGradient, finishBlocks(plan), kReductionThreads, 0, stream, plan, pass);
    if (status != cudaSuccess) return status;
    return launchSlices(gradient<Value, Width, kMask>, plan, stream, pass);
  });
}

}  // namespace

std::int64_t normScratch(const NormShape& shape) {
  const NormPlan plan(shape);
  return plan.sound() ? 2 * plan.partialSums() + std::int64_t{shape.views} * shape.channels : 0;
}

cudaError_t launchNormForward(const NormForward& pass, cudaStream_t stream) {
  const NormPlan plan(pass.shape);
  if (!sound(plan, pass) || pass.shape.rows < 2 || !pass.scratch || !aligned(alignof(double), {pass.scratch}))
    return cudaErrorInvalidValue;
  return launchForPlan(plan, [&]<typename Value, int Width>() {
    cudaError_t status = launchSlices(moments<Value, Width>, plan, stream, pass.x, pass.scratch);
    if (status != cudaSuccess) return status;
    status = launchKernel(finishMoments, finishBlocks(plan), kReductionThreads, 0, stream, plan, pass.layer,
                          pass.scratch, pass.norm);
    if (status != cudaSuccess) return status;
    return launchSlices(normalise<Value, Width>, plan, stream, pass);
  });
}

cudaError_t launchNormInference(const NormForward& pass, cudaStream_t stream) {
  const NormPlan plan(pass.shape);
  if (!sound(plan, pass) || !pass.layer.runningMean || pass.shape.views != 1) return cudaErrorInvalidValue;
  return launchForPlan(plan, [&]<typename Value, int Width>() {
    const int blocks = (plan.shape.channels + kReductionThreads - 1) / kReductionThreads;
    const cudaError_t status = launchKernel(takeRunning, static_cast<unsigned>(blocks), kReductionThreads, 0,
                                            stream, pass.layer, plan.shape.channels, pass.norm);
    if (status != cudaSuccess) return status;
    return launchSlices(normalise<Value, Width>, plan, stream, pass);
  });
}

cudaError_t launchNormBackward(const NormBackward& pass, cudaStream_t stream) {
  const NormPlan plan(pass.shape);
  if (!plan.sound() || pass.shape.rows < 2 || !pass.norm || !pass.x || !pass.dy || !pass.scratch ||
      !pass.dx || (pass.y && !pass.relu) || (pass.y == nullptr) != (pass.passed == nullptr) ||
      !aligned(plan.groupBytes(), {pass.x, pass.dy, pass.y, pass.passed, pass.dx}) ||
      !aligned(alignof(ChannelNorm), {pass.norm}) || !aligned(alignof(double), {pass.scratch})) {
    return cudaErrorInvalidValue;
  }
  if (pass.y) return launchGradient<Mask::Output>(plan, pass, stream);
  return pass.relu ? launchGradient<Mask::Input>(plan, pass, stream)
                   : launchGradient<Mask::All>(plan, pass, stream);
}

}  // namespace skewscope::cuda
