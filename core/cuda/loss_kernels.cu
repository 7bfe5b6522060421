#include <cmath>
#include <limits>

#include "core/cuda/block_sum.cuh"
#include "core/cuda/losses.h"
#include "core/cuda/value.cuh"

namespace skewscope::cuda {
namespace {

constexpr double kLeastLength = 1e-12;

__device__ double inverseLength(double squares) {
  const double length = std::sqrt(squares);
  return 1 / (length < kLeastLength ? kLeastLength : length);  // keeps NaN
}

/// The part of `pull`, the gradient with respect to the unit vector u = x inverse, that x sees: what lies
/// along u does not change it, unless its length is the least. `inverse` may have been float32.
__device__ double throughLength(double pull, double x, double inverse, double along) {
  const bool least = static_cast<float>(inverse) >= static_cast<float>(1 / kLeastLength);
  return inverse * (least ? pull : pull - along * x * inverse);
}

/// One block for each image.
template <typename Value>
__global__ void __launch_bounds__(kReductionThreads) simSiam(const SimSiamTask task) {
  const int dimension = task.shape.dimension;
  const std::int64_t begin = std::int64_t{blockIdx.x} * dimension;
  const Value* predictions[] = {static_cast<const Value*>(task.p1) + begin,
                                static_cast<const Value*>(task.p2) + begin};
  const Value* projections[] = {static_cast<const Value*>(task.z2) + begin,
                                static_cast<const Value*>(task.z1) + begin};
  Value* gradients[] = {static_cast<Value*>(task.dp1), static_cast<Value*>(task.dp2)};
  const double factor = task.factor ? static_cast<double>(task.factor[blockIdx.x]) : 0;
  double loss = 0;
  for (int pair = 0; pair < 2; ++pair) {
    const Value *p = predictions[pair], *z = projections[pair];
    double sums[3]{};
    for (int i = static_cast<int>(threadIdx.x); i < dimension; i += kReductionThreads) {
      const auto a = static_cast<double>(widened(p[i])), b = static_cast<double>(widened(z[i]));
      sums[0] += a * a;
      sums[1] += b * b;
      sums[2] += a * b;
    }
    sumLanes(1, kReductionThreads, sums);
    const double inverseP = inverseLength(sums[0]), inverseZ = inverseLength(sums[1]);
    const double cosine = sums[2] * inverseP * inverseZ;
    loss -= cosine / 2;
    if (!task.factor) continue;
    for (int i = static_cast<int>(threadIdx.x); i < dimension; i += kReductionThreads) {
      const auto a = static_cast<double>(widened(p[i])), b = static_cast<double>(widened(z[i]));
      gradients[pair][begin + i] =
          rounded<Value>(static_cast<float>(-factor / 2 * throughLength(b * inverseZ, a, inverseP, cosine)));
    }
  }
  if (threadIdx.x == 0 && task.loss) task.loss[blockIdx.x] = static_cast<float>(loss);
}

/// NtXentTask::scratch. A row is a vector: image i of the first view, then of the second.
struct Scratch {
  float* unit;       ///< [rows][dimension]: rows of length 1
  float* pull;       ///< [rows][dimension]: the gradient with respect to them
  float* inverse;    ///< [rows]: 1 / length
  float* partition;  ///< [rows]: log sum_k exp(s_ik)
  float* loss;       ///< [rows]: of each anchor

  explicit Scratch(const NtXentTask& task) {
    const std::int64_t rows = 2 * std::int64_t{task.shape.images}, values = rows * task.shape.dimension;
    unit = task.scratch;
    pull = unit + values;
    inverse = pull + values;
    partition = inverse + rows;
    loss = partition + rows;
  }
};

/// Row `row` of two arrays of vectors.
template <typename Value, typename Void>
__device__ Value* rowOf(const ViewVectors& shape, Void* first, Void* second, int row) {
  return row < shape.images
             ? static_cast<Value*>(first) + std::int64_t{row} * shape.dimension
             : static_cast<Value*>(second) + std::int64_t{row - shape.images} * shape.dimension;
}

/// One block for each row.
template <typename Value>
__global__ void __launch_bounds__(kReductionThreads) makeUnit(const NtXentTask task, const Scratch scratch) {
  const int dimension = task.shape.dimension, row = static_cast<int>(blockIdx.x);
  const auto* from = rowOf<const Value>(task.shape, task.z1, task.z2, row);
  double squares = 0;
  for (int i = static_cast<int>(threadIdx.x); i < dimension; i += kReductionThreads) {
    const auto value = static_cast<double>(widened(from[i]));
    squares += value * value;
  }
  const double inverse = inverseLength(blockSum(squares));
  for (int i = static_cast<int>(threadIdx.x); i < dimension; i += kReductionThreads) {
    scratch.unit[std::int64_t{row} * dimension + i] =
        static_cast<float>(static_cast<double>(widened(from[i])) * inverse);
  }
  if (threadIdx.x == 0) scratch.inverse[row] = static_cast<float>(inverse);
}

// A block has a few anchors and meets all rows in tiles: thread t has anchor t / kOthers and other t %
// kOthers.
constexpr int kOthers = 32, kAnchors = kReductionThreads / kOthers, kDepth = 128;
// Values of a tile for each thread, which has one column of it.
constexpr int kStaged = (kAnchors + kOthers) * kDepth / kReductionThreads;
static_assert(kReductionThreads % kDepth == 0 &&
              kStaged * kReductionThreads == (kAnchors + kOthers) * kDepth);

/// What a thread has of a tile.
struct Pair {
  int anchor, other;  ///< within the tile
  int row, otherRow;
  float similarity;  ///< s
  bool there;        ///< both are rows, and not the same
  bool positive;     ///< two views of one image
};

__device__ Pair pairOf(const NtXentTask& task, const float* unit, int firstAnchor, int firstOther) {
  __shared__ float anchors[kAnchors][kDepth], others[kOthers][kDepth + 1];
  const int rows = 2 * task.shape.images, dimension = task.shape.dimension;
  const int thread = static_cast<int>(threadIdx.x);
  Pair pair;
  pair.anchor = thread / kOthers;
  pair.other = thread % kOthers;
  pair.row = firstAnchor + pair.anchor;
  pair.otherRow = firstOther + pair.other;
  pair.there = pair.row < rows && pair.otherRow < rows && pair.row != pair.otherRow;
  pair.positive = pair.there && pair.row % task.shape.images == pair.otherRow % task.shape.images;
  float cosine = 0;
  for (int begin = 0; begin < dimension; begin += kDepth) {
    // All loads before the first store, so that a thread waits for memory once.
    float staged[kStaged];
#pragma unroll
    for (int i = 0; i < kStaged; ++i) {
      const int line = (i * kReductionThreads + thread) / kDepth, column = begin + thread % kDepth;
      const int row = line < kAnchors ? firstAnchor + line : firstOther + line - kAnchors;
      staged[i] = row < rows && column < dimension ? unit[std::int64_t{row} * dimension + column] : 0.0f;
    }
    __syncthreads();  // what was there before has been read
#pragma unroll
    for (int i = 0; i < kStaged; ++i) {
      const int line = (i * kReductionThreads + thread) / kDepth;
      (line < kAnchors ? anchors[line] : others[line - kAnchors])[thread % kDepth] = staged[i];
    }
    __syncthreads();
    for (int i = 0; i < kDepth; ++i) cosine += anchors[pair.anchor][i] * others[pair.other][i];
  }
  pair.similarity = cosine / task.temperature;
  return pair;
}

__global__ void __launch_bounds__(kReductionThreads) partition(const NtXentTask task, const Scratch scratch) {
  __shared__ float most[kAnchors][kOthers], positive[kAnchors];
  __shared__ double sums[kAnchors][kOthers];
  const int rows = 2 * task.shape.images, first = static_cast<int>(blockIdx.x) * kAnchors;
  const int anchor = static_cast<int>(threadIdx.x) / kOthers, other = static_cast<int>(threadIdx.x) % kOthers;
  // Of this thread's similarities: the largest, and the sum of exp(s - largest).
  float largest = -std::numeric_limits<float>::infinity();
  double sum = 0;
  for (int begin = 0; begin < rows; begin += kOthers) {
    const Pair pair = pairOf(task, scratch.unit, first, begin);
    if (!pair.there) continue;
    if (pair.positive) positive[anchor] = pair.similarity;
    if (pair.similarity > largest) {
      sum *= static_cast<double>(std::exp(largest - pair.similarity));
      largest = pair.similarity;
    }
    sum += static_cast<double>(std::exp(pair.similarity - largest));
  }
  most[anchor][other] = largest;
  sums[anchor][other] = sum;
  __syncthreads();
  if (other > 0 || first + anchor >= rows) return;
  for (int i = 1; i < kOthers; ++i) largest = most[anchor][i] > largest ? most[anchor][i] : largest;
  sum = 0;
  for (int i = 0; i < kOthers; ++i)
    sum += sums[anchor][i] * static_cast<double>(std::exp(most[anchor][i] - largest));
  const float log = largest + static_cast<float>(std::log(sum));
  scratch.partition[first + anchor] = log;
  scratch.loss[first + anchor] = log - positive[anchor];
}

/// With respect to the unit vectors. Block p * parts + q: columns from q * kDepth on of the anchors from
/// p * kAnchors on.
__global__ void __launch_bounds__(kReductionThreads)
    pullUnits(const NtXentTask task, const Scratch scratch, int parts) {
  constexpr int kColumns = kDepth / kOthers;  // of a thread, kOthers apart
  __shared__ float pulls[kAnchors][kOthers];
  const int images = task.shape.images, rows = 2 * images, dimension = task.shape.dimension;
  const int first = static_cast<int>(blockIdx.x) / parts * kAnchors;
  const int anchor = static_cast<int>(threadIdx.x) / kOthers, row = first + anchor;
  const int column = static_cast<int>(blockIdx.x) % parts * kDepth + static_cast<int>(threadIdx.x) % kOthers;
  float sums[kColumns]{};
  for (int begin = 0; begin < rows; begin += kOthers) {
    const Pair pair = pairOf(task, scratch.unit, first, begin);
    float pull = 0;
    if (pair.there) {
      // Each of the two is an anchor of the other.
      const float one = pair.positive ? 1.0f : 0.0f;
      pull =
          (task.factor[pair.row % images] * (std::exp(pair.similarity - scratch.partition[pair.row]) - one) +
           task.factor[pair.otherRow % images] *
               (std::exp(pair.similarity - scratch.partition[pair.otherRow]) - one)) /
          2;
    }
    pulls[pair.anchor][pair.other] = pull;
    __syncthreads();
    for (int i = 0; i < kOthers && begin + i < rows; ++i) {
      for (int c = 0; c < kColumns; ++c) {
        if (column + c * kOthers >= dimension) continue;
        sums[c] +=
            pulls[anchor][i] * scratch.unit[std::int64_t{begin + i} * dimension + column + c * kOthers];
      }
    }
  }
  for (int c = 0; c < kColumns; ++c) {
    if (row >= rows || column + c * kOthers >= dimension) continue;
    scratch.pull[std::int64_t{row} * dimension + column + c * kOthers] = sums[c] / task.temperature;
  }
}

/// One block for each row: with respect to the vector itself.
template <typename Value>
__global__ void __launch_bounds__(kReductionThreads)
    pullVectors(const NtXentTask task, const Scratch scratch) {
  const int dimension = task.shape.dimension, row = static_cast<int>(blockIdx.x);
  const std::int64_t begin = std::int64_t{row} * dimension;
  const float *unit = scratch.unit + begin, *pull = scratch.pull + begin;
  double sum = 0;
  for (int i = static_cast<int>(threadIdx.x); i < dimension; i += kReductionThreads)
    sum += static_cast<double>(unit[i]) * static_cast<double>(pull[i]);
  const double along = blockSum(sum);
  const auto* from = rowOf<const Value>(task.shape, task.z1, task.z2, row);
  auto* to = rowOf<Value>(task.shape, task.dz1, task.dz2, row);
  const auto inverse = static_cast<double>(scratch.inverse[row]);
  for (int i = static_cast<int>(threadIdx.x); i < dimension; i += kReductionThreads) {
    to[i] = rounded<Value>(static_cast<float>(
        throughLength(static_cast<double>(pull[i]), static_cast<double>(widened(from[i])), inverse, along)));
  }
}

__global__ void __launch_bounds__(kReductionThreads)
    joinAnchors(const NtXentTask task, const Scratch scratch) {
  const int image = static_cast<int>(blockIdx.x) * kReductionThreads + static_cast<int>(threadIdx.x);
  if (image >= task.shape.images) return;
  task.loss[image] = (scratch.loss[image] + scratch.loss[image + task.shape.images]) / 2;
}

template <typename Value>
cudaError_t startNtXentLoss(const NtXentTask& task, const Scratch& scratch, unsigned rows, unsigned blocks,
                            cudaStream_t stream) {
  cudaError_t status = launchKernel(makeUnit<Value>, rows, kReductionThreads, 0, stream, task, scratch);
  if (status != cudaSuccess) return status;
  status = launchKernel(partition, blocks, kReductionThreads, 0, stream, task, scratch);
  if (status != cudaSuccess) return status;
  const auto images = static_cast<unsigned>(task.shape.images);
  return launchKernel(joinAnchors, (images + kReductionThreads - 1) / kReductionThreads, kReductionThreads, 0,
                      stream, task, scratch);
}

template <typename Value>
cudaError_t startNtXentGradient(const NtXentTask& task, const Scratch& scratch, unsigned rows,
                                unsigned blocks, cudaStream_t stream) {
  const int parts = (task.shape.dimension + kDepth - 1) / kDepth;
  const cudaError_t status = launchKernel(pullUnits, blocks * static_cast<unsigned>(parts), kReductionThreads,
                                          0, stream, task, scratch, parts);
  if (status != cudaSuccess) return status;
  return launchKernel(pullVectors<Value>, rows, kReductionThreads, 0, stream, task, scratch);
}

bool sound(const ViewVectors& shape) {
  return shape.images > 0 && shape.images <= (1 << 24) && shape.dimension > 0 && shape.dimension <= (1 << 16);
}

/// What every loss asks for: a shape, and losses or gradients or both.
bool sound(const ViewVectors& shape, const float* loss, const float* factor, const void* first,
           const void* second) {
  const bool gradients = factor != nullptr;
  return sound(shape) && (loss || gradients) && gradients == (first != nullptr) &&
         gradients == (second != nullptr);
}

}  // namespace

cudaError_t launchSimSiam(const SimSiamTask& task, cudaStream_t stream) {
  if (!sound(task.shape, task.loss, task.factor, task.dp1, task.dp2) || !task.p1 || !task.p2 || !task.z1 ||
      !task.z2) {
    return cudaErrorInvalidValue;
  }
  return launchFor(task.shape.type, [&]<typename Value>() {
    return launchKernel(simSiam<Value>, static_cast<unsigned>(task.shape.images), kReductionThreads, 0,
                        stream, task);
  });
}

std::int64_t ntXentScratch(const ViewVectors& shape) {
  return sound(shape) ? 2 * std::int64_t{shape.images} * (2 * std::int64_t{shape.dimension} + 3) : 0;
}

cudaError_t launchNtXent(const NtXentTask& task, cudaStream_t stream) {
  if (!sound(task.shape, task.loss, task.factor, task.dz1, task.dz2) || !(task.temperature > 0) || !task.z1 ||
      !task.z2 || !task.scratch) {
    return cudaErrorInvalidValue;
  }
  const Scratch scratch(task);
  const auto rows = 2 * static_cast<unsigned>(task.shape.images);
  const unsigned blocks = (rows + kAnchors - 1) / kAnchors;
  return launchFor(task.shape.type, [&]<typename Value>() {
    if (task.loss) {
      const cudaError_t status = startNtXentLoss<Value>(task, scratch, rows, blocks, stream);
      if (status != cudaSuccess) return status;
    }
    return task.factor ? startNtXentGradient<Value>(task, scratch, rows, blocks, stream) : cudaSuccess;
  });
}

}  // namespace skewscope::cuda
